"""The drafts as a list: what waits first, and never another person's."""

from __future__ import annotations

import html
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Approval, Contact, Draft, Interview, Person
from service.sealed import DraftContent, seal_draft
from tests.conftest import NOW
from tests.service.planted import Garden
from tests.service.web.conftest import Browser

OVER = NOW - timedelta(hours=3)


def add(context: Context, name: str, *, end: datetime = OVER, person: str = LOCAL_PERSON, **values: Any) -> str:
    """A draft to that one, about a conversation that ended at `end`."""
    key = "".join(name.split()).lower()
    with context.database.writing(person) as session:
        session.add(Contact(id=f"con_{key}", person_id=person, name=name, timezone="Europe/Berlin", created_at=NOW))
        session.add(
            Interview(
                id=f"int_{key}", person_id=person, meeting=f"{key}|master", contact_id=f"con_{key}", status="held",
                band="log", classification="informational", title=f"Chat with {name}", start=end - timedelta(hours=1),
                end=end, first_seen_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        row = Draft(
            id=f"drf_{key}", person_id=person, interview_id=f"int_{key}", contact_id=f"con_{key}",
            sender="alex@example.com", to=[f"{key}@poe.example"], subject="Thanks", content_sealed=b"",
            **{"kind": "thank_you", "state": "needs_review", "created_at": NOW, "updated_at": NOW, **values},
        )  # fmt: skip
        row.content_sealed = seal_draft(context.vault, DraftContent("Hi.\n\nThank you."), row.id)
        session.add(row)
    return f"drf_{key}"


def shown(web: Browser, path: str = "/drafts", **how: Any) -> str:
    answer = web.get(path, **how)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def test_with_nothing_there_it_says_so(web: Browser) -> None:
    Garden(web.context, LOCAL_PERSON).account()
    assert "Nothing waits." in shown(web)


def test_without_an_account_it_leads_to_connecting_one(web: Browser) -> None:
    text = shown(web)
    assert "once your mailbox is connected" in text
    assert 'href="/connect"' in web.get("/drafts").text


def test_an_empty_list_names_the_next_conversation(web: Browser) -> None:
    add(web.context, "Owen Hale", end=NOW + timedelta(days=7, hours=3), state="dismissed")
    with web.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Interview, "int_owenhale").status = "accepted"
    assert "Nothing waits. Next: Owen Hale, Monday 9 March 11:00." in shown(web)


def test_what_is_due_first_stands_first_with_the_time_that_is_left(web: Browser) -> None:
    add(web.context, "Later Lou", end=NOW - timedelta(hours=5))
    add(web.context, "Soon Sam", end=NOW - timedelta(hours=20))
    text = shown(web)
    assert text.index("Soon Sam") < text.index("Later Lou")
    assert "due in 4 hours" in text
    assert "due in 19 hours" in text


def test_a_day_that_is_over_is_said(web: Browser) -> None:
    add(web.context, "Late Lea", end=NOW - timedelta(hours=30))
    assert "was due 6 hours ago" in shown(web)


def test_each_draft_stands_under_what_became_of_it(web: Browser) -> None:
    context = web.context
    add(context, "Wendy Wait")
    add(context, "Will Way", state="approved")
    add(context, "Pat Put", later_until=NOW + timedelta(hours=2))
    add(context, "Sue Sent", state="sent")
    add(context, "Nick Not", state="dismissed", state_reason="It is for somebody else.")
    add(context, "Old Otto", state="sent", updated_at=NOW - timedelta(days=30))
    with context.database.writing(LOCAL_PERSON) as session:
        session.add(
            Approval(
                id="apr_1", person_id=LOCAL_PERSON, draft_id="drf_willway", account_id="a", digest="d", mime_sealed=b"",
                message_id="<m>", state="held", approved_at=NOW, hold_until=NOW, send_at=NOW + timedelta(days=1),
                updated_at=NOW,
            )
        )  # fmt: skip
    text = shown(web)
    places = [text.index(one) for one in (
        "Wendy Wait", "On their way", "Will Way", "Put off", "Pat Put", "Over lately", "Nick Not",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "Sue Sent" in text
    assert "Old Otto" not in text
    assert "It is for somebody else." in text


def test_what_was_put_off_comes_back_by_itself(web: Browser, clock: Any) -> None:
    add(web.context, "Pat Put", later_until=NOW + timedelta(hours=2))
    assert "comes back in 2 hours" in shown(web)
    clock.move_to(NOW + timedelta(hours=3))
    assert "comes back" not in shown(web)
    assert "Pat Put" in shown(web)


def test_nobody_sees_another_persons_drafts(web: Browser) -> None:
    with web.context.database.writing("per_other") as session:
        session.add(Person(id="per_other", created_at=NOW))
    add(web.context, "Secret Sid", person="per_other")
    assert "Secret Sid" not in shown(web)


def test_fifty_a_page_and_no_query_per_row(web: Browser) -> None:
    for place in range(3):
        add(web.context, f"Few {place}")
    few = _queries(web)
    for place in range(57):
        add(web.context, f"Many {place:02}", end=OVER + timedelta(minutes=place))
    assert _queries(web) == few
    text = shown(web)
    assert text.count('id="draft-') == 50
    assert "1 to 50 of 60" in text
    assert shown(web, "/drafts?page=2").count('id="draft-') == 10
    assert "no more drafts" in shown(web, "/drafts?page=3")


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999"])
def test_a_page_number_that_makes_no_sense_is_refused(web: Browser, page: str) -> None:
    assert web.get(f"/drafts?page={page}").status_code == 400


def test_a_hostile_name_stays_text(web: Browser) -> None:
    add(web.context, "<script>alert(1)</script>")
    assert "<script>alert" not in web.get("/drafts").text


def _queries(web: Browser) -> int:
    counted: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counted.append(statement)

    engine = web.context.database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        shown(web)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)
