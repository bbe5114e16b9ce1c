"""Why to look twice at an address, and what happened since a text was written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.records import Address
from service import contacts
from service.context import Context
from service.drafting import meanwhile
from service.drafting.meanwhile import Change
from service.drafting.recipients import NotAnAddress, cautions, read_addresses
from service.schema import Draft, Interview, OwnAddress, StoredMessage
from tests.conftest import NOW

OWN = "alex@example.com"


def write(context: Context, person: str, number: int, sender: str, to: str, **more: Any) -> None:
    """A stored mail."""
    with context.database.writing(person) as session:
        session.add(
            StoredMessage(
                id=f"msg_{number}", person_id=person, key=f"k{number}", message_id=f"<m{number}@x.example>",
                to=[{"email": to, "name": ""}], cc=[], bcc=[], references=[], is_sent=sender == OWN,
                is_automatic=False, is_bulk=False, received_at=NOW, sender=sender,
                **{"thread_key": "t", "date": NOW - timedelta(days=3), "subject": "Hello", **more},
            )
        )  # fmt: skip


@pytest.fixture
def ruth(context: Context, alice: str) -> Context:
    """Alice has written with Ruth, and owes her thanks."""
    with context.database.writing(alice) as session:
        session.add(OwnAddress(person_id=alice, key=OWN, email=OWN))
        contact = contacts.resolve(session, alice, Address("ruth@granite.example", "Ruth Adler"), NOW)
        session.add(
            Interview(
                id="int_1", person_id=alice, meeting="m|master", contact_id=contact.id, status="held", band="log",
                classification="informational", thread_key="t", first_seen_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Draft(
                id="drf_1", person_id=alice, interview_id="int_1", contact_id=contact.id, kind="thank_you",
                state="needs_review", sender=OWN, to=["ruth@granite.example"], subject="Re: Hello",
                in_reply_to="<m2@x.example>", content_sealed=b"", created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
    write(context, alice, 1, OWN, "ruth@granite.example")
    write(context, alice, 2, "ruth@granite.example", OWN)
    return context


def kinds(context: Context, person: str, *to: str) -> list[str]:
    with context.database.writing(person) as session:
        draft = session.get_one(Draft, "drf_1")
        draft.to = list(to)
        return [one.kind for one in cautions(session, draft)]


def test_somebody_known_in_a_known_conversation_needs_no_second_look(ruth: Context, alice: str) -> None:
    assert kinds(ruth, alice, "ruth@granite.example") == []
    assert kinds(ruth, alice, "Ruth@Granite.example") == []


@pytest.mark.parametrize("twin", ["ruth@granlte.example", "ruth@qranite.example", "ruth@granitee.example"])
def test_a_look_alike_is_told_first(ruth: Context, alice: str, twin: str) -> None:
    found = kinds(ruth, alice, twin)
    assert found[0] == "look_alike"
    assert {"unknown", "never_wrote", "first_domain", "other_domain"} <= set(found)


def test_ones_own_address_is_told(ruth: Context, alice: str) -> None:
    assert kinds(ruth, alice, OWN) == ["own"]


def test_an_address_that_mail_came_back_from_is_told(ruth: Context, alice: str) -> None:
    with ruth.database.writing(alice) as session:
        contacts.note_bounce(session, alice, "ruth@granite.example", NOW)
    assert kinds(ruth, alice, "ruth@granite.example") == ["bounced"]


def test_an_address_of_somebody_else_is_told(ruth: Context, alice: str) -> None:
    with ruth.database.writing(alice) as session:
        contacts.resolve(session, alice, Address("maria@granite.example", "Maria Lopez"), NOW)
    assert kinds(ruth, alice, "maria@granite.example") == ["somebody_else", "never_wrote"]


def test_a_domain_never_written_to_is_told_unless_anybody_has_a_mailbox_there(ruth: Context, alice: str) -> None:
    assert "first_domain" in kinds(ruth, alice, "ruth@elsewhere.example")
    assert "first_domain" not in kinds(ruth, alice, "ruth.adler@gmail.com")


def test_a_domain_is_compared_as_a_whole(ruth: Context, alice: str) -> None:
    assert "first_domain" in kinds(ruth, alice, "ruth@nite.example")
    assert "first_domain" in kinds(ruth, alice, "ruth@gran%.example")


def test_another_persons_mail_vouches_for_nobody(ruth: Context, alice: str, bob: str) -> None:
    write(ruth, bob, 9, "new@fresh.example", OWN)
    assert "never_wrote" in kinds(ruth, alice, "new@fresh.example")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        (" a@b.org , c@d.org;A@b.org\n", ("a@b.org", "c@d.org")),
        ("Dana Poe <dana@poe.example>", ("dana@poe.example",)),
        ("jürgen@müller.example", ("jürgen@müller.example",)),
    ],
)
def test_addresses_are_read_from_what_people_write(written: str, read: tuple[str, ...]) -> None:
    assert read_addresses(written) == read


@pytest.mark.parametrize(
    "written",
    ["dana", "a@b", "a@b.org\r\nBcc: c@d.org", "real@bank.example <x@evil.example>", "a@b.org c@d.org", "a\x00@b.org",
     "<a@b.org", ", ".join(f"a{n}@b.org" for n in range(21))],
)  # fmt: skip
def test_what_is_no_address_is_not_read_as_one(written: str) -> None:
    with pytest.raises(NotAnAddress):
        read_addresses(written)


# --- meanwhile ----------------------------------------------------------------------------------------------------


def told(context: Context, person: str, *history: dict[str, Any], since: datetime = NOW) -> list[Change]:
    with context.database.writing(person) as session:
        interview = session.get_one(Interview, "int_1")
        interview.history = list(history)
        return meanwhile.changes(session, session.get_one(Draft, "drf_1"), interview, since)


def entry(what: str, hours: float, **more: Any) -> dict[str, Any]:
    return {"at": (NOW + timedelta(hours=hours)).isoformat(), "what": what, **more}


def test_only_what_came_after_the_text_is_told_in_order(ruth: Context, alice: str) -> None:
    moved = entry("rescheduled", 2, by="contact", to=(NOW + timedelta(days=2)).isoformat(), **{"from": NOW.isoformat()})
    found = told(ruth, alice, entry("cancelled", -1), entry("thanked", 3, by="user"), moved, entry("accepted", 4))
    assert [one.kind for one in found] == ["moved", "thanked"]
    assert found[0].now == NOW + timedelta(days=2)


def test_mails_since_then_are_told_by_who_wrote_them(ruth: Context, alice: str) -> None:
    later = {"date": NOW + timedelta(hours=1)}
    write(ruth, alice, 3, "ruth@granite.example", OWN, **later, thread_key="other")
    write(ruth, alice, 4, "assistant@granite.example", OWN, **later)
    write(ruth, alice, 5, OWN, "ruth@granite.example", **later)
    write(ruth, alice, 6, "stranger@else.example", OWN, **later, thread_key="other")
    assert sorted(one.kind for one in told(ruth, alice)) == ["replied", "wrote", "you_wrote"]


def test_history_that_cannot_be_read_is_passed_over(ruth: Context, alice: str) -> None:
    assert told(ruth, alice, {"what": "cancelled"}, {"at": "soon", "what": "cancelled"}, {"at": 5}) == []
