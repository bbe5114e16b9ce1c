"""The form of a provider that asks here and not on a page of its own: its questions, what is wrong with an answer, and
the question that may come back (a server on the person's own network).

A password goes through here and is in no answer of ours. Where scripts run, only the form is put in place anew and the
browser keeps what stands in that field; without them it is typed again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from connectors import registry
from connectors.contract import EVERYTHING, Question, Wanted
from connectors.entries import Entry
from connectors.errors import ConnectorError, OwnNetwork, SlowDown
from service import answers
from service.consents import Consented, WrongAccount
from service.schema import Account
from service.web.sentences import N_
from service.web.visit import Visit

HOW = {"": "new", "connected": "already"}
"""What an account's page says, by the connection state until then."""
_FIXED: Mapping[str, Mapping[str, str]] = {
    "address": {"type": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"},
    "password": {"type": "password", "autocomplete": "off"},
    "text": {"type": "text", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    "link": {"rows": "3", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
}
"""What a field of each kind says to the browser."""
_PLACE = re.compile(r"https://[\w.-]+(?:/[\w./-]*\w)?")


@dataclass(frozen=True, slots=True)
class Asking:
    """What a form is made of, before anything was answered and after."""

    entry: Entry
    again: Account | None = None
    wanted: Wanted = EVERYTHING
    days: int = 0
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Question to what is wrong with its answer."""
    problem: str = ""
    """What is wrong with none of them in particular."""
    own_network: str = ""
    """Which server lies on the person's own network, so that they are asked about it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question as the form shows it; `told` are attributes of the field."""

    question: Question
    value: str
    error: str
    place: str
    """The page that the error names, "" for none: where an app password is made."""
    told: Mapping[str, str]


async def given(request: Request) -> Mapping[str, str]:
    """What a form holds, as it was typed. No part of a validation: what that refuses might be repeated somewhere."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Given = Annotated[Mapping[str, str], Depends(given)]


def page(visit: Visit, asking: Asking, days: list[int], status: int = 200) -> Response:
    """The page, or for a script its form alone."""
    shown = {
        "asking": asking,
        "fields": [_field(visit, asking, question) for question in asking.entry.asks],
        "given": registry.given(asking.entry.name),
        "days": days,
    }
    if visit.is_live:
        return visit.part("connect/_asked", asked_in_place=True, **shown)
    return visit.page("connect/asked", status, asked_in_place=False, **shown)


def begin(visit: Visit, entry: Entry, account: Account | None, wanted: Wanted, days: int) -> Asking:
    """The form as it is first shown; for an account of the person's with what was answered last time."""
    told = answers.before(visit.context, account, entry) if account else {}
    return Asking(entry, account, wanted, days, told)


def answer(visit: Visit, asking: Asking, days: list[int]) -> Response:
    """Takes the answers: leads to the account, or shows the form with what is wrong."""
    if wrong := answers.lacking(asking.entry, asking.answers):
        return page(visit, replace(asking, wrong=wrong), days, 409)
    try:
        ended = answers.give(
            visit.context,
            visit.person_id,
            asking.entry,
            asking.answers,
            wanted=asking.wanted,
            account_id=asking.again.id if asking.again else "",
            days=asking.days,
        )
    except OwnNetwork as error:
        return page(visit, replace(asking, own_network=error.detail), days, 409)
    except ConnectorError as error:
        return page(visit, _refused(visit, asking, error), days, 429 if isinstance(error, SlowDown) else 409)
    return _connected(visit, ended)


def _refused(visit: Visit, asking: Asking, error: ConnectorError) -> Asking:
    if isinstance(error, WrongAccount):
        said = N_("This is %(came)s, but the connection to be renewed is %(wanted)s. What was there is as it was.")
        return replace(asking, problem=visit.words._(said, came=error.came, wanted=error.wanted))
    if question := answers.question_of(asking.entry, error):
        return replace(asking, wrong={question: error.detail})
    return replace(asking, problem=error.detail)


def _connected(visit: Visit, ended: Consented) -> Response:
    how = HOW.get(ended.before, "again")
    path = f"/accounts/{ended.account_id}?{urlencode({'connected': how})}"
    return Response(headers={"HX-Redirect": path}) if visit.is_live else RedirectResponse(path, 303)


def _field(visit: Visit, asking: Asking, question: Question) -> Field:
    error = asking.wrong.get(question.name, "")
    told = {**_FIXED[question.kind], "maxlength": str(answers.LONGEST)}
    if not question.is_optional:
        told["required"] = "required"
    if error and question.name == next(iter(asking.wrong)):
        told["autofocus"] = "autofocus"
    if question.is_secret and not error:
        told["hx-preserve"] = "true"
    value = "" if question.is_secret else asking.answers.get(question.name, "")
    place = _PLACE.search(error)
    return Field(question, value, visit.words.sentence(error), place[0] if place else "", told)
