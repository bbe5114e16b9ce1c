"""What is kept, sealed, of calendar links: the links themselves, which are secrets, and whose calendars they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace

from connectors.contract import ProviderSettings
from connectors.errors import ConsentLost
from connectors.network import Reach

PROVIDER = "link"
KEPT = "kept"
"""The answer that nobody is asked for: the tokens of the account that is there already, whose links stay."""
AGREED = "yes"
"""The answer of somebody who agreed that the server is on their own network."""


@dataclass(frozen=True, slots=True)
class Link:
    """One calendar link as it was given, ready to be asked."""

    url: str
    address: str
    """The person's own."""
    own_network: bool = False
    calendar_id: str = ""
    """Its calendar's, which stays when another link takes its place."""

    @property
    def digest(self) -> bytes:
        """What marks cursors as this link's, and keys what they hold; it tells nothing of the link."""
        return hashlib.sha256(self.url.encode("utf-8", "replace")).digest()

    def reach(self, settings: ProviderSettings) -> Reach:
        return Reach(self.own_network, settings.is_local)


def identified(link: Link, taken: AbstractSet[str] = frozenset()) -> Link:
    """With the id that its calendar has from now on: it tells nothing of the link, and is none of those."""
    calendar_id = link.digest.hex()[:16]
    while calendar_id in taken:
        calendar_id = hashlib.sha256(calendar_id.encode()).hexdigest()[:16]
    return replace(link, calendar_id=calendar_id)


def pack(links: Sequence[Link]) -> str:
    return json.dumps([asdict(link) for link in links])


def unpack(tokens: str) -> tuple[Link, ...]:
    """The links that `pack` wrote, at least one. Raises ConsentLost for anything else."""
    try:
        links = tuple(Link(**one) for one in json.loads(tokens))
    except (ValueError, TypeError):
        links = ()
    if not links:
        raise ConsentLost("The calendar link cannot be read. Connect it again.", provider=PROVIDER)
    return links
