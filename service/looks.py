"""Looks into the past: whose mail is to be looked up, asked for once per mailbox, and what such a look need not read.

A look is a row of `readings`; `polling` works through it. Somebody who becomes interesting by mail may stand in
meetings that were set aside when nobody knew of them: then the calendars are read once more too.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, case, select, update
from sqlalchemy.orm import Session

from connectors.records import Address
from service.addresses import address_key
from service.schema import Account, Cursor, MessageCopy, Quarantined, Reading, SetAside, derived_id

LOOK_BACK = timedelta(days=60)
"""How far before a meeting or mail its conversation is looked for."""
BEFORE_FIRST_READ = timedelta(days=45)
"""How much further back than the person chose such a look may reach."""
PEOPLE_PER_LOOK = 60
ANEW = "anew:"
"""How the `read_id` begins of a calendar that was not read before, or not for a while."""
PEOPLE = "people"
EXCLUDED = "excluded"
"""How every rule of the never-log list begins."""
MADE_OF_PEOPLE = ("only colleagues", "sensitive", "class or public event", "no other person", "all day")
"""Rules of `candidates` that set a calendar event aside only while nobody on it is of interest."""


def look_up(
    session: Session,
    person_id: str,
    people: Sequence[Address],
    *,
    since: datetime,
    now: datetime,
    is_by_mail: bool = False,
) -> None:
    """Asks every mailbox of the person for the conversation with these people since then, each asked for once.

    Joined to a look that has not begun yet, so that the people of a whole calendar cost few listings. With
    `is_by_mail` somebody new makes the calendars be read again, if what was set aside there may be theirs.
    """
    wanted = {address_key(person.email): person.email for person in people}
    wanted.pop("", None)
    is_anybody_new = False
    for account in session.scalars(_mailboxes(person_id)).all() if wanted else ():
        looks = session.scalars(
            select(Reading).where(Reading.account_id == account.id, Reading.purpose == PEOPLE)
        ).all()
        start = max(since, account.since - BEFORE_FIRST_READ)
        asked = _asked(looks)
        fresh = [email for key, email in wanted.items() if key not in asked or start < asked[key]]
        is_anybody_new = is_anybody_new or any(key not in asked for key in wanted)
        if fresh:
            session.add_all(_new_looks(account, _join(looks, fresh, start), start, now))
    session.flush()
    if is_by_mail and is_anybody_new:
        read_calendars_again(session, person_id, now)


def _mailboxes(person_id: str) -> Select[Account]:
    return select(Account).where(Account.person_id == person_id, Account.can_read_mail, Account.provider != "takeout")


def _asked(looks: Sequence[Reading]) -> dict[str, datetime]:
    """Who was asked for, by key, and since when at the earliest."""
    asked: dict[str, datetime] = {}
    for look in looks:
        since = datetime.fromisoformat(look.query["since"])
        for email in look.query["addresses"]:
            key = address_key(email)
            asked[key] = min(since, asked.get(key, since))
    return asked


def _join(looks: Sequence[Reading], fresh: list[str], since: datetime) -> list[str]:
    """Adds people to looks that have not begun; returns those for whom there was no room."""
    for look in looks:
        if look.cursor is not None or look.finished_at is not None:
            continue
        there = set(look.query["addresses"])
        joining = [email for email in fresh if email in there]
        joining += [email for email in fresh if email not in there][: max(0, PEOPLE_PER_LOOK - len(there))]
        if joining:
            earliest = min(since, datetime.fromisoformat(look.query["since"]))
            look.query = {"addresses": sorted({*there, *joining}), "since": earliest.isoformat()}
            fresh = [email for email in fresh if email not in joining]
    return fresh


def _new_looks(account: Account, fresh: list[str], since: datetime, now: datetime) -> Iterator[Reading]:
    for first in range(0, len(fresh), PEOPLE_PER_LOOK):
        addresses = sorted(fresh[first : first + PEOPLE_PER_LOOK])
        yield Reading(
            id=derived_id("rdg", account.id, PEOPLE, since.isoformat(), *addresses),
            account_id=account.id,
            person_id=account.person_id,
            purpose=PEOPLE,
            query={"addresses": addresses, "since": since.isoformat()},
            created_at=now,
        )


def read_calendars_again(session: Session, person_id: str, now: datetime) -> None:
    """Asks for the calendars anew in which something was set aside that may be of somebody who is known by now."""
    aside = (
        select(SetAside.account_id, SetAside.kind)
        .where(SetAside.person_id == person_id, SetAside.kind.startswith("calendar:"))
        .where(SetAside.rule.in_(MADE_OF_PEOPLE))
    )
    for account_id, resource in session.execute(aside.distinct()).all():
        read_in_full(session, account_id, (resource,), now)


def read_in_full(session: Session, account_id: str, resources: Sequence[str], now: datetime) -> None:
    """Has these calendars (`calendar:<id>`) of an account read once more from end to end, at its next reading."""
    mark = secrets.token_hex(6)
    # What is in the middle of such a reading was not shown in the meantime, and is not known to have stood.
    is_anew = Cursor.read_id.startswith(ANEW) | ((Cursor.value == "") & (Cursor.read_id == ""))
    session.execute(
        update(Cursor)
        .where(Cursor.account_id == account_id, Cursor.resource.in_(resources))
        .values(value="", read_id=case((is_anew, f"{ANEW}{mark}"), else_=mark), updated_at=now)
    )


def known_messages(session: Session, account_id: str, ids: Sequence[str], *, is_people_look: bool) -> set[str]:
    """Which of these provider ids need not be read again.

    A look for people reads what was set aside or unreadable before once more, since its thread is a candidate now,
    unless it is the never-log list that keeps it out. What was removed and comes back is read again.
    """
    copies = select(MessageCopy.provider_id).where(
        MessageCopy.account_id == account_id, MessageCopy.provider_id.in_(ids), MessageCopy.removed_at.is_(None)
    )
    known = set(session.scalars(copies))
    aside = select(SetAside.provider_id, SetAside.rule).where(
        SetAside.account_id == account_id, SetAside.kind == "mail", SetAside.provider_id.in_(ids)
    )
    for provider_id, rule in session.execute(aside):
        if not is_people_look or rule.startswith(EXCLUDED):
            known.add(provider_id)
    if not is_people_look:
        unreadable = select(Quarantined.provider_id).where(
            Quarantined.account_id == account_id, Quarantined.kind == "mail", Quarantined.provider_id.in_(ids)
        )
        known.update(session.scalars(unreadable))
    return known
