"""Who brought whom together, by words in four languages and by how a conversation goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from connectors.records import Message
from service import about_people, contacts
from service.context import Context
from service.looks import look_up
from service.schema import Introduction
from tests.service.mailroom import Mailroom, address, attendee, confirmed, mail, meeting
from tests.service.test_joining import id_of

ME, OWN = "Alice Moreau <alice@alice.example>", ("alice@alice.example",)
JOAN = "Joan Park <joan@oldfirm.example>"
DAN = "Daniel Osei <d.osei@northgate.example>"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST = mail(JOAN, [ME, DAN], AT, "As promised at the fair.\n\nJoan", subject="You two", authentication=confirmed(JOAN))


def brought(room: Mailroom) -> set[tuple[str, str]]:
    """(who brought, who was brought)"""
    with room.context.database.reading() as session:
        rows = session.scalars(select(Introduction).where(Introduction.person_id == room.person_id)).all()
        return {(row.introducer_id, row.contact_id) for row in rows}


def of(room: Mailroom, introducer: str = JOAN, contact: str = DAN) -> set[tuple[str, str]]:
    return {(id_of(room, introducer), id_of(room, contact))}


@pytest.fixture
def known(room: Mailroom) -> Mailroom:
    """Joan and Daniel are of interest already, so that their mail is stored."""
    return with_known(room)


def with_known(room: Mailroom) -> Mailroom:
    with room.context.database.writing(room.person_id, "test") as session:
        look_up(session, room.person_id, [address(JOAN), address(DAN)], since=AT, now=AT)
    return room


@pytest.mark.parametrize(
    "words",
    [
        "Daniel, meet Alice. Alice, meet Daniel.",
        "I've copied Daniel, who made the switch you are thinking about.",
        "Daniel said yes, so here you go: I'm connecting you two.",
        "Putting you both in touch, as discussed.",
        "Alice, ich möchte dir Daniel vorstellen, er hat den Wechsel gemacht.",
        "ich bringe euch beide mal in Kontakt.",
        "Alice, je te présente Daniel, qui a changé de voie.",
        "Je vous mets en relation, comme convenu.",
        "Alice, te presento a Daniel, que hizo el cambio.",
        "Os pongo en contacto, como quedamos.",
    ],
)
def test_a_third_who_writes_to_both_brings_them_together(known: Mailroom, words: str) -> None:
    known.deliver(mail(JOAN, [ME, DAN], AT, f"{words}\n\nJoan", authentication=confirmed(JOAN)), now=AT + DAY)
    assert brought(known) == of(known)


LATER = {
    "the other answers without them": mail(DAN, ME, AT + DAY, "Thanks Joan (moving you to bcc). When?", reply_to=FIRST),
    "the person does": mail(ME, DAN, AT + DAY, "Danke Joan, ich nehme dich in Bcc.", reply_to=FIRST, own=OWN),
}


@pytest.mark.parametrize("how", LATER)
def test_a_conversation_that_goes_on_without_who_began_it_whatever_the_order(context: Context, how: str) -> None:
    for number, order in enumerate(permutations((FIRST, LATER[how]))):
        room = with_known(Mailroom(context, f"per_{number}", emails=OWN))
        room.deliver(*order, *order, now=AT + 2 * DAY)
        assert brought(room) == of(room), order


@pytest.mark.parametrize(
    "later",
    [
        mail(DAN, [ME, JOAN], AT + DAY, "Good idea.", reply_to=FIRST),
        mail("Eva Lind <eva@kyst.example>", ME, AT + DAY, "Hello.", reply_to=FIRST),
        mail(DAN, ME, AT + DAY, "Pay me.", reply_to=FIRST, authentication="mx.google.com; dmarc=fail"),
    ],
    ids=["they stay in it", "somebody else", "forged"],
)
def test_else_nobody_was_brought(known: Mailroom, later: Message) -> None:
    known.deliver(FIRST, later, now=AT + 2 * DAY)
    assert brought(known) == set()


def test_an_assistant_who_hands_over_brings_nobody(known: Mailroom) -> None:
    first = replace(FIRST, signature="Joan Park\nExecutive Assistant to Daniel Osei")
    known.deliver(first, LATER["the other answers without them"], now=AT + 2 * DAY)
    assert brought(known) == set()


def test_whoever_was_known_before_was_not_brought_also_when_that_turns_up_late(known: Mailroom) -> None:
    known.deliver(FIRST, LATER["the person does"], now=AT + 2 * DAY)
    assert brought(known) == of(known)
    known.deliver(mail(DAN, ME, AT - 9 * DAY, "Happy new year!"), now=AT + 3 * DAY)
    assert brought(known) == set()


def test_an_address_handed_on_is_an_introduction_once_there_is_mail_with_it(known: Mailroom) -> None:
    tip = mail(JOAN, ME, AT, "Write to Dan, d.osei@northgate.example, say I sent you.", authentication=confirmed(JOAN))
    known.deliver(tip, now=AT + DAY)
    assert brought(known) == set()
    known.deliver(mail(DAN, ME, AT + 2 * DAY, "Joan said you would write."), now=AT + 3 * DAY)
    assert brought(known) == of(known)
    with known.context.database.reading() as session:
        assert "say I sent you" in session.scalars(select(Introduction.quote)).one()


def test_an_invite_for_three_that_introduces_is_one(known: Mailroom) -> None:
    event = meeting(
        "u1", AT + 5 * DAY, [attendee(ME), attendee(DAN), attendee(JOAN)], organizer=JOAN,
        summary="Intro: Alice / Daniel", description="Alice, meet Daniel. Daniel, meet Alice.",
    )  # fmt: skip
    known.deliver(event, event, now=AT + DAY)
    assert brought(known) == of(known)


def test_what_the_person_said_was_none_is_not_brought_back(known: Mailroom) -> None:
    known.deliver(FIRST, LATER["the person does"], now=AT + 2 * DAY)
    with known.context.database.writing(known.person_id, "test") as session:
        row = session.scalars(select(Introduction)).one()
        about_people.not_introduced(session, known.person_id, row.id, AT + 3 * DAY)
    known.deliver(LATER["the other answers without them"], now=AT + 4 * DAY)
    assert brought(known) == set()
    with known.context.database.reading() as session:
        assert contacts.introduction_of(session, known.person_id, id_of(known, DAN)) is None
