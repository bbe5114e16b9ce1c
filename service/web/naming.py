"""What drafts, tasks and sources are called in a sentence, in the person's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from service.coming import Changed
from service.schema import Json
from service.web.sentences import N_
from service.web.words import Words
from service.zones import zone_of


def draft_named(words: Words, kind: str, name: str) -> str:
    """Such as “A thank-you to Dana Reyes”."""
    return words._(_DRAFTS.get(kind, N_("A mail to %(name)s")), name=name)


_DRAFTS = {
    "thank_you": N_("A thank-you to %(name)s"),
    "host_follow_up": N_("A follow-up to %(name)s"),
    "reschedule_reply": N_("An answer to %(name)s about another time"),
    "no_show_follow_up": N_("A mail to %(name)s about the missed conversation"),
    "apology": N_("An apology to %(name)s"),
    "referral_report_back": N_("Word to %(name)s on how it went"),
    "running_late": N_("A line to %(name)s that you are late"),
    "confirmation": N_("A line to %(name)s to confirm"),
    "request": N_("A first mail to %(name)s"),
    "referral_outreach": N_("A first mail to %(name)s"),
    "nudge": N_("A reminder to %(name)s"),
    "accept": N_("A yes to %(name)s"),
    "decline": N_("A kind no to %(name)s"),
    "keep_in_touch": N_("A sign of life to %(name)s"),
    "news": N_("Your news for %(name)s"),
}


def source_named(words: Words, source: str) -> str:
    """What a quote is from, such as “a mail”; `source` is `msg:…`, `event:…`, `note:…`, `interview:…` or `person:…`."""
    match source.partition(":")[0]:
        case "msg":
            return words._("a mail")
        case "event":
            return words._("the calendar")
        case "note":
            return words._("your note")
        case "interview":
            return words._("another talk of yours")
        case "ask":
            return words._("what you asked for")
    return words._("you said so")


def quoted(words: Words, evidence: Json, href: str = "") -> Json:
    """A quote as `evidence(…)` and `why` show it; one from another interview leads there."""
    source = str(evidence.get("source", ""))
    kind, _, row_id = source.partition(":")
    return {
        "quote": evidence.get("quote", ""),
        "source": source_named(words, source),
        "href": f"/interviews/{row_id}" if kind == "interview" else href,
    }


def said_by(words: Words, evidence: Iterable[Json], href: str = "") -> list[Json]:
    """Quotes as the reasons of a decision."""
    return [{"text": words._("It says:"), "evidence": quoted(words, one, href)} for one in evidence]


def agreed_words(words: Words, agreed: Json, href: str = "") -> list[Json]:
    """What each side wrote of a time that only mail knows, as the reasons of a decision."""
    _ = words._
    own, theirs = _("You wrote, and no calendar knows of it:"), _("They wrote, and no calendar knows of it:")
    return [
        {"text": own if one["by"] == "user" else theirs, "evidence": quoted(words, one, href)}
        for one in agreed["words"]
    ]


def due_day(words: Words, due: str) -> str:
    """A task's day, such as “Tue 3 Mar 2026”; "" for none."""
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return ""
    return words.day(datetime.combine(day, time(12), zone_of(words.zone)))


def change_named(words: Words, change: Changed) -> str:
    """Who did it, such as “cancelled by them”."""
    if change.what == "cancelled":
        return {
            "user": words._("Cancelled by you"),
            "contact": words._("Cancelled by them"),
        }.get(change.by, words._("Cancelled"))
    return {"user": words._("Moved by you"), "contact": words._("Moved by them")}.get(change.by, words._("Moved"))
