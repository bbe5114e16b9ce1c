"""What is known of this provider without its libraries: what it can do, and whose mails it holds."""

from __future__ import annotations

from connectors.authentication import GOOGLES_HOSTS, MICROSOFTS_HOSTS
from connectors.contract import Capabilities
from connectors.entries import Entry

TAKEOUT = Entry(
    "takeout",
    "Files",
    Capabilities(mailbox=True, calendar=True, sends=False, is_file=True),
    "connectors.takeout.provider",
    # A file is what was kept of a mailbox at any of the others.
    mail_hosts=(*GOOGLES_HOSTS, *MICROSOFTS_HOSTS),
)
