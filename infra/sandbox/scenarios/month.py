"""One month of one person's life, told in order: the stories of a cast and the noise around them become mail, calendar and truth.

The texts are in `casts`, what a step does in `stage`; nothing here knows what an interview is beyond copying the plot's truths out with
real times and addresses.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.sandbox.scenarios.casts import CASTS
from infra.sandbox.scenarios.diary import AFTERWARDS, Diary
from infra.sandbox.scenarios.happenings import CalendarChange, Mail, Scenario
from infra.sandbox.scenarios.noise import bulk_mail
from infra.sandbox.scenarios.plot import AllDay, Book, Cancel, Cast, Move, Story, Truth
from infra.sandbox.scenarios.stage import BASE32HEX, Stage, occurrence_start, perform
from infra.sandbox.scenarios.wire import token

LENGTH = timedelta(days=31)
#: Seeds that tell a cast exactly as written, with its own days and times; all others shift them.
AS_WRITTEN = {1: 0, 2: 1}
#: The last working day on which a shifted meeting may stand.
LAST_DAY = 17


def build_month(*, seed: int, now: datetime) -> Scenario:
    """Return the 31 days from `now` as the cast of this seed lives them."""
    rng = random.Random(seed)
    cast = CASTS[AS_WRITTEN.get(seed, rng.randrange(len(CASTS)))]
    diary = Diary(now.astimezone(UTC), now.astimezone(UTC) + LENGTH, cast.person.timezone)
    happened: list[Mail | CalendarChange] = []
    truths: list[dict[str, Any]] = []
    stories = [story if seed in AS_WRITTEN else shifted(story, rng) for story in cast.stories]
    # What cannot be put off takes its slots first, as in life.
    for story in sorted(stories, key=lambda story: not story.is_fixed):
        stage = play(cast, story, diary, rng)
        happened += stage.happened
        truths += told_truths(stage)
    happened += bulk_mail(cast, diary, rng)
    happened += [all_day_entry(cast, one, diary, rng) for one in cast.days]
    calendars = tuple(cast.calendars.values())
    ordered = tuple(sorted(happened, key=lambda one: one.at))
    return Scenario(
        "month",
        cast.person,
        calendars,
        diary.start,
        diary.end,
        ordered,
        tuple(sorted(truths, key=lambda truth: str(truth["start"]))),
    )


def all_day_entry(cast: Cast, entry: AllDay, diary: Diary, rng: random.Random) -> CalendarChange:
    """Return a whole day's entry, which has dates instead of times and was there before the month began."""
    day, event_id = diary.day(entry.day), token(rng, 26, BASE32HEX)
    spec = cast.calendars[entry.calendar]
    event = {
        "kind": "calendar#event",
        "id": event_id,
        "iCalUID": f"{event_id}@google.com",
        "status": "confirmed",
        "summary": entry.title,
        "start": {"date": f"{day:%Y-%m-%d}"},
        "end": {"date": f"{day + timedelta(days=1):%Y-%m-%d}"},
        "transparency": "transparent",
        "creator": {"email": spec.id},
        "organizer": {"email": spec.id, "displayName": spec.summary, "self": True},
        "eventType": "default",
    }
    return CalendarChange(diary.start - timedelta(days=20), spec.id, event)


def shifted(story: Story, rng: random.Random) -> Story:
    """Return the story some days and half hours away from where its author put it."""
    if story.is_fixed:
        return story
    days = [slot.day for slot in story.slots.values() if isinstance(slot.day, int)]
    # Meetings stay inside the month, the last ones with room for the mails that follow.
    earliest, latest = 1 - min(days, default=1), LAST_DAY - max(days, default=LAST_DAY)
    shift = max(earliest, min(rng.choice((-2, -1, 0, 0, 1, 2)), latest)) if earliest <= 0 <= latest else 0
    half_hours = rng.choice((-2, -1, 0, 0, 1, 2))
    slots = {name: replace(slot, time=later(slot.time, half_hours)) for name, slot in story.slots.items()}
    return replace(story, base=story.base + shift, slots=slots)


def later(clock: str, half_hours: int) -> str:
    """Return a clock time shifted, unless that leaves office hours."""
    hour, minute = map(int, clock.split(":"))
    total = hour * 60 + minute + 30 * half_hours
    return f"{total // 60:02d}:{total % 60:02d}" if 9 * 60 <= total <= 16 * 60 + 30 else clock


def play(cast: Cast, story: Story, diary: Diary, rng: random.Random) -> Stage:
    """Return the stage after the whole story."""
    other = next((truth.contact for truth in story.truths if truth.contact), "")
    there = cast.parties[other].zone if other else cast.person.timezone
    moments = {}
    for name, slot in story.slots.items():
        day = slot.day if isinstance(slot.day, str) or slot.day >= AFTERWARDS else slot.day + story.base
        moments[name] = diary.take(replace(slot, day=day), there)
    stage = Stage(cast, story, diary, rng, moments)
    for step in story.steps:
        perform(stage, step)
    keep_series_free(stage)
    return stage


def keep_series_free(stage: Stage) -> None:
    """Enter all occurrences of a series into the diary, so that later stories go around them."""
    for name, step in stage.booked.items():
        length = stage.meetings[name].end - stage.meetings[name].start
        begins = [occurrence_start(stage, name, number) for number in range(1, step.times)]
        stage.diary.taken += [(at, at + length) for at in begins]


# Truth


def told_truths(stage: Stage) -> list[dict[str, Any]]:
    """Return the truths of a story, one for each occurrence of a series."""
    rows: list[dict[str, Any]] = []
    for truth in stage.story.truths:
        step = stage.booked.get(truth.event)
        if step is None or not step.every_weeks:
            rows.append(told(stage, truth, stage.story.key, stage.moments[truth.slot].at, truth.status))
            continue
        rows += told_series(stage, truth, step)
    return rows


def told_series(stage: Stage, truth: Truth, step: Book) -> list[dict[str, Any]]:
    rows, moves = [], {one.occurrence: one for one in stage.story.steps if isinstance(one, Move)}
    gone = {one.occurrence for one in stage.story.steps if isinstance(one, Cancel)}
    for number in range(step.times):
        begins = (
            stage.moments[moves[number].slot].at if number in moves else occurrence_start(stage, truth.event, number)
        )
        told_status = truth.statuses[number] if number < len(truth.statuses) else ""
        by_clock = "held_presumed" if begins < stage.diary.end else "accepted"
        status = "cancelled" if number in gone else told_status or by_clock
        one = replace(truth, reschedules=int(number in moves))
        rows.append(told(stage, one, f"{stage.story.key}-{number + 1}", begins, status))
    return rows


def told(stage: Stage, truth: Truth, key: str, start: datetime, status: str) -> dict[str, Any]:
    """Return one truth with real addresses and times."""
    meeting = stage.meetings.get(truth.event)
    cancelled_by = truth.cancelled_by if status == "cancelled" else None
    return {
        "key": key,
        "is_interview": truth.is_interview,
        "class": truth.kind,
        "status": status,
        "contact": stage.party(truth.contact).email if truth.contact else "",
        "others": [stage.party(other).email for other in truth.others],
        "start": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "reschedules": truth.reschedules,
        "role": truth.role,
        "ical_uid": meeting.uid if meeting else None,
        "thanked_by_hand": truth.thanked_by_hand,
        "cancelled_by": cancelled_by,
        "no_show_by": truth.no_show_by,
        "introduced_by": stage.party(truth.introduced_by).email if truth.introduced_by else None,
        "sources": list(truth.sources),
        "hard": truth.hard,
        "why": truth.why,
    }
