"""How Warmthread makes itself heard: desktop notices, the private calendar feed, the daily digest. All off by default.

The settings page shows `notices/_all.html` with what `state_of` finds; the clicks on it end here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from service import digest, preferences
from service.digest import sender
from service.preferences import NotKept
from service.schema import Person
from service.web.feed import address_of
from service.web.visit import Number, Refused, Visit, Visiting, pages_router
from service.web.words import Words

PAGE = "/settings/notices"


@dataclass(frozen=True, slots=True)
class State:
    """What is on, and what each needs."""

    desktop: bool
    feed_address: str
    """"" = off."""
    digest_since: datetime | None
    """When the person agreed; None = off."""
    digest_at: str
    digest_email: str
    why_no_digest: str
    """no_account, read_only or lost; "" = it can be had."""
    consent: str
    """The words to agree to."""


def state_of(visit: Visit) -> State:
    """How it stands for the person."""
    with visit.reading() as session:
        person = session.get_one(Person, visit.person_id)
        agreed = digest.agreement(person)
        account = sender(session, visit.person_id, agreed.email if agreed else "")
        why = "" if account else digest.why_not(session, visit.person_id) or "lost"
    chosen = preferences.of(person)
    email = agreed.email if agreed else account.email if account else ""
    return State(
        desktop=chosen.desktop_notices,
        feed_address=address_of(visit.context, person),
        digest_since=agreed.at if agreed else None,
        digest_at=chosen.digest_at,
        digest_email=email,
        why_no_digest=why,
        consent=consent_words(visit.words, email),
    )


def consent_words(words: Words, email: str) -> str:
    """What the person agrees to, in their language; kept with the time as they saw it."""
    return words._(
        "Once a day, at the time I choose, Warmthread sends a mail from %(email)s to %(email)s, without asking me each "
        "time. It holds names and times of my conversations, what is due and what waits for me; it goes to nobody else "
        "and is skipped when there is nothing new. It is the only mail that leaves without my approval of its exact "
        "text. I can end it here at any time.",
        email=email,
    )


def routes() -> list[APIRouter]:
    """The clicks."""
    return [_switches(), _digest()]


def _switches() -> APIRouter:
    router = pages_router()

    @router.post(f"{PAGE}/desktop/{{wanted}}")
    def desktop(visit: Visiting, wanted: str) -> Response:
        is_on = _is_on(wanted)
        said = visit.words._("Desktop notices are on.") if is_on else visit.words._("Desktop notices are off.")
        return _changed(visit, said, desktop_notices=is_on)

    @router.post(f"{PAGE}/feed/renew")
    def renew(visit: Visiting) -> Response:
        """Cannot be undone: an address that was given away by mistake must not come back."""
        with visit.writing("renew_feed") as session:
            number = preferences.read(session, visit.person_id).feed_number
            preferences.change(session, visit.person_id, visit.now, feed_number=number + 1)
        return visit.back(PAGE, visit.words._("The feed has a new address. The old one has ended."))

    @router.post(f"{PAGE}/feed/{{wanted}}")
    def feed(visit: Visiting, wanted: str) -> Response:
        is_on = _is_on(wanted)
        said = visit.words._("The feed is on.") if is_on else visit.words._("The feed is off.")
        return _changed(visit, said, feed=is_on)

    @router.post(f"{PAGE}/undo/{{activity_id}}")
    def undo(visit: Visiting, activity_id: Number) -> Response:
        with visit.writing("undo_notices") as session:
            is_undone = preferences.undo(session, visit.person_id, activity_id, visit.now)
        said = visit.words._("Taken back.") if is_undone else visit.words._("There is nothing to take back any more.")
        return visit.back(PAGE, said)

    return router


def _digest() -> APIRouter:
    router = pages_router()

    @router.post(f"{PAGE}/digest/on")
    def agree(
        visit: Visiting,
        agreed: Annotated[str, Form(max_length=10)] = "",
        at: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        if not agreed:
            raise Refused("Nothing was changed: the daily mail needs your yes to its terms.")
        _keep(visit, digest_at=at or "07:30")
        with visit.writing("agree_digest") as session:
            account = sender(session, visit.person_id)
            if account is None:
                raise Refused("No connected mailbox may send.")
            said = consent_words(visit.words, account.email)
            change = digest.agree(session, visit.person_id, said, visit.language, visit.now)
        return _back(visit, visit.words._("The daily mail is on."), change)

    @router.post(f"{PAGE}/digest/off")
    def end(visit: Visiting) -> Response:
        return _changed(visit, visit.words._("The daily mail is off."), digest=False)

    @router.post(f"{PAGE}/digest/at")
    def move(visit: Visiting, at: Annotated[str, Form(max_length=10)] = "") -> Response:
        return _changed(visit, visit.words._("Kept."), digest_at=at)

    return router


def _is_on(wanted: str) -> bool:
    if wanted not in {"on", "off"}:
        raise Refused("That can only be on or off.")
    return wanted == "on"


def _keep(visit: Visit, **values: object) -> int | None:
    try:
        with visit.writing("change_notices") as session:
            return preferences.change(session, visit.person_id, visit.now, **values)
    except NotKept as error:
        raise Refused(str(error)) from None


def _changed(visit: Visit, said: str, **values: object) -> Response:
    return _back(visit, said, _keep(visit, **values))


def _back(visit: Visit, said: str, change: int | None) -> Response:
    return visit.back(PAGE, said, undo=f"{PAGE}/undo/{change}" if change else "")
