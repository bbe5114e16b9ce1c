"""The never-log list: what it bars, and that one excluded party bars the whole record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.records import CalendarEvent, Invite, Message
from service import exclusions
from service.context import Context
from service.exclusions import NotExcludable
from service.schema import Person
from tests.service.mailroom import Mailroom, attendee, mail, meeting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALICE = "per_alice"
MAIL = mail(
    "Sam <sam@ok.example>", "alice@alice.example", NOW, "See you at the clinic opening.",
    cc=("Dr Who <who@mail.clinic.example>",), subject="Friday",
)  # fmt: skip
EVENT = meeting(
    "u", NOW, [attendee("alice@alice.example"), attendee("who@mail.clinic.example")], summary="Walk", organizer="sam@ok.example"
)  # fmt: skip


def rules(context: Context, *lines: tuple[str, str]) -> exclusions.Exclusions:
    with context.database.writing(ALICE, "test") as session:
        for kind, value in lines:
            exclusions.add(session, ALICE, kind, value, NOW)
        return exclusions.load(session, ALICE, context.vault)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("address", "WHO@mail.clinic.example", "excluded address"),
        ("domain", "clinic.example", "excluded domain"),
        ("domain", "@mail.clinic.example", "excluded domain"),
        ("domain", "inic.example", None),
        ("domain", "other.mail.clinic.example", None),
        ("word", "Clinic", "excluded word"),
        ("word", "clin", None),
        ("label", "private", None),
    ],
)
def test_one_excluded_party_or_word_bars_a_whole_mail(
    context: Context, kind: str, value: str, expected: str | None
) -> None:
    assert rules(context, (kind, value)).rule_against_message(MAIL) == expected


@pytest.mark.parametrize(
    ("line", "found", "expected"),
    [
        (("domain", "clinic.example"), EVENT, "excluded domain"),
        (("address", "sam@ok.example"), EVENT, "excluded address"),
        (("word", "walk"), EVENT, "excluded word"),
        (("calendar", "Family"), replace(EVENT, calendar_id="family"), "excluded calendar"),
        (("calendar", "family"), EVENT, None),
    ],
)
def test_calendar_events_are_barred_the_same_way(
    context: Context, line: tuple[str, str], found: CalendarEvent, expected: str | None
) -> None:
    assert rules(context, line).rule_against_calendar_event(found) == expected


def test_a_label_bars_whatever_is_in_it(context: Context) -> None:
    assert (
        rules(context, ("label", "Private")).rule_against_message(replace(MAIL, labels=("private",)))
        == "excluded label"
    )


def test_an_excluded_party_of_an_invite_bars_the_mail_it_travels_in(context: Context) -> None:
    carrier: Message = replace(MAIL, cc=(), text="", reply="", invites=(Invite("REQUEST", (EVENT,)),))
    assert rules(context, ("domain", "clinic.example")).rule_against_message(carrier) == "excluded domain"


def test_private_events_are_barred_unless_the_person_wants_them(context: Context) -> None:
    private = replace(EVENT, is_private=True)
    assert rules(context).rule_against_calendar_event(private) == "excluded private event"
    with context.database.writing(ALICE, "test") as session:
        session.get_one(Person, ALICE).settings = {"private_events": "log"}
        session.flush()
        assert exclusions.load(session, ALICE, context.vault).rule_against_calendar_event(private) is None


def test_nothing_of_an_excluded_record_is_stored(context: Context) -> None:
    room = Mailroom(context)
    rules(context, ("domain", "clinic.example"))
    room.deliver(EVENT, now=NOW)
    assert room.interviews(all_rows=True) == []


def test_lines_can_be_listed_and_taken_off_and_are_each_persons_own(context: Context) -> None:
    rules(context, ("domain", "x.example"), ("domain", "X.example"), ("address", "a@x.example"))
    with context.database.writing(ALICE, "test") as session:
        rows = exclusions.listing(session, ALICE)
        assert [(row.kind, row.value) for row in rows] == [("address", "a@x.example"), ("domain", "x.example")]
        assert not exclusions.remove(session, "per_bob", rows[0].id)
        assert exclusions.remove(session, ALICE, rows[0].id)
        assert len(exclusions.listing(session, ALICE)) == 1
        assert exclusions.load(session, "per_bob", context.vault) == exclusions.Exclusions()


@pytest.mark.parametrize(("kind", "value"), [("address", "nobody"), ("colour", "red"), ("word", "  "), ("domain", "")])
def test_what_cannot_be_a_line_is_refused_with_a_reason(context: Context, kind: str, value: str) -> None:
    with context.database.writing(ALICE, "test") as session, pytest.raises(NotExcludable):
        exclusions.add(session, ALICE, kind, value, NOW)
