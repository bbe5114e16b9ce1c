"""The audit under every fault of the providers: its sums are the sandbox's own counts, and what is lost is found.

A big mailbox at a Google and a Microsoft is read and counted while connections drop, answers break off, servers fail and
ask to wait. Then records are taken out of our tables, as a fault would, and the audit has to bring back what was there.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from connectors import registry
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts
from service.audit import audit
from service.clock import ManualClock
from service.context import Context, open_context
from service.proof import CALENDAR, MAIL, Part, Proof
from service.proving import Lent, prove
from service.schema import Account, Base, Event, MessageCopy, SetAside, StoredCalendarEvent, StoredMessage
from service.settings import load_settings
from tests.connectors.mailbox_desk import deeply_nested
from tests.rows import rows
from tests.verdicts import Verdict
from workers.clock import poll_account
from workers.runner import Runner

NOW = datetime.fromisoformat("2026-11-02T08:00:00+00:00")
A_YEAR = 366
PLENTY = 10_000_000
SEED = 20
SCOPES = {
    "google": [f"https://www.googleapis.com/auth/{name}" for name in ("gmail.readonly", "calendar.readonly")],
    "microsoft": ["User.Read", "Mail.Read", "Calendars.Read"],
}
FAULTS = {
    "drop": 1.0,
    "close_after": 1.0,
    "status": 1.0,
    "status_after": 1.0,
    "truncate": 1.0,
    "rate_limit": 1.0,
    "delay": 2.0,
}
"""Every kind of fault, and how often it strikes beside the others."""
LIVE = 6
"""Mails that arrive at each provider while the past is read."""


@dataclass
class Mailboxes:
    """One person with an account at each provider, and what happens to them."""

    sandbox: Sandbox
    context: Context
    clock: ManualClock
    runner: Runner
    accounts: dict[str, str]
    waited: list[float] = field(default_factory=list)
    polls: int = 0

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.clock.move_to(self.clock() + timedelta(seconds=seconds))

    def begin(self) -> None:
        """Reads until the place of now is known of both mailboxes: what comes from here on is new."""
        while len([row for row in rows(self.context, "cursors") if row["resource"] == "mail"]) < len(self.accounts):
            for account_id in self.accounts.values():
                self._poll(account_id)

    def read_on(self) -> None:
        """As the workers do: every account to its end, however often its provider fails; then what came in."""
        for account_id in self.accounts.values():
            began = self.clock()
            while not self._is_read(account_id, began):
                self._poll(account_id)
        self.runner.settle()

    def _poll(self, account_id: str) -> None:
        with self.context.database.reading() as session:
            due = session.get_one(Account, account_id).next_due
        self.clock.move_to(max(self.clock() + timedelta(seconds=1), due or self.clock()))
        poll_account(self.context, self.runner.pipeline, account_id, accounts.LOCAL_PERSON)
        self.polls += 1
        assert self.polls < 5_000, "reading never comes to an end"

    def _is_read(self, account_id: str, began: datetime) -> bool:
        with self.context.database.reading() as session:
            account = session.get_one(Account, account_id)
        if account.caught_up_at is not None and account.caught_up_at >= began:
            return True
        assert account.connection_state == "connected", account.state_reason
        return False

    def prove(self, provider: str, *, is_repair: bool = False) -> Proof:
        lent = Lent(self.read_on, self.wait)
        return prove(self.context, accounts.LOCAL_PERSON, self.accounts[provider], lent, is_repair=is_repair)

    def prove_all(self, *, is_repair: bool = False) -> dict[str, Proof]:
        return {provider: self.prove(provider, is_repair=is_repair) for provider in self.accounts}

    def let_it_rain(self, share: float) -> int:
        """Every fault of the sandbox, for every call of both providers, by chance; returns how many struck before."""
        struck = self.struck()
        for provider in self.accounts:
            self.sandbox.control_of(provider).call("DELETE", "faults", {})
            for kind, weight in FAULTS.items():
                more: dict[str, Any] = {"retry_after": 3} if kind == "rate_limit" else {}
                more |= {"seconds": 0.002} if kind == "delay" else {}
                self.sandbox.control_of(provider).order_fault(
                    "*",
                    kind,
                    share=share * weight,
                    seed=SEED,
                    times=None,
                    burst=2 if kind == "rate_limit" else 1,
                    **more,
                )
        return struck

    def struck(self) -> int:
        orders = (self.sandbox.control_of(provider).get("faults")["faults"] for provider in self.accounts)
        return sum(int(one["struck"]) for faults in orders for one in faults)

    def arrive(self, number: int, **more: Any) -> list[str]:
        """New mail at both providers, one in four about a talk and one beyond reading."""
        ids: list[str] = []
        for one in range(number):
            text = "Could we have a coffee chat? I would love to hear about your path." if one % 4 == 0 else "Lunch?"
            head = f"From: Lee Poe <lee{one}@poe.example>\nTo: imke@solander.example\nSubject: Question {one}"
            mail = f"{head}\nMessage-ID: <live{one}.{len(self.waited)}@poe.example>\n\n{text}\n"
            for provider in self.accounts:
                control = self.sandbox.control_of(provider)
                bomb = deeply_nested("imke@solander.example").decode()
                ids.append(str(control.deliver(text=bomb if one % 4 == 1 else mail, **more)["id"]))
        return ids

    def interviews(self) -> list[tuple[Any, ...]]:
        names = ("id", "status", "start", "end", "contact_id", "address", "is_informational")
        return [tuple(row.get(name) for name in names) for row in rows(self.context, "interviews")]


@contextmanager
def connected(folder: Path, messages: int, meetings: int) -> Iterator[Mailboxes]:
    """The scenario `load`, spread over both providers and connected to a fresh Warmthread."""
    clock = ManualClock(NOW)
    load = ("--scenario", "load", "--messages", str(messages), "--meetings", str(meetings), "--seed", "1", "--no-quota")
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*load, *ports, "--now", NOW.isoformat()) as sandbox:
        settings = load_settings(sandbox.product_settings(), data_dir=folder, backfill_days=A_YEAR)
        context = open_context(settings, clock)
        Base.metadata.create_all(context.database.engine)
        person = accounts.ensure_local_person(context)
        found: dict[str, str] = {}
        for provider, scopes in SCOPES.items():
            given = sandbox.control_of(provider).credentials(*scopes)
            authorization = registry.load(provider).authorization(settings.provider(provider))
            found[provider] = accounts.connect(context, person, provider, authorization.adopt(json.dumps(given)))
        with Runner(context) as runner:
            yield Mailboxes(sandbox, context, clock, runner, found)
        context.database.close()


@pytest.mark.timeout(900)
def test_the_audit_agrees_with_the_providers_own_counts_under_every_fault_and_finds_what_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: Verdict, *, is_whole: bool
) -> None:
    monkeypatch.setattr(accounts, "UNITS_PER_MINUTE", {"google": PLENTY, "microsoft": PLENTY})
    messages, meetings = (10_000, 300) if is_whole else (120, 6)
    with connected(tmp_path, messages, meetings) as there:
        # The allowance and what the provider asks to wait run by this clock, too: nobody sleeps.
        monkeypatch.setattr(accounts, "real_now", there.clock)
        hide_some(there)
        there.let_it_rain(0.015)
        there.begin()
        there.arrive(LIVE, internal_date=(there.clock() + timedelta(minutes=10)).isoformat())
        there.read_on()
        struck = there.let_it_rain(0.008)
        proofs = there.prove_all()
        struck += there.struck()
        assert struck >= (100 if is_whole else 10), "hardly any fault struck"
        held = compare(there, proofs)
        assert all(found.agrees for found in proofs.values())
        verdict(
            f"audit: {sum(one.listed for found in proofs.values() for one in found.parts)} records at Google and Microsoft "
            f"in {held} folders and calendars, {struck} faults while reading and counting (seed {SEED}), "
            f"{len(there.waited)} waits: every sum agrees with the provider's own count, 0 missing, 0 vanished"
        )
        lost, again = lose_and_mend(there, 40 if is_whole else 3, is_whole=is_whole)
        verdict(
            f"audit --repair: {lost} records taken out of the tables (mails, set-aside rows, calendar events), "
            f"{lost} found, {again} left missing; {len(there.interviews())} interviews as before"
        )


# --- the provider's own count -----------------------------------------------------------------------------------


def hide_some(there: Mailboxes) -> None:
    """Some mail lies where nothing is read, and a calendar event was called off."""
    for provider in there.accounts:
        control = there.sandbox.control_of(provider)
        for label in ("SPAM", "TRASH", "TRASH"):
            control.deliver(text=f"From: x@y.example\nTo: z@y.example\nSubject: {label}\n\nHidden", labels=[label])
        control.deliver(text="From: x@y.example\nTo: z@y.example\nSubject: Unsent\n\nDraft", labels=["DRAFT"])
        for number, organizer in enumerate(("imke@solander.example", "lee@poe.example")):
            start = (NOW + timedelta(days=number + 1)).isoformat()
            event = {"id": f"calledoff{number}", "start": {"dateTime": start}, "end": {"dateTime": start}}
            people = {"organizer": {"email": organizer}, "attendees": [{"email": "lee@poe.example"}]}
            made = control.put_event({**event, **people, "summary": "Coffee chat"})
            control.post("events/cancel", id=made["id"])


def compare(there: Mailboxes, proofs: dict[str, Proof]) -> int:
    """Holds every sum against the sandbox's own books and our tables; returns how many folders and calendars."""
    for provider, found in proofs.items():
        control = there.sandbox.control_of(provider)
        window = {"since": found.since.isoformat(), "until": (NOW + timedelta(days=800)).isoformat()}
        counts = control.get("counts", **window)
        if provider == "google":
            places = {"mail": "all", "SPAM": "spam", "TRASH": "trash", "DRAFT": "drafts"}
            told = {places[label]: number for label, number in counts["mail"].items()}
        else:
            told = {one["name"]: one["messages"] for one in control.get("folders")["folders"] if one["messages"]}
        listed = {
            one.id if provider == "google" else one.name: one.listed for one in of_kind(found, MAIL) if one.listed
        }
        assert listed == told
        calendars = {key: one["events"] for key, one in counts["calendars"].items()}
        assert sorted(one.listed - one.off for one in of_kind(found, CALENDAR)) == sorted(calendars.values())
        hold_against_tables(there.context, found)
    return sum(one.listed > 0 for found in proofs.values() for one in found.parts)


def of_kind(found: Proof, kind: str) -> list[Part]:
    return [one for one in found.parts if one.kind == kind]


def hold_against_tables(context: Context, found: Proof) -> None:
    """What the count says of us is what our tables say."""
    mine = [row for row in rows(context, "message_copies") if row["account_id"] == found.account_id]
    assert sum(one.kept for one in of_kind(found, MAIL)) == sum(row["removed_at"] is None for row in mine)
    aside = [row for row in rows(context, "set_asides") if row["account_id"] == found.account_id]
    told = sum(sum(one.set_aside.values()) for one in found.parts)
    assert told + found.gone_aside >= len(aside) >= told
    unreadable = [row for row in rows(context, "quarantine") if row["account_id"] == found.account_id]
    assert sum(one.unreadable for one in found.parts) == len(unreadable) > 0


# --- what is lost -----------------------------------------------------------------------------------------------


def missing_in(found: Proof) -> set[str]:
    return {one for part in found.parts for one in part.missing_ids}


def lose_and_mend(there: Mailboxes, number: int, *, is_whole: bool) -> tuple[int, int]:
    """Takes records out of the tables, has them found and read again; returns how many, and how many stayed missing."""
    before, rng = there.interviews(), random.Random(SEED)
    lost = {provider: lose(there, account_id, number, rng) for provider, account_id in there.accounts.items()}
    if is_whole:
        found = there.prove_all()
        assert {provider: missing_in(proof) for provider, proof in found.items()} == lost
        assert all(proof.oldest_gap is not None for proof in found.values())
    mended = there.prove_all(is_repair=True)
    assert {provider: proof.repaired for provider, proof in mended.items()} == {
        provider: len(ids) for provider, ids in lost.items()
    }
    assert all(proof.agrees for proof in mended.values())
    assert there.interviews() == before
    with there.context.database.reading() as session:
        assert audit(session, accounts.LOCAL_PERSON, there.clock()).agrees
    return sum(map(len, lost.values())), sum(proof.missing for proof in mended.values())


def lose(there: Mailboxes, account_id: str, number: int, rng: random.Random) -> set[str]:
    """A share of each: stored mails, what was set aside of the mail, calendar events."""
    with there.context.database.writing(accounts.LOCAL_PERSON) as session:
        copies = session.execute(
            select(MessageCopy.provider_id, MessageCopy.stored_id)
            .where(MessageCopy.account_id == account_id)
            .order_by(MessageCopy.provider_id)
        ).all()
        # Mail that both accounts hold would keep its record: a copy that is lost is what is looked for.
        taken = rng.sample(copies, min(number, len(copies)))
        for provider_id, stored_id in taken:
            others = select(MessageCopy.provider_id).where(
                MessageCopy.stored_id == stored_id, MessageCopy.provider_id != provider_id
            )
            is_alone = session.scalar(others.limit(1)) is None
            session.execute(delete(MessageCopy).where(MessageCopy.provider_id == provider_id))
            if is_alone:
                session.execute(delete(Event).where(Event.subject == stored_id))
                session.execute(delete(StoredMessage).where(StoredMessage.id == stored_id))
        aside = session.scalars(
            select(SetAside.provider_id).where(SetAside.account_id == account_id, SetAside.kind == "mail")
        ).all()
        put_aside = rng.sample(sorted(aside), min(number, len(aside)))
        session.execute(delete(SetAside).where(SetAside.provider_id.in_(put_aside)))
        entries = session.execute(
            select(StoredCalendarEvent.provider_id, StoredCalendarEvent.id)
            .where(StoredCalendarEvent.account_id == account_id, StoredCalendarEvent.removed_at.is_(None))
            .order_by(StoredCalendarEvent.id)
        ).all()
        events = rng.sample(entries, min(number, len(entries)))
        session.execute(delete(StoredCalendarEvent).where(StoredCalendarEvent.id.in_([row[1] for row in events])))
    return {row[0] for row in taken} | set(put_aside) | {row[0] for row in events}
