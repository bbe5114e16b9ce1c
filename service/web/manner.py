"""How the person writes, as Warmthread learned it: each habit in a sentence with what it rests on; one or all are forgotten
and one is brought back with a click; learning is switched off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import manner, preferences
from service.drafting import habits
from service.drafting.habits import NoSuchHabit
from service.manner import Habit
from service.schema import Person
from service.web.sentences import N_
from service.web.settings import LEADS, TITLES, kept
from service.web.visit import NotFound, Number, Visit, Visiting, pages_router

PAGE = "/settings/manner"
_LANGUAGES = {"en": N_("English"), "de": N_("German"), "fr": N_("French"), "es": N_("Spanish")}
_SAYS = {
    (manner.GREETING, "mail"): N_("You mostly begin with “%(value)s”."),
    (manner.GREETING, "edit"): N_("You put “%(value)s” where drafts began otherwise."),
    (manner.OPENING, "edit"): N_("You begin with a sentence of your own: “%(value)s”"),
    (manner.CLOSING, "edit"): N_("You end with a sentence of your own: “%(value)s”"),
    (manner.PHRASE, "edit"): N_("You take out “%(value)s”."),
}
_VALUES = {
    (manner.LENGTH, "short"): N_("You write short mails: drafts leave out what may be left out."),
    (manner.SHORT_FORMS, "yes"): N_("You write “I’m” and “don’t” rather than the long forms."),
    (manner.SHORT_FORMS, "no"): N_("You write “I am” and “do not” rather than the short forms."),
    (manner.THANKS, "thanks"): N_("You write “Thanks” rather than “Thank you”."),
    (manner.THANKS, "thank you"): N_("You write “Thank you” rather than “Thanks”."),
    (manner.ROLE, "return"): N_("You take out the offer to return the favour: drafts come without it."),
    (manner.ROLE, "posted"): N_("You take out that you will let them know how it goes: drafts come without it."),
    (manner.ROLE, "glad"): N_("You take out how glad you are: drafts come without it."),
    (manner.ROLE, "next"): N_("You take out what you will do with the advice: drafts come without it."),
    (manner.ROLE, "path"): N_("You take out what you say about their way: drafts come without it."),
}
Short = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Row:
    """One habit as it is shown."""

    language: str
    sentence: str
    rests_on: str
    forget: str


def routes() -> APIRouter:
    """The page, the switch, forgetting, and taking it back."""
    router = pages_router()

    @router.get(PAGE)
    def show(visit: Visiting) -> Response:
        with visit.reading() as session:
            return _page(visit, session)

    @router.post(PAGE)
    def switch(visit: Visiting, learn_manner: Annotated[str, Form(max_length=10)] = "") -> Response:
        with visit.writing("switch_learning") as session:
            changed = preferences.change(session, visit.person_id, visit.now, learn_manner=learn_manner)
        return kept(visit, PAGE, changed)

    @router.post(f"{PAGE}/forget")
    def forget(visit: Visiting, key: Short = "") -> Response:
        try:
            with visit.writing("forget_habit") as session:
                row_id = habits.forget(session, visit.person_id, key, visit.now)
        except NoSuchHabit as error:
            raise NotFound(str(error)) from None
        return visit.back(PAGE, visit.words._("Forgotten."), undo=f"{PAGE}/forgotten/{row_id}/undo")

    @router.post(f"{PAGE}/forget-all")
    def forget_all(visit: Visiting) -> Response:
        with visit.writing("forget_habits") as session:
            habits.forget_all(session, visit.person_id, visit.now)
        return visit.back(PAGE, visit.words._("All of it is forgotten, and what it rested on is deleted."))

    @router.post(f"{PAGE}/forgotten/{{activity_id}}/undo")
    def undo(visit: Visiting, activity_id: Number) -> Response:
        with visit.writing("undo_forgetting") as session:
            if not habits.undo_forgetting(session, visit.person_id, activity_id, visit.now):
                raise NotFound(N_("There is nothing to take back."))
        return visit.back(PAGE, visit.words._("It counts again."))

    return router


def _page(visit: Visit, session: Session) -> Response:
    person = session.get_one(Person, visit.person_id)
    found = habits.of(session, person, visit.now).habits
    return visit.page(
        "settings/manner",
        titles=TITLES,
        lead=LEADS["manner"],
        is_learning=preferences.of(person).learn_manner,
        rows=[_row(visit, session, habit) for habit in found],
    )


def _row(visit: Visit, session: Session, habit: Habit) -> Row:
    words = visit.words
    if habit.source == "mail":
        rests_on = words.ngettext("Seen in %(num)s of your mails.", "Seen in %(num)s of your mails.", habit.seen)
    else:
        rests_on = words.ngettext(
            "Seen in %(num)s draft that you changed.", "Seen in %(num)s drafts that you changed.", habit.seen
        )
    key = urlencode({"key": habit.key})
    return Row(words._(_LANGUAGES[habit.language]), _sentence(visit, session, habit), rests_on, f"{PAGE}/forget?{key}")


def _sentence(visit: Visit, session: Session, habit: Habit) -> str:
    told = _VALUES.get((habit.what, habit.value))
    if told is not None:
        return visit.words._(told)
    value = habit.value
    if habit.what in {manner.OPENING, manner.CLOSING}:
        value = habits.sentence_of(session, visit.context.vault, visit.person_id, habit)
    return visit.words._(_SAYS[habit.what, habit.source]) % {"value": value}
