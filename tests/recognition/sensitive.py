"""Is what touches somebody's health, law, post, family or money left alone until the person says so? 220 talks that do, in
four languages, each dressed as the talks that are logged (a first meeting of two, half an hour, asked for and agreed to),
and 42 beside them with people of those professions that touch nobody.

A talk is missed when it is logged unasked. Both sets were written before anybody had looked at these rules; of the 60 in
`sensitive_untouched` none was looked at while they were made. Synthetic: no claim about real mail.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.recognition.office import Json, office
from tests.recognition.table import Row, share
from tests.recognition.threads import LABELLED, Outcome, outcome

ORDINARY = "ordinary"
RECALL = 0.98
_ME = "Alex Morgan <alex@morgan-home.example>"
_YES = {
    "en": "Yes, gladly. Thursday at ten suits me.",
    "de": "Ja, gern. Donnerstag um zehn passt mir.",
    "fr": "Oui, volontiers. Jeudi à dix heures me convient.",
    "es": "Sí, con gusto. El jueves a las diez me viene bien.",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation: what it touches, who asks (`i` the person, `t` the other, `e` only a calendar entry), its words."""

    number: int
    touches: str
    language: str
    way: str
    name: str
    domain: str
    title: str
    words: str


def cases(name: str = "sensitive") -> list[Case]:
    """All of one set, the ordinary ones at the end."""
    with (LABELLED / f"{name}.psv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    return [Case(number, *row) for number, row in enumerate(rows[1:], 1)]


def judged(found: Iterable[Case]) -> Iterator[tuple[Case, Outcome]]:
    """Each with what became of it, played through the pipeline."""
    with office() as context:
        for case in found:
            yield case, outcome(context, thread_of(case))


def thread_of(case: Case) -> Json:
    """As a labelled thread: asked and agreed to by mail, then in the calendar of both."""
    them = f"{case.name} <office@{case.domain}>"
    asks, answers = (_ME, them) if case.way == "i" else (them, _ME)
    mails = [
        {"from": asks, "to": [answers], "date": "2026-03-02T09:00:00+00:00", "subject": case.title, "text": case.words},
        {
            "from": answers,
            "to": [asks],
            "date": "2026-03-02T12:00:00+00:00",
            "subject": f"Re: {case.title}",
            "text": _YES[case.language],
            "reply_to_mail": 0,
        },
    ]
    return {
        "id": f"sensitive{case.domain}{case.number}",
        "class": case.touches,
        "person": {"name": "Alex Morgan", "emails": ["alex@morgan-home.example"], "timezone": "UTC"},
        "mails": [] if case.way == "e" else mails,
        "events": [_entry(case, them)],
    }


def _entry(case: Case, them: str) -> Json:
    return {
        "uid": f"sensitive{case.number}@calendar.example",
        "summary": case.title,
        "description": case.words if case.way == "e" else "",
        "start": "2026-03-05T10:00:00+00:00",
        "end": "2026-03-05T10:30:00+00:00",
        "created": "2026-03-02T13:00:00+00:00",
        "organizer": _ME if case.way == "i" else them,
        "attendees": [{"who": _ME, "answer": "accepted"}, {"who": them, "answer": "accepted"}],
    }


def rows() -> list[Row]:
    """The table's part."""
    found = [*judged(cases()), *judged(cases("sensitive_untouched"))]
    touching = [(case, one) for case, one in found if case.touches != ORDINARY]
    plain = [one for case, one in found if case.touches == ORDINARY]
    left = [one for _, one in touching if one.band != "log"]
    section = "what is nobody's business"
    return [
        Row(section, "talks that touch it", str(len(touching))),
        Row(
            section,
            "not logged unasked",
            share(len(left), len(touching)),
            ">= 0.98",
            len(left) >= RECALL * len(touching),
        ),
        *(_of_class(section, touching, touches) for touches in sorted({case.touches for case, _ in touching})),
        Row(section, "ordinary talks logged", share(sum(one.band == "log" for one in plain), len(plain))),
        Row(section, "ordinary talks left out", share(sum(one.band == "leave" for one in plain), len(plain))),
    ]


def _of_class(section: str, found: list[tuple[Case, Outcome]], touches: str) -> Row:
    bands = [one.band for case, one in found if case.touches == touches]
    told = ", ".join(f"{band} {bands.count(band)}" for band in ("log", "ask", "leave") if band in bands)
    return Row(section, f"  {touches}", f"{len(bands)}: {told}")
