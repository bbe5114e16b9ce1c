"""The never-log list in the person's hands: what would go is shown, goes whole, and comes back only when asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import select

from connectors.records import Invite
from infra.sandbox.process import Sandbox, run_sandbox
from service import (
    about_people,
    activity,
    care,
    contacts,
    erasing,
    events,
    exclusions,
    interviews,
    matching,
    never_log,
    preferences,
    purging,
)
from service.context import Context
from service.exclusions import NotExcludable
from service.purging import Removed
from service.reach import NOWHERE, Reach, look, reach
from service.reach import reach_of as reach_after
from service.schema import Account, Activity, Draft, Event, Exclusion, Interview, Introduction, SetAside
from service.sealed import DraftContent, seal_draft
from service.vault import Vault
from tests import rows
from tests.conftest import NOW as TODAY
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.played import played_once
from tests.service.sandboxed import Desk, connect

ME, OWN = "Alice Moreau <alice@alice.example>", ("alice@alice.example",)
DAN = "Daniel Osei <d.osei@northgate.example>"
INES = "Ines Roca <ines@delta.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LATE = START + 2 * DAY


def met(room: Mailroom, uid: str, who: str, start: datetime, secret: str) -> None:
    text = (
        f"Hi,\n\nI would love to hear how you got into {secret}. Could you spare 20 minutes for an informational chat?"
    )
    asked = mail(ME, who, start - 9 * DAY, text, own=OWN, subject=f"About {secret}")
    answer = mail(who, ME, start - 8 * DAY, f"Gladly, {secret} is my favourite subject.", reply_to=asked)
    talk = meeting(uid, start, [attendee(ME), attendee(who)], organizer=who, summary=f"Coffee chat about {secret}")
    room.deliver(asked, answer, talk, now=start - DAY)
    room.step(start + DAY)


@pytest.fixture
def room(context: Context) -> Mailroom:
    return played_once(of_two_talks, context)


@pytest.fixture
def room_on_both(context_on_both: Context) -> Mailroom:
    return played_once(of_two_talks, context_on_both)


def of_two_talks(context: Context) -> Mailroom:
    """Alice met Daniel about zymurgy and Ines about cartography."""
    room = Mailroom(context)
    met(room, "u1", DAN, START, "zymurgy")
    met(room, "u2", INES, START + DAY, "cartography")
    return room


def reach_of(room: Mailroom, kind: str, value: str) -> Reach:
    with room.context.database.reading() as session:
        barred = exclusions.of_line(kind, exclusions.normalised(kind, value))
        return reach(session, room.context.vault, room.person_id, barred)


def talk_about(room: Mailroom, what: str) -> Interview:
    """The one logged conversation about that."""
    (found,) = [row for row in room.interviews(all_rows=True) if what in row.title and row.band == "log"]
    return found


def excluded(room: Mailroom, kind: str, value: str) -> str:
    with room.context.database.writing(room.person_id, "test") as session:
        return never_log.add(session, room.person_id, kind, value, LATE).id


def purged(room: Mailroom, kind: str, value: str, *, with_drafts: bool = False) -> Removed:
    with room.context.database.writing(room.person_id, "test") as session:
        barred = exclusions.of_line(kind, exclusions.normalised(kind, value))
        done = purging.purge(session, room.context.vault, room.person_id, barred, LATE, with_drafts=with_drafts)
    room.settle(LATE)
    return done


def traces(room: Mailroom | Desk, *marks: str) -> set[str]:
    """In which tables these words still stand, the list itself and events aside."""
    found = rows.everything(room.context)
    return {name for name, held in found.items() if name != "exclusions" and any(mark in str(held) for mark in marks)}


# --- what would go ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("address", "D.Osei@northgate.example", (1, 2, 1)),
        ("domain", "northgate.example", (1, 2, 1)),
        ("word", "Zymurgy", (1, 2, 1)),
        ("word", "favourite", (0, 2, 0)),
        ("calendar", "main", (2, 0, 2)),
        ("label", "private", (0, 0, 0)),
        ("address", "somebody@else.example", (0, 0, 0)),
    ],
)
def test_what_a_line_would_hide_is_counted_before_it_is_kept(
    room: Mailroom, kind: str, value: str, expected: tuple[int, int, int]
) -> None:
    before = rows.everything(room.context)
    found = reach_of(room, kind, value)
    assert (len(found.shown), len(found.messages), len(found.calendar_events)) == expected
    assert rows.everything(room.context) == before


def test_private_events_are_counted_like_a_line(room: Mailroom) -> None:
    hidden = meeting("u9", START, [attendee(ME), attendee(DAN)], organizer=DAN, summary="Private", is_private=True)
    with room.context.database.reading() as session:
        barred = exclusions.of_private_events()
        found = reach(session, room.context.vault, room.person_id, barred)
    assert found.is_nothing
    assert exclusions.of_private_events().rule_against_calendar_event(hidden) == exclusions.PRIVATE


class Shut:
    """A vault that opens nothing."""

    def open(self, _sealed: bytes, *, row: str) -> str:
        raise AssertionError(row)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [("address", "d.osei@northgate.example", 3), ("domain", "northgate.example", 3), ("calendar", "main", 2)],
)
def test_nothing_is_opened_to_know_whom_a_record_is_with(room: Mailroom, kind: str, value: str, found: int) -> None:
    barred = exclusions.of_line(kind, value)
    with room.context.database.reading() as session:
        assert len(look(session, cast("Vault", Shut()), room.person_id, barred).rules) == found


def test_private_events_that_were_let_in_are_reached_without_opening_them(room: Mailroom) -> None:
    with room.context.database.writing(room.person_id, "test") as session:
        preferences.change(session, room.person_id, LATE, private_events="log")
    hidden = meeting("u9", LATE, [attendee(ME), attendee(DAN)], organizer=DAN, summary="Coffee chat", is_private=True)
    room.deliver(hidden, now=LATE)
    with room.context.database.reading() as session:
        looked = look(session, cast("Vault", Shut()), room.person_id, exclusions.of_private_events())
    assert list(looked.rules.values()) == [exclusions.PRIVATE]


def test_who_was_invited_by_mail_is_reached_by_their_address(room: Mailroom) -> None:
    guest = "Guest <guest@elsewhere.example>"
    talk = meeting("u8", LATE, [attendee(ME), attendee(DAN), attendee(guest)], organizer=DAN, summary="Coffee chat")
    room.deliver(mail(DAN, ME, LATE, "See you.", invites=(Invite("REQUEST", (talk,)),)), now=LATE)
    assert len(reach_of(room, "address", "guest@elsewhere.example").messages) == 1


@pytest.mark.parametrize("word", ["zymurgy", "favourite", "coffee chat", "nowhere said"])
def test_a_look_in_slices_finds_what_a_look_in_one_go_finds(
    room: Mailroom, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = reach_of(room, "word", word)
    monkeypatch.setattr("service.reach.SLICE", 1)
    barred, seen, looked = exclusions.of_line("word", word), [], NOWHERE
    with room.context.database.reading() as session:
        while not looked.is_whole:
            looked = look(session, room.context.vault, room.person_id, barred, looked)
            seen.append((looked.done, looked.total))
        assert reach_after(session, room.person_id, barred, looked) == whole
    assert seen == [(number, 6) for number in range(1, 7)] + [(6, 6)]


@pytest.mark.parametrize("word", ["spare", "sourdough"])
def test_a_word_is_found_in_what_is_kept_of_records_whose_texts_are_gone(room: Mailroom, word: str) -> None:
    told = "Would you have 20 minutes for an informational chat about sourdough?"
    talk = meeting("u7", LATE, [attendee(ME), attendee(INES)], organizer=INES, summary="Coffee chat", description=told)
    room.deliver(talk, now=LATE)
    before = reach_of(room, "word", word)
    assert not before.is_nothing
    care.retain(room.context, room.person_id, LATE + 92 * DAY)
    assert {row["body_sealed"] for row in rows.rows(room.context, "messages")} == {None}
    assert reach_of(room, "word", word).sources == before.sources
    purged(room, "word", word, with_drafts=True)
    assert traces(room, word) == set()


def test_a_word_that_we_call_things_by_is_in_nobody_s_text(room: Mailroom) -> None:
    care.retain(room.context, room.person_id, LATE + 92 * DAY)
    assert all(reach_of(room, "word", word).is_nothing for word in ("confirmed", "asks_for_time", "in", "accepted"))


# --- taking it away -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value"), [("address", "d.osei@northgate.example"), ("domain", "northgate.example"), ("word", "zymurgy")]
)
def test_what_is_removed_leaves_no_trace_and_the_rest_as_it_was(room_on_both: Mailroom, kind: str, value: str) -> None:
    room = room_on_both
    kept = talk_about(room, "cartography")
    room.note(talk_about(room, "zymurgy"), "He brews a fine zymurgy stout.", LATE)
    assert purged(room, kind, value) == Removed(conversations=1, messages=2, calendar_events=1)
    assert traces(room, "zymurgy", "northgate", "Daniel") == set()
    left = talk_about(room, "")
    assert (left.id, left.status, left.sources) == (kept.id, kept.status, kept.sources)
    assert purged(room, kind, value) == Removed()


@pytest.mark.parametrize("is_account", [False, True])
def test_what_is_removed_is_gone_from_the_log_too(room: Mailroom, is_account: bool) -> None:
    brought = mail(INES, ME, LATE, "Meet Daniel, cc'd: he knows zymurgy.", cc=(DAN,), subject="Daniel")
    room.deliver(brought, now=LATE)
    with room.context.database.writing(room.person_id, "test") as session:
        dan = contacts.contact_of(session, room.person_id, "d.osei@northgate.example")
        assert dan is not None
        about_people.describe(session, room.person_id, dan.id, LATE, {"name": "Daniel Kofi Osei"})
        for row in session.scalars(select(Introduction)).all():
            about_people.not_introduced(session, room.person_id, row.id, LATE)
    assert "activity" in traces(room, "Daniel")
    assert "activity" in traces(room, "zymurgy")
    if is_account:
        with room.context.database.writing(room.person_id, "test") as session:
            purging.purge_account(session, room.person_id, room.account_id, LATE)
    else:
        purged(room, "address", "d.osei@northgate.example")
    assert "activity" not in traces(room, "zymurgy", "northgate", "Daniel", "Osei")


def test_what_was_removed_does_not_come_back_by_itself(room: Mailroom) -> None:
    excluded(room, "domain", "northgate.example")
    purged(room, "domain", "northgate.example")
    before = rows.visible(room.context)
    with room.context.database.writing(room.person_id, "test") as session:
        events.replay(session, room.person_id)
    room.settle(LATE, random.Random(1))
    room.deliver(
        mail(DAN, ME, LATE, "Would you have time for a coffee chat? zymurgy", subject="Again"),
        meeting("u1", START, [attendee(ME), attendee(DAN)], organizer=DAN, summary="Coffee chat about zymurgy"),
        now=LATE,
    )
    assert rows.visible(room.context) == before
    assert traces(room, "zymurgy") == set()


def test_a_conversation_that_others_tell_of_too_stays_with_less(room: Mailroom) -> None:
    third = mail(INES, [ME, DAN], START - DAY, "Daniel, Alice and I meet for a coffee chat tomorrow.", subject="FYI")
    room.deliver(third, now=LATE)
    found = reach_of(room, "address", "d.osei@northgate.example")
    ines = talk_about(room, "cartography")
    assert ines.id in found.changed - found.gone
    purged(room, "address", "d.osei@northgate.example")
    assert talk_about(room, "").id == ines.id


@pytest.mark.parametrize(
    ("state", "with_drafts", "stays"),
    [("needs_review", False, True), ("needs_review", True, False), ("approved", True, True), ("sent", False, False)],
)
def test_a_waiting_draft_goes_only_if_the_person_says_so_and_an_approved_one_never(
    room: Mailroom, state: str, with_drafts: bool, stays: bool
) -> None:
    dan = talk_about(room, "zymurgy")
    with room.context.database.writing(room.person_id, "test") as session:
        session.add(
            Draft(id="drf_1", person_id=room.person_id, interview_id=dan.id, kind="thank_you", state=state,
                  sender=OWN[0], to=["d.osei@northgate.example"], subject="", created_at=LATE, updated_at=LATE,
                  content_sealed=seal_draft(room.context.vault, DraftContent(""), "drf_1"))
        )  # fmt: skip
    before = rows.visible(room.context)
    done = purged(room, "address", "d.osei@northgate.example", with_drafts=with_drafts)
    assert done.kept == int(stays)
    assert (len(rows.rows(room.context, "drafts")) == 1) is stays
    assert (rows.visible(room.context) == before) is stays


def test_nothing_of_somebody_else_is_touched(room: Mailroom) -> None:
    theirs = Mailroom(room.context, person_id="per_bob", emails=OWN, name="Alice Moreau")
    met(theirs, "u1", DAN, START, "zymurgy")
    line = excluded(room, "address", "d.osei@northgate.example")
    purged(room, "address", "d.osei@northgate.example")
    assert len(theirs.interviews()) == 1
    with room.context.database.writing("per_bob", "test") as session, pytest.raises(never_log.NoSuchLine):
        never_log.remove(session, "per_bob", line, LATE)


# --- the list -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("address", "Alice@alice.example"), ("domain", "alice.example"), ("domain", "example"), ("address", "nobody"),
        ("domain", "not a domain"), ("domain", ""), ("word", "x"), ("word", "  "), ("word", "y" * 300), ("colour", "red"),
    ],
)  # fmt: skip
def test_what_would_hide_everything_or_means_nothing_is_refused(room: Mailroom, kind: str, value: str) -> None:
    with pytest.raises(NotExcludable):
        excluded(room, kind, value)


@pytest.mark.parametrize(
    ("first", "line", "warned"),
    [
        (None, ("domain", "gmail.com"), {"public_mail"}),
        (None, ("domain", "co.uk"), {"public_suffix"}),
        (("domain", "clinic.example"), ("address", "who@mail.clinic.example"), {"covered"}),
        (("domain", "clinic.example"), ("domain", "mail.clinic.example"), {"covered"}),
        (("domain", "clinic.example"), ("domain", "clinic.example"), set()),
        (None, ("address", "who@clinic.example"), set()),
    ],
)
def test_what_the_person_should_know_first_is_told(
    context: Context, first: tuple[str, str] | None, line: tuple[str, str], warned: set[str]
) -> None:
    room = Mailroom(context)
    if first:
        excluded(room, *first)
    with context.database.reading() as session:
        found = never_log.consider(session, room.person_id, *line)
    assert {kind for kind, _ in found.warnings} == warned
    assert found.is_there is (first == line)


def test_the_same_line_twice_is_one_line_and_told_once(room: Mailroom) -> None:
    assert excluded(room, "domain", "Clinic.example") == excluded(room, "domain", "clinic.example")
    with room.context.database.reading() as session:
        assert len(session.scalars(select(Exclusion)).all()) == 1
        assert len(session.scalars(select(Activity).where(Activity.what == activity.EXCLUDED)).all()) == 1


# --- bringing it back ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", TODAY.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def desk(_sandbox: Sandbox, empty_context: Context) -> Desk:
    """A mailbox with a conversation with Dana and one with Eve, each with a talk."""
    _sandbox.control.reset()
    desk = connect(_sandbox, empty_context)
    for name in ("dana", "eve"):
        desk.ask(name, at=TODAY - 10 * DAY)
        desk.deliver(f"{name.title()} Poe <{name}@poe.example>", "Re: A question", "See you.", at=TODAY - 9 * DAY)
        desk.put_talk(name, TODAY - DAY)
    read(desk)
    return desk


def read(desk: Desk) -> None:
    desk.read()
    desk.read()
    settle(desk)


def settle(desk: Desk) -> None:
    """Handles every due event of matching and interviews."""
    while True:
        with desk.context.database.writing(desk.person, "test") as session:
            now, vault = desk.context.clock(), desk.context.vault
            waiting = (
                select(Event.id).where(Event.handled_at.is_(None), Event.due_at <= now).order_by(Event.id).limit(1)
            )
            event = events.claim(session, session.scalar(waiting) or 0, now=now)
            if event is None:
                return
            match event.kind:
                case events.MESSAGE_RECEIVED:
                    matching.match_message(session, vault, event.subject, now)
                case events.CALENDAR_EVENT_CHANGED:
                    matching.match_calendar_event(session, vault, event.subject, now)
                case events.INTERVIEW_TOUCHED:
                    interviews.refresh(session, vault, event.subject, now)
                case _:
                    pass


def known(desk: Desk) -> dict[str, rows.Rows]:
    tables = ("interviews", "contacts", "identities", "observations")
    leave_out = ("updated_at", "created_at", "received_at", "first_seen_at", "read_id")
    found = {name: rows.rows(desk.context, name, leave_out=leave_out) for name in tables}
    found["messages"] = rows.rows(desk.context, "messages", leave_out=(*leave_out, "body_sealed"))
    return found


@pytest.mark.parametrize(
    ("kind", "value"), [("address", "dana@poe.example"), ("domain", "poe.example"), ("word", "dana")]
)
def test_what_was_removed_is_read_again_once_its_line_is_taken_back(desk: Desk, kind: str, value: str) -> None:
    before = known(desk)
    assert len(before["messages"]) == 4
    with desk.context.database.writing(desk.person, "test") as session:
        line = never_log.add(session, desk.person, kind, value, TODAY)
        barred = exclusions.of_line(kind, line.value)
        done = purging.purge(session, desk.context.vault, desk.person, barred, TODAY, with_drafts=True)
    assert (done.messages, done.calendar_events) == {"address": (2, 1), "domain": (4, 2), "word": (1, 1)}[kind]
    read(desk)
    assert len(known(desk)["messages"]) == 4 - done.messages
    with desk.context.database.writing(desk.person, "test") as session:
        told = never_log.remove(session, desk.person, line.id, TODAY)
    assert (told.mails, told.calendars, told.from_files) == (done.messages, 1, 0)
    read(desk)
    assert known(desk) == before
    with desk.context.database.reading() as session:
        assert not session.scalars(select(SetAside).where(SetAside.rule.startswith("excluded"))).all()


def test_what_another_line_still_bars_stays_out(desk: Desk) -> None:
    with desk.context.database.writing(desk.person, "test") as session:
        lines = [
            never_log.add(session, desk.person, "address", f"{name}@poe.example", TODAY) for name in ("dana", "eve")
        ]
        barred = exclusions.load(session, desk.person, desk.context.vault)
        purging.purge(session, desk.context.vault, desk.person, barred, TODAY, with_drafts=True)
    with desk.context.database.writing(desk.person, "test") as session:
        never_log.remove(session, desk.person, lines[0].id, TODAY)
    read(desk)
    with desk.context.database.reading() as session:
        found = session.scalars(select(Interview.address).where(Interview.address != "")).all()
    assert found == ["dana@poe.example"]


def test_mail_under_a_label_on_the_list_is_left_out_by_what_the_label_is_called(desk: Desk) -> None:
    with desk.context.database.writing(desk.person, "test") as session:
        never_log.add(session, desk.person, "label", "private", TODAY)
    label = desk.control.post("labels", name="Private")["id"]
    desk.ask("frank", labels=["INBOX", label])
    desk.ask("grace")
    read(desk)
    assert traces(desk, "frank") == set()
    assert "messages" in traces(desk, "grace")
    with desk.context.database.reading() as session:
        assert session.scalars(select(SetAside.rule).where(SetAside.provider_id == desk.delivered[-2])).all() == [
            "excluded label"
        ]


# --- who was erased -----------------------------------------------------------------------------------------------


def erase(desk: Desk, *names: str) -> None:
    for name in names:
        with desk.context.database.reading() as session:
            found = contacts.contact_of(session, desk.person, f"{name}@poe.example")
            assert found is not None
        erasing.erase_contact(desk.context, desk.person, found.id, TODAY)


def take_off(desk: Desk, *lines: str) -> None:
    for line in lines:
        with desk.context.database.writing(desk.person, "test") as session:
            never_log.remove(session, desk.person, line, TODAY)
    read(desk)


@pytest.fixture
def noted(desk: Desk) -> Desk:
    """With Carol, too, and each talk also as an entry of the person's own that lists nobody."""
    desk.ask("carol", at=TODAY - 10 * DAY)
    for name in ("carol", "dana"):
        title = f"Coffee with {name.title()} Poe"
        start = TODAY - (2 if name == "carol" else 3) * DAY
        desk.put_talk(name, start, summary=title, attendees=[], organizer={"email": "alex@example.com", "self": True})
    read(desk)
    assert {"interviews", "calendar_events"} & traces(desk, "Coffee with Carol Poe")
    return desk


def test_an_own_entry_that_went_with_somebody_erased_stays_out_of_whatever_is_read_again(noted: Desk) -> None:
    erase(noted, "carol")
    assert traces(noted, "carol", "Carol") == set()
    noted.control.expire_cursors("sync")
    read(noted)
    assert traces(noted, "carol", "Carol") == set()
    with noted.context.database.writing(noted.person, "test") as session:
        other = never_log.add(session, noted.person, "address", "somebody@else.example", TODAY).id
    take_off(noted, other)
    assert traces(noted, "carol", "Carol") == set()


def test_what_went_with_somebody_erased_comes_back_once_nobody_is_erased_any_more(noted: Desk) -> None:
    erase(noted, "carol", "dana")
    with noted.context.database.reading() as session:
        first, second = (row.id for row in exclusions.listing(session, noted.person))
    take_off(noted, first)
    assert "calendar_events" not in traces(noted, "Coffee with Carol Poe", "Coffee with Dana Poe")
    take_off(noted, second)
    assert "interviews" in traces(noted, "Coffee with Carol Poe")
    assert "interviews" in traces(noted, "Coffee with Dana Poe")


def test_an_account_read_from_its_start_again_brings_back_nobody_who_was_erased(noted: Desk) -> None:
    erase(noted, "carol")
    with noted.context.database.writing(noted.person, "test") as session:
        purging.purge_account(session, noted.person, noted.account_id, TODAY)
        session.get_one(Account, noted.account_id).discovered_at = None
    read(noted)
    assert traces(noted, "carol", "Carol") == set()
    assert "interviews" in traces(noted, "Coffee with Dana Poe")
