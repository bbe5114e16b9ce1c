"""The end of a connection: reading and sending stop at once, the permission is taken back at the provider, and its keys
are forgotten. Whatever the provider answers, here it is over.

What was logged stays; taking that away too is `erasing`'s matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors import registry
from connectors.entries import Entry
from connectors.errors import ConnectorError
from service import accounts, activity, approvals, leases
from service.context import Context
from service.schema import Account, Approval
from service.tokens import token_row
from service.vault import Tampered

REVOKE_SECONDS = 20.0
"""How long the provider's answer is waited for at most: with this the end takes well under a minute."""
_STILL_OPENS = (
    "Disconnected here, and the password is forgotten. It still opens the mailbox: delete the app password at your "
    "provider."
)
_STILL_READ = (
    "Disconnected here, and the address is forgotten. It can still be read: have a new one made where the calendar is "
    "shared, and it ends."
)
_NOT_REVOKED = "Disconnected here. The provider could not be reached to revoke: check its account page."


@dataclass(frozen=True, slots=True)
class Disconnected:
    """What to tell the person, and whether the provider has ended the permission."""

    told: str
    is_revoked: bool


def disconnect(context: Context, person_id: str, account_id: str) -> Disconnected:
    """Stops everything that this account is used for, revokes its consent at the provider and forgets its tokens,
    whatever the provider answers. Approved mail that has not left asks for a new yes.

    Raises Misconfigured where there is no such account.
    """
    with context.database.writing(person_id, "disconnect") as session:
        account = accounts.owned_account(session, person_id, account_id)
        sealed, provider = account.tokens_sealed, account.provider
        stop(session, account, context.clock())
    was_told = sealed is None or _tell_provider(context, provider, account_id, sealed)
    with context.database.writing(person_id, "forget_tokens") as session:
        account = accounts.owned_account(session, person_id, account_id)
        if account.tokens_sealed == sealed:  # Else it was connected anew meanwhile.
            account.tokens_sealed = None
    if not was_told:
        return Disconnected(_NOT_REVOKED, is_revoked=False)
    is_revoked = sealed is not None and _entry(provider).capabilities.revokes
    return Disconnected(_told(provider), is_revoked)


def finish(context: Context) -> None:
    """Ends what a crash cut off: a permission that lies here though its account is disconnected."""
    left = select(Account.person_id, Account.id).where(
        Account.connection_state == "disconnected", Account.tokens_sealed.is_not(None)
    )
    with context.database.reading() as session:
        found = session.execute(left).all()
    for person_id, account_id in found:
        disconnect(context, person_id, account_id)


def stop(session: Session, account: Account, now: datetime) -> None:
    """Nothing is read or sent through the account any more, and what was approved and has not left asks again."""
    if account.connection_state != "disconnected":
        activity.record(session, account.person_id, activity.DISCONNECTED, now, subject=account.id)
    account.connection_state, account.state_reason = "disconnected", "Disconnected by you."
    leases.void_account(account)
    held = select(Approval).where(
        Approval.person_id == account.person_id, Approval.account_id == account.id, Approval.state == "held"
    )
    for approval in session.scalars(held).all():
        approvals.ask_again(session, approval, approvals.DISCONNECTED, now)


def _tell_provider(context: Context, provider: str, account_id: str, sealed: bytes) -> bool:
    """Asks it to end the permission; False where it, or the token, could not be reached."""
    patience = min(context.settings.answer_seconds, REVOKE_SECONDS)
    hurried = replace(context, settings=context.settings.model_copy(update={"answer_seconds": patience}))
    try:
        tokens = context.vault.open(sealed, row=token_row(account_id))
        accounts.open_authorization(hurried, provider).revoke(tokens)
    except (ConnectorError, Tampered):
        return False
    return True


def _entry(provider: str) -> Entry:
    return next(entry for entry in registry.ENTRIES if entry.name == provider)


def _told(provider: str) -> str:
    entry = _entry(provider)
    if given := registry.given(provider):
        return _STILL_READ if given == "link" else _STILL_OPENS
    if entry.capabilities.revokes:
        return "Disconnected and revoked at the provider."
    name, pages = entry.label, ", ".join(entry.consent_pages)
    return (
        f"Disconnected here and forgotten. {name} lets no app end its permission: you can do that yourself on {pages}."
    )
