"""How a provider can fail, told apart by what the caller does next.

Connectors translate once, at the provider's edge, and keep provider, operation and the provider's own request id.
`workers/middleware.py` alone turns these into retry, pause or stop.
"""

from __future__ import annotations

_WAIT_UNREACHABLE = 60.0


class ConnectorError(Exception):
    """Any failure at a provider; `detail` is a sentence without contents of mail, fit for logs and screens."""

    def __init__(self, detail: str, *, provider: str = "", operation: str = "", request_id: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.provider = provider
        self.operation = operation
        self.request_id = request_id

    def __str__(self) -> str:
        where = " ".join(part for part in (self.provider, self.operation) if part)
        return f"{where}: {self.detail}" if where else self.detail


class ConsentLost(ConnectorError):
    """The provider no longer lets us in: stop polling this account and ask the person to connect again."""


class AdminMustAgree(ConsentLost):
    """It is the organisation that keeps us out: the person has an administrator to ask before connecting again."""


class OwnNetwork(ConnectorError):
    """A server to be connected is on the person's own network or machine, and they have not agreed to that yet: ask."""


class CursorExpired(ConnectorError):
    """The place to go on from is gone: reconcile by a bounded listing, never jump."""


class ReadAnew(CursorExpired):
    """The place is still good, but by our own rule it is time to read everything once more: there is no gap."""


class SlowDown(ConnectorError):
    """Too many calls: wait `retry_after` seconds, for every caller of that account."""

    def __init__(
        self, detail: str, *, retry_after: float, provider: str = "", operation: str = "", request_id: str = ""
    ) -> None:
        super().__init__(detail, provider=provider, operation=operation, request_id=request_id)
        self.retry_after = retry_after


class TryAgain(ConnectorError):
    """Network trouble or a 5xx: the same call may work later; back off.

    For a write, nothing is known about whether the work was done: the caller must look, not repeat.
    """


class OneInTrouble(TryAgain):
    """TryAgain over one record, `provider_id`, where the listing that it stood in came through."""

    provider_id = ""

    @classmethod
    def of(cls, failure: ConnectorError, provider_id: str) -> OneInTrouble:
        """The same failure, with the record that it befell."""
        told = cls(
            failure.detail, provider=failure.provider, operation=failure.operation, request_id=failure.request_id
        )
        told.provider_id = provider_id
        return told


def nothing_written(failure: ConnectorError) -> ConnectorError:
    """What a failure before a write means for it: network trouble is no open question then but a reason to wait."""
    if not isinstance(failure, TryAgain):
        return failure
    return SlowDown(
        f"{failure.detail} Nothing was written.",
        retry_after=_WAIT_UNREACHABLE,
        provider=failure.provider,
        operation=failure.operation,
        request_id=failure.request_id,
    )


class Gone(ConnectorError):
    """The record no longer exists: report a removal."""


class Unsupported(ConnectorError):
    """This provider or this consent cannot do that; it must not have been offered on screen."""


class Unreadable(ConnectorError):
    """One record can never be read: quarantine it, visibly, and go on."""


class Misconfigured(ConnectorError):
    """A setting is wrong or missing: fail at start and name the setting."""
