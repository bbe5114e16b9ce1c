"""Random histories of one person's mailbox and calendar, and everything that may go wrong while they are told: the
rules of a hypothesis state machine. Each may also be called by name, by tests that tell a history of their own.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from connectors.google.cursors import HistoryPlace
from connectors.places import unpack
from service import events, interviews
from service.audit import audit
from tests.chaos.storm import RealTime, Storm
from tests.chaos.truth import Talk, Truth
from tests.conftest import NOW
from tests.rows import rows, visible
from tests.service.sandboxed import ME

NAMES = ("dana", "eve", "zoe", "ada", "ben", "cleo", "finn", "gus", "hana", "iris")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOISE = (
    ("News <news@shop.example>", "Sale", "Everything must go.", "List-Id: <sale.shop.example>\n"),
    ("Lee Own <lee@example.com>", "Stand-up", "At ten as always.", ""),
    ("Bank <no-reply@bank.example>", "Your statement", "It is ready.", "Auto-Submitted: auto-generated\n"),
)
FAULTS = (
    {"kind": "drop"},
    {"kind": "close_after", "reset": True},
    {"kind": "status", "status": 503},
    {"kind": "status_after", "status": 500},
    {"kind": "truncate"},
    {"kind": "rate_limit", "retry_after": 40},
)
POINTS = st.integers(1, 60)
SEEDS = st.integers(0, 2**16)


class Stormy(RuleBasedStateMachine):
    """The rules are what may happen; a settled end is checked now and then, and at the end of every history."""

    make: ClassVar[Any]
    counts: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.storm: Storm = self.make()
        self.truth = Truth()
        self.world = NOW
        self.counts["histories"] += 1

    def teardown(self) -> None:
        try:
            self.settled()
            self._replayed()
        finally:
            self.counts["kills"] += self.storm.kills
            self.counts["fenced"] += self.storm.fenced
            self.storm.close()

    # --- what happens outside ---------------------------------------------------------------------------------------

    def _put(self, provider_id: str) -> str:
        self.truth.mails[provider_id] = self._history()
        return provider_id

    def _history(self) -> int:
        newest = self.storm.control.get("messages")["messages"]
        return max((int(one["historyId"]) for one in newest), default=0)

    def _free(self) -> list[str]:
        return [name for name in NAMES if name not in self.truth.talks and name not in self.truth.asked]

    def _open(self) -> list[Talk]:
        return [talk for talk in self.truth.talks.values() if not talk.is_off and talk.start > self.world + HOUR]

    @precondition(lambda self: self._free())
    @rule(late=st.sampled_from([0, 3]), copies=st.sampled_from([1, 1, 2]))
    def ask(self, late: int, copies: int) -> None:
        """Somebody asks by mail; it may come days late, or twice."""
        name = self._free()[0]
        self.truth.asked.add(name)
        for _ in range(copies):
            at = self.world - late * DAY
            self._put(self.storm.desk.ask(name, at=at, message_id=f"<ask.{name}@poe.example>"))

    @precondition(lambda self: len(self.truth.talks) < len(NAMES))
    @rule(hours=st.integers(2, 60), is_mine=st.booleans(), is_asked=st.booleans(), answer=st.sampled_from(["accepted", "needsAction"]))  # fmt: skip
    def enter(self, hours: int, *, is_mine: bool, is_asked: bool, answer: str) -> None:
        """A talk is entered into the calendar, with somebody who asked for it or with somebody new."""
        waiting = sorted(self.truth.asked - self.truth.talks.keys())
        names = waiting if is_asked and waiting else self._free()
        if not names:
            return
        name, start = names[0], self.world + hours * HOUR
        guests = [
            {"email": ME, "self": True, "responseStatus": "accepted" if is_mine else answer},
            {"email": f"{name}@poe.example", "responseStatus": "accepted"},
        ]
        organizer = {"email": ME if is_mine else f"{name}@poe.example"}
        put = self.storm.desk.put_talk(name, start, attendees=guests, organizer=organizer)
        self.truth.talks[name] = Talk(name, str(put["id"]), start, is_mine, "accepted" if is_mine else answer)

    @precondition(lambda self: self._open())
    @rule(which=SEEDS, hours=st.integers(2, 60))
    def move(self, which: int, hours: int) -> None:
        talk = self._pick(which)
        start = self.world + hours * HOUR
        self.storm.control.post("events/move", id=talk.event_id, start=start.isoformat(), end=(start + HOUR / 2).isoformat())  # fmt: skip
        self.truth.change(talk.name, start=start)

    @precondition(lambda self: self._open())
    @rule(which=SEEDS)
    def call_off(self, which: int) -> None:
        talk = self._pick(which)
        self.storm.control.post("events/cancel", id=talk.event_id)
        # Outlook only says that it is gone.
        self._hide(self.truth.change(talk.name, is_off=True), is_hidden=self.storm.provider == "microsoft")

    @precondition(lambda self: self._open())
    @rule(which=SEEDS, answer=st.sampled_from(["accepted", "declined", "tentative"]))
    def answer(self, which: int, answer: str) -> None:
        """The person answers in their calendar."""
        talk = self._pick(which)
        if talk.is_mine:
            return
        guests = [
            {"email": ME, "self": True, "responseStatus": answer},
            {"email": talk.email, "responseStatus": "accepted"},
        ]
        self.storm.control.put_event({"id": talk.event_id, "attendees": guests})
        self.truth.change(talk.name, answer=answer)

    @precondition(lambda self: any(self._is_over(talk) for talk in self.truth.talks.values()))
    @rule(which=SEEDS)
    def thank(self, which: int) -> None:
        """Who was met writes that it was good to talk."""
        over = [talk for talk in self.truth.talks.values() if self._is_over(talk)]
        talk = over[which % len(over)]
        sender = f"{talk.name.title()} Poe <{talk.email}>"
        self._put(self.storm.desk.deliver(sender, "Our chat", "Great talking to you today!", at=self.world))
        self.truth.change(talk.name, is_thanked=True)

    def _is_over(self, talk: Talk) -> bool:
        return talk.end + HOUR < self.world and talk.statuses(self.world) == {"held_presumed"}

    @rule(what=st.sampled_from(NOISE))
    def noise(self, what: tuple[str, str, str, str]) -> None:
        """Mail that has nothing to do with any talk."""
        sender, subject, text, headers = what
        self._put(self.storm.desk.deliver(sender, subject, text, at=self.world, headers=headers))

    def _pick(self, which: int) -> Talk:
        there = self._open()
        return there[which % len(there)]

    # --- time -------------------------------------------------------------------------------------------------------

    @rule(hours=st.integers(1, 30), is_noticed=st.booleans())
    def time_passes(self, hours: int, *, is_noticed: bool) -> None:
        """For everybody, or unnoticed by this machine, whose clock is slow."""
        self._move_world_to(self.world + hours * HOUR)
        RealTime.shift += hours * HOUR
        if is_noticed:
            self.storm.clock.move_to(self.world)

    @rule(hours=st.integers(-24, 24))
    def clock_jumps(self, hours: int) -> None:
        """The machine's clock is set, up to a day ahead or back; the product's own never runs back."""
        RealTime.shift += hours * HOUR
        if hours > 0:
            self.storm.clock.move_to(self.world + hours * HOUR)
        else:
            self.storm.notice_clock()

    def _move_world_to(self, instant: datetime) -> None:
        if instant > self.world:
            self.world = instant
            self.storm.control.move_clock(to=instant.isoformat())

    # --- what the product does, and what befalls it -------------------------------------------------------------------

    @rule()
    def poll(self) -> None:
        self.storm.poll()

    @rule(order=SEEDS)
    def work(self, order: int) -> None:
        """Jobs in any order, some of them twice, some lost."""
        self.storm.work(random.Random(order), lost=0.2, twice=0.3)

    @rule(number=POINTS)
    def killed_while_reading(self, number: int) -> None:
        self.storm.until_killed(number, self.storm.poll)

    @rule(number=POINTS, order=SEEDS)
    def killed_while_working(self, number: int, order: int) -> None:
        self.storm.until_killed(number, lambda: self.storm.work(random.Random(order)))

    @rule(number=POINTS)
    def stopped_while_reading(self, number: int) -> None:
        self.storm.stopped_while_reading(number)

    @rule(number=POINTS)
    def two_at_once(self, number: int) -> None:
        self.storm.two_at_once(number)

    @rule(kinds=st.sampled_from([("history",), ("sync",), ("history", "sync")]))
    def cursors_expire(self, kinds: tuple[str, ...]) -> None:
        self.storm.control.expire_cursors(*kinds)
        if "sync" in kinds:
            for talk in list(self.truth.talks.values()):
                if talk.is_off and not talk.is_hidden and not self._was_seen_off(talk):
                    self._hide(talk, is_hidden=True)

    def _hide(self, talk: Talk, *, is_hidden: bool) -> None:
        is_over = talk.is_over_here or self.storm.clock() >= talk.end
        self.truth.change(talk.name, is_hidden=is_hidden, is_over_here=is_over)

    def _was_seen_off(self, talk: Talk) -> bool:
        removed = rows(self.storm.context, "calendar_events")
        shown = {one.address: one.status for one in self.storm.shown()}
        is_gone = any(row["provider_id"] == talk.event_id and row["removed_at"] for row in removed)
        return is_gone or shown.get(talk.email) == "cancelled"

    @rule(fault=st.sampled_from(FAULTS), nth=st.integers(1, 8), times=st.sampled_from([1, 1, 3]))
    def trouble(self, fault: dict[str, Any], nth: int, times: int) -> None:
        """A call to come gets lost, is answered by half or too late, or is one too many."""
        order = dict(fault)
        self.storm.control.order_fault("*", str(order.pop("kind")), nth=nth, times=times, **order)

    @precondition(lambda self: self.truth.talks)
    @rule(which=SEEDS, status=st.sampled_from(["held", "no_show", "cancelled"]))
    def correct(self, which: int, status: str) -> None:
        """The person says what became of a talk that is shown."""
        shown = {one.address: one for one in self.storm.shown()}
        there = [talk for talk in self.truth.talks.values() if talk.email in shown]
        if not there:
            return
        talk = there[which % len(there)]
        with self.storm.context.database.writing(self.storm.person) as session:
            interviews.correct(session, self.storm.person, shown[talk.email].id, status, "", self.storm.clock())
        self.truth.change(talk.name, correction=status)

    # --- what must be true --------------------------------------------------------------------------------------------

    @invariant()
    def no_step_breaks_it(self) -> None:
        """Also in the middle of all trouble: nothing sent, none there twice, the cursor not ahead of what is kept."""
        self.counts["steps"] += 1
        sent = self.storm.control.sent()
        assert not sent, sent
        addresses = [one.address for one in self.storm.shown() if one.address]
        assert len(addresses) == len(set(addresses)), addresses
        if (place := self._place()) is not None:
            self._assert_kept_up_to(place)

    def _assert_kept_up_to(self, place: HistoryPlace) -> None:
        passed = {name for name, number in self.truth.mails.items() if number <= int(place.history)}
        assert passed - self.storm.kept() - set(place.pending) - self._hidden() == set()

    def _place(self) -> HistoryPlace | None:
        text = self.storm.cursor() if self.storm.provider == "google" else ""
        return unpack(HistoryPlace, text, "google") if text else None

    def _hidden(self) -> set[str]:
        """While a gap is open, what lies in it is still to be looked for."""
        looks = rows(self.storm.context, "readings")
        is_open = any(look["purpose"] == "gap" and look["finished_at"] is None for look in looks)
        return set(self.truth.mails) if is_open else set()

    @rule()
    def settled(self) -> None:
        """The trouble is over: everything is as it really is."""
        self._calm_down()
        self.storm.settle()
        complaints = [*self.truth.complaints(self.storm.shown(), self.storm.clock(), stored=self.storm.met())]
        assert not complaints, complaints
        lost = self.truth.mails.keys() - self.storm.kept()
        assert not lost, f"never looked at: {lost}"
        with self.storm.context.database.reading() as session:
            found = audit(session, self.storm.person, self.storm.clock())
        assert found.agrees, found
        assert (found.waiting_events, found.gave_up) == (0, ()), found
        self.counts["checks"] += 1

    def _calm_down(self) -> None:
        self.storm.control.clear_faults()
        self._move_world_to(self.storm.clock())
        self.storm.clock.move_to(self.world)

    def _replayed(self) -> None:
        before = visible(self.storm.context, leave_out=("updated_at",))
        with self.storm.context.database.writing(self.storm.person) as session:
            events.replay(session, self.storm.person)
        self.storm.work_off()
        after = visible(self.storm.context, leave_out=("updated_at",))
        assert after == before, [
            (table, after[table], before[table]) for table in before if after[table] != before[table]
        ]
        self.counts["replays"] += 1
