"""What goes out through Outlook: the approved bytes in the right conversation, at most once, whatever the wire does."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from service import outbox
from service.clock import ManualClock
from service.context import Context
from tests.conftest import NOW
from tests.service.office import Office, open_office


@pytest.fixture(scope="module")
def microsoft() -> Iterator[Sandbox]:
    with run_sandbox("--microsoft-port", "0", "--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def office(microsoft: Sandbox, empty_context: Context, clock: ManualClock) -> Office:
    return open_office(microsoft, empty_context, "microsoft")


def test_an_approved_draft_goes_out_once_in_its_conversation_with_the_approved_bytes(office: Office) -> None:
    approval_id = office.approve()
    office.deliver(approval_id)
    office.deliver(approval_id)
    (mail,) = office.sent()
    assert (mail["In-Reply-To"], mail["References"]) == ("<d1@poe.example>", "<d1@poe.example>")
    assert mail["Message-ID"].endswith("@example.com>")
    frozen = outbox.approved_bytes(office.context.vault, office.approval(approval_id))
    assert base64.b64decode(office.control.sent()[0]["raw"]) == frozen
    assert office.approval(approval_id).provider_thread == office.thread
    assert office.draft().state == "sent"


@pytest.mark.parametrize("changes", [True, False])
@pytest.mark.parametrize("method", ["graph.messages.createReply", "graph.messages.send"])
@pytest.mark.parametrize("kind", ["drop", "close_after", "status_after"])
def test_whatever_the_wire_does_the_mail_goes_out_exactly_once(
    office: Office, method: str, kind: str, changes: bool
) -> None:
    office.control.post("settings", id_changes_on_send=changes)
    office.control.order_fault(method, kind)
    office.deliver(office.approve(), tries=10)
    if not office.sent():
        assert office.draft().state == "needs_review"
        office.deliver(office.approve(), tries=10)
    assert len(office.sent()) == 1
    assert office.draft().state == "sent"


def test_a_message_id_that_outlook_replaces_is_still_recognised(office: Office) -> None:
    office.control.post("settings", keep_message_id=False, id_changes_on_send=True)
    office.control.order_fault("graph.messages.send", "close_after")
    approval_id = office.approve()
    office.deliver(approval_id, tries=10)
    assert len(office.sent()) == 1
    assert office.approval(approval_id).state == "sent"
