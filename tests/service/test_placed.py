"""What is to be done about a draft in the mailbox, told from rows alone; and that a look which finds nothing is cheap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import accounts, events, placed, preferences
from service.context import Context
from service.drafting import likewise
from service.drafting.versions import Text
from service.placed import Standing, next_task
from service.schema import Account, Draft, Event, MailboxDraft, Person
from tests.conftest import NOW
from tests.service.office import add_draft

OPEN = Standing("placed", is_wished=True, draft_state="needs_review", is_same_text=True, has_looked=True)


@pytest.mark.parametrize(
    ("facts", "task"),
    [
        ({"state": "wanted"}, "create"),
        ({"state": "wanted", "is_wished": False}, "drop"),
        ({"state": "wanted", "draft_state": "approved"}, ""),
        ({"state": "wanted", "draft_state": ""}, "drop"),
        ({"state": "removed"}, "create"),
        ({"state": "removed", "draft_state": "sent"}, ""),
        ({"state": "creating"}, "find"),
        ({"state": "creating", "draft_state": "approved"}, "find"),
        ({}, ""),
        ({"has_looked": False}, "look"),
        ({"has_looked": False, "is_leaving": True, "draft_state": "approved"}, "look"),
        ({"is_same_text": False}, "update"),
        ({"state": "updating", "is_same_text": False}, "update"),
        ({"is_same_text": False, "draft_state": "approved"}, ""),
        ({"is_leaving": True, "draft_state": "approved"}, "remove"),
        ({"is_wished": False}, "remove"),
        ({"is_same_place": False}, "remove"),
        ({"draft_state": "withdrawn"}, "remove"),
        ({"draft_state": ""}, "remove"),
        ({"state": "removing", "draft_state": "sent"}, "remove"),
        ({"state": "taken_over", "is_same_text": False}, ""),
        ({"state": "taken_over", "is_wished": False}, ""),
        ({"state": "taken_over", "draft_state": "withdrawn"}, "leave"),
        ({"state": "taken_over", "draft_state": "approved", "is_leaving": True}, "remove"),
        ({"state": "taken_over", "draft_state": "approved", "is_leaving": True, "has_files": True}, "leave"),
        ({"state": "gone"}, ""),
        ({"state": "sent"}, ""),
        ({"state": "failed", "is_same_text": False}, ""),
    ],
)
def test_what_is_done_next(facts: dict[str, object], task: str) -> None:
    assert next_task(replace(OPEN, **facts)) == task  # type: ignore[arg-type]


def _prepared(context: Context, *, is_on: bool = True, can_send: bool = True) -> str:
    """A local person with an account at Google and one waiting draft; returns whose."""
    person = accounts.ensure_local_person(context)
    with context.database.writing(person) as session:
        session.add(
            Account(
                id="acc_1", person_id=person, provider="google", email="alex@example.com", since=NOW, created_at=NOW,
                can_send=can_send,
            )
        )  # fmt: skip
        session.flush()
        preferences.change(session, person, NOW, mailbox_drafts="on" if is_on else "")
    add_draft(context, person, "acc_1", "")
    return person


def _due(context: Context) -> int:
    with context.database.reading() as session:
        return len(session.scalars(select(Event.id).where(Event.kind == events.MAILBOX_DRAFT_DUE)).all())


def _settled(context: Context, **values: object) -> None:
    """As after the workers did their part: nothing on the way, the row as told."""
    with context.database.writing(accounts.LOCAL_PERSON) as session:
        for event in session.scalars(select(Event).where(Event.kind == events.MAILBOX_DRAFT_DUE)).all():
            session.delete(event)
        for name, value in values.items():
            setattr(session.scalars(select(MailboxDraft)).one(), name, value)


@pytest.mark.parametrize(("is_on", "can_send", "found"), [(True, True, 1), (False, True, 0), (True, False, 0)])
def test_a_waiting_draft_is_noticed_once_where_it_is_wanted_and_may_be_put(
    context_on_both: Context, is_on: bool, can_send: bool, found: int
) -> None:
    _prepared(context_on_both, is_on=is_on, can_send=can_send)
    placed.notice(context_on_both)
    placed.notice(context_on_both)
    assert _due(context_on_both) == found


def test_what_differs_is_noticed_and_what_is_as_it_should_be_is_not(context_on_both: Context) -> None:
    context = context_on_both
    person = _prepared(context)
    placed.notice(context)
    later = NOW + timedelta(days=1)
    _settled(context, state="placed", version=1, look_due=later)
    cases: list[tuple[dict[str, object], dict[str, object], int]] = [
        ({}, {}, 0),
        ({}, {"version": 2}, 1),
        ({}, {"state": "withdrawn"}, 1),
        ({}, {"state": "approved", "version": 2}, 0),
        ({"look_due": NOW}, {"state": "approved"}, 1),
        ({"wish": "no", "look_due": later}, {"state": "needs_review", "version": 1}, 1),
        ({"wish": "no", "state": "removed"}, {}, 0),
        ({"wish": ""}, {}, 1),
        ({"state": "gone"}, {"version": 3}, 0),
        ({"state": "taken_over"}, {}, 0),
        ({}, {"state": "dismissed"}, 1),
        ({"state": "removing"}, {}, 1),
    ]
    for of_row, of_draft, found in cases:
        _settled(context, **of_row)
        with context.database.writing(person) as session:
            for name, value in of_draft.items():
                setattr(session.scalars(select(Draft)).one(), name, value)
        placed.notice(context)
        assert _due(context) == found, (of_row, of_draft)


def test_a_paused_account_is_left_in_peace_and_what_was_given_up_is_not_begun_again(context: Context) -> None:
    person = accounts.LOCAL_PERSON
    _prepared(context)
    placed.notice(context)
    with context.database.writing(person) as session:
        session.scalars(select(Event)).one().gave_up_at = NOW
    placed.notice(context)
    assert _due(context) == 1
    _settled(context, state="placed", version=0)
    with context.database.writing(person) as session:
        session.get_one(Account, "acc_1").connection_state = "paused"
    placed.notice(context)
    assert _due(context) == 0


def test_nobody_is_noticed_for_somebody_elses_wish(context: Context, alice: str) -> None:
    _prepared(context, is_on=False)
    with context.database.writing(alice) as session:
        preferences.change(session, alice, NOW, mailbox_drafts="on")
        assert session.get_one(Person, alice).settings["mailbox_drafts"] is True
    placed.notice(context)
    assert _due(context) == 0


# --- the same mail, however it was laid out -----------------------------------------------------------------------

MAIL = Text(
    "Re: Coffee", "Hi Dana,\n\nThank you for the hour, and for the book.\n\nBest,\nAlex\n", "alex@a.example",
    ("Dana@poe.example",),
)  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "Hi Dana,\r\n\r\nThank you for the hour,\r\nand for the book.\r\n\r\nBest,\r\nAlex",
        "Hi Dana,\n\n\nThank you for the hour, and for the book. \n \nBest,\nAlex\n\n",
        "Hi Dana,\n\nThank you for the hour, and\u00a0for the book.\n\nBest,\nAlex\n",
    ],
)
def test_layout_makes_no_other_mail(body: str) -> None:
    other = replace(MAIL, body=body, to=("dana@poe.example",))
    assert likewise.digest(other) == likewise.digest(MAIL)
    assert likewise.is_nearly(MAIL, other)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Re: Tea"},
        {"to": ("kim@poe.example",)},
        {"cc": ("kim@poe.example",)},
        {"body": "Hi Dana,\n\nThanks."},
    ],
)
def test_other_words_or_people_make_another_mail(change: dict[str, object]) -> None:
    assert likewise.digest(replace(MAIL, **change)) != likewise.digest(MAIL)  # type: ignore[arg-type]


def test_another_thank_you_of_the_same_person_is_not_this_one() -> None:
    other = "Hi Dana,\n\nThanks for the invitation to the board on Friday. I will be glad to come.\n\nBest,\nAlex\n"
    assert not likewise.is_likely(MAIL, replace(MAIL, body=other))
    assert not likewise.is_nearly(MAIL, replace(MAIL, to=("kim@poe.example",)))


def test_broken_lines_are_joined_and_lines_of_their_own_stay() -> None:
    known = "Hi Dana,\n\nOne.\n\nBest,\nAlex\n"
    long = "I liked what you said of small teams and of the two years that it took them to\nlearn to plan together."
    text = replace(MAIL, body=f"Hi Dana,\r\n\r\n{long}\r\n\r\n- one\r\n- two\r\n\r\nBest,\r\nAlex")
    found = likewise.unwrapped(text, replace(MAIL, body=known))
    assert found.body == f"Hi Dana,\n\n{long.replace(chr(10), ' ')}\n\n- one\n- two\n\nBest,\nAlex\n"
