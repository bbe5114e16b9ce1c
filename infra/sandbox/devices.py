"""Sign-in on another machine: a code to type, and what became of it (RFC 8628). Decides when a code has run out; in real time."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from typing import Literal

LIFE_SECONDS = 900
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
Answer = Literal["pending", "granted", "declined"]


@dataclass(frozen=True, slots=True)
class DeviceRequest:
    """What a machine without a browser asked for, and the answer so far."""

    user_code: str
    client_id: str
    scopes: tuple[str, ...]
    tenant: str
    expires: float
    answer: Answer = "pending"
    account: str = ""

    @property
    def has_expired(self) -> bool:
        return self.expires <= time.time()


class DeviceBook:
    """Every request by its device code."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"{seed}:devices")
        self._requests: dict[str, DeviceRequest] = {}

    def open(self, client_id: str, scopes: tuple[str, ...], tenant: str) -> tuple[str, DeviceRequest]:
        """Return the device code and the request."""
        device_code = f"DAQABIQEAAAD{self._random.getrandbits(400):x}"
        user_code = "".join(self._random.choices(_LETTERS, k=9))
        request = DeviceRequest(user_code, client_id, scopes, tenant, time.time() + LIFE_SECONDS)
        self._requests[device_code] = request
        return device_code, request

    def find(self, device_code: str) -> DeviceRequest | None:
        return self._requests.get(device_code)

    def find_typed(self, user_code: str) -> DeviceRequest | None:
        """Return the request that waits under the code a person types, whatever its case."""
        wanted = user_code.strip().upper()
        waiting = (request for request in self._requests.values() if request.answer == "pending")
        return next((request for request in waiting if request.user_code == wanted and not request.has_expired), None)

    def decide(self, request: DeviceRequest, account: str | None) -> None:
        """Write down that this account agreed, or with None that somebody declined."""
        code = next(code for code, each in self._requests.items() if each is request)
        answer: Answer = "declined" if account is None else "granted"
        self._requests[code] = replace(request, answer=answer, account=account or "")

    def take(self, device_code: str) -> None:
        """Forget a request whose tokens were given out."""
        self._requests.pop(device_code, None)

    def expire(self) -> int:
        """Let every code run out."""
        for code, request in self._requests.items():
            self._requests[code] = replace(request, expires=0.0)
        return len(self._requests)
