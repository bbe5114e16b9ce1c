"""What the tables tell of how well Warmthread keeps up is the same whichever process asks, costs as many queries for
hundreds of accounts as for one, and holds ids at most.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from infra.filling.rows import Amount, fill
from service import leases, measured
from service.clock import real_now
from service.context import Context
from service.database import Session
from service.metrics import Figures
from service.schema import Account, Allowance, Approval, Draft, Event, Lease, Quarantined, Reading
from tests.conftest import NOW
from tests.statements import counting


def told(context: Context) -> dict[str, Figures]:
    with context.database.reading() as session:
        return {one.name: one.values for one in measured.measures(session, now=NOW, real_now=real_now())}


def add_account(session: Session, number: int, *, lag: timedelta | None, **more: Any) -> str:
    """One of Alice's; `lag` None = never caught up."""
    row: dict[str, Any] = {"provider": "google", "connection_state": "connected", "created_at": NOW - timedelta(days=2)}
    row |= {"id": f"acc_{number}", "person_id": "per_alice", "email": f"a{number}@example.com", "since": NOW} | more
    session.add(Account(**row, caught_up_at=None if lag is None else NOW - lag))
    session.flush()
    return f"acc_{number}"


def add_event(session: Session, kind: str, *, age: timedelta = timedelta(), **more: Any) -> None:
    session.add(Event(person_id="per_alice", kind=kind, subject="x", created_at=NOW - age, due_at=NOW - age, **more))


def test_events_are_told_by_state_and_kind_and_the_oldest_that_waits_by_its_age(context_on_both: Context) -> None:
    with context_on_both.database.writing("per_alice") as session:
        add_event(session, "MessageReceived", age=timedelta(seconds=90))
        add_event(session, "MessageReceived", age=timedelta(seconds=30))
        add_event(session, "DraftApproved", age=timedelta(hours=9), handled_at=NOW)
        add_event(session, "NoteAdded", age=timedelta(hours=3), retry_at=real_now() + timedelta(minutes=1))
        add_event(session, "NoteAdded", age=timedelta(hours=5), gave_up_at=NOW)
        add_event(session, "InterviewTouched", age=timedelta(hours=-2))
    found = told(context_on_both)
    assert found["warmthread_events"] == {
        ("waiting", "MessageReceived"): 2,
        ("retrying", "NoteAdded"): 1,
        ("given_up", "NoteAdded"): 1,
        ("later", "InterviewTouched"): 1,
    }
    assert found["warmthread_oldest_waiting_event_seconds"] == {(): 90}


def test_lag_counts_connected_accounts_and_one_that_was_never_read_from_its_beginning(context_on_both: Context) -> None:
    with context_on_both.database.writing("per_alice") as session:
        add_account(session, 1, lag=timedelta(seconds=20))
        add_account(session, 2, lag=timedelta(minutes=10))
        add_account(session, 3, lag=None)
        add_account(session, 4, lag=timedelta(days=9), connection_state="paused")
        add_account(session, 5, lag=None, provider="takeout")
    found = told(context_on_both)
    two_days = 2 * 24 * 3600
    assert found["warmthread_lag_seconds"] == {(): two_days}
    assert found["warmthread_account_lag_seconds"] == {("acc_3",): two_days, ("acc_2",): 600, ("acc_1",): 20}
    late = {limit: number for (limit,), number in found["warmthread_accounts_late"].items()}
    assert late == {"60": 2, "300": 2, "900": 1, "3600": 1, "21600": 1, "86400": 1}
    assert found["warmthread_accounts"] == {
        ("google", "connected"): 3,
        ("google", "paused"): 1,
        ("takeout", "connected"): 1,
    }


def test_calls_and_units_are_added_up_over_accounts(context_on_both: Context) -> None:
    with context_on_both.database.writing("per_alice") as session:
        for number, provider in enumerate(("google", "google", "microsoft")):
            account = add_account(session, number, lag=timedelta(), provider=provider)
            calls = {"messages.get": 3, "messages.list": number}
            session.add(Allowance(account_id=account, person_id="per_alice", calls=calls, units_spent=2_000_000_000))
    found = told(context_on_both)
    assert found["warmthread_provider_units"] == {("google",): 4e9, ("microsoft",): 2e9}
    assert found["warmthread_provider_calls"] == {
        ("google", "messages.get"): 6,
        ("google", "messages.list"): 1,
        ("microsoft", "messages.get"): 3,
        ("microsoft", "messages.list"): 2,
    }


def test_what_could_not_be_read_open_gaps_and_the_leader_are_told(context_on_both: Context) -> None:
    with context_on_both.database.writing("per_alice") as session:
        account = add_account(session, 1, lag=timedelta())
        aside: dict[str, Any] = {"account_id": account, "person_id": "per_alice", "kind": "mail", "reason": "x"}
        session.add(Quarantined(**aside, provider_id="m1", first_at=NOW, last_at=NOW))
        look: dict[str, Any] = {"account_id": account, "person_id": "per_alice", "query": {}, "created_at": NOW}
        session.add(Reading(id="rdg_1", purpose="gap", **look))
        session.add(Reading(id="rdg_2", purpose="gap", finished_at=NOW, **look))
        session.add(Lease(name=leases.LEADER, owner="a:1:b", until=real_now() + timedelta(seconds=5)))
    found = told(context_on_both)
    assert found["warmthread_quarantined"] == {("google",): 1}
    assert found["warmthread_looks_open"] == {("gap",): 1}
    assert found["warmthread_leaders"] == {(): 1}
    with context_on_both.database.writing("per_alice") as session:
        session.get_one(Lease, leases.LEADER).until = real_now() - timedelta(seconds=1)
    assert told(context_on_both)["warmthread_leaders"] == {(): 0}


def test_a_scrape_costs_as_many_queries_and_lines_for_hundreds_of_accounts_as_for_a_dozen(context: Context) -> None:
    costs = []
    for first, last in ((0, 12), (12, 400)):
        with context.database.writing("per_alice") as session:
            for number in range(first, last):
                account = add_account(session, number, lag=timedelta(seconds=number))
                session.add(Allowance(account_id=account, person_id="per_alice", calls={"messages.get": number}))
                add_event(session, "MessageReceived")
        with counting(context) as seen:
            found = told(context)
        costs.append((len(seen), sum(len(values) for values in found.values())))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 12


def test_a_table_full_of_kinds_does_not_make_a_page_full_of_lines(context: Context) -> None:
    with context.database.writing("per_alice") as session:
        account = add_account(session, 1, lag=timedelta())
        calls = {f"operation.{number}": 1 for number in range(1_000)}
        session.add(Allowance(account_id=account, person_id="per_alice", calls=calls))
        for number in range(300):
            add_event(session, f"Kind{number}")
    found = told(context)
    assert len(found["warmthread_provider_calls"]) == measured.MOST_KINDS
    assert len(found["warmthread_events"]) == measured.MOST_KINDS


def test_no_figure_holds_anything_that_anybody_wrote(context: Context) -> None:
    with context.database.writing("per_alice") as session:
        add_account(session, 1, lag=timedelta(hours=2), email="anna.secret@example.com", last_error="Anna Secret")
        add_event(session, "NoteAdded", error="Anna Secret")
    assert "ecret" not in str(told(context)).lower().replace("seconds", "")


def test_every_query_finds_its_rows_by_an_index_or_reads_a_small_table(context: Context) -> None:
    """Drafts, sends and events are many: of those nothing is read row by row."""
    with counting(context) as seen:
        told(context)
    with context.database.reading() as session:
        plans = [
            " ".join(str(row[3]) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", args))
            for query, args in ((query, (0,) * query.count("?")) for query in seen)
        ]
    many = {"events", "drafts", "approvals"}
    scanned = [plan for plan in plans for table in many if f"SCAN {table}" in plan and "USING" not in plan]
    assert scanned == []


def test_drafts_and_sends_are_told_by_state(context_on_both: Context) -> None:
    fill(context_on_both, Amount(60, 20), NOW, person_id="per_alice")
    with context_on_both.database.writing("per_alice") as session:
        drafts = list(session.scalars(select(Draft).order_by(Draft.id)))
        for draft, state in zip(drafts, ("sent", "sent", "unclear"), strict=False):
            session.add(approval(draft, state))
    found = told(context_on_both)
    assert found["warmthread_drafts"] == {
        (state,): number for state, number in Counter(d.state for d in drafts).items()
    }
    assert found["warmthread_sends"] == {("sent",): 2, ("unclear",): 1}


def approval(draft: Draft, state: str) -> Approval:
    return Approval(
        id=f"apr_{draft.id}", person_id=draft.person_id, draft_id=draft.id, account_id=draft.account_id, digest="x",
        mime_sealed=b"", message_id=f"<{draft.id}@example.com>", state=state, approved_at=NOW, hold_until=NOW,
        updated_at=NOW,
    )  # fmt: skip
