"""A mailbox without a provider tells which addresses are the person's own: by what it was connected with, and by Sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.contract import Mailbox
from tests.connectors.dav.workshop import MAYA, DavWorkshop
from tests.connectors.workshop import Place, mail, open_mailbox
from tests.servers.cutting import Ending

ALIAS = "m.castellanos@alumni.example"
ANA = "ana@acme.example"

Write = Callable[..., None]


@pytest.fixture
def mailbox(workshop: DavWorkshop) -> Mailbox:
    return open_mailbox(workshop, MAYA)


@pytest.fixture
def write(workshop: DavWorkshop) -> Write:
    """Puts a letter from that address into Sent."""

    def put(sender: str, *, on_behalf_by: str = "") -> None:
        raw = mail(sender, ANA, "Coffee?")
        raw = f"Sender: {on_behalf_by}\n".encode() + raw if on_behalf_by else raw
        workshop.put_into(MAYA, workshop.deliver(MAYA, raw), Place.SENT)

    return put


def emails(mailbox: Mailbox) -> list[str]:
    return [one.email for one in mailbox.own_addresses()]


def test_what_the_person_writes_from_is_their_own_once_they_did_so_twice(mailbox: Mailbox, write: Write) -> None:
    write(f"Maya Castellanos <{ALIAS}>")
    assert emails(mailbox) == [MAYA]
    write(f"Maya Castellanos <{ALIAS}>")
    write(MAYA)
    assert emails(mailbox) == [MAYA, ALIAS]
    assert mailbox.own_addresses()[1].name == "Maya Castellanos"


def test_what_others_write_is_never_ones_own(workshop: DavWorkshop, mailbox: Mailbox, write: Write) -> None:
    for number in range(3):
        workshop.deliver(MAYA, mail(ANA, MAYA, f"Number {number}"))
        write(ANA, on_behalf_by=MAYA)
        write(f"{ANA}, {ALIAS}")
        write("nobody at all")
    assert emails(mailbox) == [MAYA]


def test_nothing_is_marked_read_by_the_look(workshop: DavWorkshop, mailbox: Mailbox, write: Write) -> None:
    write(ALIAS)
    mailbox.own_addresses()
    with workshop.imap.signed_in(MAYA) as client:
        client.select_folder("Sent")
        assert client.search("SEEN") == []


def test_a_sent_folder_that_cannot_be_looked_into_costs_nothing_else(
    workshop: DavWorkshop, mailbox: Mailbox, write: Write
) -> None:
    write(ALIAS)
    write(ALIAS)
    workshop.imap_line.strike('^EXAMINE "?Sent', Ending.INSTEAD, words="NO [NOPERM] Permission denied")
    assert emails(mailbox) == [MAYA]
    assert emails(mailbox) == [MAYA, ALIAS]
