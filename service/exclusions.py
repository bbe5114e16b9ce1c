"""The never-log list: what may not be stored at all, whoever else is on it (product.md, PS-12).

A line is an address, a domain (with everything below it), a label, a calendar or a word; of somebody who was erased it
is a keyed digest, which tells nobody who that was (PS-10). One excluded party bars the whole record. Private and
confidential calendar events are barred unless the person's settings say `private_events: log`. Knows nothing of what an
interview is.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address, CalendarEvent, Message
from service.addresses import address_key, domain_of
from service.schema import Exclusion, Person, derived_id
from service.vault import Vault

KINDS = ("address", "domain", "label", "calendar", "word")
PRIVATE = "excluded private event"
ERASED = "erased"
"""The kind of a line that holds the digest of an address; only erasing somebody writes one."""
ERASED_KEY = "erased_key"
"""Under what a person's settings hold the secret of these digests, where it came with an archive."""
RULES = {kind: f"excluded {kind}" for kind in KINDS} | {ERASED: "excluded address"}
"""What is kept of a record that a line of this kind bars."""
_SHORTEST_WORD = 2
_LONGEST = 200


class NotExcludable(ValueError):
    """A line that the never-log list cannot hold; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a few, to be found where it stands by itself; how it is written does not matter."""

    text: str
    pattern: re.Pattern[str]

    def is_in(self, folded: str) -> bool:
        # Looking for the bare letters first is many times faster than the pattern, and mostly the end of it.
        return self.text in folded and self.pattern.search(folded) is not None


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The list of one person, ready to be asked about many records."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    words: tuple[Word, ...] = field(default=())
    bars_private: bool = True
    erased: frozenset[str] = frozenset()
    """Digests of addresses, as `digest` makes them."""
    digest: Callable[[str], str] | None = field(default=None, compare=False)

    @property
    def is_about_people(self) -> bool:
        """Whether it asks who is on a record."""
        return bool(self.addresses or self.domains or self.erased)

    def rule_against_message(self, message: Message) -> str | None:
        """The rule that bars a mail, None if it may be looked at."""
        if self.labels.intersection(label.casefold() for label in message.labels):
            return "excluded label"
        rule = self.rule_against_parties(_parties_in_headers(message))
        rule = rule or self.rule_against_texts(message.subject, message.text, message.reply)
        if rule is not None:
            return rule
        return next(filter(None, map(self.rule_against_calendar_event, _invited_to(message))), None)

    def rule_against_calendar_event(self, calendar_event: CalendarEvent) -> str | None:
        """The rule that bars a calendar event, None if it may be looked at."""
        parties = parties_of_calendar_event(calendar_event)
        rule = self.rule_against_entry(calendar_event.calendar_id, parties, is_private=calendar_event.is_private)
        return rule or self.rule_against_texts(*texts_of_calendar_event(calendar_event))

    def rule_against_entry(self, calendar_id: str, parties: Iterable[str], *, is_private: bool) -> str | None:
        """The rule that bars a calendar event whatever its words are, None if none does."""
        if self.bars_private and is_private:
            return PRIVATE
        if calendar_id.casefold() in self.calendars:
            return "excluded calendar"
        return self.rule_against_parties(parties)

    def bars_address(self, email: str) -> bool:
        """Whether nothing about this address may be stored."""
        return self.rule_against_parties((email,)) is not None

    def rule_against_parties(self, emails: Iterable[str]) -> str | None:
        """The rule that bars what these addresses are on, None if none does."""
        if not self.is_about_people:
            return None
        for email in emails:
            key = address_key(email)
            if key in self.addresses or self._is_erased(key):
                return RULES["address"]
            if self._has_domain(domain_of(email)):
                return RULES["domain"]
        return None

    def _is_erased(self, key: str) -> bool:
        return self.digest is not None and bool(self.erased) and self.digest(key) in self.erased

    def _has_domain(self, domain: str) -> bool:
        while domain:
            if domain in self.domains:
                return True
            domain = domain.partition(".")[2]
        return False

    def rule_against_texts(self, *texts: str) -> str | None:
        """The rule that bars a record with these texts, None if none does."""
        if not self.words:
            return None
        found = any(word.is_in(folded) for folded in map(_folded, texts) for word in self.words)
        return "excluded word" if found else None


def _invited_to(message: Message) -> Iterator[CalendarEvent]:
    for invite in message.invites:
        yield from invite.calendar_events


def parties_of_message(message: Message) -> list[str]:
    """Every address on a mail and on the invites it carries, each once."""
    invited = [email for one in _invited_to(message) for email in parties_of_calendar_event(one)]
    return list(dict.fromkeys([*_parties_in_headers(message), *invited]))


def _parties_in_headers(message: Message) -> list[str]:
    people = [message.sender, *message.to, *message.cc, *message.bcc, *message.reply_to]
    if message.actual_sender:
        people.append(message.actual_sender)
    return [person.email for person in people]


def parties_of_calendar_event(calendar_event: CalendarEvent) -> list[str]:
    """Every address on a calendar event, each once."""
    people: list[Address] = [attendee.address for attendee in calendar_event.attendees]
    if calendar_event.organizer:
        people.append(calendar_event.organizer)
    return list(dict.fromkeys([*(person.email for person in people), *filter(None, [calendar_event.sent_by])]))


def texts_of_calendar_event(calendar_event: CalendarEvent) -> tuple[str, str, str]:
    """Where a word is looked for."""
    return calendar_event.summary, calendar_event.description, calendar_event.location


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def digest_with(session: Session, vault: Vault, person_id: str) -> Callable[[str], str]:
    """What makes the digest of an address key in this person's lines: nobody without the key can tell whose it is."""
    secret = erased_key(session, vault, person_id).encode()
    return lambda key: hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()


def erased_key(session: Session, vault: Vault, person_id: str) -> str:
    """The secret behind these digests: this Warmthread's, or the one that the person brought along from another."""
    person = session.get(Person, person_id)
    brought = str(person.settings.get(ERASED_KEY, "")) if person else ""
    return brought or vault.fingerprint(f"erased|{person_id}")


def load(session: Session, person_id: str, vault: Vault) -> Exclusions:
    """The person's list as it stands."""
    erased = select(Exclusion.value).where(Exclusion.person_id == person_id, Exclusion.kind == ERASED)
    return replace(
        typed(session, person_id),
        erased=frozenset(session.scalars(erased)),
        digest=digest_with(session, vault, person_id),
    )


def typed(session: Session, person_id: str) -> Exclusions:
    """The lines that can be read: what the person put on the list, without those whom they erased."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    rows = select(Exclusion.kind, Exclusion.value).where(Exclusion.person_id == person_id, Exclusion.kind != ERASED)
    for kind, value in session.execute(rows):
        found.setdefault(kind, []).append(value)
    person = session.get(Person, person_id)
    choice = person.settings.get("private_events") if person else None
    return Exclusions(
        addresses=frozenset(found["address"]),
        domains=frozenset(found["domain"]),
        labels=frozenset(value.casefold() for value in found["label"]),
        calendars=frozenset(value.casefold() for value in found["calendar"]),
        words=tuple(_word(value) for value in sorted(found["word"])),
        bars_private=choice != "log",
    )


def _word(value: str) -> Word:
    folded = _folded(value)
    return Word(folded, re.compile(rf"(?<!\w){re.escape(folded)}(?!\w)"))


def normalised(kind: str, value: str) -> str:
    """A line as it is kept. Raises NotExcludable when it cannot be one."""
    value = value.strip()
    if kind not in KINDS:
        raise NotExcludable(f"{kind!r} cannot be excluded: choose one of {', '.join(KINDS)}.")
    if kind == "address":
        value = address_key(value)
    elif kind == "domain":
        value = domain_of(f"x@{value.lower().removeprefix('*.').lstrip('@.')}")
    if not value or len(value) > _LONGEST or any(sign < " " for sign in value):
        raise NotExcludable(f"That is no {kind}.")
    if kind == "domain" and not _DOMAIN.fullmatch(value):
        raise NotExcludable("That is no domain: write it as in example.com.")
    if kind == "word" and len(value) < _SHORTEST_WORD:
        raise NotExcludable("A word needs at least two letters.")
    return value


_DOMAIN = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")


def of_line(kind: str, value: str) -> Exclusions:
    """A list of this one line, kept as `normalised` keeps it."""
    kept = frozenset({value})
    match kind:
        case "address":
            return Exclusions(addresses=kept, bars_private=False)
        case "domain":
            return Exclusions(domains=kept, bars_private=False)
        case "label":
            return Exclusions(labels=frozenset({value.casefold()}), bars_private=False)
        case "calendar":
            return Exclusions(calendars=frozenset({value.casefold()}), bars_private=False)
        case _:
            return Exclusions(words=(_word(value),), bars_private=False)


def of_erased(session: Session, vault: Vault, person_id: str, digests: Iterable[str]) -> Exclusions:
    """A list of people who were erased, known by these digests alone."""
    digest = digest_with(session, vault, person_id)
    return Exclusions(bars_private=False, erased=frozenset(digests), digest=digest)


def of_private_events() -> Exclusions:
    """A list that bars private and confidential calendar events, and nothing else."""
    return Exclusions()


def add(session: Session, person_id: str, kind: str, value: str, now: datetime) -> Exclusion:
    """Puts a line on the list; one that is there already stays as it is."""
    kept = normalised(kind, value)
    row_id = derived_id("exc", person_id, kind, kept)
    row = session.get(Exclusion, row_id)
    if row is None:
        row = Exclusion(id=row_id, person_id=person_id, kind=kind, value=kept, created_at=now)
        session.add(row)
        session.flush()
    return row


def add_erased(session: Session, person_id: str, digest: str, now: datetime) -> bool:
    """Puts the digest of somebody's address on the list; False where it stands there already."""
    row_id = derived_id("exc", person_id, ERASED, digest)
    if session.get(Exclusion, row_id) is not None:
        return False
    session.add(Exclusion(id=row_id, person_id=person_id, kind=ERASED, value=digest, created_at=now))
    session.flush()
    return True


def remove(session: Session, person_id: str, exclusion_id: str) -> bool:
    """Takes a line off the person's list; False when there is no such line."""
    row = session.get(Exclusion, exclusion_id)
    if row is None or row.person_id != person_id:
        return False
    session.delete(row)
    session.flush()
    return True


def listing(session: Session, person_id: str) -> list[Exclusion]:
    """The person's list, by kind and value."""
    rows = select(Exclusion).where(Exclusion.person_id == person_id).order_by(Exclusion.kind, Exclusion.value)
    return list(session.scalars(rows))
