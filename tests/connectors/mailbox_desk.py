"""What the claims about mailboxes share: a person's mailbox at the provider in question, and mail to put into it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import Mailbox, MailQuery
from tests.connectors.workshop import (
    Budget,
    Place,
    Workshop,
    mail,
    open_mailbox,
)

ANA, BEN, LU = "ana@acme.example", "ben@floodworks.example", "lu@own.example"
PAGE = 100
EVERYTHING = MailQuery(since=datetime(2020, 1, 1, tzinfo=UTC))


class MailboxDesk:
    """The fixtures."""

    @pytest.fixture
    def me(self, workshop: Workshop) -> str:
        return workshop.people[0]

    @pytest.fixture
    def budget(self) -> Budget:
        return Budget()

    @pytest.fixture
    def mailbox(self, workshop: Workshop, me: str, budget: Budget) -> Mailbox:
        return open_mailbox(workshop, me, budget)

    @pytest.fixture
    def arrive(self, workshop: Workshop, me: str) -> Callable[[int], list[str]]:
        """Delivers so many mails; returns their ids."""

        def deliver(count: int) -> list[str]:
            now = workshop.now
            return [
                workshop.deliver(me, mail(ANA, me, f"Number {number}"), at=now - timedelta(minutes=count - number))
                for number in range(count)
            ]

        return deliver


def wrote(workshop: Workshop, to: str, subject: str, text: str, reply_to: str) -> str:
    """Something that the first person wrote; returns its id."""
    me = workshop.people[0]
    provider_id = workshop.deliver(me, mail(me, to, subject, text, reply_to=reply_to))
    workshop.put_into(me, provider_id, Place.SENT)
    return provider_id


def mailbox_cursor(workshop: Workshop, person: str) -> str:
    return open_mailbox(workshop, person).start()


def deeply_nested(to: str) -> bytes:
    """A mail of parts inside parts, a thousand deep: no reader may follow it to the end."""
    head = f"From: bomb@evil.example\r\nTo: {to}\r\nSubject: Deep\r\nMessage-ID: <deep@evil.example>\r\nMIME-Version: 1.0\r\n"
    opened = "".join(
        f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n' for level in range(1_000)
    )
    return (head + opened + "Content-Type: text/plain\r\n\r\nbottom\r\n").encode()
