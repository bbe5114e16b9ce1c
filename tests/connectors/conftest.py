"""Lets pytest explain failed asserts inside the contract suites, which are no test modules themselves."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    "tests.connectors.authorization_contract",
    "tests.connectors.calendar_contract",
    "tests.connectors.mailbox_contract",
    "tests.connectors.mailbox_reading",
    "tests.connectors.mailbox_searching",
    "tests.connectors.mailbox_sending",
    "tests.connectors.workshop",
)
