"""What became of invites is told on the page in words, with its evidence, in English and in German."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.records import Address, CalendarEvent, Invite, Message
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from tests.service.mailroom import Mailroom, attendee, mail
from tests.service.talks import DAN, DAY, START, request, talk
from tests.service.web.conftest import Browser

ME = "Me <me@local.example>"
EVA = "Eva Lind <eva@kyst.example>"
HOUR, NOW, ASKED, LATER = timedelta(hours=1), START - DAY, START - 6 * DAY, START + 2 * DAY
VERIFIED = "mx.google.com; dmarc=pass header.from=kyst.example"


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(NOW)
    return Mailroom(web.context, person_id=LOCAL_PERSON, emails=("me@local.example",))


def invite(sequence: int = 0, hours: int = 0, **more: Any) -> CalendarEvent:
    named: dict[str, Any] = {
        "attendees": [attendee(ME, "needs_action"), attendee(EVA, "needs_action"), attendee(DAN)],
        **more,
    }
    return talk(sequence=sequence, updated=ASKED + hours * HOUR, **named)


def by_mail(method: str, found: CalendarEvent, *, sender: str = DAN, **more: Any) -> Message:
    return mail(sender, ME, found.updated or NOW, "", subject="Talk", invites=(Invite(method, (found,)),), **more)


def asked() -> Message:
    found = request(ASKED - DAY)
    return replace(found, sender=Address("me@local.example", "Me"), is_sent=True)


OFF = by_mail("CANCEL", invite(1, 1, status="cancelled"))
TOLD: dict[str, tuple[list[Message], str, str]] = {
    "details": (
        [by_mail("REQUEST", invite(0, 1, summary="Talk", minutes=45))],
        "Daniel Osei changed details; the time stays: how long it takes, the title.",
        "Daniel Osei hat Einzelheiten geändert, die Zeit bleibt: wie lange es dauert, der Titel.",
    ),
    "a proposal": (
        [by_mail("COUNTER", replace(invite(0, 1, start=LATER), attendees=(attendee(EVA, "tentative"),)), sender=EVA)],
        "Another time was proposed; it stays until it is moved.",
        "Eine andere Zeit wurde vorgeschlagen; es bleibt dabei, bis es verlegt wird.",
    ),
    "put on again": (
        [OFF, by_mail("REQUEST", invite(2, 2))],
        "Daniel Osei put it on again after it was called off.",
        "Daniel Osei hat es nach der Absage wieder angesetzt.",
    ),
    "taken off the list": (
        [by_mail("CANCEL", replace(invite(1, 1, status="cancelled"), attendees=(attendee(ME),)))],
        "Daniel Osei took you off the list; it takes place without you.",
        "Daniel Osei hat Sie von der Liste genommen; es findet ohne Sie statt.",
    ),
    "handed on": (
        [by_mail("REQUEST", replace(invite(0, 1), attendees=(attendee(EVA), attendee(DAN))), sender=EVA, authentication=VERIFIED)],
        "The invite was handed on to you.",
        "Die Einladung wurde an Sie weitergegeben.",
    ),
    "a stranger": (
        [by_mail("CANCEL", invite(9, 1, status="cancelled"), sender="Evil <evil@bad.example>")],
        "Somebody who is not the organizer tried to change this; nothing was changed.",
        "Jemand, der nicht dazu eingeladen hat, wollte das ändern; nichts wurde geändert.",
    ),
    "a forged sender": (
        [by_mail("REQUEST", invite(9, 1, start=LATER), authentication="mx.google.com; dmarc=fail")],
        "Your provider found that this mail is not from whom it claims to be; nothing was changed.",
        "Ihr Anbieter hat festgestellt, dass diese Mail nicht von der angegebenen Person ist; nichts wurde geändert.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TOLD)
def test_what_became_of_an_invite_is_told_in_both_languages(web: Browser, room: Mailroom, case: str) -> None:
    records, english, german = TOLD[case]
    room.deliver(asked(), by_mail("REQUEST", invite()), *records, now=NOW)
    (row,) = [one for one in room.interviews() if not one.meeting.startswith("mail:")]
    for language, sentence in (("en", english), ("de", german)):
        page = web.get(f"/interviews/{row.id}", headers={"Accept-Language": language}).text
        assert html.escape(sentence) in page
