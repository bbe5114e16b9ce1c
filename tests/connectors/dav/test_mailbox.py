"""Mail by IMAP against the mailbox contract, and what only folders of numbered mails do."""

from __future__ import annotations

import pytest

from tests.connectors.dav.workshop import DavWorkshop
from tests.connectors.mailbox_contract import MailboxContract


class TestDav(MailboxContract):
    """The contract, on a server with CONDSTORE, QRESYNC and LIST-STATUS."""


@pytest.mark.servers
class TestPlainDav(MailboxContract):
    """The contract, on a server without them."""

    @pytest.fixture
    def workshop(self, plain_workshop: DavWorkshop) -> DavWorkshop:
        return plain_workshop
