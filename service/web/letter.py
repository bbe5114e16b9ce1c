"""The words of the daily digest, in the person's language: plain text, names and times, links to the pages.

Its subject holds the day and nothing else. Of what others wrote nothing is told but names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service import preferences
from service.coming import Talk
from service.digest import Content, Letter
from service.schema import Person
from service.settings import Settings
from service.today import Question, ToDo, Waiting
from service.web.naming import draft_named, due_day
from service.web.words import Words, best_language


def root_of(settings: Settings) -> str:
    """Where the pages are, as links from outside name them."""
    return (settings.public_url or f"http://127.0.0.1:{settings.port}").rstrip("/")


def write_letter(content: Content, person: Person, root: str) -> Letter:
    """The digest as a mail; `root` is where the pages are."""
    words = Words(best_language(preferences.of(person).ui_language, ""), content.zone, content.now)
    parts = [part for part in _parts(words, content, root) if part]
    end = words._("You agreed to this daily mail; the settings end it: %(link)s", link=f"{root}/settings/notices")
    subject = words._("Warmthread on %(day)s", day=words.long_day(content.now))
    return Letter(subject, "\n\n".join([*parts, end]) + "\n")


def _parts(words: Words, content: Content, root: str) -> Iterator[str]:
    yield _part(words._("Conversations today"), (_talk(words, one, root) for one in content.talks))
    yield _part(words._("Drafts that wait"), (_draft(words, one, root) for one in content.drafts))
    yield _part(words._("You promised"), (_task(words, one, root) for one in content.promises))
    decisions = [_question(words, one, root) for one in content.questions]
    decisions += [_task(words, one, root) for one in content.to_answer]
    if content.asked:
        asked = words.ngettext(
            "%(num)s new record could be an informational interview.",
            "%(num)s new records could be informational interviews.",
            content.asked,
        )
        decisions.append(f"{asked}\n  {root}/candidates")
    yield _part(words._("For you to decide"), decisions)


def _part(title: str, lines: Iterable[str]) -> str:
    found = [f"- {line}" for line in lines]
    return "\n".join([title, *found]) if found else ""


def _talk(words: Words, talk: Talk, root: str) -> str:
    when = words.hour(talk.start, talk.written_in) if talk.start else ""
    there = " " + words._("in a time zone that the invite does not name") if talk.is_adrift else ""
    if talk.start and not talk.is_adrift and talk.timezone and talk.timezone != words.zone:
        hour, place = words.hour(talk.start, talk.timezone), words.place(talk.timezone)
        there = " (" + words._("%(hour)s in %(place)s", hour=hour, place=place) + ")"
    return f"{when}{there} {_line(talk.who.name)}\n  {root}/interviews/{talk.id}"


def _draft(words: Words, draft: Waiting, root: str) -> str:
    what = draft_named(words, draft.kind, _line(draft.talk.who.name))
    if draft.deadline is None:
        return f"{what}\n  {root}/drafts/{draft.id}"
    when = words.relative(draft.deadline)
    told = words._("was due %(when)s", when=when) if draft.deadline < words.now else words._("due %(when)s", when=when)
    return f"{what}, {told}\n  {root}/drafts/{draft.id}"


def _task(words: Words, task: ToDo, root: str) -> str:
    day = due_day(words, task.due)
    due = f", {words._('due on %(day)s', day=day)}" if day else ""
    text = _line(words.sentence(task.text))
    if task.kind == "reschedule":
        # As it is stored it holds their very words.
        text = words._("Find another time with %(name)s.", name=_line(task.talk.who.name))
    return f"{text}{due}\n  {root}/interviews/{task.talk.id}"


def _question(words: Words, question: Question, root: str) -> str:
    name = _line(question.talk.who.name)
    match question.kind:
        case "confirm_held" | "confirm_no_show":
            asked = words._("Did your conversation with %(name)s take place?", name=name)
        case _:
            asked = words._("Something about your conversation with %(name)s does not fit.", name=name)
    return f"{asked}\n  {root}/interviews/{question.talk.id}"


def _line(text: str) -> str:
    """One line of words that may be a stranger's."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:200]
