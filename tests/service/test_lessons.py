"""What decisions teach: bounded, the same in any order, gone with what taught it, and never against a private matter."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import lessons
from service.classify import Classification, Reason
from service.lessons import CONTACT, EVERYTHING, KEPT, MOST, ORGANISATION, RULE, YES, About, Decided, learn, record_of

FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS = ("yes", "no", "job_interview", "recruiter_screen", "sales", "internal", "personal", "medical", "event", "other")
RULES = ("one_person", "outside", "short", "coffee_words", "own_request", "sales", "recurring", "medical")


def told(number: int, says: str, **more: object) -> Decided:
    """The decision of that number, an hour after the one before."""
    values: dict[str, object] = {"contact_id": f"con_{number}", "word_id": f"cor_{number}"}
    return Decided(f"int_{number:03}", says, FIRST + number * HOUR, **(values | more))  # type: ignore[arg-type]


def meeting(*rules: str, contact: str = "con_1", organisation: str = "northgate.example") -> About:
    """A meeting of which these rules fired."""
    fired = tuple(Reason(rule, 1, f"It is {rule}.", kind=rule if rule == "medical" else "") for rule in rules)
    return About(contact, "Rita Okafor", organisation, Classification("informational", "ask", len(rules), fired))


def points(about: About, *decided: Decided) -> dict[str, int]:
    return {reason.rule: reason.points for reason in lessons.reasons_for(about, decided)}


DECIDED = st.builds(
    Decided,
    interview_id=st.integers(0, 40).map("int_{}".format),
    says=st.sampled_from((*KINDS, KEPT)),
    at=st.integers(0, 30).map(lambda hours: FIRST + hours * HOUR),
    band=st.sampled_from(("log", "ask", "leave")),
    contact_id=st.sampled_from(("", "con_1", "con_2", "con_3")),
    organisation=st.sampled_from(("", "northgate.example", "acme.example")),
    rules=st.sets(st.sampled_from(RULES)).map(lambda rules: tuple(sorted(rules))),
    teaches_not=st.sampled_from(((), (), (CONTACT,), ("rule:coffee_words",), (EVERYTHING,))),
)
MANY = st.lists(DECIDED, max_size=30, unique_by=lambda one: one.interview_id)


@given(MANY, st.randoms(use_true_random=False))
def test_decisions_teach_the_same_in_any_order(decided: list[Decided], chance: random.Random) -> None:
    shuffled = list(decided)
    chance.shuffle(shuffled)
    assert learn(shuffled) == learn(decided)
    assert record_of(shuffled) == record_of(decided)


@given(MANY, st.sets(st.sampled_from(RULES)))
def test_all_lessons_together_move_a_meeting_by_two_points_at_most(decided: list[Decided], rules: set[str]) -> None:
    reasons = lessons.reasons_for(meeting(*rules), decided)
    assert abs(sum(reason.points for reason in reasons)) <= MOST
    assert all(reason.points and reason.source.startswith("interview:int_") for reason in reasons)


@given(MANY, DECIDED.map(lambda one: replace(one, interview_id="int_new")))
def test_a_decision_teaches_nothing_once_it_is_gone_or_forgotten(decided: list[Decided], new: Decided) -> None:
    forgotten = replace(new, teaches_not=(EVERYTHING,))
    assert learn([*decided, forgotten]) == learn(decided)
    assert lessons.changed([*decided, forgotten], decided) == set()


@given(MANY)
def test_what_changed_is_what_another_meeting_would_see_differently(decided: list[Decided]) -> None:
    before, after = decided[: len(decided) // 2], decided
    keys = lessons.changed(before, after)
    for contact, organisation in (("con_1", "northgate.example"), ("con_2", ""), ("", "acme.example")):
        about = meeting(*RULES[:5], contact=contact, organisation=organisation)
        if lessons.reasons_for(about, before) != lessons.reasons_for(about, after):
            assert keys & {(CONTACT, contact), (ORGANISATION, organisation), *((RULE, rule) for rule in RULES)}


def test_nothing_is_learned_from_what_was_only_dealt_with() -> None:
    assert learn(told(number, KEPT, organisation="a.example", rules=("short",)) for number in range(9)) == {}


# --- whom and what it is about ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["yes"], 1), (["yes", "yes"], 2), (["yes"] * 5, 2), (["sales"], -1), (["no", "sales", "other"], -2),
        (["yes", "no"], 0), (["yes", "yes", "yes", "no"], 2), (["yes", "yes", "no"], 0), (["no", "no", "no", "yes"], -2),
    ],
)  # fmt: skip
def test_a_contact_teaches_by_what_was_mostly_said(words: list[str], expected: int) -> None:
    decided = [told(number, says, contact_id="con_1") for number, says in enumerate(words)]
    assert sum(points(meeting(), *decided).values()) == expected


def test_an_organisation_is_more_than_one_of_its_people() -> None:
    of_one = [told(number, "no", contact_id="con_7", organisation="northgate.example") for number in range(3)]
    assert points(meeting(), *of_one) == {}
    of_two = [*of_one, told(4, "sales", contact_id="con_8", organisation="northgate.example")]
    assert points(meeting(), *of_two) == {"learned_organisation": -1}
    assert points(meeting(organisation=""), *of_two) == {}


def test_twice_yes_makes_a_contact_or_organisation_known_and_once_does_not() -> None:
    def known(*decided: Decided) -> list[bool]:
        return [reason.is_purpose for reason in lessons.reasons_for(meeting(), decided)]

    once, again = told(1, YES), told(2, YES, contact_id="con_1")
    assert (known(once), known(once, again)) == ([False], [True])
    two = [told(number, YES, organisation="northgate.example") for number in (5, 6)]
    assert known(*two) == [True]


def test_a_rule_teaches_where_most_said_the_same() -> None:
    coffees = [told(number, "personal", rules=("coffee_words", "outside")) for number in range(10, 13)]
    assert points(meeting("coffee_words", "outside"), *coffees) == {"learned_rule": -1}
    assert points(meeting("own_request", "outside"), *coffees) == {}
    assert points(meeting("coffee_words"), *coffees[:2]) == {}


def test_what_holds_everywhere_teaches_only_where_the_rest_went_another_way() -> None:
    series = [told(number, "no", rules=("recurring", "outside")) for number in range(10, 14)]
    assert points(meeting("recurring"), *series) == {}
    once = [told(number, YES, rules=("outside",)) for number in range(20, 24)]
    assert points(meeting("recurring", "outside"), *series, *once) == {"learned_rule": -1}


def test_a_rule_says_nothing_where_the_person_says_no_to_everything() -> None:
    coffees = [told(number, "no", rules=("coffee_words",)) for number in range(10, 14)]
    others = [told(number, "no", rules=("networking",)) for number in range(20, 24)]
    assert points(meeting("coffee_words"), *coffees, *others) == {}


@pytest.mark.parametrize("private", ["medical", "legal_finance", "hr_matters", "personal"])
def test_nothing_learned_speaks_for_a_private_matter(private: str) -> None:
    about = meeting("outside")
    reasons = (*about.plain.reasons, Reason(private, -3, "Private.", kind="personal"))
    about = replace(about, plain=replace(about.plain, reasons=reasons))
    yes = [told(number, YES, contact_id="con_1", organisation="northgate.example") for number in range(4)]
    no = [told(number, "no", contact_id="con_1") for number in range(4)]
    assert points(about, *yes) == {}
    assert points(about, *no) == {"learned_contact": -2}


# --- in words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("says", KINDS)
def test_every_word_becomes_a_sentence_with_its_source(says: str) -> None:
    (reason,) = lessons.reasons_for(meeting(), [told(1, says)])
    assert reason.text.startswith("You said of the talk with Rita Okafor that it ")
    assert reason.source == "interview:int_001"


def test_reasons_read_back_from_a_row_are_the_same() -> None:
    decided = [told(number, YES, contact_id="con_1") for number in (1, 2)]
    found = lessons.with_quotes(lessons.reasons_for(meeting(), decided), {"int_002": "Coffee"})
    stored = [{"rule": "short", "points": 1, "text": "It lasts.", "evidence": None}, *(one.as_json() for one in found)]
    assert lessons.kept_reasons(stored) == found


# --- may it log unasked? ------------------------------------------------------------------------------------------------


def logged(*words: str) -> list[Decided]:
    return [told(number, says, band="log") for number, says in enumerate(words)]


def test_it_asks_once_too_many_of_the_last_ten_were_wrong() -> None:
    assert record_of(logged("no", *[KEPT] * 8)).asks_since is None
    found = record_of(logged("no", *[KEPT] * 9))
    assert (found.right, found.of, found.asks_since) == (9, 10, FIRST + 9 * HOUR)


def test_one_of_twenty_may_be_wrong() -> None:
    assert record_of(logged("sales", *[YES] * 19)).asks_since is None
    assert record_of(logged("sales", "no", *[YES] * 18)).asks_since is not None


def test_only_the_last_thirty_count_and_answers_win_the_leave_back() -> None:
    wrong = ["no"] * 5
    assert record_of(logged(*wrong, *[YES] * 28)).asks_since is not None
    assert record_of(logged(*wrong, *[YES] * 29)).asks_since is None


def test_what_was_asked_about_does_not_count() -> None:
    asked = [told(number, "no", band="ask") for number in range(40)]
    assert record_of(asked) == lessons.Record(0, 0, None)
