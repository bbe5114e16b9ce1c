"""What goes out through Outlook: the approved bytes in the right conversation, at most once, whatever the wire does."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors import registry
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, outbox
from service.accounts import MinuteBudget
from service.clock import ManualClock
from service.context import Context
from service.schema import Account
from service.settings import load_settings
from tests.conftest import NOW
from tests.service.test_outbox import REQUEST, Office, add_draft

SCOPES = (
    *("Mail.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.Read", "User.Read"),
    *("openid", "profile", "offline_access"),
)


@pytest.fixture(scope="module")
def microsoft() -> Iterator[Sandbox]:
    with run_sandbox("--microsoft-port", "0", "--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def office(microsoft: Sandbox, empty_context: Context, clock: ManualClock) -> Office:
    control = microsoft.control
    control.reset()
    told = control.deliver(REQUEST, labels=["INBOX", "UNREAD"])
    settings = load_settings(microsoft.product_settings(), data_dir=empty_context.settings.data_dir)
    context = replace(empty_context, settings=settings)
    person = accounts.ensure_local_person(context)
    authorization = registry.load("microsoft").authorization(settings.provider("microsoft"))
    authorized = authorization.adopt(json.dumps(control.credentials(*SCOPES)))
    account_id = accounts.connect(context, person, "microsoft", authorized)
    thread = conversation(context, account_id, str(told["id"]))
    return Office(context, control, person, add_draft(context, person, account_id, thread), thread)


def conversation(context: Context, account_id: str, provider_id: str) -> str:
    """What Outlook calls the conversation that Dana began."""
    with context.database.reading() as session:
        account = session.get_one(Account, account_id)
    budget = MinuteBudget(context, account_id, account.person_id, "microsoft")
    (found,) = accounts.open_mailbox(context, account, budget).read_again([provider_id])
    assert found.message is not None
    return found.message.thread_id


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
