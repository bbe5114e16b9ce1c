"""What is known of this provider without its libraries: what it can do."""

from __future__ import annotations

from connectors.contract import Capabilities
from connectors.entries import Entry

TAKEOUT = Entry(
    "takeout",
    "Files",
    Capabilities(mailbox=True, calendar=True, sends=False, is_file=True),
    "connectors.takeout.provider",
)
