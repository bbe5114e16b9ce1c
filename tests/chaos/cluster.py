"""A Warmthread of several processes on Postgres and Redis: two workers, the clock and the pages, beside the two servers.
All six are killed; whoever is dead is started again at once. The person uses the pages meanwhile: what they were told is
done must be done, and what they were not told is done once or not at all.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import redis
from psycopg import sql
from sqlalchemy import func, select

from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.drafting.versions import text_of
from service.schema import Approval, BrowserSession, Correction, Draft
from service.web.sessions import LASTS_AT_MOST, digest_of
from tests.chaos.ingest import Ingest, patiently
from tests.chaos.killing import Dice, Kill, doing
from tests.chaos.lives import Life
from tests.chaos.warm import KILLED, Child, Warm, WentWrong, go_on
from tests.servers.postgres import Postgres

MEMBERS = {"worker 1": "labour", "worker 2": "labour", "clock": "labour", "pages": "serve"}
WORKERS = {"worker 1", "worker 2"}
AT_PAGES = (
    "approve_draft.after_begin", "approve_draft.before_commit", "approve_draft.after_commit", "correct.after_begin",
    "correct.before_commit", "correct.after_commit",
)  # fmt: skip
AT_CLOCK = ("lead.before_commit", "beat.before_commit", "void_leases.before_commit", "beat.after_commit")
SERVERS_EVERY = 40
"""One of so many kills is Redis, and one is Postgres."""
TOGETHER_SHARE = 0.5
"""So often the other worker dies along, if it has something open."""
PATIENCE, AN_ANSWER = 30.0, 2.0


@dataclass(slots=True)
class Cluster:
    """Who lives, and what the person was told."""

    ingest: Ingest
    warm: Warm
    dice: Dice
    postgres: Postgres
    redis_url: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    living: dict[str, Child] = field(default_factory=dict)
    armed: dict[str, str] = field(default_factory=dict)
    steps: int = 0
    told: int = 0
    untold: int = 0
    ended_alone: int = 0
    broken: list[str] = field(default_factory=list)
    """Promises to the person that were not kept."""

    @property
    def clock(self) -> Path:
        return self.ingest.folder / "clock"

    def trace(self, name: str) -> Path:
        return self.ingest.folder / f"{name}.trace"

    # --- living and dying ---

    def start(self, points: tuple[str, ...]) -> None:
        """Whoever is dead lives again, armed anew."""
        self._move_clock()
        for name in MEMBERS.keys() - self.living.keys():
            self.armed[name] = self.dice.arm(_points_of(name, points)) if points else ""
            self.trace(name).unlink(missing_ok=True)
            more = {"clock": str(self.clock), "jobs": name != "clock"}
            log = str(self.ingest.folder / f"{name}.log")
            order = Life(MEMBERS[name], self.ingest.settings, "", log, self.armed[name], str(self.trace(name)), more)
            self.living[name] = self.warm.start(order)

    def _move_clock(self) -> None:
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(self.ingest.next_now(), encoding="ascii")
        fresh.replace(self.clock)

    def step(self, points: tuple[str, ...], far: float) -> list[Kill]:
        """All go on so far, until somebody is killed at a point or, at the end of it, at a moment."""
        self.start(points)
        self.steps += 1
        self.use_pages()
        victim, is_patient = self.dice.random.choice(sorted(WORKERS)), self.dice.is_patient()
        codes = go_on(self.warm, list(self.living.values()), [self.trace(victim)], far, is_patient=is_patient)
        if killed := self._killed_server():
            return [killed]
        kills = self._bury(codes) if codes else self._killed(self._someone(victim, is_patient=is_patient))
        return kills + self._killed(*self._taken_along(kills))

    def _taken_along(self, kills: list[Kill]) -> list[str]:
        """Who dies at the same moment, as when a machine loses its power: whatever the others have open then."""
        if not kills or self.dice.random.random() > TOGETHER_SHARE:
            return []
        return [name for name in sorted(WORKERS & self.living.keys()) if doing(self.trace(name))[0]]

    def _someone(self, victim: str, *, is_patient: bool) -> str:
        """The victim, or when it has nothing open and that is wanted, whoever has."""
        others = [name for name in (victim, *sorted(MEMBERS)) if doing(self.trace(name))[0]]
        return others[0] if is_patient and others else victim

    def _killed(self, *names: str) -> list[Kill]:
        """Those of them that lived until now."""
        codes = {self.living[name].pid: self._kill(name) for name in names}
        return self._bury(codes, is_moment=True)

    def _kill(self, name: str) -> int:
        try:
            self.living[name].kill()
        except WentWrong:
            return 1
        return KILLED

    def _bury(self, codes: dict[int, int], *, is_moment: bool = False) -> list[Kill]:
        dead = {name: codes[child.pid] for name, child in self.living.items() if child.pid in codes}
        for name in [name for name, code in dead.items() if code != KILLED]:
            # A process that finds no database at its start ends, and is started again: so compose does, too.
            self.ended_alone += 1
            del self.living[name], dead[name]
        return [self._buried(name, is_moment=is_moment) for name in dead]

    def _buried(self, name: str, *, is_moment: bool) -> Kill:
        del self.living[name]
        is_inside, what = doing(self.trace(name))
        return Kill(name, "" if is_moment else self.armed[name], is_inside, what, is_busy=True)

    def _killed_server(self) -> Kill | None:
        turn = self.steps % SERVERS_EVERY
        if turn not in {SERVERS_EVERY // 4, 3 * SERVERS_EVERY // 4}:
            return None
        name, kill = ("Redis", self._kill_redis) if turn == SERVERS_EVERY // 4 else ("Postgres", self._kill_postgres)
        states = [doing(self.trace(member)) for member in self.living]
        kill()
        return Kill(
            name, "", any(is_inside for is_inside, _ in states), "; ".join(what for _, what in states), is_busy=True
        )

    def _kill_redis(self) -> None:
        with redis.Redis.from_url(self.redis_url) as client:
            os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)
        wait_until(self._is_redis_there)

    def _is_redis_there(self) -> bool:
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.redis_url) as client:
            return bool(client.ping())
        return False

    def _kill_postgres(self) -> None:
        """In turn the whole server, and one of the processes that it works with, at which it begins anew."""
        folder = self.postgres.folder
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        if self.steps % (2 * SERVERS_EVERY) > SERVERS_EVERY:
            with psycopg.connect(host=str(folder), user="warmthread", dbname="postgres") as connection:
                others = sql.SQL("SELECT pid FROM pg_stat_activity WHERE datname = 'warmthread' AND state IS NOT NULL")
                pid = next((int(row[0]) for row in connection.execute(others)), pid)
        os.kill(pid, signal.SIGKILL)
        wait_until(self._is_postgres_there)

    def _is_postgres_there(self) -> bool:
        with contextlib.suppress(psycopg.Error):
            self.postgres.run("postgres", sql.SQL("SELECT 1"))
            return True
        return False

    def end(self) -> None:
        """Nobody lives; whoever found no database at their start has ended before."""
        for child in self.living.values():
            try:
                child.kill()
            except WentWrong:
                self.ended_alone += 1
        self.living.clear()

    # --- the person at the pages ---

    def sign_in(self) -> None:
        """A browser that is signed in."""
        now = real_now()
        with self.ingest.context.database.writing(LOCAL_PERSON) as session:
            session.add(
                BrowserSession(
                    id="ses_chaos", person_id=LOCAL_PERSON, digest=digest_of(self.token), form_token=self.form_token,
                    created_at=now, rotated_at=now, seen_at=now, expires_at=now + LASTS_AT_MOST,
                )
            )  # fmt: skip

    def use_pages(self) -> None:
        """The person does what they do: says that a talk took place, and yes to what waits for it."""
        if self.ingest.yes.exists():
            for draft_id, fields in patiently(self._to_approve):
                self._press(f"/drafts/{draft_id}/approve", fields, partial(self._approvals, draft_id))
        elif meeting := patiently(self.ingest.to_say):
            self._press(
                f"/interviews/{meeting[0]}/correct",
                {"kind": "held"},
                partial(self._words, meeting[1]),
                counts_once=True,
            )

    def _press(self, path: str, fields: dict[str, str], done: Callable[[], int], *, counts_once: bool = False) -> None:
        """One click, and what became of it: `done` counts what it left in the database. One that `counts_once` may find
        an earlier one done that was not answered in time.
        """
        before = patiently(done)
        is_told = self._is_answered(path, fields)
        after = patiently(done)
        self.told += is_told
        self.untold += not is_told
        if after > before + 1 or (is_told and after < (1 if counts_once else before + 1)):
            self.broken.append(f"{path}: {after - before} times where the person was {'' if is_told else 'not '}told")

    def _is_answered(self, path: str, fields: dict[str, str]) -> bool:
        """Whether the pages said that it is done."""
        headers = {
            "Cookie": f"warmthread_{self.port}={self.token}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=AN_ANSWER)
        try:
            connection.request("POST", path, urlencode({**fields, "form_token": self.form_token}), headers)
            answer = connection.getresponse()
            answer.read()
            if re.match(r"4..", str(answer.status)):
                self.broken.append(f"{path}: refused with {answer.status}")
            return answer.status == 303
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _to_approve(self) -> list[tuple[str, dict[str, str]]]:
        with self.ingest.context.database.reading() as session:
            rows = session.scalars(select(Draft).where(Draft.state == "needs_review")).all()
            return [(row.id, dict(self._fields(row))) for row in rows]

    def _fields(self, draft: Draft) -> Iterator[tuple[str, str]]:
        text = text_of(self.ingest.context.vault, draft)
        yield from (("version", str(draft.version)), ("subject", text.subject), ("body", text.body), ("when", "now"))
        yield from (("sender", text.sender), ("to", ", ".join(text.to)), ("cc", ", ".join(text.cc)))

    def _approvals(self, draft_id: str) -> int:
        with self.ingest.context.database.reading() as session:
            query = select(func.count()).select_from(Approval).where(Approval.draft_id == draft_id)
            return session.scalar(query) or 0

    def _words(self, meeting: str) -> int:
        with self.ingest.context.database.reading() as session:
            query = select(func.count()).select_from(Correction).where(Correction.meeting == meeting)
            return session.scalar(query) or 0


def _points_of(name: str, points: tuple[str, ...]) -> tuple[str, ...]:
    return {"pages": AT_PAGES, "clock": AT_CLOCK}.get(name, points)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Raises TimeoutError when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError("a server that was killed did not come back")
        time.sleep(0.02)
