"""Two contacts that are one person: merged, taken apart exactly, suggested with reasons, and never by name alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.records import CalendarEvent, Message
from service import contact_pairs, contacts, events
from service.contact_pairs import NoSuchContact, NotMergeable
from service.context import Context
from service.schema import Contact, Draft, Identity, Interview, Introduction
from service.sealed import DraftContent, seal_draft
from tests import rows
from tests.service.mailroom import Mailroom, attendee, confirmed, mail, meeting
from tests.service.played import played_once

ME, OWN = "Alice Moreau <alice@alice.example>", ("alice@alice.example",)
WORK = "Daniel Osei <d.osei@northgate.example>"
HOME = "Daniel <danielosei@inbox.example>"
OLD = "Dan O. <dosei@calder.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LATE = START + 60 * DAY


def talk(uid: str, who: str, start: datetime) -> CalendarEvent:
    return meeting(uid, start, [attendee(ME), attendee(who)], organizer=who, summary="Coffee chat about your path")


def asked(who: str, at: datetime) -> Message:
    text = "Hi,\n\nI would love to hear how you got into mapping. Could you spare 20 minutes for an informational chat?"
    return mail(ME, who, at, text, own=OWN)


def answered(who: str, at: datetime, more: str = "", signature: str = "", reply_address: str = "") -> Message:
    text = f"Gladly, that time works for me. {more}\n\nDan"
    return mail(who, ME, at, text, signature=signature, reply_address=reply_address, authentication=confirmed(who))


def met(room: Mailroom, uid: str, who: str, start: datetime) -> None:
    records = (asked(who, start - 9 * DAY), answered(who, start - 8 * DAY), talk(uid, who, start))
    room.deliver(*records, now=start - DAY)
    room.step(start + DAY)


@pytest.fixture
def room(context_on_both: Context) -> Mailroom:
    return played_once(twice_met, context_on_both)


def twice_met(context: Context) -> Mailroom:
    """Alice met Daniel at his work address, and again a month later at his private one."""
    room = Mailroom(context)
    met(room, "u1", WORK, START)
    met(room, "u2", HOME, START + 30 * DAY)
    return room


def contact_of(room: Mailroom, who: str) -> Contact:
    with room.context.database.reading() as session:
        found = contacts.contact_of(session, room.person_id, who.rpartition("<")[2].rstrip(">"))
        assert found is not None
        return found


def raw_id(room: Mailroom, who: str) -> str:
    with room.context.database.reading() as session:
        return session.get_one(Identity, (room.person_id, who.rpartition("<")[2].rstrip(">"))).contact_id


def merged(room: Mailroom, kept: str, other: str) -> str:
    with room.context.database.writing(room.person_id, "test") as session:
        pair = contact_pairs.merge(session, room.person_id, raw_id(room, kept), raw_id(room, other), LATE)
    room.settle(LATE)
    return pair.id


def unmerged(room: Mailroom, pair_id: str) -> None:
    with room.context.database.writing(room.person_id, "test") as session:
        contact_pairs.unmerge(session, room.person_id, pair_id, LATE)
    room.settle(LATE)


def state(room: Mailroom) -> dict[str, Any]:
    """What a person sees of people and interviews, without when it was last written."""
    seen = rows.visible(room.context, leave_out=("updated_at", "created_at"))
    return {name: seen[name] for name in ("contacts", "identities", "interviews", "alerts", "tasks")}


# --- merging ------------------------------------------------------------------------------------------------------


def test_merged_meetings_count_as_meetings_with_one_person(room: Mailroom) -> None:
    assert [row.meeting_no for row in room.interviews()] == [1, 1]
    merged(room, WORK, HOME)
    kept = contact_of(room, WORK)
    assert [(row.contact_id, row.meeting_no) for row in room.interviews()] == [(kept.id, 1), (kept.id, 2)]
    assert [row.address for row in room.interviews()] == ["d.osei@northgate.example", "danielosei@inbox.example"]
    assert (contact_of(room, HOME).id, kept.name) == (kept.id, "Daniel Osei")
    assert kept.data["signed_as"] == {"Dan": 2}


def test_taking_apart_gives_back_exactly_what_was_there(room: Mailroom) -> None:
    before = state(room)
    pair = merged(room, WORK, HOME)
    assert state(room) != before
    unmerged(room, pair)
    assert state(room) == before


def test_a_chain_is_taken_apart_in_any_order(room: Mailroom) -> None:
    met(room, "u3", OLD, START + 40 * DAY)
    before = state(room)
    for order in ((0, 1), (1, 0)):
        pairs = (merged(room, HOME, OLD), merged(room, WORK, HOME))
        assert [row.meeting_no for row in room.interviews()] == [1, 2, 3]
        for place in order:
            unmerged(room, pairs[place])
        assert state(room) == before


def test_mail_that_came_in_between_goes_back_with_its_address(room: Mailroom) -> None:
    later = START + 45 * DAY
    mails = [
        answered(HOME.replace("Daniel", "Daniel Kofi Osei"), later),
        mail(
            HOME, ME, later + DAY, "You can also write me at dosei@club.example.\n\nDan", authentication=confirmed(HOME)
        ),
        answered(WORK, later + 2 * DAY),
    ]
    never = Mailroom(room.context, person_id="per_bob", emails=OWN, name="Alice Moreau")
    for one in (room, never):
        if one is never:
            met(never, "u1", WORK, START)
            met(never, "u2", HOME, START + 30 * DAY)
        pair = merged(one, WORK, HOME) if one is room else ""
        one.deliver(*mails, now=LATE)
        if pair:
            assert contact_of(room, "dosei@club.example").id == contact_of(room, WORK).id
            unmerged(one, pair)
    for who in (WORK, HOME, "dosei@club.example"):
        mine, other = contact_of(room, who), contact_of(never, who)
        assert (mine.name, mine.data) == (other.name, other.data)
    assert contact_of(room, "dosei@club.example").id == contact_of(room, HOME).id != contact_of(room, WORK).id
    assert [row.meeting_no for row in room.interviews()] == [row.meeting_no for row in never.interviews()]


def test_a_replay_in_any_order_ends_in_the_same(room: Mailroom) -> None:
    merged(room, WORK, HOME)
    before = state(room)
    for seed in range(3):
        with room.context.database.writing(room.person_id, "test") as session:
            events.replay(session, room.person_id)
        room.settle(LATE, random.Random(seed))
        assert state(room) == before


def test_introductions_and_drafts_follow_and_come_back(room: Mailroom) -> None:
    joan = "Joan Park <joan@oldfirm.example>"
    text = "Daniel, meet Alice. Alice, meet Daniel, who made the switch you are thinking about.\n\nJoan"
    room.deliver(mail(joan, [ME, HOME], START + 10 * DAY, text, subject="Intro"), now=LATE)
    second = room.interviews()[1]
    assert second.introduced_by == raw_id(room, joan)
    draft(room, second, raw_id(room, HOME))
    pair = merged(room, WORK, HOME)
    kept = raw_id(room, WORK)
    assert (introduced(room), owner_of_draft(room)) == ({kept}, kept)
    assert room.interviews()[1].introduced_by == raw_id(room, joan)
    unmerged(room, pair)
    assert (introduced(room), owner_of_draft(room)) == ({raw_id(room, HOME)}, raw_id(room, HOME))


def introduced(room: Mailroom) -> set[str]:
    with room.context.database.reading() as session:
        return set(session.scalars(select(Introduction.contact_id)))


def owner_of_draft(room: Mailroom) -> str:
    with room.context.database.reading() as session:
        return session.scalars(select(Draft.contact_id)).one()


def draft(room: Mailroom, interview: Interview, contact_id: str) -> None:
    with room.context.database.writing(room.person_id, "test") as session:
        sealed = seal_draft(room.context.vault, DraftContent("Dear Dan"), "drf_1")
        session.add(
            Draft(
                id="drf_1",
                person_id=room.person_id,
                interview_id=interview.id,
                contact_id=contact_id,
                kind="thank_you",
                state="dismissed",
                sender=OWN[0],
                to=["danielosei@inbox.example"],
                subject="",
                content_sealed=sealed,
                created_at=LATE,
                updated_at=LATE,
            )
        )


def test_what_the_kept_one_lacked_is_taken_over_and_given_back(room: Mailroom) -> None:
    with room.context.database.writing(room.person_id, "test") as session:
        session.get_one(Contact, raw_id(room, HOME)).title = "Cartographer"
    pair = merged(room, WORK, HOME)
    assert contact_of(room, WORK).title == "Cartographer"
    unmerged(room, pair)
    assert (contact_of(room, WORK).title, contact_of(room, HOME).title) == ("", "Cartographer")


@pytest.mark.parametrize("wrong", ["itself", "twice", "nobody", "somebody else's"])
def test_what_cannot_be_merged_is_refused(room: Mailroom, wrong: str) -> None:
    pair = merged(room, WORK, HOME) if wrong == "twice" else ""
    person = "per_charlie" if wrong == "somebody else's" else room.person_id
    other = {"itself": raw_id(room, WORK), "nobody": "con_none"}.get(wrong, raw_id(room, HOME))
    with room.context.database.writing(person, "test") as session, pytest.raises((NoSuchContact, NotMergeable)):
        contact_pairs.merge(session, person, raw_id(room, WORK), other, LATE)
    if pair:
        with room.context.database.writing("per_charlie", "test") as session, pytest.raises(NoSuchContact):
            contact_pairs.unmerge(session, "per_charlie", pair, LATE)


def test_taking_apart_twice_is_refused(room: Mailroom) -> None:
    pair = merged(room, WORK, HOME)
    unmerged(room, pair)
    with pytest.raises(NotMergeable):
        unmerged(room, pair)


# --- linked by their own word ---------------------------------------------------------------------------------------


def test_an_address_taken_for_theirs_is_let_go_and_never_taken_again(room: Mailroom) -> None:
    said = "You can also write me at dosei@club.example."
    room.deliver(answered(WORK, LATE - DAY, said), now=LATE)
    with room.context.database.reading() as session:
        (pair,) = contact_pairs.standing(session, room.person_id, raw_id(room, WORK))
    assert (pair.reason, pair.data["key"]) == ("own_word", "dosei@club.example")
    unmerged(room, pair.id)
    room.deliver(answered(WORK, LATE, said), now=LATE)
    assert contact_of(room, "dosei@club.example").id != contact_of(room, WORK).id
