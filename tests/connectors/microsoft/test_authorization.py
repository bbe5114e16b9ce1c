"""Microsoft's consent against the contract, and what only Microsoft does."""

from __future__ import annotations

from tests.connectors.authorization_contract import AuthorizationContract


class TestMicrosoftAuthorization(AuthorizationContract):
    """The contract."""
