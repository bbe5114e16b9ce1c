"""What the tests of sending at most once do at the provider and to the worker: count, stop at a point, let a hold run
out, deliver until nothing more is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from connectors.contract import Mailbox
from service import accounts, crash, delivery, events, outbox
from service.clock import real_now
from service.schema import Account, Approval, Draft
from tests.rows import rows
from tests.service.office import Office
from workers.middleware import Desk, WorkOutside

CREATE = {"google": "gmail.users.drafts.create", "microsoft": "graph.messages.createReply"}
SEND = {"google": "gmail.users.drafts.send", "microsoft": "graph.messages.send"}
MOMENT = timedelta(seconds=1)
at_one = pytest.mark.parametrize("provider", ["google"], indirect=True)
"""For what is decided here, whoever the provider is."""


def calls(office: Office, method: str) -> int:
    return int(office.control.calls()["calls"].get(method, 0))


def lying(office: Office) -> int:
    return len(office.control.get("drafts")["drafts"])


def at_point(monkeypatch: pytest.MonkeyPatch, name: str, do: Callable[[], None]) -> None:
    """When the first worker passes that point it stands still, and this happens meanwhile."""
    seen: list[str] = []

    def observe(point: str) -> None:
        if point == name and not seen:
            seen.append(point)
            do()

    monkeypatch.setattr(crash, "observer", observe)


def lose_hold(office: Office, approval_id: str) -> None:
    """The lease of whoever stands still runs out."""
    office.change(Approval, approval_id, lease_until=real_now() - MOMENT)


def deliver_all(office: Office, approval_id: str) -> None:
    office.deliver(approval_id, tries=20)


def work_off(office: Office, work: WorkOutside | None = None) -> None:
    """What waits to go out is worked on as a worker does it, once, whatever it waits for."""
    desk = Desk(office.context, lambda _ids: None)
    for event_id in sending(office):
        with office.context.database.writing(office.person) as session:
            events.postpone(session, event_id, until=real_now() - MOMENT, reason="")
        desk.handle_outside(event_id, work or (lambda one, owner: delivery.deliver(office.context, one, owner)))


def sending(office: Office) -> list[int]:
    """Ids of the events about approved mail that are neither handled nor given up."""
    logged = rows(office.context, "events")
    open_ones = [row for row in logged if row["kind"] == events.DRAFT_APPROVED and not row["handled_at"]]
    return [row["id"] for row in open_ones if not row["gave_up_at"]]


def carry_out_late(office: Office, approval_id: str) -> None:
    """The creation that got no answer gets through after all."""
    frozen = outbox.approved_bytes(office.context.vault, office.approval(approval_id))
    mailbox(office, approval_id).create_mailbox_draft(frozen, thread_id=office.thread)


def mailbox(office: Office, approval_id: str) -> Mailbox:
    with office.context.database.reading() as session:
        account = session.get_one(Account, office.approval(approval_id).account_id)
    budget = accounts.MinuteBudget(office.context, account.id, office.person, account.provider)
    return accounts.open_mailbox(office.context, account, budget)


def account(session: Session, office: Office) -> Account:
    return session.get_one(Account, session.get_one(Draft, office.draft_id).account_id)
