"""What a row of the activity log says in a sentence, in the person's language: names of people, never words of a mail.

Each kind of row has one sentence, in a table; the few that say more than names are put together beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

from service import activity
from service.schema import Activity
from service.web.sentences import N_
from service.web.words import Words

GAP_FOUND = N_(
    "The provider of %(account)s no longer knew where reading had stopped. What happened meanwhile is looked for."
)
_TOLD = {
    activity.CORRECTED: N_("You corrected the conversation with %(name)s."),
    activity.CORRECTION_UNDONE: N_("You took back a correction of the conversation with %(name)s."),
    activity.DRAFT_WRITTEN: N_("Wrote a draft to %(name)s."),
    activity.DRAFT_WITHDRAWN: N_("Withdrew the draft to %(name)s."),
    activity.DRAFT_DISMISSED: N_("You did not need the draft to %(name)s."),
    "approved": N_("You approved the mail to %(name)s."),
    "approval taken back": N_("You took back the approval of the mail to %(name)s."),
    activity.SENT: N_("Sent the mail to %(name)s that you approved."),
    activity.SENT_THERE: N_("You sent the draft to %(name)s from your mailbox."),
    activity.PLACED: N_("Put the draft to %(name)s into the Drafts folder of your mailbox."),
    activity.TAKEN_OUT: N_("Took the draft to %(name)s out of the Drafts folder of your mailbox."),
    activity.PLACING_OFF: N_(
        "Drafts are no longer put into your mailbox: a copy of your data was put in place here, and they may lie there already. You can switch it on again."
    ),
    activity.CHANGED_THERE: N_("You changed the draft to %(name)s in your mailbox."),
    activity.DELETED_THERE: N_("You deleted the draft to %(name)s in your mailbox."),
    activity.NOT_SENT: N_("Did not send the mail to %(name)s."),
    activity.WORDED: N_("A language model worded the draft to %(name)s."),
    activity.WORDING_REFUSED: N_("Refused what a language model wrote for the draft to %(name)s; it stays as it was."),
    activity.NOT_WORDED: N_("A language model gave no answer for the draft to %(name)s; it stays as it was."),
    activity.MERGED: N_("You said that %(name)s and %(other)s are one person."),
    activity.UNMERGED: N_("You said that %(name)s and %(other)s are two people after all."),
    activity.LINKED: N_("Took another address for %(name)s, on evidence from their mail."),
    activity.PARTED: N_("No longer takes an address for %(name)s: later mail speaks against it."),
    activity.NOT_THE_SAME: N_("You said that %(name)s and %(other)s are not the same person."),
    activity.REFUSAL_UNDONE: N_("You took back that %(name)s and %(other)s are two people."),
    activity.RENAMED: N_("You gave %(name)s this name."),
    activity.CONTACT_CHANGED: N_("You changed what is known of %(name)s."),
    activity.NOTE_KEPT: N_("You changed your note on %(name)s."),
    activity.NOT_INTRODUCED: N_("You said that %(name)s was not introduced that way."),
    activity.UNTRACKED: N_("You stopped following %(name)s."),
    activity.TRACKED: N_("You follow %(name)s again."),
    activity.SETTING: N_("You changed a setting."),
    activity.MANNER_FORGOTTEN: N_("You had something forgotten that was learned from how you write."),
    activity.FORGOTTEN: N_("You had something forgotten that was learned from your answers."),
    activity.EXCLUDED: N_("You added a line to the never-log list."),
    activity.EXCLUSION_REMOVED: N_("You took a line off the never-log list."),
    activity.DIGEST_SENT: N_("Sent you the summary of the day."),
    activity.DIGEST_NOT_SENT: N_("Could not send you the summary of the day."),
    activity.DIGEST_UNCLEAR: N_("It is not known whether the summary of the day went out to you."),
    activity.SESSION_ENDED: N_("You signed out a browser."),
    activity.TAKEN_ALONG: N_("An archive with all of your data was made."),
    "connected": N_("Connected %(account)s."),
    "not connected": N_("A connection was begun and did not come about."),
    activity.PAUSED: N_("Paused reading %(account)s."),
    activity.RESUMED: N_("Reads %(account)s again, as you asked."),
    activity.DISCONNECTED: N_("Disconnected %(account)s."),
    activity.CONSENT_NEEDED: N_("%(account)s no longer lets Warmthread in."),
    activity.POLL_FAILED: N_("%(account)s could not be read several times in a row."),
    activity.READING_AGAIN: N_("%(account)s is read again."),
    activity.GAP_FOUND: GAP_FOUND,
}
_STATUSES = {
    "proposed": N_("asked about"),
    "invited": N_("invited"),
    "accepted": N_("planned"),
    "held_presumed": N_("probably held"),
    "held": N_("held"),
    "no_show": N_("did not happen"),
    "cancelled": N_("cancelled"),
    "not_logged": N_("left out"),
}


def told(words: Words, row: Activity, names: Mapping[str, str]) -> str:
    """The sentence. `names`: what the ids in subject and detail are called; an id that is gone has none."""
    facts = {
        "name": names.get(row.subject, "") or words._("somebody who was removed"),
        "other": names.get(row.detail, "") or words._("somebody else"),
        "account": _account(words, row, names),
    }
    match row.what:
        case activity.STATUS:
            return words._(_of_status(row), status=status_named(words, row.detail), **facts)
        case activity.PURGED:
            return _purged(words, row)
        case activity.BODIES_REDUCED:
            return _reduced(words, row)
        case activity.GAP_CLOSED:
            return gap_closed(words, facts["account"], came=row.data.get("came", 0), went=row.data.get("went", 0))
    return words._(_TOLD[row.what], **facts) if row.what in _TOLD else row.what


def _of_status(row: Activity) -> str:
    match row.detail:
        case "proposed":
            return N_("Asked you about the meeting with %(name)s.")
        case "not_logged":
            return N_("Left out the meeting with %(name)s.")
    if row.data.get("before") == "not_logged":
        return N_("Logged the conversation with %(name)s: %(status)s.")
    return N_("The conversation with %(name)s is now: %(status)s.")


def status_named(words: Words, status: str) -> str:
    """A status inside a sentence."""
    return words._(_STATUSES[status]) if status in _STATUSES else status.replace("_", " ")


def _purged(words: Words, row: Activity) -> str:
    conversations, mails, entries = (int(part) if part.isdigit() else 0 for part in _three(row.detail))
    return words._(
        "Removed what was stored: %(conversations)s, %(mails)s, %(entries)s.",
        conversations=words.ngettext("%(num)s conversation", "%(num)s conversations", conversations),
        mails=words.ngettext("%(num)s mail", "%(num)s mails", mails),
        entries=words.ngettext("%(num)s calendar entry", "%(num)s calendar entries", entries),
    )


def gap_closed(words: Words, account: str, *, came: int, went: int) -> str:
    """That nothing of a gap is missing any more, and what was found of it."""
    return words._(
        "Nothing is missing of %(account)s any more: %(came)s, %(went)s.",
        account=account,
        came=words.ngettext("%(num)s record was found after the gap", "%(num)s records were found after the gap", came),
        went=words.ngettext("%(num)s is gone", "%(num)s are gone", went),
    )


def _three(detail: str) -> list[str]:
    return [*detail.split(), "0", "0", "0"][:3]


def _reduced(words: Words, row: Activity) -> str:
    number = int(row.detail) if row.detail.isdigit() else 0
    return words.ngettext(
        "Reduced the text of %(num)s mail to its quotes.",
        "Reduced the texts of %(num)s mails to their quotes.",
        number,
    )


def _account(words: Words, row: Activity, names: Mapping[str, str]) -> str:
    known = (names[one] for one in (row.subject, row.detail) if one.startswith("acc_") and one in names)
    return next(known, "") or words._("an account that was removed")
