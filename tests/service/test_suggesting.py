"""Who is asked about as perhaps the same person, for which reasons, and who is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from service import contact_pairs, contacts, suggesting
from service.context import Context
from service.likeness import Likeness
from service.same_person import ASK_FROM, LINK_FROM, Band, Evidence, band_of, certainty
from service.suggesting import Suggestion
from tests.service.mailroom import Mailroom, address, attendee, confirmed, mail, meeting

ME, OWN = "Alice Moreau <alice@alice.example>", ("alice@alice.example",)
WORK = "Daniel Osei <d.osei@northgate.example>"
AT = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def met(
    room: Mailroom, who: str, at: datetime, text: str = "Gladly.", signature: str = "", reply_address: str = ""
) -> None:
    """They were asked for a talk and answered."""
    question = "I would love to hear how you got into mapping. Could you spare 20 minutes for an informational chat?"
    asked = mail(ME, who, at - DAY, question, own=OWN, subject=f"To {who}")
    answer = mail(
        who, ME, at, text, reply_to=asked, signature=signature, reply_address=reply_address,
        authentication=confirmed(who),
    )  # fmt: skip
    room.deliver(asked, answer, now=at)


def suggested(room: Mailroom, who: str = WORK) -> dict[str, Suggestion]:
    with room.context.database.reading() as session:
        contact = contacts.contact_of(session, room.person_id, address(who).email)
        assert contact is not None
        return {one.email: one for one in suggesting.suggestions(session, room.person_id, contact.id)}


def id_of(session: Session, person_id: str, who: str) -> str:
    contact = contacts.contact_of(session, person_id, address(who).email)
    assert contact is not None
    return contact.id


def kinds(room: Mailroom, who: str = WORK) -> dict[str, set[str]]:
    return {email: {one.kind for one in found.evidence} for email, found in suggested(room, who).items()}


@pytest.mark.parametrize(
    ("first", "other", "reasons"),
    [
        ({}, "Daniel Osei <daniel@elsewhere.example>", {"same_name"}),
        ({}, "Osei, Daniel <daniel@maps.northgate.example>", {"same_name", "same_organisation"}),
        ({}, "Dan Osei <dan@elsewhere.example>", {"short_name"}),
        ({}, "Daniel K. Osei-Bonsu <dk@elsewhere.example>", {"part_of_name"}),
        ({}, "D. Osei <osei@elsewhere.example>", {"initial_only"}),
        ({}, "d.osei@mail.northgate.example", {"same_mailbox_name", "same_organisation"}),
        ({}, "daniel.osei@elsewhere.example", {"made_of_name"}),
        ({}, "Osei <x@elsewhere.example>", None),
        ({"signature": "Daniel Osei\nxyz@quiet.example"}, "xyz@quiet.example", {"signature"}),
        ({"reply_address": "xyz@quiet.example"}, "xyz@quiet.example", {"reply_to"}),
        (
            {"text": "Ann may know: daniel@elsewhere.example"},
            "Dan <daniel@elsewhere.example>",
            {"mentioned", "one_word"},
        ),
        ({}, "Daniel Oseil <daniel@elsewhere.example>", None),
        ({}, "Daniel <daniel@elsewhere.example>", None),
        ({}, "Daniela Osei <daniela@elsewhere.example>", None),
        ({}, "Kofi Osei <d.osei@northgate-family.example>", None),
        ({}, "d.osei@gmail.com", None),
        ({}, "Daniel Osei <d.osei@northqate.example>", None),
    ],
)
def test_who_may_be_the_same_person_is_suggested_for_a_reason(
    context: Context, first: dict[str, str], other: str, reasons: set[str] | None
) -> None:
    room = Mailroom(context)
    met(room, WORK, AT, **first)
    met(room, other, AT + 30 * DAY)
    email = address(other).email
    if other.startswith("Osei <"):
        reasons = {"rare_word"}
    assert kinds(room).get(email) == reasons
    if reasons:
        assert kinds(room, other).keys() == {"d.osei@northgate.example"}, "asked from either side"


def test_a_suggestion_shows_the_last_mail_with_each(room: Mailroom) -> None:
    other = "Daniel Osei <daniel@elsewhere.example>"
    met(room, WORK, AT)
    met(room, other, AT + 30 * DAY)
    here, there = suggested(room)["daniel@elsewhere.example"].last_mails
    assert here is not None
    assert there is not None
    assert (here.subject, here.at, here.is_own) == (f"To {WORK}", AT, False)
    assert (there.subject, there.at) == (f"To {other}", AT + 30 * DAY)


def test_two_who_sat_in_one_meeting_are_two(room: Mailroom) -> None:
    other = "Daniel Osei <daniel@elsewhere.example>"
    met(room, WORK, AT)
    met(room, other, AT + DAY)
    both = meeting("u1", AT + 5 * DAY, [attendee(ME), attendee(WORK), attendee(other)], organizer=ME, summary="Coffee")
    room.deliver(both, now=AT + 2 * DAY)
    assert suggested(room) == {}


def test_whom_a_mail_calls_somebody_else_is_not_asked_about(room: Mailroom) -> None:
    other = "Daniel Osei <daniel@elsewhere.example>"
    met(room, WORK, AT, "You want my namesake, he is at daniel@elsewhere.example.")
    met(room, other, AT + 30 * DAY)
    assert suggested(room) == suggested(room, other) == {}


def test_whoever_only_writes_forged_mail_is_nobody(room: Mailroom) -> None:
    met(room, WORK, AT)
    forged = mail(
        "Daniel Osei <daniel@elsewhere.example>", [ME, WORK], AT + DAY, "My new address.",
        authentication="mx.google.com; dmarc=fail",
    )  # fmt: skip
    room.deliver(forged, now=AT + DAY)
    assert suggested(room) == {}
    with room.context.database.reading() as session:
        contact = contacts.contact_of(session, room.person_id, "daniel@elsewhere.example")
    assert contact is not None
    assert contact.name == "", "and what it calls itself is no name"


def test_what_was_refused_is_not_suggested_again_unless_that_is_taken_back(room: Mailroom) -> None:
    other = "Daniel Osei <daniel@elsewhere.example>"
    met(room, WORK, AT)
    met(room, other, AT + 30 * DAY)
    with room.context.database.writing(room.person_id, "test") as session:
        one, two = (id_of(session, room.person_id, who) for who in (other, WORK))
        pair = contact_pairs.refuse(session, room.person_id, one, two, AT + 40 * DAY)
    met(room, other, AT + 41 * DAY, signature="Daniel Osei\nd.osei@northgate.example")
    assert suggested(room) == suggested(room, other) == {}, "for ever, whatever comes"
    with room.context.database.writing(room.person_id, "test") as session:
        contact_pairs.take_back_refusal(session, room.person_id, pair.id, AT + 50 * DAY)
    assert "daniel@elsewhere.example" in suggested(room)


def test_what_was_taken_apart_is_not_asked_about_again(room: Mailroom) -> None:
    other = "Daniel Osei <daniel@elsewhere.example>"
    met(room, WORK, AT)
    met(room, other, AT + 30 * DAY)
    with room.context.database.writing(room.person_id, "test") as session:
        one, two = (id_of(session, room.person_id, who) for who in (other, WORK))
        pair = contact_pairs.merge(session, room.person_id, one, two, AT + 40 * DAY)
        contact_pairs.unmerge(session, room.person_id, pair.id, AT + 41 * DAY)
    assert suggested(room) == {}


def test_suggestions_are_each_persons_own(room: Mailroom) -> None:
    met(room, WORK, AT)
    theirs = Mailroom(room.context, person_id="per_bob", emails=OWN, name="Bob")
    met(theirs, "Daniel Osei <daniel@elsewhere.example>", AT)
    assert suggested(room) == {}


def test_no_number_of_soft_reasons_makes_a_link_and_no_evidence_outweighs_another_name() -> None:
    soft = [Evidence(kind, "x") for kind in ("same_name", "phone", "site", "own_word", "signature", "together")]
    assert band_of(certainty(Likeness.SAME, soft)) is Band.ASK
    hard = Evidence("own_word", "x", is_hard=True)
    assert band_of(certainty(Likeness.SAME, [hard])) is Band.LINK
    assert band_of(certainty(Likeness.DIFFERENT, [hard, *soft])) is Band.SEPARATE
    assert (band_of(LINK_FROM), band_of(ASK_FROM), band_of(0.0)) == (Band.LINK, Band.ASK, Band.SEPARATE)
