"""What is held about somebody (`held_about`) as a letter to them, in the person's language, ready to be sent as it is."""

from __future__ import annotations

from collections.abc import Iterator

from service.held_about import Held, Talk
from service.web.words import Words

NAMES = {"en": "English", "de": "Deutsch"}
"""Languages that the letter is written in, each in its own name."""


def letter(words: Words, held: Held, sender: str) -> str:
    """The text. `sender`: the person's name, "" if it is not known."""
    greeting = words._("Hello %(name)s,", name=held.name) if held.name else words._("Hello,")
    parts = (greeting, _what_it_is(words), "\n".join(f"- {line}" for line in _lines(words, held)), *_ends(words, held))
    return "\n\n".join((*parts, words._("Kind regards") + (f"\n{sender}" if sender else "")))


def _what_it_is(words: Words) -> str:
    return words._(
        "this is what I keep about you, as of %(day)s. I use Warmthread, a program on my own computer that logs my "
        "informational interviews from my own mailbox and calendar. All of it comes from mails and invites between us, "
        "or from what I noted myself.",
        day=words.date(words.now),
    )


def _lines(words: Words, held: Held) -> Iterator[str]:
    _ = words._
    yield _("Names: %(names)s", names=", ".join(held.names) or _("none"))
    yield _("Addresses: %(addresses)s", addresses=", ".join(held.addresses) or _("none"))
    work = ", ".join(filter(None, (held.title, held.organisation)))
    if work:
        yield _("Work: %(work)s", work=work)
    if held.signed_with:
        yield _("Below your mails: %(lines)s", lines="; ".join(held.signed_with))
    if held.timezone:
        yield _("Time zone: %(zone)s", zone=held.timezone.replace("_", " "))
    yield from _mails(words, held)
    if held.calendar_events:
        yield words.ngettext("%(num)s calendar entry", "%(num)s calendar entries", held.calendar_events)
    yield from (_("Conversation: %(talk)s", talk=_talk(words, one)) for one in held.talks)
    yield from (_("Promise: %(text)s", text=one) for one in held.promises)
    for names, sentence in (
        (held.introduced_by, _("Who brought us together: %(names)s")),
        (held.introduced_to, _("Whom you brought me together with: %(names)s")),
    ):
        if names:
            yield sentence % {"names": ", ".join(names)}
    if held.drafts:
        yield words.ngettext("%(num)s draft of a mail to you", "%(num)s drafts of mails to you", held.drafts)
    if held.notes:
        yield words.ngettext("%(num)s note of mine on a talk", "%(num)s notes of mine on our talks", held.notes)
    if held.note:
        yield _("A private note: %(text)s", text=held.note)


def _mails(words: Words, held: Held) -> Iterator[str]:
    if not held.first_mail or not held.last_mail:
        return
    mails = words.ngettext("%(num)s mail", "%(num)s mails", held.mails_with_them)
    yield words._(
        "%(mails)s from %(first)s to %(last)s, %(theirs)s of them yours: who wrote to whom, when, the subject, and short "
        "quotes; of %(texts)s also the text",
        mails=mails,
        first=words.date(held.first_mail),
        last=words.date(held.last_mail),
        theirs=words.number(held.mails_of_theirs),
        texts=words.number(held.mails_with_text),
    )


def _talk(words: Words, talk: Talk) -> str:
    when = words.date(talk.at) if talk.at else words._("without a date")
    return f"{when}, {talk.title or words._('A conversation')} ({words.sentence(talk.status.replace('_', ' '))})"


def _ends(words: Words, held: Held) -> Iterator[str]:
    _ = words._
    if held.texts_days:
        yield words.ngettext(
            "Texts of mails are removed %(num)s day after the last one, or after the talk they led to; the quotes stay.",
            "Texts of mails are removed %(num)s days after the last one, or after the talk they led to; the quotes stay.",
            held.texts_days,
        )
    else:
        yield _("Texts of mails are not kept once they were read; the quotes stay.")
    if held.is_worded_by_model:
        yield _(
            "Nobody is scored or ranked, and nothing is looked up about you elsewhere. To word some of my drafts I let a "
            "language model read what that one mail needs; nothing else is passed on to anybody."
        )
    else:
        yield _(
            "Nobody is scored or ranked, nothing is looked up about you elsewhere, and nothing of it is passed on to "
            "anybody."
        )
    yield _(
        "Tell me if something is wrong, or if you want it gone. Then I erase all of it, and keep only a coded mark of your "
        "address, which nobody can read back, so that it is not logged again."
    )
