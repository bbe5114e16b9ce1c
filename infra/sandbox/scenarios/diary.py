"""Which instants the days and slots of a plot are in one real month, and how people name them.

Working days, weekends and summer time all follow from the start and the person's zone; two meetings never stand on one slot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from infra.sandbox.scenarios.wire import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from infra.sandbox.scenarios.plot import Slot

#: Day numbers from here on count working days after the month's end: 100 is "tomorrow".
AFTERWARDS = 100
OPENS, CLOSES = time(8, 30), time(18, 0)
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
SPOKEN = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


@dataclass(frozen=True)
class Moment:
    """A slot in real time, with the words people use for it; `there` is the same instant in the other's zone."""

    at: datetime
    minutes: int
    there_zone: str

    @property
    def end(self) -> datetime:
        return (self.at.astimezone(UTC) + timedelta(minutes=self.minutes)).astimezone(self.at.tzinfo)

    @property
    def there(self) -> datetime:
        return self.at.astimezone(ZoneInfo(self.there_zone))

    def words(self) -> dict[str, str]:
        """Return every way to name this time, by the names that plots use."""
        at, there = self.at, self.there
        return {
            "wd": WEEKDAYS["en"][at.weekday()],
            "wd3": WEEKDAYS["en"][at.weekday()][:3],
            "mdy": f"{MONTHS['en'][at.month - 1]} {at.day}",
            "dmy": f"{at.day} {MONTHS['en'][at.month - 1]}",
            "ord": ordinal(at.day),
            "num": f"{at.month}/{at.day}",
            "dnum": f"{at.day}/{at.month}",
            "t12": twelve_hours(at),
            "t24": f"{at:%H:%M}",
            "end12": twelve_hours(self.end),
            "end24": f"{self.end:%H:%M}",
            "there12": twelve_hours(there),
            "there24": f"{there:%H:%M}",
            "tag": WEEKDAYS["de"][there.weekday()],
            "datum": f"{there.day}. {MONTHS['de'][there.month - 1]}",
            "uhr": german_hours(at),
            "say": spoken_hours(at),
            "endsay": spoken_hours(self.end),
            # How the next working day speaks of this one, and the one before.
            "ago": "on Friday" if at.weekday() == FRIDAY else "yesterday",
            "neulich": "am Freitag" if at.weekday() == FRIDAY else "gestern",
            "soon": "on Monday" if at.weekday() == 0 else "tomorrow",
            "dort": german_hours(there),
        }


class Words:
    """The words of a moment as attributes, for str.format."""

    def __init__(self, words: dict[str, str]) -> None:
        self.__dict__.update(words)


def ordinal(day: int) -> str:
    if day in (11, 12, 13):
        return f"{day}th"
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th') }"


def twelve_hours(at: datetime) -> str:
    minutes = f":{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


def spoken_hours(at: datetime) -> str:
    """Return a time as people in Britain say it: half four, quarter to six."""
    hour, following = SPOKEN[at.hour % 12], SPOKEN[(at.hour + 1) % 12]
    return {0: hour, 15: f"quarter past {hour}", 30: f"half {hour}", 45: f"quarter to {following}"}.get(
        at.minute, f"{at:%H:%M}"
    )


def german_hours(at: datetime) -> str:
    return f"{at.hour}:{at:%M} Uhr" if at.minute else f"{at.hour} Uhr"


def is_working(day: date) -> bool:
    return day.weekday() < SATURDAY


def step_days(day: date, count: int) -> date:
    """Return the working day `count` working days after (or before) `day`."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working(day):
            day += step
    return day


@dataclass
class Diary:
    """The days of one month and the slots already taken in it."""

    start: datetime
    end: datetime
    zone: str
    taken: list[tuple[datetime, datetime]] = field(default_factory=list)

    def working_days(self) -> list[date]:
        """Return the whole working days between start and end."""
        first, last = self.local(self.start).date(), self.local(self.end).date()
        days = [first + timedelta(days=count) for count in range(1, (last - first).days)]
        return [day for day in days if is_working(day)]

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def day(self, number: int | str) -> date:
        """Return the date of a day number: working day, Saturday w1, Sunday u1 or calendar day c4."""
        first, last = self.local(self.start).date(), self.local(self.end).date()
        if isinstance(number, str) and not number.lstrip("-").isdigit():
            return weekend_day(first, number)
        count = int(number)
        if count >= AFTERWARDS:
            return step_days(last, count - AFTERWARDS + 1)
        return step_days(first, count + 1) if count >= 0 else step_days(first, count)

    def instant(self, number: int | str, clock: str) -> datetime:
        hour, minute = map(int, clock.split(":"))
        return datetime.combine(self.day(number), time(hour, minute), ZoneInfo(self.zone))

    def take(self, slot: Slot, there_zone: str) -> Moment:
        """Return the slot's moment, moved to the next free half hour of the day if a meeting stands there."""
        wanted = Moment(self.instant(slot.day, slot.time), slot.minutes, there_zone)
        if not slot.is_taken:
            return wanted
        moment = next((free for free in self.near(wanted) if not self.is_taken(free)), wanted)
        self.taken.append((moment.at.astimezone(UTC), moment.end.astimezone(UTC)))
        return moment

    def near(self, wanted: Moment) -> list[Moment]:
        """Return the moment itself and others of its day, nearest first, inside office hours."""
        minutes = [0, 30, -30, 60, -60, 90, -90, 120, -120, 150, -150, 180, -180, 240, -240]
        shifted = [Moment(wanted.at + timedelta(minutes=step), wanted.minutes, wanted.there_zone) for step in minutes]
        return [wanted, *(one for one in shifted[1:] if one.at.time() >= OPENS and one.end.time() <= CLOSES)]

    def is_taken(self, moment: Moment) -> bool:
        start, end = moment.at.astimezone(UTC), moment.end.astimezone(UTC)
        return any(start < other_end and other_start < end for other_start, other_end in self.taken)

    def when(self, spelt: str, moments: dict[str, Moment], base: int) -> datetime:
        """Return the instant of a step's time, spelt as `plot` explains."""
        if after := re.fullmatch(r"(\w+)([+-]\d+)", spelt):
            return (moments[after[1]].at.astimezone(UTC) + timedelta(minutes=int(after[2]))).astimezone(UTC)
        if around := re.fullmatch(r"(\w+)=(-?\d+) (\d+:\d+)", spelt):
            hour, minute = map(int, around[3].split(":"))
            day = step_days(moments[around[1]].at.date(), int(around[2]))
            return datetime.combine(day, time(hour, minute), ZoneInfo(self.zone)).astimezone(UTC)
        number, clock = spelt.split()
        return self.instant(int(number) + base if number.lstrip("-").isdigit() else number, clock).astimezone(UTC)


def weekend_day(first: date, number: str) -> date:
    count = int(number[1:])
    if number[0] == "c":
        return first + timedelta(days=count)
    wanted = SATURDAY if number[0] == "w" else SUNDAY
    ahead = (wanted - first.weekday() - 1) % 7 + 1
    return first + timedelta(days=ahead + 7 * count)
