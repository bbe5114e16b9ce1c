"""What a rule of the never-log list reaches of what is stored already: the records that it bars, and what would become
of the interviews that rest on them. Taking them away is in `purging`.

Addresses, calendars and privacy lie beside each record and are asked there. A word may stand in any text, and texts
are sealed: they are opened for it some at a time, so that whoever waits can be told how far the look has come.
"""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from service import observations
from service.exclusions import Exclusions, texts_of_calendar_event
from service.schema import Draft, Interview, Introduction, Note, Observation, StoredCalendarEvent, StoredMessage
from service.sealed import open_sealed_body, open_sealed_calendar_event
from service.vault import Vault

WAITING = ("needs_review",)
ON_THE_WAY = ("approved", "sending", "unclear")
MAIL, ENTRY = "msg:", "event:"
"""How observations name a stored mail and a stored calendar event."""
SLICE = 2_000_000
"""So many sealed bytes are opened at once: some 20 ms of work."""
_LEAST = 500
"""A short record takes as long as one of so many bytes."""
_FETCHED = 500
_NO_RECORD = (observations.NOTE, observations.OUR_THANKS)
"""Observations that no record of a provider stands behind."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How far a look through the records has come. `rules`: the barred ones, as observations name them."""

    rules: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    """The last record that was looked at."""
    done: int = 0
    total: int = 0
    is_whole: bool = False

    @property
    def messages(self) -> dict[str, str]:
        return _of_kind(self.rules, MAIL)

    @property
    def calendar_events(self) -> dict[str, str]:
        return _of_kind(self.rules, ENTRY)


NOWHERE = Looked()


@dataclass(frozen=True, slots=True)
class Reach:
    """What a rule bars of what is stored. Interviews by their ids."""

    messages: dict[str, str] = field(default_factory=dict)
    """Stored mails, each with the rule that bars it."""
    calendar_events: dict[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    """Interviews of which nothing else tells."""
    changed: frozenset[str] = frozenset()
    """Interviews that would stay with less to rest on."""
    shown: tuple[str, ...] = ()
    """Those of `gone` that the person sees as conversations, newest first."""
    waiting: frozenset[str] = frozenset()
    """Those of `gone` with a draft that waits for review."""
    on_the_way: frozenset[str] = frozenset()
    """Those of `gone` with an approved draft."""
    notes: int = 0

    @property
    def sources(self) -> frozenset[str]:
        """The records as observations name them."""
        return frozenset({*(MAIL + one for one in self.messages), *(ENTRY + one for one in self.calendar_events)})

    @property
    def is_nothing(self) -> bool:
        return not (self.messages or self.calendar_events or self.gone)


def reach(session: Session, vault: Vault, person_id: str, barred: Exclusions) -> Reach:
    """What these rules bar of what is stored of this person."""
    looked = NOWHERE
    while not looked.is_whole:
        looked = look(session, vault, person_id, barred, looked)
    return reach_of(session, person_id, barred, looked)


# --- records ------------------------------------------------------------------------------------------------------


def look(session: Session, vault: Vault, person_id: str, barred: Exclusions, so_far: Looked = NOWHERE) -> Looked:
    """Goes on from `so_far`: to the end where nothing has to be opened, else through one more slice."""
    total = so_far.total or _number(session, person_id)
    rules, done, size = dict(so_far.rules), so_far.done, 0
    for found in _judged(session, vault, person_id, barred, so_far.after):
        if found.rule is not None:
            rules[found.source] = found.rule
        done, size = done + 1, size + found.size
        if size >= SLICE:
            return Looked(rules, found.source, done, max(total, done))
    return Looked(rules, "", total, total, is_whole=True)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One record, the rule that bars it, and how much was opened for that."""

    source: str
    rule: str | None
    size: int = 0


def _number(session: Session, person_id: str) -> int:
    mails = select(func.count()).select_from(StoredMessage).where(StoredMessage.person_id == person_id)
    entries = select(func.count()).select_from(StoredCalendarEvent).where(StoredCalendarEvent.person_id == person_id)
    return (session.scalar(mails) or 0) + (session.scalar(entries) or 0)


def _judged(session: Session, vault: Vault, person_id: str, barred: Exclusions, after: str) -> Iterator[_Judged]:
    """The records behind `after` in a fixed order: all that were opened, else the barred ones."""
    if (barred.is_about_people or barred.words) and not after.startswith(ENTRY):
        yield from _mails(session, vault, person_id, barred, after.removeprefix(MAIL))
    yield from _entries(session, vault, person_id, barred, after.removeprefix(ENTRY) if after.startswith(ENTRY) else "")


def _mails(session: Session, vault: Vault, person_id: str, barred: Exclusions, after: str) -> Iterator[_Judged]:
    # As text: the same few people write again and again, and are asked about once.
    columns = (StoredMessage.id, cast(StoredMessage.parties, Text))
    query: Any = select(*columns).where(StoredMessage.person_id == person_id, StoredMessage.id > after)
    if barred.words:
        query = query.add_columns(StoredMessage.subject, StoredMessage.body_sealed)

    @functools.cache
    def rule_against(parties: str) -> str | None:
        return barred.rule_against_parties(json.loads(parties))

    with closing(session.execute(query.order_by(StoredMessage.id)).yield_per(_FETCHED)) as rows:
        for some in rows.partitions():
            quoted = _quoted(session, person_id, [MAIL + row[0] for row in some if barred.words and row[-1] is None])
            for row_id, parties, *sealed in some:
                rule, size = rule_against(parties), 0
                if sealed:
                    subject, body = sealed
                    told = [subject, *quoted.get(MAIL + row_id, ())]
                    rule = rule or _word_in_mail(vault, barred, row_id, told, body)
                    size = max(_LEAST, len(body or b""))
                if size or rule:
                    yield _Judged(MAIL + row_id, rule, size)


def _quoted(session: Session, person_id: str, sources: Sequence[str]) -> dict[str, list[str]]:
    """What is kept word for word of these records, by the record: it stays when their texts go, and of an entry it is
    there of former versions too.
    """
    found: dict[str, list[str]] = defaultdict(list)
    if not sources:
        return found
    facts = select(Observation.source, Observation.quote, Observation.data).where(
        Observation.person_id == person_id, Observation.source.in_(sources)
    )
    for source, quote, data in session.execute(facts):
        found[source] += [quote, *observations.texts(data)]
    brought = select(Introduction.message_id, Introduction.quote).where(
        Introduction.person_id == person_id, Introduction.message_id.in_([one.removeprefix(MAIL) for one in sources])
    )
    for message_id, quote in session.execute(brought):
        found[MAIL + message_id].append(quote)
    return found


def _word_in_mail(
    vault: Vault, barred: Exclusions, row_id: str, told: Sequence[str], sealed: bytes | None
) -> str | None:
    if sealed is None:
        return barred.rule_against_texts(*told)
    body = open_sealed_body(vault, row_id, sealed)
    invited = (one for invite in body.invites for one in invite.calendar_events)
    invited_to = (text for one in invited for text in texts_of_calendar_event(one))
    return barred.rule_against_texts(*told, body.text, body.reply, *invited_to)


def _entries(session: Session, vault: Vault, person_id: str, barred: Exclusions, after: str) -> Iterator[_Judged]:
    entry = StoredCalendarEvent
    query: Any = select(entry.id, entry.calendar_id, cast(entry.parties, Text), entry.is_private)
    query = query.where(entry.person_id == person_id, entry.id > after).order_by(entry.id)
    if barred.words:
        query = query.add_columns(entry.data_sealed)

    @functools.cache
    def rule_against(calendar_id: str, parties: str, is_private: bool) -> str | None:
        return barred.rule_against_entry(calendar_id, json.loads(parties), is_private=is_private)

    with closing(session.execute(query).yield_per(_FETCHED)) as rows:
        for some in rows.partitions():
            quoted = _quoted(session, person_id, [ENTRY + row[0] for row in some] if barred.words else ())
            for row_id, calendar_id, parties, is_private, *sealed in some:
                rule = rule_against(calendar_id, parties, is_private)
                for data in sealed:
                    told = texts_of_calendar_event(open_sealed_calendar_event(vault, row_id, data))
                    rule = rule or barred.rule_against_texts(*told, *quoted.get(ENTRY + row_id, ()))
                if sealed or rule:
                    yield _Judged(ENTRY + row_id, rule, sum(max(_LEAST, len(data)) for data in sealed))


def _of_kind(rules: Mapping[str, str], kind: str) -> dict[str, str]:
    return {source.removeprefix(kind): rule for source, rule in rules.items() if source.startswith(kind)}


# --- interviews ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Talk:
    """What is asked of an interview."""

    id: str
    meeting: str
    status: str
    address: str
    sources: str
    """As JSON: it is read only where the answer hangs on it."""


def reach_of(session: Session, person_id: str, barred: Exclusions, looked: Looked) -> Reach:
    """What becomes of the interviews once these records are gone."""
    found = Reach(looked.messages, looked.calendar_events)
    if found.is_nothing and not _could_be_by_hand(session, person_id, barred):
        return found
    talks, telling = _talks(session, person_id), told_by(session, person_id)
    own = {talk.id: own_sources(talk.meeting, telling) for talk in talks}
    gone = frozenset(talk.id for talk in talks if _is_gone(talk, own[talk.id], looked.rules, barred))
    ids = looked.messages.keys() | looked.calendar_events.keys()
    staying = (talk for talk in talks if talk.id not in gone)
    rules = looked.rules
    changed = (talk for talk in staying if any(one in rules for one in own[talk.id]) or _names_any(talk, ids))
    meetings = {talk.meeting for talk in talks if talk.id in gone}
    return replace(
        found,
        gone=gone,
        changed=frozenset(talk.id for talk in changed),
        shown=tuple(talk.id for talk in talks if talk.id in gone and talk.status != "not_logged"),
        waiting=gone & _drafts(session, person_id, WAITING),
        on_the_way=gone & _drafts(session, person_id, ON_THE_WAY),
        notes=_notes(session, person_id, meetings),
    )


def _could_be_by_hand(session: Session, person_id: str, barred: Exclusions) -> bool:
    """Whether the rule names somebody, and there is anything that only the person tells of."""
    told = select(Observation.id).where(Observation.person_id == person_id, Observation.source.startswith("person:"))
    return barred.is_about_people and session.scalar(told.limit(1)) is not None


def _talks(session: Session, person_id: str) -> list[_Talk]:
    """All of them, newest first."""
    columns = (Interview.id, Interview.meeting, Interview.status, Interview.address, cast(Interview.sources, Text))
    latest = func.coalesce(Interview.start, Interview.first_seen_at).desc(), Interview.id.desc()
    rows = session.execute(select(*columns).where(Interview.person_id == person_id).order_by(*latest))
    return [_Talk(*row) for row in rows]


def _names_any(talk: _Talk, ids: AbstractSet[str]) -> bool:
    """Whether one of these records is among those that it names as its sources."""
    return bool(ids) and any(one.get("record", "") in ids for one in json.loads(talk.sources))


def told_by(session: Session, person_id: str) -> dict[str, set[str]]:
    """Which records tell of which meeting; the person's notes are no record."""
    found: dict[str, set[str]] = defaultdict(set)
    mine = Observation.person_id == person_id
    query = select(Observation.meeting, Observation.source).where(
        mine, ~Observation.meeting.startswith("with:"), Observation.kind.not_in((*_NO_RECORD, observations.ASKED))
    )
    for meeting, source in session.execute(query):
        found[meeting].add(source)
    asked = select(Observation.data, Observation.source).where(mine, Observation.kind == observations.ASKED)
    for data, source in session.execute(asked):
        found[data["meeting"]].add(source)
    return found


def own_sources(meeting: str, telling: Mapping[str, set[str]]) -> set[str]:
    """The records that tell of this meeting; of an occurrence that nothing tells of by itself, those of its series."""
    uid, bar, occurrence = meeting.rpartition("|")
    own = telling.get(meeting, set())
    return own if own or not bar or occurrence == "master" else telling.get(f"{uid}|master", set())


def _is_gone(talk: _Talk, own: set[str], rules: Mapping[str, str], barred: Exclusions) -> bool:
    """Whether nothing else tells of it, or the person wrote it in by hand and the rule names whom it was with."""
    if own and own <= rules.keys():
        return True
    return bool(own) and all(one.startswith("person:") for one in own) and barred.bars_address(talk.address)


def _drafts(session: Session, person_id: str, states: Sequence[str]) -> frozenset[str]:
    """Interviews with a draft in one of these states."""
    query = select(Draft.interview_id).where(Draft.person_id == person_id, Draft.state.in_(states))
    return frozenset(one for one in session.scalars(query) if one)


def _notes(session: Session, person_id: str, meetings: set[str]) -> int:
    query = select(Note.meeting).where(Note.person_id == person_id, Note.removed_at.is_(None))
    return sum(meeting in meetings for meeting in session.scalars(query))
