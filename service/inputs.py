"""What the two deciders are handed: a meeting's file turned into the facts of `classify` and the observations of
`lifecycle`.

Here it is decided which mail belongs to this meeting (words that prepare: the next meeting with that person; words
that look back: the one before) and whose word counts: an assistant speaks for the contact, a stranger for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from connectors.records import Participation
from service import classify, heard, lifecycle, meetings, observations, rights, testimony
from service.addresses import address_key
from service.agreement import Agreement, Said, agreement_of
from service.arranging import of_json
from service.dossier import Dossier
from service.lifecycle import Kind, Outcome
from service.observations import acts_of, reads_of
from service.reading import STATE_CHANGING
from service.schema import Correction, Json, Observation
from service.speech import Act
from service.testimony import by_whom
from service.word_of_person import slot_of

_PREPARING = {
    "asks_for_time": Kind.REQUESTS,
    "agrees_to_time": Kind.AGREES,
    "declines": Kind.DECLINES,
    "cancels": Kind.CANCELS,
    "moves": Kind.MOVES,
    "wants_another_time": Kind.WANTS_ANOTHER_TIME,
}
_LOOKING_BACK = {
    "waits": Kind.WAITS,
    "joins": Kind.JOINS,
    "says_no_show": Kind.SAYS_NO_SHOW,
    "apologises_for_missing": Kind.APOLOGISES,
    "thanks_for_talk": Kind.THANKS,
    "says_thanks": Kind.SAYS_THANKS,
    "says_it_took_place": Kind.TOOK_PLACE,
    "wants_another_time": Kind.WANTS_ANOTHER_TIME,
}

_CONFIRMS = "says_it_took_place"
"""What is presumed of a talk that nobody called off."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A mail and how it belongs to this meeting."""

    row: Observation
    prepares: bool
    looks_back: bool
    by: str
    doubt: str = ""
    """Why its words change nothing (`rights`)."""


def place(file: Dossier) -> tuple[Placed, ...]:
    """The mails that belong to this meeting."""
    links = dict(file.links)
    elsewhere = {row.value for row in file.corrections if row.kind == "not_about"}
    found = []
    for row in file.mails:
        if row.source in elsewhere:
            continue
        after = meetings.meeting_after(row.at, file.planned, links)
        before = meetings.meeting_before(row.at, file.planned, links)
        prepares = file.meeting == after or not file.planned
        looks_back = file.meeting == before or not file.planned or (file.is_request_only and prepares and not before)
        if prepares or looks_back:
            found.append(_placed(file, row, prepares=prepares, looks_back=looks_back))
    return tuple(found)


def _placed(file: Dossier, row: Observation, *, prepares: bool, looks_back: bool) -> Placed:
    by = "user" if row.data["direction"] == "out" else by_whom(file, row.data["author"])
    doubt = file.doubted.get(row.source, "")
    # Another's mail in the person's own name is not the person's word.
    return Placed(row, prepares, looks_back, "other" if doubt and by == "user" else by, doubt)


# --- for classify -------------------------------------------------------------------------------------------------


def facts_of(
    file: Dossier, placed: Sequence[Placed], *, meeting_no: int, is_introduced: bool, outcome: Outcome
) -> classify.Facts:
    """What `classify` is to know of the meeting."""
    data = file.latest()
    organizer = (data.get("organizer") or {}).get("email", "")
    counted = [party for party in file.parties if party is file.contact or party.part == "attendee"]
    contact = file.contact
    says = _word_of_person(file)
    source = _source_of_title(file)
    return classify.Facts(
        title=data.get("summary", ""),
        source=source,
        acts=_heard(data),
        # A title is too short to be read by its wording alone.
        against=acts_of(data.get("against", ())),
        reads=reads_of(data.get("reads", ())),
        contact=contact.email if contact else "",
        contact_name=contact.name if contact else data.get("named", "") or _name_through_network(file),
        outside=tuple(party.email for party in counted),
        own_organisations=file.own.organisations,
        own_names=file.own.names,
        organizer=organizer,
        parties=tuple(sorted({organizer, *(one["email"] for one in data.get("people", ()))} - {""})),
        listed=len(data.get("people", ())),
        is_invited_by_user=bool(data.get("people")) and address_key(organizer) in file.own.keys,
        start=outcome.start,
        end=outcome.end,
        is_all_day=bool(data.get("is_all_day")),
        questions=data.get("questions", 0),
        is_recurring=bool(data.get("is_recurring")),
        meeting_no=meeting_no,
        mails=(
            *(_said(one) for one in _conversation(file, placed) if _tells_what_it_is(file, one)),
            *(_said_through_network(row) for row in file.seen if row.kind == observations.NETWORK),
        ),
        is_introduced=is_introduced,
        default_role=file.own.default_role,
        is_declined_by_user=outcome.is_declined == "user" and not _was_accepted_by_user(file),
        is_cancelled_unanswered=outcome.status == "cancelled" and not outcome.was_accepted and not outcome.is_declined,
        has_note=any(row.kind == observations.NOTE for row in file.seen),
        is_note_of_hiring=all(row.data.get("hiring") for row in file.seen if row.kind == observations.NOTE),
        person_says=says,
    )


def _tells_what_it_is(file: Dossier, placed: Placed) -> bool:
    """Whether its words say what kind of talk this is. A request for which nobody vouches may be asked about: it changes
    nothing that there is.
    """
    return not placed.doubt or (placed.doubt == rights.UNVOUCHED and file.is_request_only)


def _was_accepted_by_user(file: Dossier) -> bool:
    """Whether the person said yes to any version of it: taking that back is a cancellation, not a refusal."""
    return any(
        one["is_self"] and one["participation"] == Participation.ACCEPTED
        for row in file.seen
        for one in row.data.get("people", ())
    )


def _conversation(file: Dossier, placed: Sequence[Placed]) -> list[Placed]:
    """The mails of this meeting, and those of the two months before it: a talk that was put off keeps its reason."""
    starts = [one.start for one in file.planned if dict(file.links)[one.meeting] == file.meeting]
    known = {one.row.source for one in placed} | {row.value for row in file.corrections if row.kind == "not_about"}
    earlier = [
        _placed(file, row, prepares=True, looks_back=False)
        for row in file.mails
        if starts and row.source not in known and min(starts) - meetings.BEFORE <= row.at <= max(starts)
    ]
    return sorted([*placed, *earlier], key=lambda one: (one.row.at, one.row.source))


def _heard(data: Json, *, is_own: bool = False) -> tuple[Act, ...]:
    return heard.acts(acts_of(data.get("acts", ())), reads_of(data.get("reads", ())), is_own=is_own)


def _heard_against(data: Json) -> tuple[Act, ...]:
    told = acts_of(data.get("acts", ()))
    return heard.against(acts_of(data.get("against", ())), reads_of(data.get("reads", ())), told)


def _said(placed: Placed) -> classify.Said:
    data = placed.row.data
    return classify.Said(
        by=placed.by,
        at=placed.row.at,
        source=placed.row.source,
        acts=_heard(data, is_own=placed.by == "user"),
        against=_heard_against(data),
        reads=reads_of(data.get("reads", ())),
        thread=data["thread"],
        sender=data["author"],
        is_answer=data["thread"] != data["message_id"].strip().lower(),
        is_letter=bool(data["acts"]) or not data.get("has_invite", False),
    )


def _name_through_network(file: Dossier) -> str:
    return next((str(row.data["name"]) for row in file.seen if row.kind == observations.NETWORK), "")


def _said_through_network(row: Observation) -> classify.Said:
    """Words that agree answer what the person wrote there, which no mail shows."""
    data = row.data
    told = acts_of(data["acts"])
    agreed = [act for act in told if act.what in {"agrees", "agrees_to_time", "tells_own_way"}]
    answers = [Act("answers_elsewhere", act.quote) for act in agreed[:1]]
    return classify.Said("contact", row.at, row.source, (*told, *answers), acts_of(data["against"]))


def _word_of_person(file: Dossier) -> str:
    """yes, what it is instead, or "": the newest of the person's two opposite words."""
    told = [row for row in file.corrections if row.kind in {"is_interview", "is_not_interview"}]
    if not told:
        return ""
    newest = max(told, key=lambda row: (row.at, row.id))
    return "yes" if newest.kind == "is_interview" else newest.value or "no"


def _source_of_title(file: Dossier) -> str:
    if not file.versions:
        return ""
    return max(file.versions, key=lambda row: (row.kind == observations.VERSION, row.sequence, row.at, row.id)).source


# --- for lifecycle --------------------------------------------------------------------------------------------------


def observations_of(file: Dossier, placed: Sequence[Placed]) -> list[lifecycle.Observation]:
    """What `lifecycle` is to fold."""
    found = list(testimony.of_records(file))
    for one in placed:
        found.extend(_of_mail(one))
    found.extend(_slots_in_words(agreement_in_words(file, placed)))
    found.extend(_word(row) for row in file.corrections if row.kind != "seen")
    return found


def _word(row: Correction) -> lifecycle.Observation:
    """The person's word; a time that they chose comes with it."""
    value = {"no_show": f"no_show_by_{row.value or 'contact'}"}.get(row.kind, row.kind)
    start, end = slot_of(row.value) if row.kind == "slot" else (None, None)
    return lifecycle.Observation(
        Kind.CORRECTION, f"person:{row.id}", row.at, row.at, by="user", value=value, start=start, end=end
    )


def agreement_in_words(file: Dossier, placed: Sequence[Placed]) -> Agreement:
    """What both sides agreed on in mail, where no calendar and no invite knows of the talk; without a time that the
    person said is not agreed.
    """
    if not file.is_request_only:
        return Agreement()
    found = agreement_of(
        Said(one.by, one.row.at, one.row.source, of_json(one.row.data.get("times", ())))
        for one in placed
        if one.prepares and one.by in {"user", "contact"} and not one.doubt
    )
    denied = {row.value for row in file.corrections if row.kind == "not_agreed"}
    agreed = found.agreed
    return Agreement() if agreed is None or lifecycle.iso(agreed.start) in denied else found


_USUAL_LENGTH = timedelta(minutes=30)


def _slots_in_words(agreement: Agreement) -> Iterator[lifecycle.Observation]:
    """Each time that was agreed on, as a version of the meeting that both said yes to."""
    yes = Participation.ACCEPTED
    for agreed in agreement.course:
        yield lifecycle.Observation(
            Kind.VERSION,
            agreed.taken.source,
            agreed.taken.at,
            agreed.taken.at,
            start=agreed.start,
            end=agreed.start + _USUAL_LENGTH,
            user=yes,
            contact=yes,
            organizer=agreed.offered.by,
            quote=agreed.offered.text,
            value=lifecycle.IN_WORDS,
        )


def _of_mail(placed: Placed) -> Iterator[lifecycle.Observation]:
    row = placed.row
    acts = {act.what: act.quote for act in acts_of(row.data["acts"])}
    if placed.doubt:
        if STATE_CHANGING & acts.keys():
            quote = acts[min(STATE_CHANGING & acts.keys())]
            yield replace(_written(Kind.UNVERIFIED, placed, quote), value=placed.doubt)
        elif placed.doubt == rights.UNVOUCHED and placed.looks_back and _CONFIRMS in acts:
            yield _written(Kind.WROTE, placed, "")
        return
    told: dict[Kind, str] = {}
    if placed.prepares:
        told |= {kind: acts[what] for what, kind in _PREPARING.items() if what in acts}
    if placed.looks_back:
        told |= {kind: acts[what] for what, kind in _LOOKING_BACK.items() if what in acts}
        if _is_written_of_itself(placed, acts):
            told[Kind.WROTE] = ""
    for kind, quote in sorted(told.items()):
        yield _written(kind, placed, quote)


def _is_written_of_itself(placed: Placed, acts: Mapping[str, str]) -> bool:
    """Whether it is a letter: calendars write invites, and words that arrange the next meeting say nothing about the
    one before.
    """
    arranges_next = not placed.prepares and placed.by != "user" and bool(acts.keys() & _PREPARING.keys())
    return not arranges_next and not placed.row.data.get("has_invite", False)


def _written(kind: Kind, placed: Placed, quote: str) -> lifecycle.Observation:
    row = placed.row
    return lifecycle.Observation(
        kind, row.source, row.at, row.received_at, by=placed.by, quote=quote, message_id=row.data["message_id"]
    )
