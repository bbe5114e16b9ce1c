"""A hundred conversations of one person, invented: forty of which nothing is known but the topic, sixty with notes of many
shapes, nine of them at one organisation. What `make eval` and the tests measure the variety of drafts on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from service.drafting.language import overlap
from service.drafting.memory import LATELY, remembered
from tests.service.drafting.alone import Talk, core

MOST_ALIKE = 0.5
_NAMES = (
    "Ruth Adler", "Idris Bello", "Marta Kowalczyk", "Owen Pryce", "Hana Sato", "Luca Ferri", "Nadia Rahman", "Jonas Lind",
    "Carmen Ortega", "Tevita Moala", "Aoife Byrne", "Deepa Nair", "Pavel Novak", "Zuri Mwangi", "Elias Haddad", "Signe Holm",
)  # fmt: skip
_TOPICS = (
    "",
    "how cities plan for heat",
    "",
    "public policy work",
    "how your team works",
    "",
    "local budgets",
    "green alleys",
)
_ORGANISATION = "City of Example"
_NOTES = (
    "Shadow one planning meeting before applying anywhere.",
    "She suggested I read one budget law end to end.",
    "His tip: ask for feedback early and often.",
    "He thinks small teams learn faster because everybody sees the whole.",
    "Told me that her first policy job was in a library. Keep a list of open questions.",
    "- write one memo a week\n- show it to somebody outside the field\n- she'll send me a sample memo",
    "Start with the small towns: they answer the phone. I promised to send her my reading list by Friday.",
    "Never take the first offer. Talk to three people who left.",
    "great tip: sit in on a council session",
    "She moved from law to planning in 2016 and never looked back.",
    "Learn to read a zoning map, it opens every other door.",
    "Her story about the flood barrier was striking. Volunteer for one campaign first.",
    "Offered to introduce me to Kofi Mensah. Advice: map the committees before the people.",
    "The best analysts are former teachers, he said.",
    "Budget cycles decide everything. Go to the spring hearings.",
    "He recommends writing short op-eds and sending them to local papers.",
    "Ask every team what they stopped doing. I will send him my thesis.",
    "says don't wait for the perfect vacancy, do a project",
    "Policy is patience, mostly. The open data night is open to everybody.",
    "Find a mentor outside your own department; meet every other month.",
    "key point: nobody reads the appendix",
    "Said to visit one county clerk and to bring cake.",
    "1. Draft early 2. Ask a critic 3. Sleep on it",
    "Her path: nursing -> health policy 2014",
    "Numbers first, adjectives later, she says.",
    "Don't underestimate caretakers",
    "She keeps a drawer of rejected ideas and opens it every spring.",
    "He'd do an internship at the audit office again.",
    "Deadlines are negotiable if you ask in the first week.",
    "Learn to say what you do not know.",
    "Bring bad news early.",
    "Maps beat tables in every hearing.",
    "Pick the boring committee, it meets more often.",
    "The real work happens in the two hours before the hearing.",
    "okay so she says talk to the drivers first and the managers second and she'll send me the route plan",
    "Wants to read my essay on parks, I said I'd send it on Monday.",
    "relationships > credentials",
    "Try to explain your thesis to a child.",
    "Small grants teach you more than large ones.",
    "Ask who was not invited.",
)
_SECOND = (
    "Learn statistics properly.", "Visit one county office.", "Cold emails work if they are short.", "Numbers convince, stories move.",
    "Take notes by hand.", "Look at what gets funded.", "He will share his slides.", "Choose the town before the title.",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """How alike the drafts are: every pair written apart, and written one after the other with what came before."""

    drafts: int
    unwritten: int
    most_alike_apart: float
    pairs_apart: int
    """Pairs of those written apart that share more than half of their runs of four words."""
    most_alike_together: float
    pairs_together: int
    repeated: int
    """Whole sentences of eight words or more that stand twice in twenty drafts in a row, or twice to one organisation."""


def talks() -> list[Talk]:
    """All hundred, thin ones and others mixed."""
    return [_thin(number) if number % 5 in {1, 3} else _known(number) for number in range(100)]


def _thin(number: int) -> Talk:
    return Talk(number, _NAMES[number % 16], _TOPICS[number % 8], organisation=_organisation(number))


def _known(number: int) -> Talk:
    note = f"{_NOTES[number % 40]}\n{_SECOND[(number + 3 * (number // 40)) % 8]}" if number % 3 else _NOTES[number % 40]
    connector = _NAMES[(number + 5) % 16] if number % 7 == 0 else ""
    return Talk(number, _NAMES[number % 16], note=note, organisation=_organisation(number), connector=connector)


def _organisation(number: int) -> str:
    return _ORGANISATION if number % 11 == 0 else f"Office {number}"


def apart(found: Sequence[Talk]) -> list[str]:
    """Every draft as if it were the person's only one."""
    return [core(talk) for talk in found]


def together(found: Sequence[Talk]) -> list[str]:
    """One after the other, each knowing what its memory would hold."""
    texts: list[str] = []
    for place, talk in enumerate(found):
        same = [texts[before] for before in range(place) if found[before].organisation == talk.organisation]
        near = [*texts[max(0, place - LATELY) :], *same]
        texts.append(core(talk, remembered(near, far=texts[: max(0, place - LATELY)])))
    return texts


def diversity(conversations: Sequence[Talk] = ()) -> Figures:
    """Writes the hundred drafts twice, apart and together, and measures them. Another language brings its own."""
    found = conversations or talks()
    one, other = apart(found), together(found)
    alike, together_alike = _alike(one), _alike(other)
    return Figures(
        drafts=len(found), unwritten=one.count("") + other.count(""), most_alike_apart=max(alike),
        pairs_apart=sum(value > MOST_ALIKE for value in alike), most_alike_together=max(together_alike),
        pairs_together=sum(value > MOST_ALIKE for value in together_alike), repeated=_repeated(found, other),
    )  # fmt: skip


def _alike(texts: Sequence[str]) -> list[float]:
    return [overlap(one, other) for one, other in combinations([text for text in texts if text], 2)]


def _repeated(found: Sequence[Talk], texts: Sequence[str]) -> int:
    """Sentences that `remembered` would have called repeated."""
    count: Counter[int] = Counter()
    for place, talk in enumerate(found):
        same = [texts[before] for before in range(place) if found[before].organisation == talk.organisation]
        count[place] += remembered([*texts[max(0, place - LATELY) : place], *same]).repeats(texts[place])
    return count.total()
