"""Two mails under one Message-ID, which anybody may write: which of them stands for both, and what the other leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.records import Invite, Message
from service.schema import StoredMessage
from tests.service.mailroom import Mailroom, attendee, mail
from tests.service.talks import DAN, DAY, ME, START, request, talk

EVA = "Eva Lind <eva@kyst.example>"
NOW = START - DAY
HOUR = timedelta(hours=1)
ID = "<known@northgate.example>"
OFF = "I have to cancel our talk."
NICE = "What a lovely day it is."
FAILED = "mx.google.com; dmarc=fail header.from=northgate.example"
MADE_UP = "mx.google.com; dmarc=fail header.from=kyst.example"


def copy(sender: str, text: str, **more: Any) -> Message:
    """A mail under the one Message-ID."""
    found = mail(sender, ME, NOW, text, subject="Re: Your switch", message_id=ID, **more)
    return replace(found, provider_id=f"{sender} {text}")


def sender_of(room: Mailroom) -> str:
    with room.context.database.reading() as session:
        return session.scalars(select(StoredMessage.sender).where(StoredMessage.message_id == ID)).one()


def test_a_stranger_who_knows_the_id_of_a_mail_does_not_take_back_what_it_said(room: Mailroom) -> None:
    asked = request()
    room.deliver(asked, talk(), copy(DAN, OFF, reply_to=asked, authentication=""), now=NOW)
    assert room.only().status == "cancelled"
    room.deliver(copy("Evil <evil@bad.example>", NICE, reply_to=asked), now=NOW + HOUR)
    room.note(room.only(), "Ask about the atlas.", NOW + HOUR)
    assert (room.only().status, sender_of(room)) == ("cancelled", "d.osei@northgate.example")


@pytest.mark.parametrize("known", [copy(DAN, OFF, authentication=""), copy(EVA, OFF, authentication=MADE_UP)])
def test_a_mail_that_is_vouched_for_stands_for_its_own_silent_copy_and_for_a_forged_one(
    room: Mailroom, known: Message
) -> None:
    asked = request()
    room.deliver(asked, talk(), replace(known, references=(asked.message_id,)), now=NOW)
    room.deliver(copy(DAN, NICE, reply_to=asked), now=NOW + HOUR)
    assert (room.only().status, sender_of(room)) == ("accepted", "d.osei@northgate.example")


def cancelled(authentication: str) -> Message:
    listed = [attendee(ME), attendee(DAN)]
    off = talk(status="cancelled", sequence=9, updated=NOW, attendees=listed)
    return copy(DAN, "", invites=(Invite("CANCEL", (off,)),), authentication=authentication)


LESSER = {
    "a meeting called off": cancelled(""),
    "a meeting called off by a forger": cancelled(FAILED),
    "the words of somebody else, forged": copy(DAN, OFF, authentication=FAILED),
}


@pytest.mark.parametrize("lesser", LESSER)
def test_what_only_the_lesser_copy_spoke_of_is_looked_at_anew_when_the_better_one_comes(
    room: Mailroom, lesser: str
) -> None:
    """The better one is of somebody else, or of a day long past: it touches nothing of that talk by itself."""
    known = LESSER[lesser]
    better = replace(copy(EVA if known.authentication else DAN, NICE), date=START - 900 * DAY)
    room.deliver(request(), talk(), now=NOW)
    before = room.only()
    room.deliver(known, now=NOW)
    after = room.only()
    assert (after.status, after.history) != (before.status, before.history), "the lesser copy was seen"
    room.deliver(replace(better, references=known.references), now=NOW + HOUR)
    after = room.only()
    assert (sender_of(room), after.status, after.history) == (better.sender.email, before.status, before.history)
