"""Why two contacts may be one person, or were taken for one, in sentences with the words of the mail that says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service import clues
from service.people import Joined
from service.same_person import Evidence
from service.suggesting import Suggestion
from service.web.sentences import N_
from service.web.visit import Visit

_TOLD: Mapping[str, str] = {
    clues.OWN_WORD: N_("Their own mail calls %(shown)s theirs."),
    clues.FORMER: N_("Their own mail calls %(shown)s an address they had."),
    clues.SIGNATURE: N_("%(shown)s stands in their signature."),
    clues.REPLY_TO: N_("Their mail asks for answers to %(shown)s."),
    clues.THREAD: N_("What you wrote to one address was answered from the other."),
    clues.TOGETHER: N_("Somebody names both addresses as one person's."),
    clues.MENTIONED: N_("%(shown)s stands in their mail."),
    clues.DIRECT: N_("Both signatures have the same direct number."),
    clues.PHONE: N_("Both signatures have the same phone number."),
    clues.PROFILE: N_("Both signatures lead to the same profile."),
    clues.SITE: N_("Both signatures lead to the same website."),
    "same_name": N_("They have the same full name."),
    "short_name": N_("One name is another form of the other: %(shown)s."),
    "part_of_name": N_("All words of one name are in the other: %(shown)s."),
    "initial_only": N_("Family name and initial are the same: %(shown)s."),
    "one_word": N_("They share a name: %(shown)s."),
    "rare_word": N_("They share a name that few have: %(shown)s."),
    "made_of_name": N_("%(shown)s is made of the other one's name."),
    "same_organisation": N_("Both are at %(shown)s."),
    "same_mailbox_name": N_("The part before the @ is the same, at the same organisation."),
}


def of_suggestion(visit: Visit, one: Suggestion) -> list[dict[str, Any]]:
    """What speaks for it, as `decision` shows it: first what stands in mails."""
    return [_reason(visit, evidence) for evidence in one.evidence]


def of_joined(visit: Visit, one: Joined) -> list[dict[str, Any]]:
    """Why another contact was taken for this one; [] where the person said so."""
    if one.pair.reason not in _TOLD:
        return []
    shown = str(one.pair.data.get("shown", ""))
    return [_reason(visit, Evidence(one.pair.reason, shown, one.quote, at=one.pair.at))]


def _reason(visit: Visit, one: Evidence) -> dict[str, Any]:
    text = visit.words._(_TOLD[one.kind], shown=one.shown)
    evidence = {"quote": one.quote, "source": visit.words._("a mail"), "at": one.at, "href": ""}
    return {"text": text, "evidence": evidence if one.quote else None}
