"""What is said about a draft in sentences: cautions about addresses, what changed meanwhile, what the checks found.

Each kind has one sentence, in a table; what fills its parts is worked out beside it.
"""

from __future__ import annotations

from service.drafting.due import ASKED
from service.drafting.meanwhile import Change
from service.drafting.recipients import Caution
from service.schema import Json
from service.web.sentences import N_
from service.web.words import Words

_CAUTIONS = {
    "look_alike": N_("%(email)s looks like %(known)s, which you know, but is another address."),
    "own": N_("%(email)s is your own address."),
    "bounced": N_("Mail to %(email)s came back on %(when)s."),
    "somebody_else": N_("%(email)s belongs to %(holder)s; this draft speaks to %(name)s."),
    "unknown": N_("You have had no mail and no meeting with %(email)s."),
    "other_domain": N_("The conversation is with %(known)s; %(email)s is elsewhere."),
    "first_domain": N_("You have never written to anybody at %(domain)s before."),
    "never_wrote": N_("No mail from %(email)s has ever reached you."),
}
_CHANGES = {
    "moved": N_("A mail speaks of another time for the conversation (%(when)s)."),
    "moved_to": N_("The conversation was moved to %(to)s (%(when)s)."),
    "cancelled": N_("The conversation was called off (%(when)s)."),
    "gone": N_("Your calendar shows the conversation no more (noticed %(when)s)."),
    "another_time": N_("Another time was asked for (%(when)s)."),
    "nobody_came": N_("A mail says that nobody came (%(when)s)."),
    "apologised": N_("Somebody apologised (%(when)s)."),
    "thanked": N_("You thanked them yourself (%(when)s)."),
    "thanked_you": N_("They thanked you (%(when)s)."),
    "wrote": N_("%(name)s wrote: “%(subject)s” (%(when)s)."),
    "you_wrote": N_("You wrote to them: “%(subject)s” (%(when)s)."),
    "replied": N_("%(name)s answered in the conversation: “%(subject)s” (%(when)s)."),
}
_GREETING = N_("Look at the greeting: it may not be how this person is addressed.")
_UNKNOWN_NAME = N_("A name, date or number stands in it that nothing known bears out. %(what)s")
_FINDINGS = {
    "R03": N_("It does not go to exactly the person it was written for."),
    "R04": N_("It is not from one of your own addresses."),
    "R05": N_("It does not answer a mail of this conversation."),
    "R06": N_("The subject is not that of the conversation: it may start a new one for them."),
    "R07": _GREETING,
    "R08": _GREETING,
    "R09": N_("It is not wholly in the language and form of address of this conversation."),
    "R10": N_("Its length is unusual for such a mail: %(what)s"),
    "R11": N_("A placeholder is still in it."),
    "R12": N_("It does not thank, or thanks for something that did not take place."),
    "R13": _UNKNOWN_NAME,
    "R14": N_("It leaves out something that belongs into it."),
    "R15": _UNKNOWN_NAME,
    "R16": N_("It says what was said in the conversation, and no note or mail of it says so."),
    "R17": N_("It promises something that no note or mail speaks of."),
    "R18": N_("It takes somebody's consent for granted."),
    "R19": N_("It offers nothing in return."),
    "R20": N_("It asks for a job or sends a résumé."),
    "R21": N_("It holds a stock phrase, or more than one exclamation mark."),
    "R22": N_("Your sign-off does not stand once at its end."),
    "R23": N_("It is much like another mail of yours."),
    "R24": N_("It holds code or markup, which arrives as it stands here."),
    "R25": N_("The suggested time is outside their working hours, or very soon after the end."),
    "R26": N_("It repeats an instruction that somebody put into a mail or an invite."),
    "R28": N_("It touches something that your note calls private."),
    "other": N_("One of the checks did not pass."),
}
_VERSIONS = {
    "proposed": N_("Proposed"),
    "model": N_("Worded by the language model"),
    "person": N_("Your words"),
    "reworded": N_("Reworded"),
    "takeaway": N_("With what stayed with you"),
    "restored": N_("Taken back"),
}
_STYLES = {
    "": N_("Propose anew"),
    "shorter": N_("Shorter"),
    "warmer": N_("Warmer"),
    "more_formal": N_("More formal"),
}
_WHY = {
    "thank_you": N_("You talked, and no thanks of yours were found."),
    "reschedule_reply": N_("They asked for another time, and you have not answered yet."),
    "no_show_follow_up": N_("The conversation did not take place."),
    "referral_report_back": N_("They brought you together with somebody, and you have talked since."),
    "apology": N_("You wrote that you missed the conversation yourself."),
}


def caution_told(words: Words, one: Caution) -> str:
    """Why to look twice at an address."""
    sentence = _CAUTIONS.get(one.kind, _CAUTIONS["never_wrote"])
    return words._(sentence, **{"email": one.email, "when": words.day(one.at) if one.at else "", **one.facts})


def change_told(words: Words, one: Change) -> str:
    """What happened since the text was written."""
    kind = "moved_to" if one.kind == "moved" and one.now is not None else one.kind
    return words._(
        _CHANGES.get(kind, _CHANGES["replied"]),
        when=f"{words.long_day(one.at)}, {words.hour(one.at)}",
        to=f"{words.long_day(one.now)}, {words.hour(one.now)}" if one.now else "",
        name=one.name,
        subject=one.subject,
    )


def finding_told(words: Words, one: Json) -> str:
    """What a check says of a text, in a whole sentence; `one` is {rule, text}."""
    rule, text = str(one.get("rule", "")), str(one.get("text", ""))
    detail = _length(words, text) if rule == "R10" else text.partition(": ")[2]
    return words._(_FINDINGS.get(rule, _FINDINGS["other"]), what=detail)


def _length(words: Words, text: str) -> str:
    numbers = [part for part in text.replace(",", " ").split() if part.isdigit()]
    if len(numbers) < 3:
        return ""
    return words._("%(count)s words; %(low)s to %(high)s are usual.", count=numbers[0], low=numbers[1], high=numbers[2])


def version_named(words: Words, by: str) -> str:
    """Whose hand a text of a draft is from."""
    return words._(_VERSIONS.get(by, _VERSIONS["proposed"]))


def style_named(words: Words, style: str) -> str:
    """What the button of a style says."""
    return words._(_STYLES.get(style, _STYLES[""]))


def why_drafted(words: Words, kind: str) -> str:
    """Why there is a draft of this kind at all."""
    return words._(N_("You asked for it.") if kind in ASKED else _WHY.get(kind, _WHY["thank_you"]))
