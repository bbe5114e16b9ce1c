"""Mails and calendars that were built to break a reader, sent to a house where somebody lives: each is quarantined or done
with, the house answers all along, and the mail beside them is handled meanwhile. Six of the worst go through the house
that all tests share (ps/test_bounds.py).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from infra.bench.bombs import CALENDARS, MAILS, MIB, mail, typed
from tests.security.house import House, raised_house
from tests.verdicts import Verdict

TALKS = 20
_TOGETHER = 8
_MOST_MEMORY = 1_024 * MIB
"""Of the whole house, whatever was sent to it."""


def attached(calendar: bytes) -> bytes:
    """A mail that brings a calendar along, as an invite does."""
    return typed("text/calendar; method=REQUEST", calendar)


def beyond() -> dict[str, bytes]:
    """Mails beyond the largest that is read."""
    return {
        "a mail of 26 MiB": mail(b"x" * 26 * MIB),
        "a mail of 30 MiB in one line": b"From: a@b.example" + b"x" * 30 * MIB,
    }


def events(house: House) -> Iterator[tuple[str, dict[str, object]]]:
    """Entries that strangers put into the calendar: what a provider tells as JSON."""
    start = house.now() + timedelta(days=3)
    edge = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": (start + timedelta(hours=1)).isoformat()}}
    guests = [{"email": f"a{number}@b.example"} for number in range(20_000)]
    far = {"dateTime": "9999-12-31T23:59:59Z"}
    yield "a description of 4 MiB of angles", {"description": "<p " + "<" * 4 * MIB, **edge}
    yield "a description of nested HTML", {"description": "<div>" * 400_000, **edge}
    yield "20,000 guests", {"attendees": guests, **edge}
    yield "a title of 2 MiB", {"summary": "Coffee chat " * 170_000, **edge}
    yield "a place of half links", {"location": "https://" * 200_000, **edge}
    yield "the end of time", {"start": far, "end": far}
    yield "null bytes", {"summary": "Coffee\x00", **edge}


@dataclass
class Pulse:
    """What the house answered to whoever asked whether it is well."""

    answers: list[int] = field(default_factory=list)
    longest: float = 0.0


@contextmanager
def watched(house: House) -> Iterator[Pulse]:
    """While inside, somebody asks for `/healthz` all the time."""
    pulse, over = Pulse(), threading.Event()

    def ask() -> None:
        with house.visitor() as visitor:
            while not over.wait(0.05):
                begun = time.monotonic()
                try:
                    pulse.answers.append(visitor.get("/healthz").status_code)
                except httpx2.HTTPError:
                    pulse.answers.append(0)
                pulse.longest = max(pulse.longest, time.monotonic() - begun)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield pulse
    finally:
        over.set()
        asking.join()


def fates(house: House, sent: Mapping[str, str]) -> dict[str, str]:
    """What became of each, by its id: quarantined, set aside or stored; nothing for one that was lost."""
    found: dict[str, str] = {}
    for table, fate in (("set_asides", "set aside"), ("message_copies", "stored"), ("quarantine", "quarantined")):
        found |= {str(row["provider_id"]): fate for row in house.rows(table)}
    return {name: found.get(provider_id, "") for name, provider_id in sent.items()}


def memory(house: House) -> int:
    """The most bytes that the house's process has held."""
    status = Path(f"/proc/{house.product.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def send(house: House, bombs: Mapping[str, bytes], names: list[str]) -> tuple[dict[str, str], list[str]]:
    """Delivers all of them, with an ordinary talk after every few; returns the ids and who asked for a talk."""
    sent: dict[str, str] = {}
    every, asked = max(1, len(bombs) // max(1, len(names))), []
    for number, (name, raw) in enumerate(bombs.items(), start=1):
        sent[name] = str(house.control.deliver(raw=raw)["id"])
        if number % every == 0 and names:
            asked.append(house.talk(names.pop(0), hours=24 + number))
        if number % _TOGETHER == 0:
            house.settle()
    house.settle()
    return sent, asked


@pytest.mark.timeout(900)
def test_a_hundred_and_more_bombs_cost_the_house_nothing_but_themselves(
    is_whole: bool, tmp_path: Path, verdict: Verdict
) -> None:
    if not is_whole:
        pytest.skip("make security sends all of them")
    bombs = {name: made() for name, made in MAILS.items()} | beyond()
    bombs |= {f"calendar: {name}": attached(made()) for name, made in CALENDARS.items()}
    names = [f"guest{chr(97 + number)}" for number in range(TALKS)]
    with raised_house(tmp_path) as house, watched(house) as pulse:
        entered = [(name, house.control.put_event({"status": "confirmed", **event})) for name, event in events(house)]
        sent, asked = send(house, bombs, names)
        told, most = fates(house, sent), memory(house)
        lost = [name for name, fate in told.items() if not fate]
        missed = [address for address in asked if house.interview_with(address) is None]
        broken = [line for line in house.log().splitlines() if "poll.failed" in line or "job.failed" in line]
        calendars = fates(house, {name: str(event["id"]) for name, event in entered})
        calendars |= {str(row["provider_id"]): "stored" for row in house.rows("calendar_events")}
    kinds = {fate: list(told.values()).count(fate) for fate in ("quarantined", "set aside", "stored")}
    verdict(
        f"{len(told)} bombs and {len(entered)} calendar entries through a running house at Google: {kinds}, {len(lost)} "
        f"lost, {len(broken)} polls or jobs failed; {len(asked) - len(missed)} of {TALKS} talks beside them found; "
        f"{len(pulse.answers)} times asked, always well: {set(pulse.answers) == {200}}, slowest {pulse.longest:.1f} s; "
        f"{most // MIB} MiB at most."
    )
    assert len(told) >= 100
    assert (lost, missed, broken) == ([], [], [])
    assert len(asked) == TALKS
    assert set(pulse.answers) == {200}
    assert most < _MOST_MEMORY
    assert {told[name] for name in beyond()} == {"quarantined"}
