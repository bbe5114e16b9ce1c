"""When two addresses become one person by themselves: on evidence, never by name, and never on a stranger's word."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.records import Message
from service import contact_pairs, contacts, events
from service.context import Context
from service.schema import Contact, ContactPair, Draft, Identity, Interview, Reading
from tests.service.mailroom import Mailroom, address, confirmed, mail
from tests.service.talks import talk

ME, OWN = "Alice Moreau <alice@alice.example>", ("alice@alice.example",)
WORK = "Grace Kim <g.kim@bank.example>"
HOME = "Grace Kim <gracekim88@inbox.example>"
BARE = "gracekim88@inbox.example"
AT = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SIGNED = "Grace Kim\nBank of Example\nMobile: +44 7700 555123\nlinkedin.com/in/grace-kim-88"


def asked(who: str, days: int = 0) -> Message:
    text = "I would love to hear how you got into banking. Could you spare 20 minutes for an informational chat?"
    return mail(ME, who, AT + days * DAY, text, own=OWN, message_id=f"<ask{days}{address(who).email}>")


def said(
    who: str, text: str, days: int = 1, *, forged: bool | None = False, to: Message | None = None, **more: str
) -> Message:
    """A mail from somebody: confirmed by the provider, found forged, or (None) not judged."""
    word = {False: confirmed(who), True: "mx.google.com; dmarc=fail", None: ""}[forged]
    name = f"<said{days}{address(who).email}{len(text)}>"
    return mail(who, ME, AT + days * DAY, text, authentication=word, reply_to=to, message_id=name, **more)  # type: ignore[arg-type]


def id_of(room: Mailroom, who: str) -> str:
    with room.context.database.reading() as session:
        found = contacts.contact_of(session, room.person_id, address(who).email)
        return found.id if found else ""


def pairs(room: Mailroom) -> list[tuple[str, str]]:
    with room.context.database.reading() as session:
        rows = select(ContactPair).where(ContactPair.person_id == room.person_id).order_by(ContactPair.id)
        return [(row.state, row.reason) for row in session.scalars(rows)]


def are_one(room: Mailroom, one: str = WORK, other: str = BARE) -> bool:
    return bool(id_of(room, one)) and id_of(room, one) == id_of(room, other)


EVIDENCE = {
    "own_word": (asked(WORK), said(WORK, f"Better write me at {BARE}.")),
    "former": (asked(WORK), asked(HOME, 2), said(HOME, "I no longer read g.kim@bank.example.", 3)),
    "signature": (asked(WORK), said(WORK, "Yes.", signature=f"Grace Kim\nprivate: {BARE}")),
    "reply_to": (asked(WORK), said(WORK, "Yes.", reply_address=BARE)),
    "thread": (asked(WORK), said(HOME, "Yes, from my own account.", to=asked(WORK))),
    "direct": (asked(WORK), asked(HOME), said(WORK, "Hi", signature=SIGNED), said(HOME, "Hi", 2, signature="Grace\nmob 07700 555123")),
    "profile": (
        asked(WORK), asked(HOME), said(WORK, "Hi", signature=SIGNED),
        said(HOME, "Hi", 2, signature="https://www.linkedin.com/in/grace-kim-88/"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", EVIDENCE)
def test_each_kind_of_hard_evidence_links_whatever_the_order_and_however_often(context: Context, kind: str) -> None:
    mails = EVIDENCE[kind]
    for number, order in enumerate((mails, mails[::-1])):
        room = Mailroom(context, f"per_{number}", emails=OWN)
        _known(room)
        room.deliver(*order, *order, now=AT + 9 * DAY)
        assert are_one(room), order
        assert pairs(room) == [("merged", kind)]
        with context.database.writing(room.person_id, "test") as session:
            events.replay(session, room.person_id)
        room.settle(AT + 9 * DAY, random.Random(1))
        assert pairs(room) == [("merged", kind)]


def _known(room: Mailroom) -> None:
    """Both are of interest already, so that all their mail is stored."""
    with room.context.database.writing(room.person_id, "test") as session:
        session.add(
            Reading(
                id=f"rdg_{room.person_id}", account_id=room.account_id, person_id=room.person_id, purpose="people",
                query={"addresses": [address(WORK).email, BARE], "since": AT.isoformat()}, created_at=AT,
            )
        )  # fmt: skip


@pytest.fixture
def known(room: Mailroom) -> Mailroom:
    _known(room)
    return room


@pytest.mark.parametrize("kind", EVIDENCE)
@pytest.mark.parametrize("forged", [True, None], ids=["forged", "not judged"])
def test_what_the_provider_does_not_confirm_links_nobody(known: Mailroom, kind: str, forged: bool | None) -> None:
    word = "mx.google.com; dmarc=fail" if forged else ""
    mails = [one if one.is_sent else _with_word(one, word) for one in EVIDENCE[kind]]
    known.deliver(*mails, now=AT + 9 * DAY)
    assert are_one(known) is (kind == "thread" and not forged), "an answer proves itself, unless it was forged"


def _with_word(message: Message, word: str) -> Message:
    fields = {name: getattr(message, name) for name in Message.__dataclass_fields__}
    return Message(**{**fields, "authentication": word})


def test_a_stranger_who_claims_to_be_somebody_is_nobody_until_the_person_writes_to_them(known: Mailroom) -> None:
    known.deliver(asked(WORK), said(HOME, "This is me too, I no longer read g.kim@bank.example.", 2), now=AT + 3 * DAY)
    assert not are_one(known)
    known.deliver(asked(HOME, 4), now=AT + 5 * DAY)
    assert are_one(known)


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        (WORK, "Anna Berg <a.berg@bank.example>", "Better write to my colleague at a.berg@bank.example."),
        (WORK, "Jun Kim <g.kim@home.example>", "Better write me at g.kim@home.example."),
        (WORK, "Gregor Kim <gkim@home.example>", "Ask my brother: gkim@home.example."),
        ("Karl Ebner <karl@x.example>", "doris.gruber@x.example", "Doris here, from Karl's. Answer me at doris.gruber@x.example"),
        (WORK, "info@bank.example", "Reach me at info@bank.example."),
        (WORK, "alice@alice.example", "Did I reach you at alice@alice.example? Write me."),
    ],
)  # fmt: skip
def test_an_address_that_is_somebody_elses_is_never_linked(room: Mailroom, one: str, other: str, text: str) -> None:
    room.deliver(asked(one), asked(other), said(one, text, 2), said(other, "Hello.", 3), now=AT + 9 * DAY)
    assert pairs(room) == []
    assert id_of(room, one) != id_of(room, other)


def test_a_name_that_turns_up_later_takes_apart_what_was_linked(known: Mailroom) -> None:
    claim = said(WORK, "Better write me at g.k@home.example.")
    known.deliver(asked(WORK), claim, now=AT + DAY)
    assert are_one(known, WORK, "g.k@home.example")
    known.deliver(said("Gerd Klamm <g.k@home.example>", "Wrong address?", 3, to=asked(WORK)), now=AT + 3 * DAY)
    assert not are_one(known, WORK, "g.k@home.example")
    assert pairs(known) == []


def test_a_number_that_a_third_shares_is_an_offices(known: Mailroom) -> None:
    known.deliver(asked(WORK), asked(HOME), asked("Jo Dorn <jo@bank.example>"), now=AT)
    known.deliver(said("Jo Dorn <jo@bank.example>", "Hi", signature="Jo Dorn\nMobile +44 7700 555123"), now=AT + DAY)
    known.deliver(*EVIDENCE["direct"], now=AT + 9 * DAY)
    assert not are_one(known)


def test_a_look_alike_of_a_domain_is_never_linked(room: Mailroom) -> None:
    real = "Grace Kim <g.kim@northgate.example>"
    fake = "Grace Kim <g.kim@northqate.example>"
    room.deliver(asked(real), said(fake, "My new address.", 2, to=asked(real)), now=AT + 9 * DAY)
    assert pairs(room) == []


def test_what_the_person_took_apart_is_never_linked_again(known: Mailroom) -> None:
    known.deliver(*EVIDENCE["own_word"], now=AT + 2 * DAY)
    with known.context.database.writing(known.person_id, "test") as session:
        (row,) = session.scalars(select(ContactPair)).all()
        contact_pairs.unmerge(session, known.person_id, row.id, AT + 3 * DAY)
    known.deliver(*EVIDENCE["signature"], *EVIDENCE["direct"], *EVIDENCE["thread"], now=AT + 9 * DAY)
    assert pairs(known) == [("undone", "own_word")]


def test_an_automatic_answer_of_ones_own_name_is_ones_own_word_and_a_colleagues_address_in_it_is_not(
    known: Mailroom,
) -> None:
    text = (
        "I have left the bank. Please write to me at grace@kim.example.\n"
        "For loans contact my colleague Anna Berg at anna.berg@bank.example."
    )
    away = said(WORK, text, to=asked(WORK), is_automatic=True)  # type: ignore[arg-type]
    known.deliver(asked(WORK), away, now=AT + 2 * DAY)
    assert are_one(known, WORK, "grace@kim.example")
    assert id_of(known, "anna.berg@bank.example") == ""


def test_who_gained_an_address_has_its_mail_looked_for_and_their_talks_counted_anew(room: Mailroom) -> None:
    room.deliver(asked(WORK), talk(organizer=WORK, start=AT, attendees=[]), now=AT)
    room.deliver(said(WORK, f"Better write me at {BARE}."), now=AT + DAY)
    with room.context.database.reading() as session:
        looked = {email for query in session.scalars(select(Reading.query)) for email in query["addresses"]}
        identity = session.get_one(Identity, (room.person_id, BARE))
    assert BARE in looked
    assert identity.evidence.startswith("msg:")


def test_nobody_elses_people_are_touched(context: Context) -> None:
    for person in ("per_alice", "per_bob"):
        room = Mailroom(context, person, emails=OWN)
        _known(room)
        room.deliver(*EVIDENCE["own_word"][: 2 if person == "per_alice" else 1], now=AT + 2 * DAY)
    with context.database.reading() as session:
        assert {row.person_id for row in session.scalars(select(ContactPair))} == {"per_alice"}
        assert session.scalars(select(Draft)).all() == []
        assert all(row.merged_into == "" for row in session.scalars(select(Contact)) if row.person_id == "per_bob")


def test_what_waits_and_what_was_known_follows_the_one_person_and_comes_back(known: Mailroom) -> None:
    known.deliver(asked(WORK), talk(organizer=WORK, start=AT, attendees=[]), now=AT)
    with known.context.database.writing(known.person_id, "test") as session:
        other = contacts.resolve(session, known.person_id, address(HOME), AT)
        other.title = "Banker"
        meeting = session.scalars(select(Interview.id)).first()
        session.add(
            Draft(
                id="drf_1", person_id=known.person_id, interview_id=meeting, contact_id=other.id, kind="thank_you",
                state="needs_review", sender=OWN[0], to=[BARE], subject="", created_at=AT, updated_at=AT,
                content_sealed=b"",
            )
        )  # fmt: skip
    theirs = id_of(known, HOME)
    known.deliver(said(WORK, f"Better write me at {BARE}."), now=AT + DAY)
    with known.context.database.reading() as session:
        draft, contact = session.get_one(Draft, "drf_1"), session.get_one(Contact, id_of(known, WORK))
        assert (draft.contact_id, draft.to, contact.title) == (contact.id, [BARE], "Banker")
        (pair,) = session.scalars(select(ContactPair)).all()
    with known.context.database.writing(known.person_id, "test") as session:
        contact_pairs.unmerge(session, known.person_id, pair.id, AT + 2 * DAY)
    with known.context.database.reading() as session:
        assert session.get_one(Draft, "drf_1").contact_id == theirs == id_of(known, HOME)
        assert session.get_one(Contact, theirs).title == "Banker"
        assert session.get_one(Contact, id_of(known, WORK)).title == ""
