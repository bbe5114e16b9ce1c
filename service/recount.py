"""Counts at the provider, on a click only: how many mails there are beside those that were looked at.

Lists ids and reads nothing. What it costs is taken from the account's allowance like any other call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from connectors.contract import MailQuery
from service import accounts
from service.accounts import MinuteBudget
from service.context import Context
from service.schema import Account, MessageCopy, Quarantined, SetAside, StoredMessage
from service.shelf import MAIL

MOST_PAGES = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """The mails of an account since a moment, there and here."""

    since: datetime
    there: int
    """At the provider now."""
    is_all: bool
    """Whether the count came to the end of the mailbox."""
    looked_at: int
    """Of those, kept, set aside or unreadable here."""

    @property
    def never_opened(self) -> int:
        return max(0, self.there - self.looked_at)


def count_mail(context: Context, person_id: str, account_id: str) -> Counted:
    """Asks the provider. Raises Misconfigured for another's account, ConsentLost, SlowDown, TryAgain."""
    with context.database.reading() as session:
        account = accounts.owned_account(session, person_id, account_id)
        looked_at = _looked_at(session, account)
    budget = MinuteBudget(context, account_id, person_id, account.provider)
    mailbox = accounts.open_mailbox(context, account, budget)
    cursor, there, pages = None, 0, 0
    try:
        while pages < MOST_PAGES:
            # Whatever is listed counts as known: nothing is read.
            page = mailbox.search(MailQuery(since=account.since), cursor, set)
            there, cursor, pages = there + page.listed, page.next_cursor, pages + 1
            if cursor is None:
                break
    finally:
        with context.database.writing(person_id, "count_mail") as session:
            budget.write_down(session)
    return Counted(account.since, there, cursor is None, looked_at)


def _looked_at(session: Session, account: Account) -> int:
    kept = (
        select(func.count())
        .select_from(MessageCopy)
        .join(StoredMessage, StoredMessage.id == MessageCopy.stored_id)
        .where(
            MessageCopy.account_id == account.id,
            MessageCopy.removed_at.is_(None),
            StoredMessage.date >= account.since,
        )
    )
    aside = select(func.count()).where(
        SetAside.account_id == account.id,
        SetAside.kind == MAIL,
        or_(SetAside.date.is_(None), SetAside.date >= account.since),
    )
    unreadable = select(func.count()).where(Quarantined.account_id == account.id, Quarantined.kind == MAIL)
    return sum(session.scalar(query) or 0 for query in (kept, aside, unreadable))
