"""`manner`: how you write, as Warmthread learned it; one habit or all of it forgotten, learning switched on and off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from service import manner, preferences
from service.accounts import LOCAL_PERSON
from service.cli.choosing import choose, shortened
from service.cli.failures import Refused
from service.cli.output import AsJson, count, print_json, say, show_table
from service.cli.runtime import runtime_of
from service.context import Context
from service.drafting import habits
from service.manner import Habit
from service.schema import Person, derived_id

Json = dict[str, Any]
Id = Annotated[str, typer.Argument(metavar="[ID]", help="a habit's id, or the beginning of it")]
Everything = Annotated[bool, typer.Option("--all", help="All of it, with what it rests on. This cannot be taken back.")]
_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
_WHAT = {
    manner.GREETING: "begins with",
    manner.OPENING: "first sentence",
    manner.CLOSING: "last sentence",
    manner.PHRASE: "takes out",
    manner.ROLE: "takes out what is said of",
    manner.LENGTH: "length",
    manner.SHORT_FORMS: "I’m rather than I am",
    manner.THANKS: "says",
}
_SEEN = {"mail": ("mail of yours", "mails of yours"), "edit": ("changed draft", "changed drafts")}
_ROLES = {
    "return": "returning the favour",
    "posted": "letting them know how it goes",
    "glad": "being glad",
    "next": "what comes of the advice",
    "path": "their way",
}


def group() -> typer.Typer:
    """The commands under `manner`."""
    app = typer.Typer(help="How you write, as it was learned.", invoke_without_command=True, callback=_show_alone)
    app.command("show")(show)
    app.command("forget")(forget)
    app.command("learn")(learn)
    return app


def _show_alone(ctx: typer.Context, as_json: AsJson = False) -> None:
    if ctx.invoked_subcommand is None:
        show(ctx, as_json)


def show(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List what was learned of how you write."""
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        is_learning = preferences.read(session, LOCAL_PERSON).learn_manner
        found = _known(session, context)
        values = {row_id: _value(session, context, habit) for row_id, habit in found.items()}
    if as_json:
        print_json({"learning": is_learning, "habits": [_plain(one, found[one], values[one]) for one in found]})
    elif found:
        show_table(("ID", "LANGUAGE", "HABIT", "", "SEEN IN"), _rows(found, values))
    elif is_learning:
        say("Nothing was learned yet: it takes five of your mails in a language, or two drafts changed alike.")
    else:
        say("Switched off. Switch it on with: warmthread manner learn on")


def forget(ctx: typer.Context, habit: Id = "", everything: Everything = False, as_json: AsJson = False) -> None:
    """Forget one habit, or all of it; what you write later teaches again."""
    if bool(habit) == everything:
        raise Refused("Say which habit, or --all. See them with: warmthread manner")
    with runtime_of(ctx).opened() as context:
        with context.database.reading() as session:
            found = _known(session, context)
        chosen = list(found) if everything else [choose(habit, found, "habit", listed_by="manner")]
        with context.database.writing(LOCAL_PERSON, "forget_habit") as session:
            if everything:
                habits.forget_all(session, LOCAL_PERSON, context.clock())
            else:
                habits.forget(session, LOCAL_PERSON, found[chosen[0]].key, context.clock())
    if as_json:
        print_json({"forgotten": chosen})
    else:
        say("All of it is forgotten, and what it rested on is deleted." if everything else "Forgotten.")


def learn(
    ctx: typer.Context,
    switch: Annotated[str, typer.Argument(metavar="on|off", help="whether drafts are written the way you write")],
    as_json: AsJson = False,
) -> None:
    """Switch learning on or off; what was seen is kept."""
    if switch not in {"on", "off"}:
        raise Refused("Say on or off.")
    with runtime_of(ctx).opened() as context:
        kept = "on" if switch == "on" else ""
        with context.database.writing(LOCAL_PERSON, "switch_learning") as session:
            preferences.change(session, LOCAL_PERSON, context.clock(), learn_manner=kept)
    if as_json:
        print_json({"learning": switch == "on"})
    else:
        say(
            "Drafts are written the way you write."
            if kept
            else "Drafts follow your settings and the conversation only."
        )


def _known(session: Session, context: Context) -> Mapping[str, Habit]:
    person = session.get_one(Person, LOCAL_PERSON)
    return {_id(habit): habit for habit in habits.of(session, person, context.clock()).habits}


def _id(habit: Habit) -> str:
    return derived_id("hab", habit.key)


def _value(session: Session, context: Context, habit: Habit) -> str:
    if habit.what in {manner.OPENING, manner.CLOSING}:
        return habits.sentence_of(session, context.vault, LOCAL_PERSON, habit)
    return _ROLES.get(habit.value, habit.value) if habit.what == manner.ROLE else habit.value


def _rows(found: Mapping[str, Habit], values: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    ids = shortened(list(found))
    for row_id, habit in found.items():
        seen = count(habit.seen, *_SEEN[habit.source])
        yield ids[row_id], _LANGUAGES[habit.language], _WHAT[habit.what], values[row_id], seen


def _plain(row_id: str, habit: Habit, value: str) -> Json:
    return {
        "id": row_id,
        "language": habit.language,
        "what": habit.what,
        "value": value,
        "seen": habit.seen,
        "of": habit.of,
        "source": habit.source,
    }
