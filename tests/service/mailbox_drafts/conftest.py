"""A Google and a Microsoft for the tests of drafts in mailboxes; every desk begins a new world in it.

Beside them: what stands in those drafts, and what is logged of one.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from email import message_from_bytes

import pytest
from sqlalchemy import select

from infra.sandbox.process import Sandbox, run_sandbox
from service.clock import ManualClock
from service.context import Context
from service.schema import Activity
from tests.conftest import NOW
from tests.service.placing import PROVIDERS, Desk, open_desk

THEIRS = "Hi Dana,\n\nThank you for this morning. I liked what you said of small teams.\n\nBest,\nAlex\n"
LONG = (
    "Hi Dana,\n\nThank you for this morning and for the patience with which you took my many questions about the first"
    " two years of a product team, one after the other.\n\nBest,\nAlex\n"
)


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "none", "--now", NOW.isoformat()) as running:
        yield running


@pytest.fixture(params=PROVIDERS)
def desk(sandbox: Sandbox, empty_context: Context, request: pytest.FixtureRequest, clock: ManualClock) -> Desk:
    return open_desk(sandbox, empty_context, request.param)


@pytest.fixture
def gmail(sandbox: Sandbox, empty_context: Context, clock: ManualClock) -> Desk:
    """For what does not depend on the provider."""
    return open_desk(sandbox, empty_context, "google")


def plain(text: str) -> str:
    return " ".join(text.split())


def words(raw: str) -> str:
    return str(message_from_bytes(base64.b64decode(raw)).get_payload(decode=True).decode())  # type: ignore[union-attr]


def logged(desk: Desk) -> list[str]:
    with desk.context.database.reading() as session:
        return list(
            session.scalars(select(Activity.what).where(Activity.subject == desk.draft_id).order_by(Activity.id))
        )
