"""What most tests of the service begin with."""

from __future__ import annotations

import pytest

from service.context import Context
from tests.service.mailroom import Mailroom


@pytest.fixture
def room(context: Context) -> Mailroom:
    """Alice's desk, with nothing on it."""
    return Mailroom(context)
