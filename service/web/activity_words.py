"""What a row of the activity log says in a sentence, in the person's language: names of people, never words of a mail."""

from __future__ import annotations

from collections.abc import Mapping

from service import activity
from service.schema import Activity
from service.web.words import Words


def told(words: Words, row: Activity, names: Mapping[str, str]) -> str:
    """The sentence. `names`: what the ids in subject and detail are called; an id that is gone has none."""
    name = names.get(row.subject, "") or words._("somebody who was removed")
    other = names.get(row.detail, "") or words._("somebody else")
    if sentence := _connections(words, row, _account(words, row, names), other):
        return sentence
    for say in (_conversations, _drafts, _people, _settings):
        if sentence := say(words, row, name, other):
            return sentence
    return row.what


def _conversations(words: Words, row: Activity, name: str, _other: str) -> str:
    match row.what:
        case activity.STATUS if row.data.get("before") == "not_logged" and row.detail not in {"proposed", "not_logged"}:
            return words._(
                "Logged the conversation with %(name)s: %(status)s.", name=name, status=status_named(words, row.detail)
            )
        case activity.STATUS if row.detail == "proposed":
            return words._("Asked you about the meeting with %(name)s.", name=name)
        case activity.STATUS if row.detail == "not_logged":
            return words._("Left out the meeting with %(name)s.", name=name)
        case activity.STATUS:
            return words._(
                "The conversation with %(name)s is now: %(status)s.", name=name, status=status_named(words, row.detail)
            )
        case activity.CORRECTED:
            return words._("You corrected the conversation with %(name)s.", name=name)
        case activity.CORRECTION_UNDONE:
            return words._("You took back a correction of the conversation with %(name)s.", name=name)
    return ""


def status_named(words: Words, status: str) -> str:
    """A status inside a sentence."""
    known = {
        "proposed": words._("asked about"),
        "invited": words._("invited"),
        "accepted": words._("planned"),
        "held_presumed": words._("probably held"),
        "held": words._("held"),
        "no_show": words._("did not happen"),
        "cancelled": words._("cancelled"),
        "not_logged": words._("left out"),
    }
    return known.get(status, status.replace("_", " "))


def _drafts(words: Words, row: Activity, name: str, _other: str) -> str:
    match row.what:
        case activity.DRAFT_WRITTEN:
            return words._("Wrote a draft to %(name)s.", name=name)
        case activity.DRAFT_WITHDRAWN:
            return words._("Withdrew the draft to %(name)s.", name=name)
        case activity.DRAFT_DISMISSED:
            return words._("You did not need the draft to %(name)s.", name=name)
        case "approved":
            return words._("You approved the mail to %(name)s.", name=name)
        case "approval taken back":
            return words._("You took back the approval of the mail to %(name)s.", name=name)
        case "sent":
            return words._("Sent the mail to %(name)s that you approved.", name=name)
        case "not sent":
            return words._("Did not send the mail to %(name)s.", name=name)
    return ""


def _people(words: Words, row: Activity, name: str, other: str) -> str:
    match row.what:
        case activity.MERGED:
            return words._("You said that %(name)s and %(other)s are one person.", name=name, other=other)
        case activity.UNMERGED:
            return words._("You said that %(name)s and %(other)s are two people after all.", name=name, other=other)
        case activity.LINKED:
            return words._("Took another address for %(name)s, by their own word.", name=name)
        case activity.NOT_THE_SAME:
            return words._("You said that %(name)s and %(other)s are not the same person.", name=name, other=other)
        case activity.REFUSAL_UNDONE:
            return words._("You took back that %(name)s and %(other)s are two people.", name=name, other=other)
        case activity.RENAMED:
            return words._("You gave %(name)s this name.", name=name)
        case activity.CONTACT_CHANGED:
            return words._("You changed what is known of %(name)s.", name=name)
        case activity.NOTE_KEPT:
            return words._("You changed your note on %(name)s.", name=name)
        case activity.NOT_INTRODUCED:
            return words._("You said that %(name)s was not introduced that way.", name=name)
        case activity.UNTRACKED:
            return words._("You stopped following %(name)s.", name=name)
        case activity.TRACKED:
            return words._("You follow %(name)s again.", name=name)
    return ""


def _settings(words: Words, row: Activity, _name: str, _other: str) -> str:
    match row.what:
        case activity.SETTING:
            return words._("You changed a setting.")
        case activity.EXCLUDED:
            return words._("You added a line to the never-log list.")
        case activity.EXCLUSION_REMOVED:
            return words._("You took a line off the never-log list.")
        case activity.PURGED:
            conversations, mails, entries = (int(part) if part.isdigit() else 0 for part in _three(row.detail))
            return words._(
                "Removed what was stored: %(conversations)s, %(mails)s, %(entries)s.",
                conversations=words.ngettext("%(num)s conversation", "%(num)s conversations", conversations),
                mails=words.ngettext("%(num)s mail", "%(num)s mails", mails),
                entries=words.ngettext("%(num)s calendar entry", "%(num)s calendar entries", entries),
            )
        case activity.BODIES_REDUCED:
            number = int(row.detail) if row.detail.isdigit() else 0
            return words.ngettext(
                "Reduced the text of %(num)s mail to its quotes.",
                "Reduced the texts of %(num)s mails to their quotes.",
                number,
            )
        case activity.DIGEST_SENT:
            return words._("Sent you the summary of the day.")
        case activity.DIGEST_NOT_SENT:
            return words._("Could not send you the summary of the day.")
        case activity.DIGEST_UNCLEAR:
            return words._("It is not known whether the summary of the day went out to you.")
        case activity.SESSION_ENDED:
            return words._("You signed out a browser.")
    return ""


def _three(detail: str) -> list[str]:
    return [*detail.split(), "0", "0", "0"][:3]


def _account(words: Words, row: Activity, names: Mapping[str, str]) -> str:
    known = (names[one] for one in (row.subject, row.detail) if one.startswith("acc_") and one in names)
    return next(known, "") or words._("an account that was removed")


def _connections(words: Words, row: Activity, name: str, _other: str) -> str:
    match row.what:
        case "connected":
            return words._("Connected %(account)s.", account=name)
        case activity.PAUSED:
            return words._("Paused reading %(account)s.", account=name)
        case activity.RESUMED:
            return words._("Reads %(account)s again, as you asked.", account=name)
        case "not connected":
            return words._("A connection was begun and did not come about.")
        case activity.DISCONNECTED:
            return words._("Disconnected %(account)s.", account=name)
        case activity.CONSENT_NEEDED:
            return words._("%(account)s no longer lets Warmthread in.", account=name)
        case activity.POLL_FAILED:
            return words._("%(account)s could not be read several times in a row.", account=name)
        case activity.READING_AGAIN:
            return words._("%(account)s is read again.", account=name)
    return ""
