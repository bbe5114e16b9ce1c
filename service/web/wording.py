"""A language model that may word drafts: the person's consent with all it covers, and what a draft says of its wording.

Without consent nothing is asked of it. What would be sent is shown here on a draft of the person's own, as it would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import preferences
from service.drafting import consent, review, versions, worded
from service.drafting.model import Endpoint, endpoint_of
from service.drafting.review import NotPossible
from service.drafting.versions import Version
from service.drafting.worded import Tally
from service.model_address import Place, place_of
from service.schema import Draft, Wording
from service.web.draft_words import finding_told
from service.web.sentences import N_
from service.web.settings import LEADS, TITLES, kept
from service.web.visit import NotFound, Refused, Visit, Visiting, pages_router
from service.web.words import Words

PAGE = "/settings/model"
_NO_ANSWER = {
    "unreachable": N_("The model could not be reached."),
    "untrusted": N_("The model's server showed a certificate that nobody vouches for."),
    "slow": N_("The model took too long."),
    "too_long": N_("What the model sent was far too long."),
    "cut": N_("What the model sent broke off."),
    "empty": N_("The model wrote nothing."),
    "unreadable": N_("What the model sent could not be read."),
    "status": N_("The model's server answered with the error %(number)s."),
}
_NOT_AS_ASKED = N_("It was not in the form that was asked for.")
_REFUSED = N_("The model's text was refused: %(why)s")


@dataclass(frozen=True, slots=True)
class Worded:
    """How a draft came by its words. `by`: model, rules; `why`: sentences; `rules_text`: the version to go back to."""

    by: str
    model: str
    why: tuple[str, ...]
    rules_text: int = 0
    can_ask_again: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What the page of the consent shows."""

    endpoint: Endpoint | None
    place: Place
    host: str
    is_on: bool
    since: datetime | None
    is_for_another: bool
    """It was agreed to, but to another address or to less than would be sent now."""
    example: str
    tally: Tally


def routes() -> APIRouter:
    """The page, switching on and off, and asking once more for one draft."""
    router = pages_router()

    @router.get(PAGE)
    def show(visit: Visiting) -> Response:
        with visit.reading() as session:
            return visit.page("settings/model", titles=TITLES, lead=LEADS["model"], m=_state(session, visit))

    @router.post(PAGE)
    def switch(
        visit: Visiting,
        on: Annotated[str, Form(max_length=10)] = "",
        address: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        endpoint = endpoint_of(visit.context.settings)
        if on and (endpoint is None or endpoint.url != address):
            raise Refused(N_("This is not the model that is set up now: read again what it would be told."))
        agreed = consent.written(address, visit.now) if on else ""
        with visit.writing("switch_model") as session:
            changed = preferences.change(session, visit.person_id, visit.now, model_consent=agreed)
        return kept(visit, PAGE, changed)

    @router.post("/drafts/{draft_id}/wording")
    def again(visit: Visiting, draft_id: str) -> Response:
        with visit.writing("ask_model_again") as session:
            try:
                draft = review.owned(session, visit.person_id, draft_id)
            except NotPossible:
                raise NotFound(N_("There is no such draft.")) from None
            is_asked = worded.ask_again(session, draft, endpoint_of(visit.context.settings), visit.now)
        told = N_("The model is being asked.") if is_asked else N_("Nothing was changed.")
        return visit.back(f"/drafts/{draft_id}", visit.words._(told))

    return router


def _state(session: Session, visit: Visit) -> State:
    endpoint = endpoint_of(visit.context.settings)
    agreed = consent.read(preferences.read(session, visit.person_id).model_consent)
    is_on = endpoint is not None and agreed is not None and agreed.covers(endpoint.url)
    return State(
        endpoint=endpoint,
        place=place_of(endpoint.url) if endpoint else "here",
        host=(urlsplit(endpoint.url).hostname or "") if endpoint else "",
        is_on=is_on,
        since=agreed.at if agreed and is_on else None,
        is_for_another=endpoint is not None and agreed is not None and not is_on,
        example=worded.example(session, visit.context.vault, visit.person_id, visit.now) if endpoint else "",
        tally=worded.tally(session, visit.person_id),
    )


# --- on a draft ---------------------------------------------------------------------------------------------------


def of_draft(session: Session, visit: Visit, draft: Draft, history: list[Version]) -> Worded | None:
    """What there is to tell of a draft's wording; None where no model was asked, or the words are the person's."""
    asked = worded.last_of(session, draft)
    if asked is None or draft.is_edited or asked.outcome == "overtaken":
        return None
    words = visit.words
    if versions.worded_by_model(history, draft.version):
        because = (
            words._("You agreed that a language model words your drafts."),
            words._("Its text passed every check, and says nothing that the text of the rules did not say."),
        )
        before = next((one.based_on for one in history if one.number == asked.version), 0)
        return Worded("model", asked.model, because, rules_text=before if draft.state == "needs_review" else 0)
    can_ask = asked.outcome == "failed" and draft.state == "needs_review"
    return Worded("rules", asked.model, (_why_not(words, asked),), can_ask_again=can_ask)


def _why_not(words: Words, asked: Wording) -> str:
    """Why the text of the rules stands."""
    match asked.outcome:
        case "adopted":
            return words._("You took the text of the rules; the model's lies among the others.")
        case "same":
            return words._("The model found no other words for it.")
        case "refused":
            return words._(_REFUSED, why=_refusal(words, asked.detail))
    kind, _, number = asked.detail.partition(" ")
    return words._(_NO_ANSWER.get(kind, _NO_ANSWER["unreadable"]), number=number)


def _refusal(words: Words, detail: str) -> str:
    if detail == "form":
        return words._(_NOT_AS_ASKED)
    rules = [rule.strip() for rule in detail.split(",") if rule.strip()]
    told = dict.fromkeys(finding_told(words, {"rule": rule, "text": ""}).strip() for rule in rules)
    return f"{' '.join(told)} ({detail})"
