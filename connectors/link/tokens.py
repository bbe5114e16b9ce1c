"""What is kept, sealed, of a calendar link: the link itself, which is a secret, and whose calendar it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from connectors.contract import ProviderSettings
from connectors.errors import ConsentLost
from connectors.network import Reach

PROVIDER = "link"
AGREED = "yes"
"""The answer of somebody who agreed that the server is on their own network."""


@dataclass(frozen=True, slots=True)
class Link:
    """One calendar link as it was given, ready to be asked."""

    url: str
    address: str
    """The person's own."""
    own_network: bool = False

    @property
    def digest(self) -> bytes:
        """What marks cursors as this link's, and keys what they hold; it tells nothing of the link."""
        return hashlib.sha256(self.url.encode("utf-8", "replace")).digest()

    def reach(self, settings: ProviderSettings) -> Reach:
        return Reach(self.own_network, settings.is_local)


def pack(link: Link) -> str:
    return json.dumps(asdict(link))


def unpack(tokens: str) -> Link:
    """The link that `pack` wrote. Raises ConsentLost for anything else."""
    try:
        return Link(**json.loads(tokens))
    except (ValueError, TypeError):
        raise ConsentLost("The calendar link cannot be read. Connect it again.", provider=PROVIDER) from None
