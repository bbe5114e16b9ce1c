"""What the person chose, typed: every setting with its default, checked field by field, and how to take a change back.

The choices lie in columns of the person's row and in its `settings` (absent = default). A change is written with what
stood there before, so that one click takes it back. Whoever decides by a setting reads it here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import activity, events
from service.schema import Draft, Person

RETENTION_DAYS = 90
MOST_PHRASES = 100
_LONGEST_PHRASE = 120
_NEVER = 3650
_COLUMNS = ("name", "timezone", "languages", "signature", "goal")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

LANGUAGES = ("en", "de", "fr", "es")
UI_LANGUAGES = ("auto", "en", "de")
THEMES = ("auto", "light", "dark")
GREETINGS = ("auto", "Hi", "Hello", "Dear")
FORMALITIES = ("auto", "formal", "familiar")
FRIDAYS = ("evening", "morning")


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's choices. Times of day are `HH:MM` in the person's zone, hours are the recipient's."""

    name: str = ""
    timezone: str = "UTC"
    languages: tuple[str, ...] = ()
    signature: str = ""
    goal: str = ""
    ui_language: str = "auto"
    theme: str = "auto"
    shortcuts: bool = True
    greeting: str = "auto"
    formality: str = "auto"
    opening: str = ""
    closing: str = ""
    offer_help: bool = True
    never_phrases: tuple[str, ...] = ()
    ready_after: int = 0
    """Minutes after the end before a draft is written."""
    send_after: int = 60
    """Minutes after the end before which no time to send is suggested."""
    hour_from: int = 8
    hour_to: int = 18
    fridays: str = "morning"
    """Where no working hour is left: the same evening, or the next working morning."""
    undo_seconds: int | None = None
    """How long an approval can be taken back; None = as this Warmthread is set up."""
    mailbox_drafts: bool = False
    """Whether drafts that wait for review also lie in the Drafts folder of the person's own mailbox (`placed`)."""
    model_consent: str = ""
    """To what was agreed that a language model is told (`drafting.consent`); "" = it is told nothing."""
    retention_days: int = RETENTION_DAYS
    """How long texts of mails are kept; 0 = not at all once they were read."""
    private_events: str = "never"
    """`never` or `log`."""
    learn_manner: bool = True
    """Whether drafts take on how the person writes (`manner`)."""
    learning: bool = True
    """Whether what the person decided counts for later conversations of the same kind."""
    digest: bool = False
    digest_at: str = "07:30"
    desktop_notices: bool = False
    feed: bool = False
    feed_number: int = 0
    """Grows with every new address of the feed: part of what its secret is made of."""


class NotKept(ValueError):
    """Values that cannot be kept; `errors` says for each field, in a sentence, what is wrong."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


_NAMES = tuple(field.name for field in fields(Preferences))
_FOR_DRAFTS = frozenset(
    {
        "name", "timezone", "languages", "signature", "goal", "greeting", "formality", "opening", "closing",
        "offer_help", "learn_manner", "never_phrases", "ready_after", "send_after", "hour_from", "hour_to", "fridays",
    }
)  # fmt: skip
"""A change of one of these writes waiting drafts anew, but for those that the person edited."""


def read(session: Session, person_id: str) -> Preferences:
    """The person's choices as they stand."""
    return of(session.get_one(Person, person_id))


def of(person: Person) -> Preferences:
    """The choices in a person's row. What cannot be understood there counts as not chosen."""
    values: dict[str, Any] = {}
    for name in _NAMES:
        stored = getattr(person, name) if name in _COLUMNS else (person.settings or {}).get(name)
        if stored is None:
            continue
        try:
            values[name] = _CHECKS[name](stored)
        except ValueError:
            continue
    found = Preferences(**values)
    return found if found.hour_from < found.hour_to else Preferences(**{**values, "hour_from": 8, "hour_to": 18})


def change(session: Session, person_id: str, now: datetime, **values: object) -> int | None:
    """Keeps these choices; returns the id of the log's row that undoes it, None when nothing changed.

    Raises NotKept, with a sentence for each field that cannot be kept; then nothing is kept.
    """
    person = session.get_one(Person, person_id, populate_existing=True)
    before = of(person)
    wanted = _checked(before, values)
    changed = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    if not changed:
        return None
    former = {name: _stored(person, name) for name in changed}
    _write(person, {name: _plain(value) for name, value in changed.items()})
    session.flush()
    _draft_again(session, person_id, changed, now)
    row = activity.record(
        session, person_id, activity.SETTING, now, subject="settings", detail=", ".join(sorted(changed)),
        data={"before": former, "after": {name: _plain(value) for name, value in changed.items()}},
    )  # fmt: skip
    return row.id


def undo(session: Session, person_id: str, activity_id: int, now: datetime) -> bool:
    """Takes a change back; a choice that was changed again since stays. False when there is nothing to take back."""
    row = activity.undoable(session, person_id, activity_id, activity.SETTING)
    if row is None:
        return False
    person = session.get_one(Person, person_id, populate_existing=True)
    after = row.data["after"]
    taken_back = {name: value for name, value in row.data["before"].items() if _stored(person, name) == after[name]}
    _write(person, taken_back)
    row.undone_at = now
    session.flush()
    _draft_again(session, person_id, taken_back, now)
    return True


def _stored(person: Person, name: str) -> object:
    return getattr(person, name) if name in _COLUMNS else person.settings.get(name)


def _write(person: Person, values: Mapping[str, object]) -> None:
    settings = dict(person.settings)
    for name, value in values.items():
        if name in _COLUMNS:
            setattr(person, name, value)
        elif value is None:
            settings.pop(name, None)
        else:
            settings[name] = value
    person.settings = settings


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _draft_again(session: Session, person_id: str, changed: Iterable[str], now: datetime) -> None:
    if not _FOR_DRAFTS.intersection(changed):
        return
    waiting = select(Draft.interview_id).where(
        Draft.person_id == person_id, Draft.state == "needs_review", Draft.is_edited.is_(False)
    )
    for interview_id in session.scalars(waiting.distinct().order_by(Draft.interview_id)).all():
        events.append(session, person_id, events.INTERVIEW_CHANGED, interview_id, now=now)


# --- what may be kept -------------------------------------------------------------------------------------------


def _checked(before: Preferences, values: Mapping[str, object]) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in values.items():
        if name not in _CHECKS:
            raise TypeError(f"There is no setting {name!r}.")
        try:
            wanted[name] = _CHECKS[name](value)
        except ValueError as error:
            errors[name] = str(error)
    hour_from, hour_to = wanted.get("hour_from", before.hour_from), wanted.get("hour_to", before.hour_to)
    if not errors and hour_from >= hour_to:
        errors["hour_to"] = "The hours must end after they begin."
    if errors:
        raise NotKept(errors)
    return wanted


Check = Callable[[object], object]


def _text(most: int, *, is_one_line: bool = True) -> Check:
    def check(value: object) -> str:
        text = str(value).replace("\r\n", "\n").strip()
        text = " ".join(text.split()) if is_one_line else text
        if len(text) > most:
            raise ValueError(f"This is longer than {most} characters.")
        if any(sign < " " and sign != "\n" for sign in text):
            raise ValueError("This holds signs that cannot be kept.")
        return text

    return check


def _one_of(choices: Iterable[str]) -> Check:
    allowed = tuple(choices)

    def check(value: object) -> str:
        if value not in allowed:
            raise ValueError("Choose one of the list.")
        return str(value)

    return check


def _whole(least: int, most: int) -> Check:
    def check(value: object) -> int:
        text = str(value).strip()
        if not text.isdecimal() or not text.isascii() or not least <= int(text[:9]) <= most:
            raise ValueError(f"A whole number from {least} to {most}.")
        return int(text)

    return check


def _yes(value: object) -> bool:
    return str(value).lower() in {"on", "yes", "true", "1"}


def zone_named(value: object) -> str:
    """The time zone of that name. Raises ValueError with a sentence where there is none."""
    try:
        return str(ZoneInfo(str(value).strip()))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("There is no such time zone: choose one of the list, such as Europe/Berlin.") from None


def _languages(value: object) -> tuple[str, ...]:
    given = value if isinstance(value, (list, tuple)) else str(value).replace(",", " ").split()
    found = tuple(dict.fromkeys(str(one).strip() for one in given if str(one).strip()))
    if any(one not in LANGUAGES for one in found):
        raise ValueError("Drafts can be written in English, German, French and Spanish.")
    return found


def _phrases(value: object) -> tuple[str, ...]:
    lines = value if isinstance(value, (list, tuple)) else str(value).splitlines()
    found = tuple(dict.fromkeys(" ".join(str(line).split()) for line in lines if str(line).strip()))
    if len(found) > MOST_PHRASES:
        raise ValueError(f"At most {MOST_PHRASES} phrases.")
    if any(not 2 <= len(phrase) <= _LONGEST_PHRASE for phrase in found):
        raise ValueError(f"A phrase has 2 to {_LONGEST_PHRASE} characters.")
    return found


def _clock(value: object) -> str:
    if not _CLOCK.fullmatch(str(value).strip()):
        raise ValueError("A time such as 07:30.")
    return str(value).strip()


def _undo_seconds(value: object) -> int | None:
    if value is None or value == "":
        return None
    kept = _whole(0, 600)(value)
    return int(str(kept))


_CHECKS: Mapping[str, Check] = {
    "name": _text(120),
    "timezone": zone_named,
    "languages": _languages,
    "signature": _text(300, is_one_line=False),
    "goal": _text(500),
    "ui_language": _one_of(UI_LANGUAGES),
    "theme": _one_of(THEMES),
    "shortcuts": _yes,
    "greeting": _one_of(GREETINGS),
    "formality": _one_of(FORMALITIES),
    "opening": _text(160),
    "closing": _text(160),
    "offer_help": _yes,
    "never_phrases": _phrases,
    "ready_after": _whole(0, 24 * 60),
    "send_after": _whole(15, 24 * 60),
    "hour_from": _whole(0, 23),
    "hour_to": _whole(1, 24),
    "fridays": _one_of(FRIDAYS),
    "undo_seconds": _undo_seconds,
    "mailbox_drafts": _yes,
    "model_consent": _text(2000),
    "retention_days": _whole(0, _NEVER),
    "private_events": _one_of(("never", "log")),
    "learn_manner": _yes,
    "learning": _yes,
    "digest": _yes,
    "digest_at": _clock,
    "desktop_notices": _yes,
    "feed": _yes,
    "feed_number": _whole(0, 1_000_000),
}
