"""What the person chose is kept, checked field by field, followed, and taken back with one click."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service import activity, events, preferences
from service.context import Context
from service.preferences import NotKept, Preferences
from service.schema import Activity, Draft, Event, Interview, Person
from service.sealed import DraftContent, seal_draft
from tests.conftest import NOW

ALICE = "per_alice"


def changed(context: Context, person: str = ALICE, /, **values: object) -> int | None:
    with context.database.writing(person, "test") as session:
        return preferences.change(session, person, NOW, **values)


def stored(context: Context, person: str = ALICE) -> Preferences:
    with context.database.reading() as session:
        return preferences.read(session, person)


def test_without_a_choice_the_defaults_hold(context: Context) -> None:
    found = stored(context)
    assert (found.retention_days, found.hour_from, found.hour_to, found.send_after) == (90, 8, 18, 60)
    assert (found.offer_help, found.digest, found.undo_seconds) == (True, False, None)


def test_choices_are_kept_for_that_person_alone(context_on_both: Context) -> None:
    before = stored(context_on_both, "per_bob")
    changed(context_on_both, timezone="Europe/Berlin", languages="de, en", never_phrases="circle back\n touch  base ")
    found = stored(context_on_both)
    assert (found.timezone, found.languages) == ("Europe/Berlin", ("de", "en"))
    assert found.never_phrases == ("circle back", "touch base")
    assert stored(context_on_both, "per_bob") == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timezone", "Mars/Olympus"), ("timezone", ""), ("timezone", "../../etc/passwd"), ("ui_language", "fr"),
        ("retention_days", "-1"), ("retention_days", "1e3"), ("retention_days", ""), ("retention_days", "９"),
        ("undo_seconds", "601"), ("digest_at", "7:30"), ("digest_at", "24:00"), ("languages", "tlh"),
        ("name", "x" * 121), ("name", "a\x00b"), ("never_phrases", "x"), ("never_phrases", "\n".join(map(str, range(100, 300)))),
        ("hour_from", "19"), ("hour_to", "7"), ("send_after", "5"), ("theme", "pink"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_at_its_field_and_nothing_is_kept(context: Context, field: str, value: str) -> None:
    before = stored(context)
    with pytest.raises(NotKept) as refused:
        changed(context, **{"greeting": "Hello", field: value})
    assert list(refused.value.errors) in ([field], ["hour_to"])
    assert stored(context) == before


def test_choosing_what_stands_already_leaves_no_trace(context: Context) -> None:
    assert changed(context, theme="dark") is not None
    assert changed(context, theme="dark", retention_days="90") is None


def test_a_change_is_taken_back_to_what_stood_there(context_on_both: Context) -> None:
    changed(context_on_both, signature="Best,\nAlice", theme="dark")
    row = changed(context_on_both, signature="Yours,\nA", theme="light", retention_days="7")
    assert row is not None
    with context_on_both.database.writing(ALICE, "test") as session:
        assert preferences.undo(session, ALICE, row, NOW)
        assert not preferences.undo(session, ALICE, row, NOW), "only once"
    found = stored(context_on_both)
    assert (found.signature, found.theme, found.retention_days) == ("Best,\nAlice", "dark", 90)


def test_taking_back_leaves_alone_what_was_changed_again_since(context: Context) -> None:
    row = changed(context, theme="dark", digest=True)
    changed(context, theme="light")
    assert row is not None
    with context.database.writing(ALICE, "test") as session:
        preferences.undo(session, ALICE, row, NOW)
    assert (stored(context).theme, stored(context).digest) == ("light", False)


def test_nobody_takes_back_somebody_elses_change(context: Context) -> None:
    row = changed(context, theme="dark")
    assert row is not None
    with context.database.writing("per_charlie", "test") as session:
        assert not preferences.undo(session, "per_charlie", row, NOW)
    assert stored(context).theme == "dark"


@pytest.mark.parametrize(
    "settings", [{"retention_days": "soon"}, {"theme": ["dark"]}, {"hour_from": 20, "hour_to": 9}, {"languages": 3}]
)
def test_what_cannot_be_understood_in_the_row_counts_as_not_chosen(context: Context, settings: dict[str, Any]) -> None:
    with context.database.writing(ALICE, "test") as session:
        session.get_one(Person, ALICE).settings = settings
    assert stored(context) == Preferences(name="Alice", timezone="UTC")


@pytest.mark.parametrize(("values", "is_written_anew"), [({"offer_help": ""}, True), ({"theme": "dark"}, False)])
def test_waiting_drafts_are_written_anew_unless_they_were_edited(
    context: Context, values: dict[str, object], is_written_anew: bool
) -> None:
    with context.database.writing(ALICE, "test") as session:
        for name in ("plain", "edited"):
            session.add(
                Interview(id=name, person_id=ALICE, meeting=name, status="held", band="log",
                          classification="informational", first_seen_at=NOW, updated_at=NOW)
            )  # fmt: skip
            session.flush()
            session.add(
                Draft(id=f"drf_{name}", person_id=ALICE, interview_id=name, kind="thank_you", state="needs_review",
                      is_edited=name == "edited", sender="a@x.example", to=[], subject="",
                      content_sealed=seal_draft(context.vault, DraftContent(""), f"drf_{name}"),
                      created_at=NOW, updated_at=NOW)
            )  # fmt: skip
    changed(context, **values)
    with context.database.reading() as session:
        told = session.scalars(select(Event.subject).where(Event.kind == events.INTERVIEW_CHANGED)).all()
    assert told == (["plain"] if is_written_anew else [])


# --- the log ------------------------------------------------------------------------------------------------------


def log(context: Context, what: str) -> list[Activity]:
    with context.database.reading() as session:
        return list(session.scalars(select(Activity).where(Activity.what == what).order_by(Activity.at)))


def noted(context: Context, before: str, after: str, minutes: int = 0) -> None:
    with context.database.writing(ALICE, "test") as session:
        at = NOW + timedelta(minutes=minutes)
        activity.note_change(session, ALICE, activity.STATUS, "int_1", at, before=before, after=after)


def test_steps_that_follow_each_other_at_once_are_one_change(context_on_both: Context) -> None:
    for before, after in (("proposed", "invited"), ("invited", "accepted"), ("accepted", "held")):
        noted(context_on_both, before, after)
    noted(context_on_both, "held", "no_show", minutes=60)
    assert [row.detail for row in log(context_on_both, activity.STATUS)] == ["held", "no_show"]


def test_there_and_back_at_once_is_no_change(context: Context) -> None:
    noted(context, "accepted", "cancelled")
    noted(context, "cancelled", "accepted")
    assert log(context, activity.STATUS) == []


def test_what_has_a_key_is_told_once(context_on_both: Context) -> None:
    for _ in range(2):
        with context_on_both.database.writing(ALICE, "test") as session:
            activity.record(session, ALICE, activity.MERGED, NOW, key="merged|1")
    assert len(log(context_on_both, activity.MERGED)) == 1


def test_calls_are_summed_by_day_and_old_days_fall_away() -> None:
    days = activity.calls_by_day({"2025-01-01": {"list": 1}}, {"list": 2, "get": 5}, NOW.date())
    days = activity.calls_by_day(days, {"get": 1}, NOW.date())
    assert activity.calls_by_day(days, {}, NOW.date()) == {"2026-03-02": {"get": 6, "list": 2}}


def test_the_log_is_the_persons_own(context: Context) -> None:
    noted(context, "invited", "held")
    with context.database.reading() as session:
        wanted = activity.Wanted()
        assert activity.listing(session, "per_charlie", wanted, limit=10) == []
        assert activity.number(session, ALICE, wanted) == 1
        assert activity.number(session, ALICE, activity.Wanted(kind="drafts")) == 0
        assert activity.number(session, ALICE, activity.Wanted(since=NOW + timedelta(seconds=1))) == 0
