"""Who is a person, what they are called, and when two addresses are one person's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.records import Address
from service import contacts, domains, names
from service.addresses import address_key
from service.context import Context
from service.schema import Contact, Identity

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALICE = "per_alice"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Jane.Doe+jobs@Gmail.com", "janedoe@googlemail.com", True),
        ("jane.doe@acme.example", "janedoe@acme.example", False),
        ("jane+x@outlook.com", "jane@OUTLOOK.com", True),
        ("jane+x@acme.example", "jane@acme.example", False),
        ("jane@müller.example", "jane@xn--mller-kva.example", True),
    ],
)
def test_the_same_mailbox_has_the_same_key(one: str, other: str, is_same: bool) -> None:
    assert (address_key(one) == address_key(other)) is is_same


@pytest.mark.parametrize(
    ("display", "expected"),
    [
        ("Doe, Jane", "Jane Doe"),
        ("Doe, Jane (she/her)", "Jane Doe"),
        ("Jane Doe (Acme Inc.)", "Jane Doe"),
        ("Jane Doe via Calendly", "Jane Doe"),
        ("Dr. Jane Doe, PhD", "Jane Doe"),
        ("Prof. Dr. Jürgen Groß", "Jürgen Groß"),
        ("Pam Rusk on behalf of Jane Doe", "Pam Rusk"),
        ("DOE Jane", "Jane Doe"),
        ("NG Mei Ling", "Mei Ling Ng"),
        ("R.J. Moss", "R.J. Moss"),
        ("TJ O'Donnell", "TJ O'Donnell"),
        ("JANE DOE", "Jane Doe"),
        ("'Jane Doe'", "Jane Doe"),
        ("[External] Jane Doe", "Jane Doe"),
        ("jane.doe@acme.example", ""),
        ("https://acme.example", ""),
        ("李小龙", "李小龙"),
        ("María José de la Cruz", "María José de la Cruz"),
        ("Nguyễn Thị Minh", "Nguyễn Thị Minh"),
        ("", ""),
    ],
)
def test_display_names_are_untangled(display: str, expected: str) -> None:
    assert names.clean(display) == expected


@pytest.mark.parametrize(
    ("reply", "signature", "full", "expected"),
    [
        ("Happy to chat.\n\nDan", "", "Daniel Okafor", "Dan"),
        ("Happy to chat.\n\nBest,\nDaniel", "", "Daniel Okafor", "Daniel"),
        ("Sure, next Wednesday is good. Owen", "", "Owen Gallagher", "Owen"),
        ("Gerne.\n\nBeste Grüße\nDr. Katrin Schäfer", "", "Katrin Schäfer", "Katrin Schäfer"),
        ("Works.\n\nSam\n\nSent from my iPhone", "", "Samuel Adeyemi", "Sam"),
        ("Works for me!", "Helena\nVP Product", "Helena Brandt", "Helena"),
        ("See you there!\n\nThanks", "", "Helena Brandt", ""),
        ("I will ask Marco.\n\nMarco", "", "Helena Brandt", ""),
        ("Tuesday 24th at 11?\nInês", "", "Inês Carvalho", "Inês"),
    ],
)
def test_the_name_a_mail_is_signed_with(reply: str, signature: str, full: str, expected: str) -> None:
    assert names.signed_with(reply, signature, full) == expected


@pytest.mark.parametrize(
    "email",
    ["no-reply@acme.example", "notifications@calendly.com", "calendar-notification@google.com", "invites@x.example",
     "info@acme.example", "careers@acme.example", "c_1a2b@resource.calendar.google.com", "room-elm@acme.example",
     "messages-noreply@linkedin.com", "support+id88213@helpdesk.example", "mailer-daemon@x.example", "x@us.greenhouse-mail.io"],
)  # fmt: skip
def test_robots_rooms_and_offices_are_never_a_person(email: str) -> None:
    assert not domains.is_human(Address(email))


def test_a_name_on_the_address_of_a_list_or_service_is_not_at_that_address() -> None:
    assert not domains.is_human(Address("founders@acme.example", "Jane Doe via Founders"))
    assert domains.is_human(Address("jane@acme.example", "Jane Olivia Doe"))


@pytest.mark.parametrize("email", ["jane@acme.example", "bob.newsome@x.example", "ann@mail.students.ucl.ac.uk"])
def test_people_are(email: str) -> None:
    assert domains.is_human(Address(email))


def test_the_organisation_is_the_registrable_domain_and_none_for_free_mail() -> None:
    assert domains.own_organisation("a@students.ucl.ac.uk") == "ucl.ac.uk"
    assert domains.own_organisation("a@acme.onmicrosoft.com") == "acme.onmicrosoft.com"
    assert domains.own_organisation("a@gmail.com") == domains.own_organisation("a@web.de") == ""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a@northgate.example", "a@northqate.example", True),
        ("a@corning.example", "a@coming.example", True),
        ("a@paypal.com", "a@paypa1.com", True),
        ("a@northgate.example", "a@southgate.example", False),
        ("a@acme.example", "a@mail.acme.example", False),
        ("a@ibm.example", "a@ibn.example", False),
        ("a@gmail.com", "a@gmai1.com", False),
    ],
)
def test_look_alike_domains(one: str, other: str, expected: bool) -> None:
    assert domains.looks_alike(one, other) is expected


# --- contacts --------------------------------------------------------------------------------------------------------


def resolved(context: Context, *addresses: Address, person: str = ALICE) -> list[Contact]:
    with context.database.writing(person, "test") as session:
        found = [contacts.resolve(session, person, address, NOW) for address in addresses]
        session.flush()
        session.expunge_all()
    return found


def test_an_address_leads_to_one_contact_with_the_fullest_name_whatever_the_order(context: Context) -> None:
    spellings = [Address("t.condon@vrtx.example", name) for name in ("Tom", "Thomas Condon", "Condon, Thomas (he/him)")]
    one = resolved(context, *spellings)
    other = resolved(context, *reversed([Address("T.Condon@vrtx.example", one.name) for one in spellings]))
    assert len({contact.id for contact in (*one, *other)}) == 1
    assert one[-1].name == other[-1].name == "Thomas Condon"


def test_equal_names_alone_never_make_one_person(context: Context) -> None:
    first, second = resolved(context, Address("a@x.example", "Ann Lee"), Address("a@y.example", "Ann Lee"))
    assert first.id != second.id


def test_a_name_given_by_the_person_is_not_overwritten(context: Context) -> None:
    with context.database.writing(ALICE, "test") as session:
        session.add(Contact(id="c1", person_id=ALICE, name="Jo", data={}, created_at=NOW))
        session.flush()
        session.add(Identity(person_id=ALICE, key="jo@x.example", contact_id="c1", email="jo@x.example", names=[]))
    (contact,) = resolved(context, Address("jo@x.example", "Joanna Maria Example"))
    assert (contact.id, contact.name) == ("c1", "Jo")


def test_contacts_are_each_persons_own(context: Context) -> None:
    (hers,) = resolved(context, Address("sam@x.example", "Sam"))
    (his,) = resolved(context, Address("sam@x.example", "Samuel"), person="per_bob")
    assert hers.id != his.id
    with context.database.reading() as session:
        assert contacts.contact_of(session, "per_charlie", "sam@x.example") is None


def test_a_bounce_marks_the_address_and_an_unknown_one_makes_nobody(context: Context) -> None:
    resolved(context, Address("sam@x.example", "Sam"))
    with context.database.writing(ALICE, "test") as session:
        assert contacts.note_bounce(session, ALICE, "Sam@x.example", NOW) == "sam@x.example"
        assert contacts.note_bounce(session, ALICE, "sam@x.example", NOW - timedelta(days=1)) == "sam@x.example"
        assert contacts.note_bounce(session, ALICE, "nobody@x.example", NOW) == ""
    with context.database.reading() as session:
        assert session.get_one(Identity, (ALICE, "sam@x.example")).bounced_at == NOW
