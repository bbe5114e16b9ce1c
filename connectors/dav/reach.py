"""What may be spoken to for one account of this provider: what the person agreed to, where Warmthread allows it."""

from __future__ import annotations

from connectors.contract import ProviderSettings
from connectors.dav.credentials import Credentials
from connectors.network import Reach


def reach_of(credentials: Credentials, settings: ProviderSettings) -> Reach:
    """The reach of these credentials."""
    return Reach(own_network=credentials.own_network, is_local=settings.is_local)
