"""Who pointed the person to somebody: introductions, notes and mails of others that name them, for a first mail to them.

A name counts whole, or with the address beside it; the first name alone only in what the very contact said to whom the
wish belongs. Reads the database, for wishes of that kind only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import contacts, machine_talk
from service.addresses import address_key
from service.drafting import greeting
from service.drafting.language import fold
from service.drafting.privacy import without_private
from service.drafting.records import mail_of, someone
from service.drafting.scene import Asked, Hint, Mail, Quote, Sender, Someone
from service.schema import Interview, Introduction, Note, StoredMessage
from service.sealed import open_note
from service.vault import Vault

KIND = "referral_outreach"
LOOK_BACK = timedelta(days=365)
_MOST_MAILS = 150
_MOST_NOTES = 150
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+")


def hints_for(
    session: Session, vault: Vault, interview: Interview, sender: Sender, recipient: Someone, asks: Sequence[Asked],
    asked_to: Sequence[Someone],
) -> Iterator[Hint]:  # fmt: skip
    """For each wish to write to somebody first: who pointed there, the one it belongs to first."""
    wanted = {ask.contact_id: ask for ask in asks if ask.kind == KIND and not ask.is_taken_back}
    for who in asked_to:
        ask = wanted.get(who.contact_id)
        if ask is None:
            continue
        found = [*_introduced(session, interview.person_id, who)]
        found += _in_notes(session, vault, interview, who, ask, recipient)
        found += _in_mails(session, vault, interview.person_id, sender, who, ask, recipient)
        yield from _joined(found, who, recipient)


Found = tuple[Someone, Quote, str]
"""Who said it, their words, and the first name they signed with."""


def _joined(found: Iterable[Found], who: Someone, recipient: Someone) -> list[Hint]:
    by: dict[str, list[Found]] = {}
    for one in found:
        if one[0].contact_id and one[0].contact_id != who.contact_id:
            by.setdefault(one[0].contact_id, []).append(one)
    hints = [
        Hint(
            said[0][0],
            who.contact_id,
            tuple(quote for _, quote, _ in said),
            next((name for *_, name in said if name), ""),
        )
        for said in by.values()
    ]
    return sorted(hints, key=lambda hint: hint.by.contact_id != recipient.contact_id)


def _introduced(session: Session, person_id: str, who: Someone) -> Iterator[Found]:
    query = select(Introduction).where(
        Introduction.person_id == person_id, Introduction.contact_id == who.contact_id, Introduction.quote != ""
    )
    for row in session.scalars(query.order_by(Introduction.at, Introduction.id)):
        message = session.scalar(
            select(StoredMessage).where(StoredMessage.person_id == person_id, StoredMessage.id == row.message_id)
        )
        if message is not None:
            yield (
                someone(session, person_id, row.introducer_id, message.sender),
                Quote(f"msg:{message.message_id}", row.quote),
                "",
            )


def _in_notes(
    session: Session, vault: Vault, interview: Interview, who: Someone, ask: Asked, recipient: Someone
) -> Iterator[Found]:
    query = (
        select(Note, Interview)
        .join(Interview, (Interview.meeting == Note.meeting) & (Interview.person_id == Note.person_id))
        .where(Note.person_id == interview.person_id, Note.removed_at.is_(None), Note.at >= ask.at - LOOK_BACK)
        .order_by(Note.at.desc(), Note.id)
        .limit(_MOST_NOTES)
    )
    for row, talk in session.execute(query):
        by = someone(session, interview.person_id, talk.contact_id, talk.address)
        is_here = bool(by.contact_id) and by.contact_id == recipient.contact_id
        for text in naming(without_private(open_note(vault, row)), who, is_first_name_enough=is_here):
            yield by, Quote(f"note:{row.id}", text, is_after=True), ""


def _in_mails(
    session: Session, vault: Vault, person_id: str, sender: Sender, who: Someone, ask: Asked, recipient: Someone
) -> Iterator[Found]:
    query = (
        select(StoredMessage)
        .where(
            StoredMessage.person_id == person_id,
            StoredMessage.is_sent.is_(False),
            StoredMessage.is_automatic.is_(False),
            StoredMessage.is_verified.is_not(False),
            StoredMessage.body_sealed.is_not(None),
            StoredMessage.removed_at.is_(None),
            StoredMessage.date.between(ask.at - LOOK_BACK, ask.at),
        )
        .order_by(StoredMessage.date.desc(), StoredMessage.id)
        .limit(_MOST_MAILS)
    )
    for row in session.scalars(query):
        author = contacts.contact_of(session, person_id, row.sender)
        if author is None or address_key(row.sender) in who.keys:
            continue
        mail = mail_of(vault, row, frozenset(), sender)
        by = someone(session, person_id, author.id, row.sender)
        form = greeting.signed(mail.ending, by.name, mail.sender)
        name = form.form if form and not form.is_full else ""
        for found in naming(_said(mail, who), who, is_first_name_enough=by.contact_id == recipient.contact_id):
            yield by, Quote(f"msg:{row.message_id}", found), name


def _said(mail: Mail, who: Someone) -> str:
    """A mail without what speaks to machines. That it says where to write is fine where the person wants to write there."""
    found = machine_talk.not_to_be_taken_up(mail.raw)
    hostile = [one for one in found if not _hands_on(one.said, who) or machine_talk.speaks_to_a_machine(one.said)]
    return machine_talk.without(mail.raw, hostile)


def _hands_on(text: str, who: Someone) -> bool:
    return any(key in text.casefold() for key in who.keys)


def naming(text: str, who: Someone, *, is_first_name_enough: bool = False) -> list[str]:
    """The sentences of a text that name somebody, and the one after each if it goes on about them."""
    lines = [line.strip() for line in _SENTENCE.split(text) if line.strip()]
    found: list[str] = []
    for place, line in enumerate(lines):
        if not _names(line, who, is_first_name_enough=is_first_name_enough):
            continue
        found.append(line)
        if place + 1 < len(lines) and _GOES_ON.search(lines[place + 1]):
            found.append(lines[place + 1])
    return list(dict.fromkeys(found))


_GOES_ON = re.compile(
    r"(?i)\b(?:she|he|her|him|they|them|sie|er|ihr|ihn|ihm|elle|il|lui|ella|él|le)\b|(?:'s|’s) (?:fine|happy|ok|glad)"
)


def _names(line: str, who: Someone, *, is_first_name_enough: bool) -> bool:
    said = {fold(word) for word in _WORD.findall(line)}
    wanted = [fold(word) for word in _WORD.findall(who.name.full) if len(word) > 1]
    if not wanted:
        return False
    first = fold((_WORD.findall(who.name.given) or wanted)[0])
    family = fold((_WORD.findall(who.name.family) or wanted)[-1])
    return _hands_on(line, who) or {first, family} <= said or (is_first_name_enough and first in said)
