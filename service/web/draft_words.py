"""What is said about a draft in sentences: cautions about addresses, what changed meanwhile, what the checks found."""

from __future__ import annotations

from service.drafting.meanwhile import Change
from service.drafting.recipients import Caution
from service.schema import Json
from service.web.words import Words


def caution_told(words: Words, one: Caution) -> str:
    """Why to look twice at an address."""
    facts = {"email": one.email, **one.facts}
    match one.kind:
        case "look_alike":
            return words._("%(email)s looks like %(known)s, which you know, but is another address.", **facts)
        case "own":
            return words._("%(email)s is your own address.", **facts)
        case "bounced":
            when = words.day(one.at) if one.at else ""
            return words._("Mail to %(email)s came back on %(when)s.", email=one.email, when=when)
        case "somebody_else":
            return words._("%(email)s belongs to %(holder)s; this draft speaks to %(name)s.", **facts)
        case "unknown":
            return words._("You have had no mail and no meeting with %(email)s.", **facts)
        case "other_domain":
            return words._("The conversation is with %(known)s; %(email)s is elsewhere.", **facts)
        case "first_domain":
            return words._("You have never written to anybody at %(domain)s before.", **facts)
    return words._("No mail from %(email)s has ever reached you.", **facts)


def change_told(words: Words, one: Change) -> str:
    """What happened since the text was written."""
    when = f"{words.long_day(one.at)}, {words.hour(one.at)}"
    facts = {"when": when, "name": one.name, "subject": one.subject}
    match one.kind:
        case "moved" if one.now is not None:
            to = f"{words.long_day(one.now)}, {words.hour(one.now)}"
            return words._("The conversation was moved to %(to)s (%(when)s).", to=to, when=when)
        case "moved":
            return words._("A mail speaks of another time for the conversation (%(when)s).", **facts)
        case "cancelled":
            return words._("The conversation was called off (%(when)s).", **facts)
        case "gone":
            return words._("Your calendar shows the conversation no more (noticed %(when)s).", **facts)
        case "another_time":
            return words._("Another time was asked for (%(when)s).", **facts)
        case "nobody_came":
            return words._("A mail says that nobody came (%(when)s).", **facts)
        case "apologised":
            return words._("Somebody apologised (%(when)s).", **facts)
        case "thanked":
            return words._("You thanked them yourself (%(when)s).", **facts)
        case "thanked_you":
            return words._("They thanked you (%(when)s).", **facts)
        case "wrote":
            return words._("%(name)s wrote: “%(subject)s” (%(when)s).", **facts)
        case "you_wrote":
            return words._("You wrote to them: “%(subject)s” (%(when)s).", **facts)
    return words._("%(name)s answered in the conversation: “%(subject)s” (%(when)s).", **facts)


def finding_told(words: Words, one: Json) -> str:
    """What a check says of a text, in a whole sentence; `one` is {rule, text}."""
    detail = str(one.get("text", "")).partition(": ")[2]
    match one.get("rule"):
        case "R03":
            return words._("It does not go to exactly the person it was written for.")
        case "R04":
            return words._("It is not from one of your own addresses.")
        case "R05":
            return words._("It does not answer a mail of this conversation.")
        case "R06":
            return words._("The subject is not that of the conversation: it may start a new one for them.")
        case "R07" | "R08":
            return words._("Look at the greeting: it may not be how this person is addressed.")
        case "R09":
            return words._("It is not wholly in the language and form of address of this conversation.")
        case "R10":
            return words._("Its length is unusual for such a mail: %(what)s", what=_length(words, one))
        case "R11":
            return words._("A placeholder is still in it.")
        case "R12":
            return words._("It does not thank, or thanks for something that did not take place.")
        case "R13" | "R15":
            return words._("A name, date or number stands in it that nothing known bears out. %(what)s", what=detail)
        case "R16":
            return words._("It says what was said in the conversation, and no note or mail of it says so.")
        case "R17":
            return words._("It promises something that no note or mail speaks of.")
    return _finding_of_content(words, str(one.get("rule", "")))


def _finding_of_content(words: Words, rule: str) -> str:
    match rule:
        case "R18":
            return words._("It takes somebody's consent for granted.")
        case "R19":
            return words._("It offers nothing in return.")
        case "R20":
            return words._("It asks for a job or sends a résumé.")
        case "R21":
            return words._("It holds a stock phrase, or more than one exclamation mark.")
        case "R22":
            return words._("Your sign-off does not stand once at its end.")
        case "R23":
            return words._("It is much like another mail of yours.")
        case "R24":
            return words._("It holds code or markup, which arrives as it stands here.")
        case "R25":
            return words._("The suggested time is outside their working hours, or very soon after the end.")
        case "R26":
            return words._("It repeats an instruction that somebody put into a mail or an invite.")
        case "R28":
            return words._("It touches something that your note calls private.")
    return words._("One of the checks did not pass.")


def _length(words: Words, one: Json) -> str:
    numbers = [part for part in str(one.get("text", "")).replace(",", " ").split() if part.isdigit()]
    if len(numbers) < 3:
        return ""
    return words._("%(count)s words; %(low)s to %(high)s are usual.", count=numbers[0], low=numbers[1], high=numbers[2])


def version_named(words: Words, by: str) -> str:
    """Whose hand a text of a draft is from."""
    return {
        "proposed": words._("Proposed"),
        "person": words._("Your words"),
        "reworded": words._("Reworded"),
        "takeaway": words._("With what stayed with you"),
        "restored": words._("Taken back"),
    }.get(by, words._("Proposed"))


def style_named(words: Words, style: str) -> str:
    """What the button of a style says."""
    return {
        "shorter": words._("Shorter"),
        "warmer": words._("Warmer"),
        "more_formal": words._("More formal"),
    }.get(style, words._("Propose anew"))


def why_drafted(words: Words, kind: str) -> str:
    """Why there is a draft of this kind at all."""
    match kind:
        case "reschedule_reply":
            return words._("They asked for another time, and you have not answered yet.")
        case "no_show_follow_up":
            return words._("The conversation did not take place.")
        case "referral_report_back":
            return words._("They brought you together with somebody, and you have talked since.")
    return words._("You talked, and no thanks of yours were found.")
