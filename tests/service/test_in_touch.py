"""Who is due to be written to again: about three times a year, and how the person changes that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service import asks, helped, in_touch
from service.asks import NoSuchAsk
from service.context import Context
from service.schema import Contact, Draft, Identity, Interview, Introduction, Note, Observation, Task
from service.sealed import DraftContent, seal_draft, seal_note

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def person(context: Context, owner: str, key: str, *, name: str = "", untracked: bool = False) -> str:
    with context.database.writing(owner, "test") as session:
        session.add(
            Contact(
                id=f"con_{key}",
                person_id=owner,
                name=name or key.title(),
                data={},
                is_untracked=untracked,
                created_at=NOW,
            )
        )
        session.flush()
        session.add(
            Identity(
                person_id=owner, key=f"{key}@x.example", contact_id=f"con_{key}", email=f"{key}@x.example", names=[]
            )
        )
    return f"con_{key}"


def held(context: Context, owner: str, contact_id: str, at: datetime, **more: object) -> str:
    row_id = f"int_{contact_id}_{at:%Y%m%d}"
    with context.database.writing(owner, "test") as session:
        session.add(
            Interview(
                **{
                    "id": row_id, "person_id": owner, "meeting": f"{row_id}|master", "contact_id": contact_id, "status": "held",
                    "band": "log", "classification": "informational", "start": at, "end": at, "address": "a@x.example",
                    "first_seen_at": at, "updated_at": at, "others": [], "sources": [], "history": [], **more,
                }
            )
        )  # fmt: skip
    return row_id


def wrote(context: Context, owner: str, key: str, at: datetime, kind: str = "mail") -> None:
    with context.database.writing(owner, "test") as session:
        session.add(
            Observation(
                id=f"obs_{key}_{at:%Y%m%d}_{kind}", person_id=owner, meeting=f"with:{key}@x.example", kind=kind,
                source=f"msg:{key}{at:%Y%m%d}", fingerprint="", at=at, received_at=at, data={"direction": "in"},
            )
        )  # fmt: skip


def due(context: Context, owner: str, now: datetime = NOW) -> list[str]:
    with context.database.reading() as session:
        return [one.contact_id for one in in_touch.queue(session, owner, now).due]


def test_somebody_is_due_a_hundred_and_twenty_days_after_the_last_word(context: Context, alice: str) -> None:
    ruth = person(context, alice, "ruth")
    held(context, alice, ruth, NOW - 119 * DAY)
    assert due(context, alice) == []
    assert due(context, alice, NOW + DAY) == [ruth]


def test_any_mail_of_either_side_begins_anew_and_an_automatic_one_does_not(context: Context, alice: str) -> None:
    ruth, sam = person(context, alice, "ruth"), person(context, alice, "sam")
    for one in (ruth, sam):
        held(context, alice, one, NOW - 200 * DAY)
    wrote(context, alice, "ruth", NOW - 10 * DAY)
    wrote(context, alice, "sam", NOW - 10 * DAY, kind="auto_reply")
    assert due(context, alice) == [sam]


def test_the_first_time_comes_early_where_something_is_open(context: Context, alice: str) -> None:
    ruth = person(context, alice, "ruth")
    row = held(context, alice, ruth, NOW - 31 * DAY)
    with context.database.writing(alice, "test") as session:
        for kind, quote in (("keep_in_touch", ""), ("promise_mine", "I promised her my thesis")):
            session.add(
                Task(
                    id=f"tsk_{kind}", person_id=alice, interview_id=row, kind=kind, fingerprint=kind, text=kind, quote=quote,
                    due=(NOW - DAY).date().isoformat(), source="", created_at=NOW - 31 * DAY,
                )
            )  # fmt: skip
    with context.database.reading() as session:
        (one,) = in_touch.queue(session, alice, NOW).due
    assert (one.contact_id, one.is_open, one.quote) == (ruth, True, "I promised her my thesis")
    wrote(context, alice, "ruth", NOW - 5 * DAY)
    assert due(context, alice) == []


def test_who_is_met_soon_or_has_a_draft_or_is_left_alone_is_not_due(context: Context, alice: str) -> None:
    met, waits, alone = (
        person(context, alice, "met"),
        person(context, alice, "waits"),
        person(context, alice, "alone", untracked=True),
    )
    rows = {one: held(context, alice, one, NOW - 200 * DAY) for one in (met, waits, alone)}
    held(context, alice, met, NOW + 3 * DAY, status="accepted")
    with context.database.writing(alice, "test") as session:
        session.add(
            Draft(
                id="drf_1", person_id=alice, interview_id=rows[waits], contact_id=waits, kind="news", state="needs_review",
                sender="a@a.example", to=[], subject="", references=[], created_at=NOW, updated_at=NOW,
                content_sealed=seal_draft(context.vault, DraftContent(""), "drf_1"),
            )
        )  # fmt: skip
    assert due(context, alice) == []


def test_a_host_owes_no_sign_of_life(context: Context, alice: str) -> None:
    held(context, alice, person(context, alice, "ruth"), NOW - 200 * DAY, role="host")
    assert due(context, alice) == []


def test_no_more_than_five_a_week_and_asked_ones_count(context: Context, alice: str) -> None:
    people = [person(context, alice, f"p{number}") for number in range(7)]
    for number, one in enumerate(people):
        held(context, alice, one, NOW - (200 - number) * DAY)
    with context.database.reading() as session:
        queue = in_touch.queue(session, alice, NOW)
    assert ([one.contact_id for one in queue.due], queue.more) == (people[:5], 2)
    with context.database.writing(alice, "test") as session:
        asks.ask(session, context.vault, alice, "keep_in_touch", contact_id=people[0], text="news", now=NOW)
    assert len(due(context, alice)) == 4


def test_the_person_sets_the_rhythm_skips_once_or_never_and_takes_it_back(
    context: Context, alice: str, bob: str
) -> None:
    ruth = person(context, alice, "ruth")
    held(context, alice, ruth, NOW - 130 * DAY)
    with context.database.writing(alice, "test") as session:
        before = in_touch.set_rhythm(session, alice, ruth, 180)
    assert due(context, alice) == []
    assert due(context, alice, NOW + 60 * DAY) == [ruth]
    with context.database.writing(alice, "test") as session:
        in_touch.restore(session, alice, ruth, before)
        in_touch.skip(session, alice, ruth, NOW)
    assert (due(context, alice), due(context, alice, NOW + 31 * DAY)) == ([], [ruth])
    with context.database.writing(alice, "test") as session:
        in_touch.set_rhythm(session, alice, ruth, 0)
        with pytest.raises(ValueError, match="a week"):
            in_touch.set_rhythm(session, alice, ruth, 3)
        with pytest.raises(NoSuchAsk):
            in_touch.set_rhythm(session, bob, ruth, 30)
    assert due(context, alice, NOW + 900 * DAY) == []


def test_an_empty_list_names_the_next_day(context: Context, alice: str) -> None:
    held(context, alice, person(context, alice, "ruth"), NOW - 100 * DAY)
    with context.database.reading() as session:
        assert in_touch.queue(session, alice, NOW).next_on == (NOW + 20 * DAY).date()


# --- who helped -----------------------------------------------------------------------------------------------------


def introduced(context: Context, owner: str, by: str, whom: str, quote: str) -> None:
    with context.database.writing(owner, "test") as session:
        session.add(
            Introduction(
                id=f"itr_{by}_{whom}", person_id=owner, introducer_id=by, contact_id=whom, message_id=f"m{by}{whom}", quote=quote,
                at=NOW - 250 * DAY,
            )
        )  # fmt: skip


def test_everybody_who_helped_is_listed_with_what_they_did_up_the_chain(context: Context, alice: str, bob: str) -> None:
    ruth, ines, sam, alone = (person(context, alice, key) for key in ("ruth", "ines", "sam", "alone"))
    row = held(context, alice, ruth, NOW - 200 * DAY)
    introduced(context, alice, ines, ruth, "Ruth, meet Alice")
    introduced(context, alice, sam, ines, "Ines, this is Alice")
    introduced(context, alice, alone, sam, "")
    with context.database.writing(alice, "test") as session:
        session.get_one(Contact, alone).is_untracked = True
        note = "She suggested reading one budget law end to end. PRIVATE: she is leaving."
        session.add(
            Note(
                id="not_1",
                person_id=alice,
                meeting=f"{row}|master",
                at=NOW,
                text_sealed=seal_note(context.vault, note, "not_1"),
            )
        )
    with context.database.reading() as session:
        found = {one.contact_id: one for one in helped.everyone_who_helped(session, context.vault, alice)}
        assert helped.everyone_who_helped(session, context.vault, bob) == []
    assert set(found) == {ruth, ines, sam}
    assert [(deed.did, deed.quote) for deed in found[ruth].deeds] == [
        ("advised", "She suggested reading one budget law end to end")
    ]
    assert [(deed.did, deed.whom) for deed in found[ines].deeds] == [("introduced", "Ruth")]
    assert [(deed.did, deed.whom) for deed in found[sam].deeds] == [("introduced", "Ines")]
