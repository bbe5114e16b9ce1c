"""The fold of a meeting's observations: one table of what follows what, and that order and repetition never matter."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.records import Participation
from service.lifecycle import Kind, Observation, fold

START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
END = START + timedelta(minutes=30)
LATER = START + timedelta(days=2)
BEFORE = START - timedelta(hours=1)
AFTER = END + timedelta(hours=3)
YES, NO, OPEN = Participation.ACCEPTED, Participation.DECLINED, Participation.NEEDS_ACTION


def version(
    *,
    user: Participation | None = YES,
    contact: Participation | None = YES,
    organizer: str = "contact",
    start: datetime = START,
    sequence: int = 0,
    at: datetime = START - timedelta(days=5),
    status: str = "confirmed",
    is_calendar: bool = True,
    source: str = "event:1",
    is_dated: bool = True,
    stood_until: datetime | None = None,
) -> Observation:
    return Observation(
        Kind.VERSION,
        source,
        at,
        at,
        sequence=sequence,
        start=start,
        end=start + timedelta(minutes=30),
        status=status,
        user=user,
        contact=contact,
        organizer=organizer,
        is_calendar=is_calendar,
        is_dated=is_dated,
        stood_until=stood_until,
    )


def words(
    kind: Kind,
    by: str,
    at: datetime,
    *,
    quote: str = "some words",
    source: str = "",
    value: str = "",
    sequence: int = 0,
) -> Observation:
    source = source or f"msg:{kind}{by}{at:%d%H%M}"
    return Observation(
        kind, source, at, at, by=by, quote=quote, message_id=f"<{source}>", value=value, sequence=sequence
    )


# --- one table: status × what happens → status ---------------------------------------------------------------------

Stories = Callable[[], list[Observation]]

BASES: dict[str, Stories] = {
    "invited": lambda: [version(user=OPEN)],
    "accepted": lambda: [version()],
    "held_presumed": lambda: [version()],
    "held": lambda: [version(), words(Kind.TOOK_PLACE, "contact", END + timedelta(minutes=20))],
    "no_show": lambda: [version(), words(Kind.APOLOGISES, "contact", END + timedelta(minutes=20))],
    "cancelled": lambda: [version(), version(status="cancelled", sequence=1, at=START - timedelta(days=1))],
}
TOLD_AFTER = {"held_presumed", "held", "no_show"}

_EARLY = START - timedelta(hours=20)
_LATE = END + timedelta(hours=1)

HAPPENINGS: dict[str, Stories] = {
    "nothing": list,
    "the person accepts by mail": lambda: [words(Kind.REPLY, "user", _EARLY, value="accepted")],
    "the person declines by mail": lambda: [words(Kind.REPLY, "user", _EARLY, value="declined")],
    "the contact declines by mail": lambda: [words(Kind.REPLY, "contact", _EARLY, value="declined")],
    "a tentative answer": lambda: [words(Kind.REPLY, "user", _EARLY, value="tentative")],
    "the person agrees in words": lambda: [words(Kind.AGREES, "user", _EARLY)],
    "the organizer moves it two days on": lambda: [version(start=LATER, sequence=2, at=_EARLY)],
    "the calendar cancels it": lambda: [version(status="cancelled", sequence=2, at=_EARLY)],
    "the calendar cancels it after its end": lambda: [version(status="cancelled", sequence=2, at=_LATE)],
    "the calendar shows it no more, since when it does not say": lambda: [
        version(status="cancelled", at=_LATE, is_dated=False, stood_until=_EARLY)
    ],
    "the calendar shows it no more, since some time after its end": lambda: [
        version(status="cancelled", at=_LATE, is_dated=False, stood_until=END)
    ],
    "the calendar shows it no more, since some time before its end": lambda: [
        version(status="cancelled", at=END, is_dated=False, stood_until=_EARLY)
    ],
    "a rightful CANCEL by mail": lambda: [words(Kind.CANCEL, "contact", _EARLY, sequence=2)],
    "a CANCEL without the right to it": lambda: [words(Kind.UNVERIFIED, "", _EARLY, sequence=9)],
    "a counter proposal": lambda: [words(Kind.COUNTER, "contact", _EARLY)],
    "the contact cancels in words": lambda: [words(Kind.CANCELS, "contact", _EARLY)],
    "the contact moves it in words": lambda: [words(Kind.MOVES, "contact", _EARLY)],
    "the person waits alone": lambda: [words(Kind.WAITS, "user", START + timedelta(minutes=10))],
    "the contact says sorry for missing it": lambda: [words(Kind.APOLOGISES, "contact", _LATE)],
    "the person says sorry for missing it": lambda: [words(Kind.APOLOGISES, "user", _LATE)],
    "the person writes that nobody came": lambda: [words(Kind.SAYS_NO_SHOW, "user", _LATE)],
    "the person thanks": lambda: [words(Kind.THANKS, "user", _LATE)],
    "the contact says it was good": lambda: [words(Kind.TOOK_PLACE, "contact", _LATE)],
    "a note before it": lambda: [words(Kind.NOTE, "user", _EARLY, value="held")],
    "a note after it": lambda: [words(Kind.NOTE, "user", _LATE, value="held")],
    "a note that nobody came": lambda: [words(Kind.NOTE, "user", _LATE, value="no_show_by_contact")],
    "a click: it was held": lambda: [words(Kind.CORRECTION, "user", _LATE, value="held")],
    "a click: nobody came": lambda: [words(Kind.CORRECTION, "user", _LATE, value="no_show_by_contact")],
    "a click: it was off": lambda: [words(Kind.CORRECTION, "user", _LATE, value="cancelled")],
}

TABLE: dict[str, tuple[str, ...]] = {
    "nothing": ("invited", "accepted", "held_presumed", "held", "no_show", "cancelled"),
    "the person accepts by mail": ("accepted", "accepted", "held_presumed", "held", "no_show", "cancelled"),
    "the person declines by mail": ("cancelled", "cancelled", "cancelled", "held", "no_show", "cancelled"),
    "the contact declines by mail": ("cancelled", "cancelled", "cancelled", "held", "no_show", "cancelled"),
    "a tentative answer": ("invited", "invited", "invited", "held", "no_show", "cancelled"),
    "the person agrees in words": ("accepted", "accepted", "held_presumed", "held", "no_show", "cancelled"),
    "the organizer moves it two days on": ("accepted",) * 6,
    "the calendar cancels it": ("cancelled",) * 6,
    "the calendar cancels it after its end": (
        "accepted", "accepted", "held_presumed", "held", "no_show", "cancelled",
    ),
    "the calendar shows it no more, since when it does not say": (
        "accepted", "accepted", "accepted", "held", "no_show", "cancelled",
    ),
    "the calendar shows it no more, since some time after its end": (
        "accepted", "accepted", "held_presumed", "held", "no_show", "cancelled",
    ),
    "the calendar shows it no more, since some time before its end": ("cancelled",) * 6,
    "a rightful CANCEL by mail": ("cancelled",) * 6,
    "a CANCEL without the right to it": ("invited", "accepted", "held_presumed", "held", "no_show", "cancelled"),
    "a counter proposal": ("invited", "accepted", "held_presumed", "held", "no_show", "cancelled"),
    "the contact cancels in words": ("cancelled", "cancelled", "cancelled", "held", "no_show", "cancelled"),
    "the contact moves it in words": ("invited", "accepted", "accepted", "held", "no_show", "cancelled"),
    "the person waits alone": ("invited", "accepted", "accepted", "held", "no_show", "cancelled"),
    "the contact says sorry for missing it": ("no_show", "no_show", "no_show", "no_show", "no_show", "cancelled"),
    "the person says sorry for missing it": ("no_show", "no_show", "no_show", "no_show", "no_show", "cancelled"),
    "the person writes that nobody came": ("no_show", "no_show", "no_show", "no_show", "no_show", "cancelled"),
    "the person thanks": ("held", "held", "held", "held", "no_show", "cancelled"),
    "the contact says it was good": ("held", "held", "held", "held", "held", "cancelled"),
    "a note before it": ("invited", "accepted", "held_presumed", "held", "no_show", "cancelled"),
    "a note after it": ("held",) * 6,
    "a note that nobody came": ("no_show",) * 6,
    "a click: it was held": ("held",) * 6,
    "a click: nobody came": ("no_show",) * 6,
    "a click: it was off": ("cancelled",) * 6,
}  # fmt: skip


def test_every_happening_has_a_cell_for_every_status() -> None:
    assert TABLE.keys() == HAPPENINGS.keys()
    assert all(len(row) == len(BASES) for row in TABLE.values())


@pytest.mark.parametrize("happening", TABLE)
@pytest.mark.parametrize("status", BASES)
def test_what_happens_leads_to_the_status_in_the_table(status: str, happening: str) -> None:
    seen = [*BASES[status](), *HAPPENINGS[happening]()]
    outcome = fold(seen, AFTER if status in TOLD_AFTER else BEFORE)
    assert outcome.status == TABLE[happening][list(BASES).index(status)]


# --- order and repetition -------------------------------------------------------------------------------------------


def everything() -> list[Observation]:
    """A long story: moved twice, answered, spoofed, waited for, held and thanked for."""
    return [
        version(sequence=0, start=START - timedelta(days=3), at=START - timedelta(days=9), contact=OPEN),
        version(sequence=1, start=START - timedelta(days=1), at=START - timedelta(days=6)),
        version(sequence=2, at=START - timedelta(days=2)),
        version(sequence=2, at=START - timedelta(days=2), is_calendar=False, source="msg:i"),
        words(Kind.REPLY, "contact", START - timedelta(days=8), value="accepted", sequence=0),
        words(Kind.UNVERIFIED, "", START - timedelta(days=1)),
        words(Kind.AGREES, "user", START - timedelta(days=2)),
        words(Kind.WAITS, "user", START + timedelta(minutes=3)),
        words(Kind.JOINS, "contact", START + timedelta(minutes=5)),
        words(Kind.THANKS, "user", END + timedelta(hours=2)),
        words(Kind.NOTE, "user", END + timedelta(hours=1), value="held"),
        words(Kind.COUNTER, "contact", START - timedelta(days=4)),
        words(Kind.DECLINED_COUNTER, "user", START - timedelta(days=3)),
        words(Kind.CANCEL, "contact", START - timedelta(days=5), sequence=1),
        replace(
            version(sequence=1, at=START - timedelta(days=4), is_calendar=False, source="msg:w"),
            is_listed=False,
            details=(("title", "a"),),
        ),
        version(sequence=1, at=START - timedelta(days=4), is_calendar=False, source="msg:v"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(16)), st.lists(st.integers(0, 15), max_size=6))
def test_order_and_duplicates_never_matter(order: list[int], again: list[int]) -> None:
    seen = everything()
    shuffled = [seen[index] for index in (*order, *again)]
    assert fold(shuffled, AFTER) == fold(seen, AFTER)


def test_what_was_learned_late_is_told_in_its_own_time() -> None:
    outcome = fold(everything(), AFTER)
    assert [entry.at for entry in outcome.history] == sorted(entry.at for entry in outcome.history)


# --- times ----------------------------------------------------------------------------------------------------------


def statuses(seen: list[Observation]) -> list[str]:
    moments = (BEFORE, START + timedelta(minutes=10), END, AFTER)
    return [fold(seen, moment).status for moment in moments]


def test_an_accepted_meeting_is_presumed_held_once_its_end_has_passed() -> None:
    assert statuses([version()]) == ["accepted", "accepted", "held_presumed", "held_presumed"]


def test_an_unanswered_invite_stays_invited_when_its_end_has_passed() -> None:
    assert statuses([version(user=OPEN)]) == ["invited"] * 4


def test_the_organizer_needs_no_answer_of_their_own() -> None:
    mine = version(user=None, contact=YES, organizer="user")
    assert fold([mine], BEFORE).status == "accepted"


def test_an_invite_of_the_person_waits_for_the_contact() -> None:
    mine = version(user=None, contact=OPEN, organizer="user")
    assert fold([mine], AFTER).status == "invited"
    agreed = words(Kind.AGREES, "contact", START - timedelta(days=6), quote="Wednesday works")
    assert fold([mine, agreed], BEFORE).status == "accepted"


def test_agreement_to_the_old_time_is_none_to_the_new_one() -> None:
    old = version(user=OPEN, start=START - timedelta(days=1), at=START - timedelta(days=9))
    new = version(user=OPEN, sequence=1, at=START - timedelta(days=2))
    agreed = words(Kind.AGREES, "user", START - timedelta(days=8), quote="works")
    assert fold([old, agreed], START - timedelta(days=7)).status == "accepted"
    assert fold([old, new, agreed], BEFORE).status == "invited"


def test_each_new_start_counts_as_one_move_and_a_repeated_invite_as_none() -> None:
    first, second = version(), version(sequence=1, start=LATER, at=START - timedelta(days=2))
    by_mail = [replace(seen, is_calendar=False, source="msg:x") for seen in (first, second)]
    outcome = fold([first, second, *by_mail], BEFORE)
    assert (outcome.reschedules, outcome.start) == (1, LATER)


def test_an_update_with_the_same_sequence_is_ordered_by_its_stamp() -> None:
    old, new = version(), version(start=LATER, at=START - timedelta(days=2))
    assert fold([new, old], BEFORE).start == LATER


def test_a_major_update_with_the_same_stamp_is_ordered_by_its_sequence() -> None:
    old, new = version(), version(start=LATER, sequence=2)
    assert fold([new, old], BEFORE).start == LATER


def test_a_calendar_without_numbers_is_not_outranked_by_an_older_mailed_invite() -> None:
    mailed = version(sequence=3, at=START - timedelta(days=4), is_calendar=False, source="msg:x")
    shown = version(sequence=0, start=LATER, at=START - timedelta(days=2))
    assert fold([mailed, shown], BEFORE).start == LATER


# --- who --------------------------------------------------------------------------------------------------------------


def test_whose_words_cancel_is_who_cancelled() -> None:
    off = version(status="cancelled", sequence=1, at=START - timedelta(hours=3), organizer="user")
    told = words(Kind.CANCELS, "contact", START - timedelta(hours=4))
    assert fold([version(organizer="user"), off, told], BEFORE).cancelled_by == "contact"
    assert fold([version(organizer="user"), off], BEFORE).cancelled_by == "user"


def test_a_wish_for_another_time_counts_though_only_the_cancelled_entry_was_ever_seen() -> None:
    wish = words(Kind.WANTS_ANOTHER_TIME, "contact", START - timedelta(hours=4), quote="Another time in April?")
    off = version(status="cancelled", sequence=1, at=wish.at + timedelta(minutes=1))
    assert fold([off, wish], BEFORE).new_time_wish == ("contact", wish.source, wish.quote)
    planned_since = version(at=wish.at + timedelta(minutes=1))
    assert fold([planned_since, wish], BEFORE).new_time_wish == ("", "", "")


def test_a_cancelled_meeting_lives_again_after_a_later_invite() -> None:
    off = words(Kind.CANCEL, "contact", START - timedelta(days=3), sequence=1)
    again = version(sequence=2, at=START - timedelta(days=2))
    assert fold([version(), off], BEFORE).status == "cancelled"
    assert fold([version(), off, again], BEFORE).status == "accepted"


def test_waiting_alone_is_no_proof_of_absence() -> None:
    waiting = words(Kind.WAITS, "user", START + timedelta(minutes=10))
    outcome = fold([version(), waiting], AFTER)
    assert (outcome.status, outcome.doubt) == ("accepted", "waiting")
    joined = words(Kind.JOINS, "contact", START + timedelta(minutes=12))
    assert fold([version(), waiting, joined], AFTER).status == "held_presumed"


def test_thanks_before_the_start_are_no_thanks_for_the_talk() -> None:
    early = words(Kind.THANKS, "user", START - timedelta(hours=2))
    outcome = fold([version(), early], AFTER)
    assert (outcome.status, outcome.thanked_at) == ("held_presumed", None)


def test_the_newest_correction_wins() -> None:
    held = words(Kind.CORRECTION, "user", AFTER, value="held")
    absent = words(Kind.CORRECTION, "user", AFTER + timedelta(minutes=1), value="no_show_by_contact")
    assert fold([version(), absent, held], AFTER).status == "no_show"


def of_words_alone() -> Iterable[Observation]:
    yield words(Kind.REQUESTS, "user", START - timedelta(days=9))
    yield words(Kind.AGREES, "contact", START - timedelta(days=8), quote="Thursday at 3 works")


def test_a_talk_arranged_in_words_alone_is_accepted_and_held_when_somebody_says_so() -> None:
    asked, agreed = of_words_alone()
    assert fold([asked], AFTER).status == "invited"
    assert fold([asked, agreed], AFTER).status == "accepted"
    told = words(Kind.TOOK_PLACE, "contact", AFTER)
    assert fold([asked, agreed, told], AFTER).status == "held"
    refused = words(Kind.DECLINES, "contact", START - timedelta(days=8))
    assert (fold([asked, refused], AFTER).status, fold([asked, refused], AFTER).is_declined) == ("cancelled", "contact")


def test_shuffles_of_long_stories_end_the_same() -> None:
    rng = random.Random(7)
    told = everything()
    for happening in HAPPENINGS.values():
        seen = [*told, *happening()]
        expected = fold(seen, AFTER)
        for _ in range(5):
            rng.shuffle(seen)
            assert fold(seen, AFTER) == expected
