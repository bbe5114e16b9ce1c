"""A consent: begun as a sealed, single-use row, ended once and only by whoever began it. (Where a provider asks here and
not on a page of its own, `answers` begins it and ends it at once.)

State and verifier never leave the server. One that was begun in a browser is ended by that browser's session alone; one
that was begun at the command line (`session_id` "") by whoever comes back with its state. What came of it stands in the
person's activity log.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.contract import EVERYTHING, AuthorizationRequest, Authorized, Wanted
from connectors.errors import ConnectorError, ConsentLost, Misconfigured, OwnNetwork, SlowDown
from service import accounts, connections
from service.clock import real_now
from service.context import Context
from service.schema import Activity, ConsentRequest

CONSENT_MINUTES = 15
MOST_TRIES = 10
"""So often in a quarter of an hour may answers be tried at a provider."""
CONNECTED, REFUSED = "connected", "not connected"
"""What became of a consent, in the person's activity log."""
UNKNOWN, USED, EXPIRED = "unknown", "used", "expired"
_ENDED = {
    UNKNOWN: "This sign-in was not begun here. Start connecting again.",
    USED: "This sign-in was used already. Start connecting again.",
    EXPIRED: "This sign-in was started too long ago. Start connecting again.",
}


class ConsentEnded(ConsentLost):
    """The consent is not to be ended by this: `why` is UNKNOWN (also another's), USED or EXPIRED."""

    def __init__(self, why: str) -> None:
        super().__init__(_ENDED[why])
        self.why = why


class WrongAccount(ConsentLost):
    """Another account came back than the one that was to be reconnected; nothing of it is kept."""

    def __init__(self, wanted: str, came: str) -> None:
        super().__init__(f"You chose {came}, but this connection is {wanted}.")
        self.wanted, self.came = wanted, came


@dataclass(frozen=True, slots=True)
class CameBack:
    """Somebody who came back from a provider: by which provider's address, with which state, in whose session."""

    provider: str
    state: str
    session_id: str = ""

    def is_to(self, row: ConsentRequest) -> bool:
        """Whether it answers that consent: one provider's answer ends no consent of another
        (https://datatracker.ietf.org/doc/html/rfc9700#section-4.4), one browser's none of another's.
        """
        return row.provider == self.provider and row.session_id in {"", self.session_id}


@dataclass(frozen=True, slots=True)
class Consented:
    """A consent that ended well."""

    account_id: str
    email: str
    before: str
    """The account's connection state until then, "" for a new one."""
    missing: tuple[str, ...]
    """What was asked for and not granted: mail, calendar, sending."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a consent is for: at which provider, to do what, and which account it gives new life."""

    provider: str
    wanted: Wanted = EVERYTHING
    days: int | None = None
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What lies sealed until the person comes back."""

    request: AuthorizationRequest
    redirect_uri: str
    purpose: Purpose


def begin_consent(
    context: Context,
    person_id: str,
    provider: str,
    *,
    redirect_uri: str,
    wanted: Wanted = EVERYTHING,
    account_id: str = "",
    session_id: str = "",
    days: int | None = None,
) -> AuthorizationRequest:
    """Starts a consent: the address of the provider's page, and the state that comes back from there.

    `account_id`: the account to give new life. `days`: how far back to read. Raises Misconfigured without a client, and
    for an account of another provider.
    """
    authorization = accounts.open_authorization(context, provider)
    hint = _known_address(context, person_id, provider, account_id) if account_id else ""
    request = authorization.begin(redirect_uri=redirect_uri, wanted=wanted, login_hint=hint)
    kept = json.dumps({**asdict(request), "wanted": asdict(wanted), "days": days, "account_id": account_id})
    with context.database.writing(person_id, "begin_consent") as session:
        session.add(
            ConsentRequest(
                state=request.state,
                person_id=person_id,
                provider=provider,
                redirect_uri=redirect_uri,
                session_id=session_id,
                sealed=context.vault.seal(kept, row=_sealed_row(request.state)),
                expires_at=real_now() + timedelta(minutes=CONSENT_MINUTES),
            )
        )
    return request


def finish_consent(context: Context, person_id: str, came: CameBack, *, code: str) -> Consented:
    """Ends a consent that came back.

    Raises ConsentEnded for a state that is not to be used, WrongAccount, AnotherOwner, ConsentLost when the provider
    refuses, TryAgain when it cannot be reached.
    """
    kept = _use_consent(context, person_id, came)
    return conclude(context, person_id, came.state, kept.purpose, lambda: _traded(context, kept, code))


def conclude(
    context: Context, person_id: str, state: str, purpose: Purpose, authorize: Callable[[], Authorized]
) -> Consented:
    """Stores the account that `authorize` brings, and notes what became of the consent. Raises what `authorize` raises,
    WrongAccount and AnotherOwner.
    """
    try:
        authorized = authorize()
        before = _before(context, person_id, purpose, authorized)
        account_id = accounts.connect(context, person_id, purpose.provider, authorized, days=purpose.days)
    except OwnNetwork:
        raise  # Not a no but a question.
    except ConnectorError as error:
        _note_outcome(context, person_id, state, REFUSED, error.detail)
        raise
    if before and purpose.days:
        with context.database.writing(person_id, "look_further") as session:
            connections.look_further(session, person_id, account_id, purpose.days, context.clock())
    _note_outcome(context, person_id, state, CONNECTED, account_id)
    return Consented(account_id, authorized.email, before, _missing(purpose.wanted, authorized))


def begin_here(context: Context, person_id: str, provider: str) -> str:
    """Begins a consent that is given here and at once; returns its state. Raises SlowDown after many tries in a row:
    a provider that is asked with one wrong password after the other locks the person out.
    """
    now, state = real_now(), secrets.token_urlsafe(24)
    with context.database.writing(person_id, "begin_consent") as session:
        recent = _tries(session, person_id, provider, now)
        if len(recent) >= MOST_TRIES:
            seconds = (recent[-MOST_TRIES] - now).total_seconds()
            minutes = max(2, math.ceil(seconds / 60))
            raise SlowDown(
                f"There were {MOST_TRIES} tries in a short time. Wait {minutes} minutes: with more of them the provider "
                "might lock you out.",
                retry_after=seconds,
            )
        session.add(
            ConsentRequest(
                state=state,
                person_id=person_id,
                provider=provider,
                redirect_uri="",
                sealed=context.vault.seal("{}", row=_sealed_row(state)),
                expires_at=now + timedelta(minutes=CONSENT_MINUTES),
                used_at=now,
            )
        )
    return state


def _tries(session: Session, person_id: str, provider: str, now: datetime) -> list[datetime]:
    """Until when each of the last quarter of an hour's tries counts, the oldest first."""
    mine = (ConsentRequest.person_id == person_id, ConsentRequest.provider == provider)
    query = select(ConsentRequest.expires_at).where(*mine, ConsentRequest.expires_at > now)
    return list(session.scalars(query.order_by(ConsentRequest.expires_at)))


def refuse_consent(context: Context, person_id: str, came: CameBack, *, reason: str) -> None:
    """The person came back without a code: the consent is used up. Raises ConsentEnded as `finish_consent` does."""
    _use_consent(context, person_id, came)
    _note_outcome(context, person_id, came.state, REFUSED, reason)


def consent_outcome(session: Session, person_id: str, state: str) -> tuple[str, str] | None:
    """What became of a consent: (CONNECTED, account id) or (REFUSED, reason); None while the person is away."""
    query = select(Activity.what, Activity.detail).where(
        Activity.person_id == person_id, Activity.subject == state, Activity.what.in_((CONNECTED, REFUSED))
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def consented_at(session: Session, person_id: str) -> dict[str, datetime]:
    """Account id to when its consent was given last, as far as the activity log knows."""
    query = select(Activity.detail, func.max(Activity.at)).where(
        Activity.person_id == person_id, Activity.what == CONNECTED
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Activity.detail))}


def _traded(context: Context, kept: _Kept, code: str) -> Authorized:
    authorization = accounts.open_authorization(context, kept.purpose.provider)
    return authorization.finish(redirect_uri=kept.redirect_uri, code=code, request=kept.request)


def _before(context: Context, person_id: str, purpose: Purpose, authorized: Authorized) -> str:
    """The state until now of the account that came, "" for a new one. Raises WrongAccount, AnotherOwner."""
    # What is refused is not revoked: the account that came may be connected here too, under the same permission.
    with context.database.reading() as session:
        known = accounts.known_account(session, person_id, purpose.provider, authorized)
        if purpose.account_id and (known is None or known.id != purpose.account_id):
            wanted = accounts.owned_account(session, person_id, purpose.account_id)
            raise WrongAccount(wanted.email, authorized.email)
        return known.connection_state if known is not None else ""


def _missing(wanted: Wanted, authorized: Authorized) -> tuple[str, ...]:
    grant = authorized.grant
    asked = (
        ("mail", wanted.mail, grant.can_read_mail),
        ("calendar", wanted.calendar, grant.can_read_calendar),
        ("sending", wanted.mail and wanted.sending, grant.can_send),
    )
    return tuple(what for what, is_wanted, is_given in asked if is_wanted and not is_given)


def _note_outcome(context: Context, person_id: str, state: str, what: str, detail: str) -> None:
    with context.database.writing(person_id, "consent_outcome") as session:
        session.add(Activity(person_id=person_id, at=context.clock(), what=what, subject=state, detail=detail))


def _use_consent(context: Context, person_id: str, came: CameBack) -> _Kept:
    now, state = real_now(), came.state
    with context.database.writing(person_id, "finish_consent") as session:
        row = session.get(ConsentRequest, state)
        if row is None or row.person_id != person_id or not came.is_to(row):
            raise ConsentEnded(UNKNOWN)
        if row.used_at or row.expires_at < now:
            raise ConsentEnded(USED if row.used_at else EXPIRED)
        row.used_at = now
        kept = json.loads(context.vault.open(row.sealed, row=_sealed_row(state)))
        request = AuthorizationRequest(
            kept["url"], kept["state"], kept["code_verifier"], tuple(kept["scopes"]), kept.get("nonce", "")
        )
        purpose = Purpose(row.provider, Wanted(**kept["wanted"]), kept["days"], kept["account_id"])
        return _Kept(request, row.redirect_uri, purpose)


def _sealed_row(state: str) -> str:
    return f"consent_requests|{state}|request"


def _known_address(context: Context, person_id: str, provider: str, account_id: str) -> str:
    with context.database.reading() as session:
        account = accounts.owned_account(session, person_id, account_id)
    if account.provider != provider:
        raise Misconfigured(f"There is no account {account_id} at {provider}.")
    return account.email
