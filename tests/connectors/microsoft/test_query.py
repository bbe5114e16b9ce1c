"""What a look into the past becomes in Outlook's own words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.contract import MailQuery
from connectors.microsoft.query import LONGEST, SENT, Step, by_message_id, dated, in_search, in_window, steps

SINCE = datetime(2026, 9, 1, 12, 0, 30, tzinfo=UTC)


def test_an_empty_query_lists_the_window() -> None:
    assert steps(MailQuery(since=SINCE)) == (Step(filter="receivedDateTime ge 2026-09-01T12:00:30Z"),)
    bounded = in_window(SINCE, SINCE + timedelta(days=1))
    assert bounded.endswith(" and receivedDateTime le 2026-09-02T12:00:31Z")


def test_everything_is_or_ed_into_few_searches() -> None:
    query = MailQuery(since=SINCE, addresses=("ana@acme.example",), phrases=("coffee chat",), with_invites=True)
    (step,) = steps(query)
    assert step.search == 'kind:meetings OR attachment:ics OR participants:"ana@acme.example" OR "coffee chat"'


def test_a_search_never_grows_beyond_what_fits_and_leaves_nobody_out() -> None:
    people = tuple(f"person{number}@company{number}.example" for number in range(300))
    found = [step.search for step in steps(MailQuery(since=SINCE, addresses=people))]
    assert all(len(search) <= LONGEST for search in found)
    assert sum(search.count("participants:") for search in found) == len(people)


def test_a_search_is_bounded_by_days_with_a_day_to_spare() -> None:
    assert dated("a", SINCE, None) == "(a) AND received>=2026-08-31"
    assert dated("a OR b", SINCE, SINCE) == "(a OR b) AND received>=2026-08-31 AND received<=2026-09-02"
    assert dated("a", SINCE, SINCE, before="2026-08-15").endswith("received<=2026-08-15")


def test_what_strangers_write_cannot_leave_its_quotes() -> None:
    phrases = ('a" OR from:b', "x\\", "(y) <z> k:v *", "  ")
    (step,) = steps(MailQuery(since=SINCE, phrases=phrases))
    assert step.search == '"a OR from b" OR "x" OR "y z k v"'
    assert in_search('"a" OR b\\') == '"\\"a\\" OR b"'
    assert by_message_id("<a'b@x.example>") == "internetMessageId eq '<a''b@x.example>'"
    (thread,) = steps(MailQuery(since=SINCE, threads=("x' or 1 eq 1",)))
    assert thread.filter == "conversationId eq 'x'' or 1 eq 1'"


def test_an_address_that_is_none_is_left_out() -> None:
    assert steps(MailQuery(since=SINCE, addresses=('x" OR y', "a b@c.example", "nobody"))) == ()


def test_what_was_answered_is_what_others_wrote_where_the_person_said_yes() -> None:
    (step,) = steps(MailQuery(since=SINCE, answered_with=("works for me", "see you then")))
    assert step.from_others
    assert step.conversations == (Step(search='"works for me" OR "see you then"', folder=SENT),)


def test_a_message_id_is_looked_for_everywhere_and_at_any_time() -> None:
    (step,) = steps(MailQuery(since=SINCE, message_id="<a@b.example>", phrases=("x",)))
    assert step.is_anywhere
    assert step.is_any_time
