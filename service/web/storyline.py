"""One interview's history in sentences: invites, moves, mails, drafts, and what the person said, each with its undo.

Facts come from the service; here they get their words. A move keeps both times, the old one to be struck through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from service.interview_file import File
from service.schema import Correction, Draft, Json
from service.web.naming import draft_named, quoted
from service.web.words import Words
from service.word_of_person import is_entry, slot_of

Sentence = Callable[[Words], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history. `old` and `new`: the times of a move; `undo`: the path that takes the word back."""

    at: datetime
    text: str
    kind: str
    evidence: Json | None = None
    old: datetime | None = None
    new: datetime | None = None
    undo: str = ""
    href: str = ""
    state: str = ""
    """Of a draft."""


def storyline(words: Words, file: File) -> list[Line]:
    """Everything that happened, oldest first."""
    name = file.contact.name if file.contact and file.contact.name else ""
    lines = [
        *_told(words, file, name or words._("the other side")),
        *(_said(words, file, word) for word in file.words),
        *(_drafted(words, file, draft) for draft in file.drafts),
    ]
    return sorted(lines, key=lambda line: line.at)


# --- what records tell ----------------------------------------------------------------------------------------------


def _told(words: Words, file: File, name: str) -> Iterable[Line]:
    for entry in file.interview.history:
        if entry["what"] == "corrected":
            continue
        evidence = entry.get("evidence") or {}
        yield Line(
            at=datetime.fromisoformat(entry["at"]),
            text=_sentence_of(words, entry, name),
            kind=entry["what"],
            evidence=quoted(words, evidence) if _is_telling(evidence) else None,
            old=_instant(entry.get("from")),
            new=_instant(entry.get("to")),
        )


def _is_telling(evidence: Json) -> bool:
    """A calendar entry is quoted with its title only, which the page shows already."""
    return bool(evidence.get("quote")) and str(evidence.get("source", "")).startswith(("msg:", "note:"))


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def _sentence_of(words: Words, entry: Json, name: str) -> str:
    match entry["what"]:
        case "unverified":
            return unverified(words, str(entry.get("value", "")))
        case "details_changed":
            return _details_changed(words, str(entry.get("changed", "")).split(","), entry.get("by", ""), name)
        case what:
            return _sentence(words, what, entry.get("by", ""), name)


def _details_changed(words: Words, changed: Iterable[str], by: str, name: str) -> str:
    _ = words._
    known = {
        "title": _("the title"),
        "place": _("the place"),
        "text": _("the description"),
        "rule": _("how it repeats"),
        "length": _("how long it takes"),
    }
    told = ", ".join(known[one] for one in changed if one in known)
    if by == "user":
        return _("You changed details; the time stays: %(what)s.", what=told)
    if by == "contact":
        return _("%(name)s changed details; the time stays: %(what)s.", name=name, what=told)
    return _("Details were changed; the time stays: %(what)s.", what=told)


def unverified(words: Words, reason: str) -> str:
    """Why a record changed nothing, as a sentence."""
    _ = words._
    return {
        "forged": _("Your provider found that this mail is not from whom it claims to be; nothing was changed."),
        "own_name": _("A mail in your own name, which you did not send, tried to change this; nothing was changed."),
        "unvouched": _("Nobody vouches that this mail is from whom it says; nothing was changed."),
        "not_organizer": _("Somebody who is not the organizer tried to change this; nothing was changed."),
        "not_attendee": _("Somebody answered in another's name; nothing was changed."),
        "uninvited": _("Somebody answered whom the invite does not name; nothing was changed."),
        "unknown_delegate": _("Somebody unknown says to speak for the organizer; nothing was changed."),
        "unverified_service": _("A mail in the name of a booking service could not be verified; nothing was changed."),
        "forwarded": _("Somebody whom the invite does not name handed it on; nothing was changed."),
    }.get(reason, _("Somebody without the right to it tried to change this; nothing was changed."))


def _sentence(words: Words, what: str, by: str, name: str) -> str:
    told = _by_person(words) if by == "user" else _by_contact(words, name) if by == "contact" else {}
    return told.get(what) or _by_nobody(words).get(what, what.replace("_", " "))


def _by_person(words: Words) -> dict[str, str]:
    _ = words._
    return {
        "invited": _("You invited to it."),
        "rescheduled": _("You moved it."),
        "accepted": _("You accepted."),
        "declined": _("You declined."),
        "tentative": _("You said perhaps."),
        "asked": _("You asked for a talk."),
        "agreed": _("You agreed to the time."),
        "declined_in_mail": _("You declined by mail."),
        "cancelled_in_mail": _("You called it off by mail."),
        "moved_in_mail": _("You wrote that it moves."),
        "asked_for_another_time": _("You asked for another time."),
        "waited": _("You wrote that you were waiting."),
        "said_nobody_came": _("You wrote that nobody came."),
        "apologised": _("You apologised for missing it."),
        "said_it_took_place": _("Your mail says that it took place."),
        "proposed_another_time": _("You proposed another time; it stays until the organizer moves it."),
        "declined_other_time": _("You declined the other time."),
        "delegated": _("You asked somebody else to go in your place."),
        "forwarded": _("You handed the invite on."),
        "answer_outdated": _("You had accepted the earlier time, and have not answered to this one."),
        "reopened": _("You put it on again after it was called off."),
        "removed": _("You took them off the list."),
        "cancelled": _("You cancelled it."),
        "thanked": _("You thanked them."),
        "noted": _("You wrote a note."),
    }


def _by_contact(words: Words, name: str) -> dict[str, str]:
    _ = words._
    return {
        "invited": _("%(name)s invited you.", name=name),
        "rescheduled": _("%(name)s moved it.", name=name),
        "accepted": _("%(name)s accepted.", name=name),
        "declined": _("%(name)s declined.", name=name),
        "tentative": _("%(name)s said perhaps.", name=name),
        "asked": _("%(name)s asked for a talk.", name=name),
        "agreed": _("%(name)s agreed to the time.", name=name),
        "declined_in_mail": _("%(name)s declined by mail.", name=name),
        "cancelled_in_mail": _("%(name)s called it off by mail.", name=name),
        "moved_in_mail": _("%(name)s wrote that it moves.", name=name),
        "asked_for_another_time": _("%(name)s asked for another time.", name=name),
        "waited": _("%(name)s wrote of waiting for you.", name=name),
        "said_nobody_came": _("%(name)s wrote that nobody came.", name=name),
        "apologised": _("%(name)s apologised for missing it.", name=name),
        "said_it_took_place": _("A mail from %(name)s says that it took place.", name=name),
        "proposed_another_time": _("%(name)s proposed another time; it stays until it is moved.", name=name),
        "declined_other_time": _("%(name)s declined the other time.", name=name),
        "delegated": _("%(name)s asked somebody else to come instead.", name=name),
        "forwarded": _("%(name)s handed the invite on to you.", name=name),
        "answer_outdated": _("%(name)s had accepted the earlier time, and has not answered to this one.", name=name),
        "reopened": _("%(name)s put it on again after it was called off.", name=name),
        "removed": _("%(name)s took you off the list; it takes place without you.", name=name),
        "cancelled": _("%(name)s cancelled it.", name=name),
        "thanked": _("%(name)s thanked you.", name=name),
    }


def _by_nobody(words: Words) -> dict[str, str]:
    _ = words._
    return {
        "invited": _("It was put into the calendar."),
        "rescheduled": _("It was moved."),
        "accepted": _("It was accepted."),
        "declined": _("It was declined."),
        "tentative": _("Somebody said perhaps."),
        "asked": _("A talk was asked for."),
        "agreed": _("The time was agreed to."),
        "declined_in_mail": _("It was declined by mail."),
        "cancelled_in_mail": _("It was called off by mail."),
        "moved_in_mail": _("A mail says that it moves."),
        "asked_for_another_time": _("Another time was asked for."),
        "waited": _("Somebody wrote of waiting."),
        "said_nobody_came": _("A mail says that nobody came."),
        "apologised": _("Somebody apologised for missing it."),
        "said_it_took_place": _("A mail says that it took place."),
        "proposed_another_time": _("Another time was proposed; it stays until it is moved."),
        "declined_other_time": _("The other time was declined."),
        "delegated": _("Somebody sends another person instead."),
        "forwarded": _("The invite was handed on to you."),
        "answer_outdated": _("The earlier time was accepted, and nobody answered to this one."),
        "reopened": _("It was put on again after it was called off."),
        "removed": _("You were taken off the list; it takes place without you."),
        "calendar_message": _("A calendar message came that changes nothing."),
        "cancelled": _("It was cancelled."),
        "gone_from_calendar": _("Your calendar shows it no more, and does not say since when."),
        "thanked": _("Thanks went out."),
        "noted": _("You wrote a note."),
        "held_presumed": _("Its time is over, and nothing speaks against it: it probably took place."),
    }


# --- what the person said -------------------------------------------------------------------------------------------


def _said(words: Words, file: File, word: Correction) -> Line:
    interview = file.interview
    is_entered = word.kind == "is_interview" and is_entry(word)
    return Line(
        at=word.at,
        text=words._("You entered it by hand.") if is_entered else said(words, word),
        kind="corrected",
        new=slot_of(word.value)[0] if word.kind == "slot" else None,
        undo="" if is_entered else f"/interviews/{interview.id}/corrections/{word.id}/undo",
    )


def said(words: Words, word: Correction) -> str:
    """A word of the person as a sentence."""
    _ = words._
    match word.kind, word.value:
        case "no_show", "user":
            return _("You said that you did not come.")
        case "role", "host":
            return _("You said that you were the one who was asked.")
        case "role", _value:
            return _("You said that you were the one who asked.")
        case "contact", value:
            return _("You said that it was with %(name)s.", name=value)
    return {
        "is_interview": _("You said that it is an informational interview."),
        "is_not_interview": _("You said that it is not an informational interview."),
        "held": _("You said that it took place."),
        "no_show": _("You said that they did not come."),
        "cancelled": _("You said that it was cancelled."),
        "slot": _("You chose the time."),
        "same_as": _("You said that two records are this one conversation."),
        "apart": _("You said that another record is a conversation of its own."),
        "not_about": _("You said that a mail is about something else."),
        "draft_anyway": _("You asked for a draft all the same."),
        "seen": _("You have seen a warning."),
        "not_agreed": _("You said that this time is not agreed."),
    }.get(word.kind, word.kind)


# --- drafts -----------------------------------------------------------------------------------------------------------


def _drafted(words: Words, file: File, draft: Draft) -> Line:
    name = file.names.get(draft.contact_id, "") or ", ".join(draft.to)
    return Line(
        draft.updated_at, draft_named(words, draft.kind, name), "draft", href=f"/drafts/{draft.id}", state=draft.state
    )


def silence(words: Words, reason: str) -> str:
    """Why nothing is written, as a sentence."""
    _ = words._
    return {
        "already_thanked": _("You have thanked them yourself."),
        "user_already_wrote": _("You wrote to them after it yourself."),
        "not_yet_held": _("It has not taken place yet."),
        "cancelled": _("It was cancelled."),
        "not_informational": _("It is not an informational interview."),
        "excluded": _("You asked for this never to be logged."),
        "dismissed": _("You said that no mail is needed."),
        "unverified": _("Who changed it could not be verified."),
        "needs_decision": _("First say whether it is an informational interview."),
        "declined": _("You declined it."),
        "too_late": _("It was long over when Warmthread first saw it."),
        "answered": _("They have answered meanwhile."),
        "taken_back": _("You took back what you had asked for."),
        "replaced": _("You asked for it anew."),
    }.get(reason, _("Nothing is due."))
