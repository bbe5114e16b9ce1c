"""Why a rule sets records aside, in words, and what can be done about it: the never-log list is changed where it is kept,
what a rule of ours left out is looked at once more, and what it misses all the same is added by hand.

A second look asks the same rules, but with everybody whom the person has come to know since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from service import exclusions
from service.accounts import FILES
from service.audit import AccountAudit
from service.retries import LET_GO, NOT_THERE, READ_AGAIN
from service.shelf import WITH_ERASED
from service.web.sentences import N_
from service.web.words import Words

MAIL, CALENDAR = "mail", "calendar"
_OF_THE_LIST = {
    "excluded address": N_("An address on your never-log list is on it."),
    "excluded domain": N_("An address of a domain on your never-log list is on it."),
    "excluded label": N_("It carries a label on your never-log list."),
    "excluded calendar": N_("Its calendar is on your never-log list."),
    "excluded word": N_("It holds a word on your never-log list."),
    WITH_ERASED: N_("It went with somebody you had erased, and stays out as long as anybody is."),
    exclusions.PRIVATE: N_("It is marked as private or confidential, and your settings leave such entries out."),
}
_OF_OURS = {
    "our own digest": N_("It is the daily mail that Warmthread sends you."),
    "failed delivery": N_("It says that a mail did not arrive, and not one to anybody you talk with."),
    "newsletter or list mail": N_("It went to a list: it says so itself."),
    "sent to many": N_("More than ten people received it."),
    "automatic mail": N_("A machine wrote it: it says so itself."),
    "a network's notice": N_("A network such as LinkedIn sent it, and it holds no words about a talk."),
    "a stranger's message through a network": N_("A stranger sent it through a network such as LinkedIn."),
    "no human counterpart": N_("Nobody is on it beside you but machines and offices."),
    "nothing about a talk": N_("Nobody you talk with is on it, and it neither asks for a talk nor offers one."),
    "reads as hiring": N_("It reads like an application or a hiring process."),
    "reads as recruiter": N_("It reads like a recruiter's mail."),
    "reads as sales": N_("It reads as if something were sold."),
    "sensitive": N_("It is about health, the law, money or personnel matters, and not about a talk."),
    "our own feed": N_("It comes from Warmthread's own calendar feed."),
    "no time": N_("It has no time."),
    "all day": N_("It fills whole days."),
    "longer than six hours": N_("It lasts longer than six hours."),
    "too many people": N_("More than nine people are on it."),
    "no other human": N_("Nobody is on it beside you but rooms, machines and offices."),
    "shown as free, nobody invited": N_("Nobody is invited, and it leaves your time free."),
    "nobody and nothing": N_("Nobody is on it, and it says nothing."),
    "only colleagues": N_("Only people of your own organisation are on it, and it does not speak of such a talk."),
    "class or public event": N_("It is a class or a public event."),
    "reads as something else": N_(
        "It speaks of a talk, but reads as private life, a public event or a delicate matter."
    ),
    "no other person": N_("Nobody else is on it, and it names no talk with anybody."),
    LET_GO: N_("It could not be read, and you let it go."),
}
_UNDER_WAY = {
    READ_AGAIN: N_("It is read once more at the next reading."),
    NOT_THERE: N_("It was to be read once more, and is no longer at the provider."),
}
WHY: Mapping[str, str] = {**_OF_THE_LIST, **_OF_OURS, **_UNDER_WAY}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that set records of an account aside, as the page shows it."""

    name: str
    number: int
    why: str
    change: str
    change_label: str
    undo: str
    """Where to ask for a second look; "" where only the change brings anything back."""
    can_undo: bool = True


def rules_of(words: Words, account: AccountAudit, kind: str) -> list[Rule]:
    """The rules that set mails (or calendar events) of an account aside, the busiest first."""
    found = (account.mail if kind == MAIL else account.calendar).set_aside
    return [
        _rule(words, account, kind, name, found[name]) for name in sorted(found, key=lambda one: (-found[one], one))
    ]


def can_look_again(rule: str) -> bool:
    """Whether a second look at what this rule set aside is the person's to ask for."""
    return rule in _OF_OURS


def _rule(words: Words, account: AccountAudit, kind: str, name: str, number: int) -> Rule:
    said = words.sentence(WHY.get(name, ""))
    if name in _OF_THE_LIST:
        return Rule(name, number, said, "/settings/exclusions", words._("Change the never-log list"), "")
    if account.provider == FILES:
        return Rule(name, number, said, "/connect/files", words._("Read the file again"), "")
    asked = urlencode({"kind": kind, "rule": name})
    can_undo = account.connection_state == "connected" and name not in _UNDER_WAY
    undo = f"/health/{account.id}/look-again?{asked}"
    return Rule(name, number, said, "/interviews/add", words._("Add by hand"), undo, can_undo)
