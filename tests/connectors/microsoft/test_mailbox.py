"""Outlook mail against the mailbox contract, and what only Outlook does."""

from __future__ import annotations

from tests.connectors.mailbox_contract import MailboxContract


class TestOutlook(MailboxContract):
    """The contract."""
