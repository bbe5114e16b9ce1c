"""Finds out whose files these are: the person's own addresses, by evidence, the best first.

Evidence and weight: From of a mail labelled Sent 5, X-Forwarded-For or -To 2, Delivered-To 1 (each once a mail), a
calendar named after an address 50. An address counts as own from 1% of the strongest one's weight on, so that a list's
or a colleague's stray header does not. Ties are ordered by address: the same files always give the same answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from connectors.headers import Headers, clean_email, parse_addresses, split_headers
from connectors.locales import SENT_LABELS, SPAM_LABELS
from connectors.records import Address
from connectors.takeout.files import FileSet
from connectors.takeout.origin import labels_of

MAX_MAILS = 50_000
_SENT, _FORWARDED, _DELIVERED, _CALENDAR = 5, 2, 1, 50
_LEAST_SHARE = 0.01
_MAILS_TO_ASK, _EVENTS_TO_ASK = 2_000, 500


@dataclass(slots=True)
class _Evidence:
    weights: Counter[str] = field(default_factory=Counter)
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    spellings: dict[str, str] = field(default_factory=dict)

    def add(self, address: Address, weight: int) -> None:
        key = address.email.lower()
        if "@" not in key:
            return
        self.weights[key] += weight
        self.spellings.setdefault(key, address.email)
        if address.name:
            self.names[key][address.name] += 1

    def ranked(self) -> tuple[Address, ...]:
        least = max(self.weights.values(), default=0) * _LEAST_SHARE
        order = sorted(self.weights, key=lambda key: (-self.weights[key], key))
        return tuple(Address(self.spellings[key], self._name(key)) for key in order if self.weights[key] >= least)

    def _name(self, key: str) -> str:
        names = self.names.get(key)
        return min(names, key=lambda name: (-names[name], name)) if names else ""


def own_addresses(files: FileSet) -> tuple[Address, ...]:
    """The person's own addresses as the files betray them; () when nothing does.

    Looks at the headers of at most the first 50,000 mails.
    """
    evidence = _Evidence()
    for raw, source, _ in islice(files.mails(), MAX_MAILS):
        _weigh(split_headers(raw)[0], source.labels, evidence)
    for calendar_id, _ in files.calendars():
        if "@" in calendar_id and " " not in calendar_id and "group.calendar.google.com" not in calendar_id:
            evidence.add(Address(clean_email(calendar_id)), _CALENDAR)
    return evidence.ranked()


def named_most(files: FileSet, most: int = 12) -> tuple[Address, ...]:
    """The addresses that stand most often on the mails and calendar events: to ask which of them is the person."""
    evidence = _Evidence()
    for raw, _, _ in islice(files.mails(), _MAILS_TO_ASK):
        headers = split_headers(raw)[0]
        for header in ("from", "to"):
            for address in parse_addresses(headers.raw(header), limit=5)[0]:
                evidence.add(Address(clean_email(address.email), address.name), 1)
    window = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    for change in islice(files.calendar_events(*window), _EVENTS_TO_ASK):
        if change.calendar_event:
            people = [attendee.address for attendee in change.calendar_event.attendees if not attendee.is_resource]
            for address in (*people, *filter(None, [change.calendar_event.organizer])):
                evidence.add(address, 1)
    return evidence.ranked()[:most]


def _weigh(headers: Headers, labels: tuple[str, ...], evidence: _Evidence) -> None:
    names = {label.casefold() for label in (*labels, *labels_of(headers))}
    if names & SPAM_LABELS:
        return
    if names & SENT_LABELS:
        for address in parse_addresses(headers.raw("from"), limit=1)[0]:
            evidence.add(address, _SENT)
    for header, weight in (
        ("x-forwarded-for", _FORWARDED),
        ("x-forwarded-to", _FORWARDED),
        ("delivered-to", _DELIVERED),
    ):
        found = {word for value in headers.all_raw(header)[:5] for word in _addresses(value)}
        for email in sorted(found):
            evidence.add(Address(clean_email(email)), weight)


def _addresses(value: str) -> list[str]:
    if value.lower().startswith("mailing list"):  # qmail's lists sign the same header
        return []
    return [word for word in value.replace(",", " ").split()[:10] if "@" in word]
