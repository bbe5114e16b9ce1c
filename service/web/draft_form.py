"""The form of a draft's page: its whole text comes with every click and is kept before anything is done with it.

What cannot be kept as the draft's text, because another one stands by now, is kept beside it and shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.drafting import recipients, review
from service.drafting.review import NotPossible
from service.drafting.versions import Saved, Text
from service.outbox import CannotApprove
from service.schema import Draft
from service.web.draft_page import one_draft
from service.web.visit import MOST, Refused, Visit

_BODY, _LINE = 200_000, 2_000


@dataclass(frozen=True, slots=True)
class Posted:
    """The draft as it stood on the page, and the version that it was made from."""

    version: int
    text: Text
    takeaway: str


def read_form(
    version: Annotated[int, Form(ge=0, le=MOST)],
    body: Annotated[str, Form(max_length=_BODY)] = "",
    subject: Annotated[str, Form(max_length=_LINE)] = "",
    sender: Annotated[str, Form(max_length=_LINE)] = "",
    to: Annotated[str, Form(max_length=_LINE)] = "",
    cc: Annotated[str, Form(max_length=_LINE)] = "",
    takeaway: Annotated[str, Form(max_length=20_000)] = "",
) -> Posted:
    """What a click on the page sends. Raises Refused for what is no address."""
    try:
        text = Text(subject, body, sender, recipients.read_addresses(to), recipients.read_addresses(cc))
    except recipients.NotAnAddress as error:
        raise Refused(f"“{error}” is not a mail address. Go back: your text is still there.") from None
    return Posted(version, review.cleaned(text), takeaway.strip())


Whole = Annotated[Posted, Depends(read_form)]


def _save(session: Session, visit: Visit, draft_id: str, posted: Posted) -> Saved:
    vault = visit.context.vault
    try:
        return review.save_text(
            session, vault, visit.person_id, draft_id, posted.text, based_on=posted.version, now=visit.now
        )
    except NotPossible as error:
        raise Refused(visit.words.sentence(str(error))) from None


def doing(
    visit: Visit, draft_id: str, posted: Posted, work: str, act: Callable[[Session, Draft], Response]
) -> Response:
    """Keeps the text, then does what was pressed, in one transaction; a conflict is kept and shown instead.

    Raises NotFound, and Refused for a sender that is not the person's.
    """
    with visit.writing(work) as session:
        draft = one_draft(session, visit, draft_id)
        saved = _save(session, visit, draft_id, posted)
        if not saved.is_current:
            return _conflict(visit, draft_id, saved.number)
        try:
            return act(session, draft)
        except (NotPossible, CannotApprove) as error:
            return visit.back(f"/drafts/{draft_id}", visit.words.sentence(str(error)))


def _conflict(visit: Visit, draft_id: str, number: int) -> Response:
    told = visit.words._(
        "The draft changed since you opened it, so nothing was done. Your text is kept: both are shown below."
    )
    return visit.back(f"/drafts/{draft_id}?{urlencode({'compare': number})}", told)


def possible(visit: Visit, act: Callable[[], object]) -> None:
    """Does something small that carries no text. Raises Refused where it cannot be done."""
    try:
        act()
    except NotPossible as error:
        raise Refused(visit.words.sentence(str(error))) from None
