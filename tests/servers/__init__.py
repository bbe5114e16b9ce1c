"""Real servers for tests: each is private, in a folder of its own, and gone when the tests are.

Nothing here is shared with a server that the machine runs anyway.
"""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


class Missing(Exception):
    """A server that a test needs is not on this machine; the message says how to install it."""


def refuse_or_skip(missing: Missing) -> NoReturn:
    """In CI a test without its server fails; on a laptop it is skipped, with the same sentence."""
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(str(missing))
