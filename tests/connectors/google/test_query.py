"""What a MailQuery becomes in Gmail's search language."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote_plus

from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import MailQuery
from connectors.google.query import LONGEST, Step, by_message_id, sent_since, steps

SINCE = datetime(2026, 9, 1, tzinfo=UTC)
SECOND = int(SINCE.timestamp())


def test_addresses_phrases_and_invites_share_one_search() -> None:
    query = MailQuery(since=SINCE, addresses=("ana@acme.example",), phrases=("coffee chat",), with_invites=True)
    assert steps(query) == (
        Step(
            q=f"after:{SECOND - 1} -in:drafts -in:chats "
            "{filename:ics subject:canceled subject:cancelled subject:abgesagt subject:annulé subject:cancelado "
            'from:ana@acme.example to:ana@acme.example cc:ana@acme.example "coffee chat"}'
        ),
    )


def test_an_empty_query_asks_for_the_whole_window() -> None:
    until = datetime(2026, 9, 2, tzinfo=UTC)
    assert steps(MailQuery(since=SINCE, until=until)) == (
        Step(q=f"after:{SECOND - 1} before:{SECOND + 86401} -in:drafts -in:chats"),
    )


def test_a_query_of_which_nothing_is_usable_asks_for_nothing_rather_than_everything() -> None:
    assert steps(MailQuery(since=SINCE, addresses=("no address",), phrases=('"{}"',))) == ()


def test_conversations_the_person_took_part_in_are_told_by_what_was_sent() -> None:
    window = f"after:{SECOND - 1} -in:drafts -in:chats"
    found = steps(MailQuery(since=SINCE, phrases=("intro",), has_taken_part=True))
    assert found == (Step(q=f'{window} {{"intro"}}', conversations=(f"{window} in:sent",)),)


def test_what_the_person_answered_is_one_listing_beside_the_answers() -> None:
    window = f"after:{SECOND - 1} -in:drafts -in:chats"
    query = MailQuery(since=SINCE, answered_with=("works for me", '"'), not_to=("own.example", "x} in:spam"))
    assert steps(query) == (
        Step(q=f"{window} -in:sent", conversations=(f'{window} in:sent -to:own.example {{"works for me"}}',)),
    )


def test_answers_of_which_no_phrase_is_usable_ask_for_nothing() -> None:
    assert steps(MailQuery(since=SINCE, answered_with=('"{}"',))) == ()


def test_threads_come_after_the_searches_and_once() -> None:
    found = steps(MailQuery(since=SINCE, phrases=("intro",), threads=("t1", "t2", "t1")))
    assert [step.thread for step in found] == ["", "t1", "t2"]


def test_threads_alone_ask_for_no_search() -> None:
    assert steps(MailQuery(since=SINCE, threads=("t1",))) == (Step(thread="t1"),)


def test_a_message_id_is_looked_for_everywhere_without_its_brackets() -> None:
    assert steps(MailQuery(since=SINCE, message_id="<a.b+c@mail.example>")) == (
        Step(q="rfc822msgid:a.b+c@mail.example", is_anywhere=True),
    )


def test_a_strangers_message_id_cannot_add_search_terms() -> None:
    assert " " not in by_message_id('<x@y> in:inbox {"a"}')


def test_sent_mail_is_looked_for_from_the_second_before() -> None:
    assert sent_since(SINCE) == f"in:sent after:{SECOND - 1}"


@given(
    st.lists(st.emails(), max_size=120, unique=True),
    st.lists(st.text(max_size=60), min_size=1, max_size=40, unique=True),
)
def test_no_search_is_too_long_and_no_term_breaks_out_of_its_group(addresses: list[str], phrases: list[str]) -> None:
    query = MailQuery(since=SINCE, addresses=tuple(addresses), phrases=tuple(phrases))
    for step in steps(query):
        assert len(quote_plus(step.q)) <= LONGEST
        assert step.q.count("{") == step.q.count("}") == 1
        assert step.q.endswith("}")
        assert step.q.count('"') % 2 == 0


def test_every_usable_address_is_in_exactly_one_search() -> None:
    addresses = tuple(f"person{number}@company{number}.example" for number in range(200))
    found = steps(MailQuery(since=SINCE, addresses=addresses))
    assert len(found) > 1
    for address in addresses:
        assert sum(f"from:{address} " in step.q for step in found) == 1
