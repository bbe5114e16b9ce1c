"""The rules that tell an informational talk from what only looks like one, each with a reason and the words behind it.

Structure first: who wrote first, whether they are from outside, alone, met before, for how long. Words second, read by
who says them. What the reasons come to is decided in `classify`; the points are recognition.md 4's, fitted on the
labelled threads of `tests/recognition`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from service import domains, names
from service.facts import (
    Facts,
    Reason,
    Said,
    answer_of_contact,
    first,
    is_curious,
    is_of_learner,
    is_own_matter,
    offer_of_contact,
    opening,
    request_of_contact,
    request_of_user,
    wrote_first,
)

_MANY = 4
_QUESTIONS = 2
BOTH = ("user", "contact")
_SETTLED = ("agrees_to_time", "thanks_for_talk", "says_it_took_place")


# --- who asked --------------------------------------------------------------------------------------------------------


def _request(facts: Facts) -> Iterator[Reason]:
    mine, theirs = request_of_user(facts), request_of_contact(facts)
    begun = opening(facts)
    if begun is not None and begun.by == "user" and is_own_matter(begun):
        text, quote = "You asked for time in a matter of your own.", begun.quote("asks_for_time") or ""
        yield Reason("own_matter", -2, text, begun.source, quote, kind="personal")
    elif mine is not None and (theirs is None or mine.at < theirs.at):
        yield _own_request(facts, mine)
    elif theirs is not None:
        quote = theirs.quote("asks_for_time", "asks_about_path") or ""
        yield Reason("their_request", 3, "They asked you for a talk.", theirs.source, quote, is_purpose=True)
    elif plain := first(facts.mails, ("user",), "asks_for_time"):
        is_outreach = plain is opening(facts) and not plain.is_answer
        points = 2 if is_outreach and not (plain.is_private or facts.is_inside) else 1
        quote = plain.quote("asks_for_time") or ""
        yield Reason("asks_for_time", points, "You asked for time in this conversation.", plain.source, quote)
    if offer := offer_of_contact(facts):
        text = "They offered to tell you of their own way."
        yield Reason("their_offer", 3, text, offer.source, offer.quote("tells_own_way") or "", is_purpose=True)


def _own_request(facts: Facts, mail: Said) -> Reason:
    quote = mail.quote("asks_for_time", "asks_about_path", "warm", "leans") or ""
    is_outreach = wrote_first(facts) != "contact" and (not facts.is_inside or is_of_learner(mail))
    named = mail.quote("explicit") if facts.is_inside else mail.quote("explicit", "warm")
    if is_outreach or named is not None:
        return Reason("own_request", 3, "You asked for a talk about their path.", mail.source, quote, is_purpose=True)
    return Reason("asks_for_time", 1, "You asked for time in this conversation.", mail.source, quote)


def _beginning(facts: Facts) -> Iterator[Reason]:
    """The person wrote to a stranger and was answered: so such talks begin. Whoever writes to the person unasked wants
    something else far more often than a learner's talk.
    """
    began = wrote_first(facts)
    if began == "user" and not facts.is_inside and answer_of_contact(facts):
        yield Reason("wrote_first", 1, "You wrote to them first, and they answered.")
    elif began == "contact" and not (_is_known(facts) or facts.is_invited_by_user or _is_wanted(facts)):
        if curious := _curious(facts):
            text = "They asked for a talk about your path, for all that is known for themselves."
            yield Reason("their_interest", -1, text, curious.source, curious.quote("asks_about_path") or "")
        elif willing := _willing(facts):
            text = "They said yes in the first mail that is there: something came before it."
            yield Reason("their_yes", -1, text, willing.source, willing.quote("says_yes") or "")
        else:
            yield Reason("they_began", -2, "They wrote to you first.")
    begun = opening(facts)
    if begun is not None and begun.by == "contact" and (quote := begun.quote("answers_elsewhere")):
        yield Reason("answers_elsewhere", 1, "They answered what you wrote to them elsewhere.", begun.source, quote)


def _is_known(facts: Facts) -> bool:
    """Who wrote first says nothing of somebody a third brought along, or whom the person meets again and again."""
    return facts.is_introduced or facts.is_recurring or facts.meeting_no > 1


def _curious(facts: Facts) -> Said | None:
    """The opening letter in which somebody asks about the person's way, with no sign of anything else behind it."""
    begun = opening(facts)
    if begun is None or begun.by != "contact":
        return None
    is_asking = is_curious((act.what for act in begun.acts), (act.what for act in begun.against))
    return begun if is_asking else None


def _willing(facts: Facts) -> Said | None:
    """The opening letter in which somebody says yes, to whatever no mail shows."""
    begun = opening(facts)
    is_yes = begun is not None and begun.by == "contact" and begun.quote("says_yes") and not begun.sells
    return begun if is_yes else None


def _is_wanted(facts: Facts) -> bool:
    return offer_of_contact(facts) is not None or request_of_contact(facts) is not None


# --- rules for --------------------------------------------------------------------------------------------------------


def _explicit(facts: Facts) -> Iterator[Reason]:
    for act in facts.acts:
        if act.what in {"explicit", "asks_about_path"} or (act.what == "warm" and _is_of_user(facts)):
            text = "The calendar event says what it is."
            yield Reason("explicit_words", 3, text, facts.source, act.quote, is_purpose=True)
            return
    before = [mail for mail in facts.mails if facts.start is None or mail.at < facts.start]
    before = [mail for mail in before if not mail.is_private]
    # Colleagues pick each other's brains about their work every day.
    warm = () if facts.is_inside else ("warm",)
    said = first(before, ("user",), "explicit", *warm, "asks_about_path")
    # "Tell me about your experience" is a recruiter's sentence too: of the other side only the name of the thing counts,
    # and only where they did not begin.
    if said is None and wrote_first(facts) != "contact":
        said = first((mail for mail in before if not mail.sells), ("contact",), "explicit", "warm")
    if said is not None:
        quote = said.quote("explicit", "warm", "asks_about_path") or ""
        yield Reason("explicit_words", 3, "The conversation says what it is.", said.source, quote, is_purpose=True)


def _is_of_user(facts: Facts) -> bool:
    """Whether the person called it what it is called, or nobody else is known to have begun."""
    return facts.is_invited_by_user or not facts.listed or wrote_first(facts) in {"", "user"}


def _title(facts: Facts) -> Iterator[Reason]:
    told = {act.what: act.quote for act in facts.acts}
    if told.keys() & {"explicit", "asks_about_path"}:
        return
    if "tells_of_path" in told:
        text = "The calendar event speaks of a way into some work."
        yield Reason("path_words", 1, text, facts.source, told["tells_of_path"], is_purpose=True)
    if told.keys() & {"coffee", "warm"}:
        text = "The calendar event speaks of a coffee or chat."
        yield Reason("coffee_words", 1, text, facts.source, told.get("warm") or told["coffee"], is_purpose=True)
    elif facts.is_two_names:
        agreed = first(facts.mails, BOTH, "agrees_to_time", "agrees")
        text = "The title is your two names."
        yield Reason("two_names", 1, text, facts.source, facts.title, is_purpose=agreed is not None)


def _prepared(facts: Facts) -> Iterator[Reason]:
    """Whoever writes down what to ask goes there to learn."""
    is_own = facts.is_invited_by_user or not facts.listed
    if facts.questions >= _QUESTIONS and is_own:
        yield Reason("prepared", 1, "You wrote down questions for it.", is_purpose=True)


def _agreed(facts: Facts) -> Iterator[Reason]:
    """They said yes to the person's request, and the person wrote back: it is arranged, whatever no calendar knows."""
    mine, yes = request_of_user(facts), answer_of_contact(facts)
    if mine is None or yes is None or yes.at < mine.at or yes.quote("declines"):
        return
    back = [mail for mail in facts.mails if mail.by == "user" and mail.at > yes.at]
    said = yes.quote("agrees", "agrees_to_time") or next(filter(None, (mail.quote(*_SETTLED) for mail in back)), None)
    if back and said:
        yield Reason("agreed", 0, "You asked, they agreed, and you wrote back.", yes.source, said)


def _people(facts: Facts) -> Iterator[Reason]:
    if len(facts.outside) == 1:
        yield Reason("one_person", 2, "It is between you and one other person.")
    elif len(facts.outside) >= _MANY:
        yield Reason("many_people", -3, f"{len(facts.outside)} other people take part.")
    if facts.is_inside:
        yield Reason("colleague", -2, "Only people of your own organisation take part.", kind="internal")
    elif facts.outside:
        yield Reason("outside", 1, "The other person is from outside your organisation.")


def _shape(facts: Facts) -> Iterator[Reason]:
    if facts.meeting_no == 1 and facts.outside:
        yield Reason("first_meeting", 1, "It is your first meeting with this person.")
    elif facts.outside:
        yield Reason("again", 1, "You have had an informational talk with this person before.", is_purpose=True)
    if facts.is_all_day:
        yield Reason("all_day", -1, "It fills a whole day.")
    elif facts.start and facts.end:
        length = facts.end - facts.start
        if timedelta(minutes=15) <= length <= timedelta(minutes=60):
            yield Reason("short", 1, f"It lasts {int(length.total_seconds() // 60)} minutes.")
        elif length > timedelta(minutes=90):
            yield Reason("long", -1, f"It lasts {int(length.total_seconds() // 60)} minutes.")
    if facts.is_recurring:
        yield Reason("recurring", -1, "It belongs to a series.")


def _warmth(facts: Facts) -> Iterator[Reason]:
    if facts.is_introduced:
        yield Reason("introduced", 1, "Somebody introduced you.", is_purpose=True)
    elif said := first((mail for mail in facts.mails if not mail.sells), (*BOTH, "other"), "networking"):
        text = "The conversation speaks of alumni or a common contact."
        is_purpose = wrote_first(facts) != "contact"
        yield Reason("networking", 1, text, said.source, said.quote("networking") or "", is_purpose=is_purpose)
    before = [mail for mail in facts.mails if facts.start is None or mail.at < facts.start]
    if 0 < len(before) < 6:
        yield Reason("short_thread", 1, "A short conversation led to it.")


# --- rules against ----------------------------------------------------------------------------------------------------

_AGAINST: dict[str, tuple[str, int, str]] = {
    "hiring": ("job_interview", -4, "It is part of a hiring process."),
    "applies": ("job_interview", -4, "You applied for a job in this conversation."),
    "recruiter": ("recruiter_screen", -3, "It is a recruiter's conversation."),
    "sales": ("sales", -3, "It is about selling something."),
    "for_organisation": ("sales", -2, "They write for an organisation, not for themselves."),
    "medical": ("medical", -3, "It is an appointment about health."),
    "legal_finance": ("personal", -3, "It is a legal or money matter."),
    "hr_matters": ("internal", -3, "It is a personnel matter."),
    "personal": ("personal", -2, "It is private life."),
    "private": ("personal", -3, "It is written as one writes to friends and family."),
    "event": ("event", -3, "It is a class or public event."),
    "mentoring": ("mentoring", -3, "It is paid coaching or a formal programme."),
    "media": ("other", -4, "It is for a study or the media."),
    "paid": ("other", -3, "It is about lessons or a service that is paid for."),
    "internal": ("internal", -2, "It is a team's routine."),
    "reads_hiring": ("job_interview", -3, "A sentence reads like hiring."),
    "reads_recruiter": ("recruiter_screen", -3, "A sentence reads like a recruiter's."),
    "reads_sales": ("sales", -3, "A sentence reads like selling."),
    "reads_study": ("other", -3, "A sentence reads like a study or the media."),
    "reads_programme": ("mentoring", -3, "A sentence reads like coaching or a formal programme."),
    "reads_appointment": ("other", -3, "A sentence reads like an appointment for a service."),
}
_BY_WORDING = frozenset(what for what in _AGAINST if what.startswith("reads_"))
_FROM_MAIL = frozenset({"hiring", "recruiter", "sales", "mentoring", "media", "paid"}) | _BY_WORDING
"""Of these a mail can tell; the others only count on the calendar event itself."""
SENSITIVE = frozenset({"medical", "legal_finance", "hr_matters"})
_TOUCHED = {
    "touches_health": "It touches somebody's health: not logged unless you say so.",
    "touches_law": "It touches a legal matter of somebody's own: not logged unless you say so.",
    "touches_post": "It touches trouble or pay in somebody's post: not logged unless you say so.",
    "touches_family": "It touches somebody's family: not logged unless you say so.",
    "touches_money": "It touches somebody's money: not logged unless you say so.",
}
PRIVATE = frozenset(_TOUCHED)
"""Rules that never let a talk be logged unasked (PS-13), and say nothing of what else it is."""
PIPELINE = frozenset({"job_interview", "recruiter_screen", "sales"})


def _against(facts: Facts) -> Iterator[Reason]:
    found = {act.what: (facts.source, act.quote) for act in facts.against if act.what not in PRIVATE}
    for mail in sorted(facts.mails, key=lambda mail: (mail.at, mail.source)):
        for act in mail.against:
            if act.what not in PRIVATE and _counts_against(mail, act.what, facts):
                found.setdefault(act.what, (mail.source, act.quote))
    if "event" in found and _is_talk_of_two(facts):
        del found["event"]
    for what, (source, quote) in sorted(found.items()):
        kind, points, text = _AGAINST[what]
        yield Reason(what, points, text, source, quote, kind=kind)
    pipeline = next((email for email in facts.parties if domains.is_applicant_tracking(email)), "")
    if pipeline and "hiring" not in found:
        yield Reason("hiring_host", -4, "It comes from a hiring system.", facts.source, pipeline, kind="job_interview")


def _private(facts: Facts) -> Iterator[Reason]:
    """What is nobody's business, by whose words ever: until the talk begins, and in the calendar event."""
    told = [(facts.source, act) for act in facts.against]
    before = [mail for mail in facts.mails if facts.start is None or mail.at < facts.start]
    for mail in sorted(before, key=lambda mail: (mail.at, mail.source)):
        told += [(mail.source, act) for act in mail.against]
    found: dict[str, Reason] = {}
    for source, act in told:
        if act.what in PRIVATE and act.what not in found:
            found[act.what] = Reason(act.what, 0, _TOUCHED[act.what], source, act.quote)
    yield from (found[what] for what in sorted(found))


def _is_talk_of_two(facts: Facts) -> bool:
    """One human on either side, and words between them: then "workshop" or "class" is a place or a topic."""
    told = any(mail.by in BOTH and not {act.what for act in mail.against} - PRIVATE for mail in facts.mails)
    return len(facts.outside) == 1 and facts.listed <= 2 and told and not domains.is_role(facts.outside[0])


def _first_of_contact(facts: Facts) -> Said | None:
    letters = [mail for mail in facts.mails if mail.by == "contact" and mail.is_letter]
    return min(letters, key=lambda mail: (mail.at, mail.source), default=None)


def _counts_against(mail: Said, what: str, facts: Facts) -> bool:
    if facts.start is not None and mail.at >= facts.start:
        return False
    if what == "private":
        return mail is opening(facts)
    if what in _BY_WORDING and mail.by == "contact" and mail is not _first_of_contact(facts):
        return False  # why they write is said in the first letter
    if mail.by == "user":
        return what in {"applies", "paid"} or (what == "reads_hiring" and mail is opening(facts))
    if what == "for_organisation":
        return mail.by == "contact" and wrote_first(facts) == "contact"
    return what in _FROM_MAIL or (what == "personal" and mail.by == "contact" and domains.is_free_mail(facts.contact))


def _office(facts: Facts) -> Iterator[Reason]:
    if names.is_office(facts.contact_name):
        yield Reason("office", -3, "An office writes, not one person.", kind="other")
    begun = opening(facts)
    if begun is not None and begun.by == "other" and domains.is_role(begun.sender):
        text = "An office or a programme brought you together."
        yield Reason("by_office", -3, text, begun.source, begun.sender, kind="mentoring")


def _family(facts: Facts) -> Iterator[Reason]:
    """The same family name, or called by what they are to the person: "Tante Inge"."""
    theirs = names.tokens(facts.contact_name)
    own = {names.tokens(name)[-1] for name in facts.own_names if len(names.tokens(name)) > 1}
    if len(theirs) > 1 and theirs[-1] in own:
        yield Reason("family", -3, "You have the same family name.", kind="personal")
    elif names.is_kin(facts.contact_name):
        yield Reason("family", -3, "They are of your family, by their name.", kind="personal")


RULES: tuple[Callable[[Facts], Iterator[Reason]], ...] = (
    _request, _beginning, _explicit, _title, _prepared, _agreed, _people, _shape, _warmth, _against, _office, _family,
    _private,
)  # fmt: skip


def reasons_of(facts: Facts) -> tuple[Reason, ...]:
    """Every rule that fires on these facts, and what was learned."""
    return (*(reason for rule in RULES for reason in rule(facts)), *facts.learned)
