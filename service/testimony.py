"""What `lifecycle` is handed of the records about a meeting itself: calendar versions, mailed invites, replies,
cancellations, proposals. What had no right to be said comes out as unverified, with its reason, and changes nothing.

Of one booking under several UIDs only the leading one tells times; of the others only who accepted counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from connectors.records import Participation
from service import absence, domains, lifecycle, meetings, noted, observations, rights
from service.addresses import address_key
from service.dossier import Dossier
from service.lifecycle import Kind
from service.organizers import sent_at, uid_of
from service.rights import Known
from service.schema import Json, Observation

_ANSWERS = (
    Participation.ACCEPTED,
    Participation.TENTATIVE,
    Participation.DECLINED,
    Participation.DELEGATED,
    Participation.NEEDS_ACTION,
)
_OF_ORGANIZER = frozenset({observations.REQUEST, observations.CANCEL})
_OF_WHOLE_SERIES = frozenset(
    {observations.CANCEL, observations.REPLY, observations.COUNTER, observations.UNVERIFIED, observations.OTHER_INVITE}
)


def of_records(file: Dossier) -> Iterator[lifecycle.Observation]:
    """Everything that the records of the meeting say of it."""
    leading = file.leading
    for row in file.seen:
        yield from _of_record(file, row, file.checked.known[uid_of(row.meeting)], leading)
    yield from _names_used(file)


def _names_used(file: Dossier) -> Iterator[lifecycle.Observation]:
    """Mails in the name of somebody who is on it, about a meeting that there is not: told on the next talk with them."""
    planned, links = {uid_of(one.meeting) for one in file.planned}, dict(file.links)
    for row in file.with_people:
        if row.kind != observations.UNVERIFIED or uid_of(row.data["meeting"]) in planned:
            continue
        if meetings.meeting_after(sent_at(row), file.planned, links) == file.meeting:
            yield _plain(Kind.UNVERIFIED, row, "", value=row.data["reason"])


def by_whom(file: Dossier, key: str) -> str:
    """user, contact (or whoever arranges for them), other."""
    if key in file.own.keys:
        return "user"
    for party in file.parties:
        if key in party.keys:
            return "contact" if party is file.contact or party.part == "assistant" else "other"
    return "other"


def _of_record(file: Dossier, row: Observation, known: Known, leading: str) -> Iterator[lifecycle.Observation]:
    if row.kind == observations.UNVERIFIED:
        yield _unverified(file, row, known)
        if row in file.versions:
            yield _version(file, row)
    elif _is_of_twin(row, leading):
        yield from _answers_of_twin(file, row)
        yield from _exclusion(file, row, leading)
    elif reason := file.checked.doubts.get(row.id):
        yield _unverified(file, row, known, reason)
        if row in file.versions:
            yield _version(file, row)
    elif row.kind == observations.VERSION:
        yield _version(file, row)
    elif row.kind in _OF_ORGANIZER:
        yield from _of_organizer(file, row, known)
    elif row.kind == observations.REPLY:
        yield from _replies(file, row, known)
    elif row.kind == observations.COUNTER:
        yield _counter(file, row, known)
    elif row.kind == observations.OTHER_INVITE:
        yield _other(file, row, known)
    elif row.kind == observations.OUR_THANKS:
        yield _plain(Kind.THANKS, row, "user")
    elif row.kind == observations.NOTE:
        yield _plain(Kind.NOTE, row, "user", value=_said_in_note(file, row))


def _said_in_note(file: Dossier, row: Observation) -> str:
    """Of several people one who did not come is no talk that did not take place."""
    says, absent = str(row.data["says"]), row.data.get("absent", ())
    is_other = any(absence.names_one(absent, party.name) for party in file.others)
    is_contact = file.contact is None or absence.names_one(absent, file.contact.name)
    return noted.HELD if says == noted.ABSENT and is_other and not is_contact else says


def _unverified(file: Dossier, row: Observation, known: Known, reason: str = "") -> lifecycle.Observation:
    reason = reason or str(row.data.get("reason", ""))
    author = str(row.data.get("author", ""))
    by = by_whom(file, author)
    is_of_them = by != "other" or author in known.attendees or row in file.versions
    if reason == rights.FORWARDED and is_of_them:
        return _plain(Kind.FORWARDED, row, by)
    return _plain(Kind.UNVERIFIED, row, "", value=reason)


# --- what they say --------------------------------------------------------------------------------------------------


def _of_organizer(file: Dossier, row: Observation, known: Known) -> Iterator[lifecycle.Observation]:
    if row.data.get("is_own") and known.keys and not known.keys & file.own.keys:
        # The person's own mail with somebody else's meeting: handed on, and nobody cancels what another organizes.
        is_invite = row.kind == observations.REQUEST
        yield _plain(Kind.FORWARDED if is_invite else Kind.OTHER_INVITE, row, "user")
    elif row.kind == observations.CANCEL:
        yield from _cancel(file, row, known)
    else:
        yield _version(file, row)


def _cancel(file: Dossier, row: Observation, known: Known) -> Iterator[lifecycle.Observation]:
    """A rightful one also tells what nothing else does: the meeting itself, or that the person had said yes to it."""
    version = replace(_version(file, row), status="cancelled", is_calendar=False)
    if row in file.versions:
        yield version
        return
    off = _who_is_off(file, row, known)
    if off == "others":
        yield _plain(Kind.OTHER_INVITE, row, _by_author(file, row), value="CANCEL")
        return
    is_of_series = row.meeting.endswith("|master") and not file.leading.endswith("|master")
    told = _plain(Kind.CANCEL, row, _by_author(file, row), value="removed" if off == "user" else "")
    yield replace(told, is_of_series=is_of_series)
    is_in_calendar = any(seen.kind == observations.VERSION for seen in file.seen)
    if version.user is Participation.ACCEPTED and not is_in_calendar:
        yield _plain(Kind.REPLY, row, "user", value=version.user.value)


def _who_is_off(file: Dossier, row: Observation, known: Known) -> str:
    """all, user (only they are taken off the list), others (the person's talk goes on).

    A CANCEL that names some of the attendees takes these off; one that names all, or none, ends it (RFC 5546, 3.2.5).
    """
    standing = [one for one in file.versions if one.meeting == row.meeting and one.data.get("people")]
    listed = _guests(row, known)
    expected = _guests(max(standing, key=_newest), known) if standing else frozenset()
    if not listed or expected <= listed:
        return "all"
    side = file.contact.keys if known.keys & file.own.keys and file.contact else file.own.keys
    if not listed & side:
        return "others"
    return "all" if known.keys & file.own.keys else "user"


def _guests(row: Observation, known: Known) -> frozenset[str]:
    listed = {address_key(one["email"]) for one in row.data.get("people", ()) if not one["is_thing"]}
    return frozenset(listed - known.keys)


def _replies(file: Dossier, row: Observation, known: Known) -> Iterator[lifecycle.Observation]:
    for key, answer in sorted(row.data.get("answers", {}).items()):
        by = by_whom(file, key)
        if by != "other":
            yield _plain(Kind.REPLY, row, by, value=answer)
        elif key not in known.attendees:
            yield _unverified(file, row, known, rights.UNINVITED)


def _counter(file: Dossier, row: Observation, known: Known) -> lifecycle.Observation:
    author = str(row.data.get("author", ""))
    by = by_whom(file, author)
    if by == "other" and author not in known.attendees:
        return _unverified(file, row, known, rights.UNINVITED)
    start, end = instant(row.data["start"]), instant(row.data["end"])
    return replace(_plain(Kind.COUNTER, row, by), start=start, end=end)


def _other(file: Dossier, row: Observation, known: Known) -> lifecycle.Observation:
    """ADD, REFRESH, DECLINECOUNTER and whatever else there is: recorded, and nothing changes by it."""
    method = str(row.data.get("method", "")).strip().upper()[:30]
    author = str(row.data.get("author", ""))
    if rights.is_for_attendees(method):
        is_known = by_whom(file, author) != "other" or author in known.attendees
        reason = "" if is_known else rights.UNINVITED
    else:
        reason = rights.doubt_of_record(row, known)
    if reason:
        return _unverified(file, row, known, reason)
    kind = Kind.DECLINED_COUNTER if method == "DECLINECOUNTER" else Kind.OTHER_INVITE
    return _plain(kind, row, _by_author(file, row), value=method)


def _is_of_twin(row: Observation, leading: str) -> bool:
    """A record of the same booking's other UID, or of its whole series: its times would look like moves."""
    if row.meeting == leading or row.kind in {observations.NOTE, observations.OUR_THANKS}:
        return False
    is_of_series = row.meeting == f"{uid_of(leading)}|master"
    return not (is_of_series and row.kind in _OF_WHOLE_SERIES)


def _answers_of_twin(file: Dossier, row: Observation) -> Iterator[lifecycle.Observation]:
    if row.kind not in {observations.VERSION, observations.REQUEST} or row.data["status"] == "cancelled":
        return
    if row.id in file.checked.doubts:
        return
    version = _version(file, row)
    for by, answer in (("user", version.user), ("contact", version.contact)):
        if answer is Participation.ACCEPTED:
            yield _plain(Kind.REPLY, row, by, value=answer.value)


def _exclusion(file: Dossier, row: Observation, leading: str) -> Iterator[lifecycle.Observation]:
    """This time of a series left out by the newest mailed invite of the whole: called off (RFC 5545, 3.8.5.1)."""
    uid, _, occurrence = leading.rpartition("|")
    invites = [
        one
        for one in file.seen
        if one.kind == observations.REQUEST and one.meeting == f"{uid}|master" and one.id not in file.checked.doubts
    ]
    if row in invites and row is max(invites, key=_newest) and occurrence in row.data.get("excluded", ()):
        yield replace(_plain(Kind.CANCEL, row, _by_author(file, row)), is_of_series=True)


# --- records as observations ----------------------------------------------------------------------------------------


def _plain(kind: Kind, row: Observation, by: str, *, value: str = "") -> lifecycle.Observation:
    return lifecycle.Observation(
        kind,
        row.source,
        row.at,
        _came(row),
        sequence=row.sequence,
        by=by,
        is_dated=bool(row.data.get("is_dated", True)),
        quote=row.quote,
        message_id=row.data.get("message_id", ""),
        value=value,
    )


def _version(file: Dossier, row: Observation) -> lifecycle.Observation:
    data = row.data
    mine = [one for one in data["people"] if one["is_self"] or address_key(one["email"]) in file.own.keys]
    organizer = _organizer(file, data)
    return lifecycle.Observation(
        Kind.VERSION,
        row.source,
        row.at,
        _came(row),
        sequence=row.sequence,
        start=instant(data["start"]),
        end=instant(data["end"]),
        status=data["status"],
        user=_answer(mine),
        contact=_answer(one for one in data["people"] if _is_contact(file, one["email"])),
        organizer=organizer,
        is_calendar=row.kind == observations.VERSION,
        is_dated=bool(data["is_dated"]),
        stood_until=instant(data.get("stood_until")),
        quote=row.quote,
        message_id=data.get("message_id", ""),
        details=_details(data.get("details", {})),
        is_listed=bool(mine) or organizer == "user" or not data["people"],
    )


def _details(told: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(told.items()))


def instant(text: str | None) -> datetime | None:
    """The moment that a stored fact names, None for none."""
    return datetime.fromisoformat(text) if text else None


def _is_contact(file: Dossier, email: str) -> bool:
    return file.contact is not None and address_key(email) in file.contact.keys


def _answer(listed: Iterable[Json]) -> Participation | None:
    """The strongest answer among several addresses of one person."""
    found = {Participation(one["participation"]) for one in listed}
    return next((answer for answer in _ANSWERS if answer in found), None)


def _organizer(file: Dossier, data: Json) -> str:
    organizer = data.get("organizer")
    if not organizer:
        return "user" if data.get("by_person") or not data["people"] else ""
    key = address_key(organizer["email"])
    if key in file.own.keys:
        return "user"
    if domains.is_scheduler(key) or domains.is_robot(key):
        return "robot"
    return by_whom(file, key)


def _by_author(file: Dossier, row: Observation) -> str:
    return "user" if row.data.get("author") in file.own.keys else "contact"


def _came(row: Observation) -> datetime:
    """When it came to the mailbox, not when we read it: a late poll must not decide which of two equals is newer."""
    return sent_at(row) if row.data.get("sent") else row.received_at


def _newest(row: Observation) -> tuple[int, datetime, str]:
    return (row.sequence, row.at, row.id)
