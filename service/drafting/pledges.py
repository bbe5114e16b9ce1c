"""What was promised around one meeting, by either side, and what became of it. Pure: scene in, pledges out.

A *pledge* is one promise however often it was said: in the note, in the thank-you, again a week later. Records are gone
through in the order in which they were written, whatever the order in which they came: each says it anew, puts it off,
or keeps it. What the person said of it wins over what mails say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from service.drafting.deadlines import due_date
from service.drafting.fulfilment import Letter, kept_in, put_off, thanked_for
from service.drafting.greeting import first_name
from service.drafting.language import detect, fold, words
from service.drafting.material import addressing_names, names_at, read_notes
from service.drafting.notes import Statement, statements
from service.drafting.privacy import private_spans
from service.drafting.scene import Mail, Scene, Someone
from service.drafting.things import Thing, is_same, thing_of
from service.drafting.wordlists import HARMLESS_PROMISE
from service.zones import zone_of

AFTERWARDS = timedelta(days=14)
"""So long after the meeting a mail can promise something because of it."""
MINE, THEIRS = "promise_mine", "promise_theirs"


@dataclass(frozen=True, slots=True)
class Said:
    """One record that says the promise. `at`: when it was written; `since`: when it was given."""

    kind: str
    text: str
    due: str
    source: str
    quote: str
    at: datetime
    since: datetime
    thing: Thing
    contact_id: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """The record that shows that it was done."""

    source: str
    quote: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promise: everything that says it, oldest first, the day that counts, and how it was kept."""

    said: tuple[Said, ...]
    due: str
    fingerprint: str
    closed: Closing | None = None

    @property
    def first(self) -> Said:
        return self.said[0]


@dataclass(frozen=True, slots=True)
class Word:
    """What the person said of a pledge: done by a click at `done_at`, put back at `reopened_at`."""

    done_at: datetime | None = None
    reopened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What calendar and introductions show: somebody of that name was met, or a meeting with the contact was made."""

    contact_id: str
    names: frozenset[str]
    closing: Closing
    is_meeting: bool = False


def pledges(
    scene: Scene,
    words_of: Mapping[str, Word],
    happened: Sequence[Happened] = (),
    remembered: Sequence[Said] = (),
) -> tuple[Pledge, ...]:
    """Every promise around this meeting. `words_of`: what the person said, by fingerprint; `remembered`: promises whose
    record can no longer be read.
    """
    book = _Book(scene, words_of, tuple(happened))
    said = sorted([*promised(scene), *remembered], key=lambda one: (one.since, one.at, one.source))
    mails = sorted({*scene.mails, *scene.beyond}, key=lambda mail: (mail.at, mail.message_id))
    for one in said:
        mails = book.read_until(mails, one.since)
        book.add(one)
    book.read_until(mails, None)
    return tuple(book.pledges)


@dataclass(slots=True)
class _Book:
    """The pledges so far."""

    scene: Scene
    words_of: Mapping[str, Word]
    happened: tuple[Happened, ...]
    pledges: list[Pledge] = field(default_factory=list)

    def add(self, one: Said) -> None:
        """Says an open pledge again, or begins a new one."""
        for place, known in enumerate(self.pledges):
            if self._is_open(known, one.since) and _is_again(known, one):
                due = one.due or known.due
                self.pledges[place] = self._kept_since(replace(known, said=(*known.said, one), due=due))
                return
        fingerprint = one.fingerprint or self._fingerprint(one)
        self.pledges.append(self._kept_since(Pledge((one,), one.due, fingerprint)))

    def _fingerprint(self, one: Said) -> str:
        key = one.thing.key if one.thing.heads or one.thing.names else " ".join(words(fold(one.text)))
        taken = sum(known.first.kind == one.kind and known.first.thing.key == one.thing.key for known in self.pledges)
        return hashlib.sha256(f"{key}#{taken}".encode()).hexdigest()[:16]

    def _kept_since(self, known: Pledge) -> Pledge:
        """Closed where calendar or introductions show it."""
        shown = (one.closing for one in self.happened if _shows(one, known))
        found = min(
            (one for one in shown if self._counts(known, one.at)), key=lambda one: (one.at, one.source), default=None
        )
        return known if known.closed or found is None else replace(known, closed=found)

    def _word(self, known: Pledge) -> Word:
        return self.words_of.get(known.fingerprint, Word())

    def _is_open(self, known: Pledge, at: datetime) -> bool:
        done_at = self._word(known).done_at
        return known.closed is None and (done_at is None or done_at > at)

    def _counts(self, known: Pledge, at: datetime) -> bool:
        """Whether a record of this moment can still close it."""
        word = self._word(known)
        return at >= known.first.since and word.done_at is None and (word.reopened_at is None or at > word.reopened_at)

    def read_until(self, mails: list[Mail], until: datetime | None) -> list[Mail]:
        """Lets the mails before `until` keep or put off what is open; gives back those after it."""
        place = 0
        while place < len(mails) and (until is None or mails[place].at < until):
            self._read(mails[place])
            place += 1
        return mails[place:]

    def _read(self, mail: Mail) -> None:
        if mail.is_automatic or mail.is_by_calendar or not mail.text:
            return
        before = list(self.pledges)
        for place, known in enumerate(before):
            if known.closed is None and self._counts(known, mail.at):
                self.pledges[place] = self._read_for(known, mail, before)

    def _read_for(self, known: Pledge, mail: Mail, before: Sequence[Pledge]) -> Pledge:
        who = _who(self.scene, known.first)
        if not mail.parties & who.keys or any(one.source == mail.source for one in known.said):
            return known
        is_promisers = mail.is_mine if known.first.kind == MINE else mail.sender in who.keys
        letter = _letter(self.scene, who, mail, is_only=self._is_only(known, before))
        if is_promisers:
            quote = kept_in(known.first.thing, letter)
        else:
            quote = thanked_for(known.first.thing, letter.text) if mail.is_mine or mail.sender in who.keys else ""
        if quote:
            return replace(known, closed=Closing(mail.source, quote, mail.at))
        later = put_off(known.first.thing, letter, mail.at, _zone(self.scene)) if is_promisers else None
        return replace(known, due=later[0].isoformat()) if later else known

    def _is_only(self, known: Pledge, before: Sequence[Pledge]) -> bool:
        """Nothing else that can be sent is open between the two, in this direction."""
        return not any(
            one is not known and one.closed is None and one.first.kind == known.first.kind
            and one.first.contact_id == known.first.contact_id and one.first.thing.act == "send"
            for one in before
        )  # fmt: skip


def _is_again(known: Pledge, one: Said) -> bool:
    first = known.first
    if first.kind != one.kind or first.contact_id != one.contact_id:
        return False
    return is_same(first.thing, one.thing) or fold(first.text) == fold(one.text)


def _shows(one: Happened, known: Pledge) -> bool:
    thing = known.first.thing
    if one.is_meeting:
        return thing.act == "arrange" and one.contact_id == known.first.contact_id and known.first.kind == MINE
    return thing.act == "introduce" and one.contact_id == known.first.contact_id and bool(one.names & set(thing.names))


def _letter(scene: Scene, who: Someone, mail: Mail, *, is_only: bool) -> Letter:
    others = mail.parties - who.keys - scene.sender.keys
    recipients = {fold(first_name(addressing_names(scene, one))) for one in scene.everyone if one.keys & mail.parties}
    return Letter(
        mail.text, detect(mail.text, "en"), mail.subject, len(others), frozenset(recipients - {""}), is_only=is_only
    )


def _who(scene: Scene, one: Said) -> Someone:
    return next((who for who in scene.everyone if one.contact_id in {who.contact_id, who.email}), scene.recipient)


# --- what is promised ---------------------------------------------------------------------------------------------


def promised(scene: Scene) -> Iterator[Said]:
    """Every promise of notes and of mails after the meeting, each as often as it is said."""
    for note, statement in read_notes(scene, scene.notes):
        if statement.kind in {MINE, THEIRS}:
            given = min(scene.start, note.at) if scene.start else note.at
            yield _said(scene, statement.kind, statement, note.source, note.at, given, statement.about)
    for mail in scene.mails:
        if _can_promise(scene, mail):
            yield from _in_mail(scene, mail)


def _can_promise(scene: Scene, mail: Mail) -> bool:
    ours = mail.parties & frozenset().union(*(who.keys for who in scene.everyone))
    soon = scene.end is not None and mail.at <= scene.end + AFTERWARDS
    is_letter = not mail.is_automatic and not private_spans(mail.text)
    return scene.is_after(mail.at) and soon and bool(ours) and is_letter


def _in_mail(scene: Scene, mail: Mail) -> Iterator[Said]:
    author = next((one for one in scene.everyone if mail.sender in one.keys), None)
    to = next((one for one in scene.everyone if one.keys & mail.parties), scene.recipient)
    who = to if mail.is_mine else author
    for statement in statements(mail.text, names_at(scene)) if who else ():
        if statement.kind == MINE and _is_firm(statement.quote):
            kind = MINE if mail.is_mine else THEIRS
            yield _said(
                scene, kind, statement, mail.source, mail.at, mail.at, who.contact_id or who.email if who else ""
            )


_FIRM = re.compile(
    r"(?i)\b(?:i(?:'ll|’ll| will| promise\w*| am going to|'m going to)|ich (?:werde|schicke|sende|maile|melde)|(?:schicke|sende|maile|bringe|melde|gebe) ich|"
    r"je (?:vais|(?:vous |t['’]|te |lui )?\w+rai)|voy a|(?:te|le) \w+ré)\b"
)


def _is_firm(quote: str) -> bool:
    return bool(_FIRM.search(quote)) and not HARMLESS_PROMISE.search(quote)


def _said(
    scene: Scene, kind: str, statement: Statement, source: str, at: datetime, since: datetime, about: str
) -> Said:  # fmt: skip
    who = next((one for one in scene.everyone if about and about in {one.contact_id, one.email}), scene.recipient)
    name = first_name(addressing_names(scene, who))
    known = frozenset({name, who.name.given, first_name_of(scene)} - {""})
    due = due_date(statement.text, at, _zone(scene))
    core = re.sub(r"^to\s+", "", statement.text.strip(), flags=re.IGNORECASE)
    core = core[:1].upper() + core[1:]
    return Said(
        kind=kind,
        text=f"{name}: {core}" if kind == THEIRS and name else core,
        due=due.isoformat() if due else "",
        source=source,
        quote=statement.quote,
        at=at,
        since=since,
        thing=thing_of(statement.text, statement.language, known),
        contact_id=who.contact_id or who.email,
    )


def first_name_of(scene: Scene) -> str:
    """The person's own first name."""
    return scene.sender.name.split()[0] if scene.sender.name.split() else ""


def _zone(scene: Scene) -> ZoneInfo:
    return zone_of(scene.sender.timezone, scene.interview.timezone)
