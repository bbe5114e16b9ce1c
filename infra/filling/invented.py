"""Invented people, talks and words to fill a database with: varied in length and script, the same for one number."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST = """Ada Bilal Chiara Dmitri Esra Félix Grace Hana Ines Jónas Kwame Lucía Mai Nikhil Oona Piotr Quinn Rosalind
Søren Tomasz Uma Vera Wei Ximena Yusuf Zoë Αλέξης Борис 美咲 עדי""".split()
_LAST = """Abara Bergström Castellanos Delacroix-Whitfield Eze Ferreira Guðmundsdóttir Haddad Iyer Jankowski Kim
Lindqvist Mbeki Nakamura O'Dwyer Pereira Quispe Rahman Şahin Trevelyan Underhill Vandermeer Wolfeschlegelsteinhausen
Xu Yamamoto Zieliński Παπαδόπουλος Иванова 田中 כהן""".split()
_PLACES = """Terravane Lakeforge Portellery Nineriver Halden Brightwater Ostara Meridian Cobalt Fernhill Quayside Tessel
Umbra Verdant Wexford Yarrow Zephyr Aldergate Birchmoor Calloway""".split()
_WORK = """flood risk, public transport, type design, hospital pharmacy, grid planning, museum lighting, wine making,
language teaching, satellite imagery, court interpreting, bridge inspection, game audio""".split(", ")
ZONES = ("Europe/London", "America/Chicago", "Asia/Tokyo", "Europe/Berlin", "America/Sao_Paulo", "Australia/Sydney")


@dataclass(frozen=True)
class Somebody:
    """One invented contact."""

    number: int
    name: str
    first: str
    email: str
    place: str
    work: str
    zone: str


def somebody(number: int) -> Somebody:
    """The contact of that number."""
    first, last = _FIRST[number % len(_FIRST)], _LAST[(number * 7 + number // 30) % len(_LAST)]
    place = _PLACES[number % len(_PLACES)]
    return Somebody(
        number,
        f"{first} {last}",
        first,
        f"someone.{number}@{place.lower()}.example",
        place,
        _WORK[number % len(_WORK)],
        ZONES[number % len(ZONES)],
    )


def title(one: Somebody, number: int) -> str:
    """What a calendar calls the talk."""
    return (
        f"Coffee chat: {one.first} and Alex",
        f"{one.name} / Alex Example ({one.place})",
        f"Informational interview about {one.work}",
        f"Alex & {one.first}: a somewhat long title, as people write when they want to remember what was meant, and who",
        "Quick chat",
    )[number % 5]


def request(one: Somebody) -> str:
    """The words that asked for it."""
    return f"I have been reading about {one.work} and would be grateful for twenty minutes to hear how you came to it."


def afterwards(one: Somebody) -> str:
    """What they wrote after the talk."""
    return f"It was good to meet you. As promised, I will send you the paper on {one.work} that I spoke of."


def letter(one: Somebody) -> str:
    """A draft."""
    return (
        f"Hi {one.first},\n\nThank you for making time to talk with me about {one.work}. What you said about the first "
        f"years at {one.place} stayed with me.\n\nI look forward to the paper you promised, and will let you know how "
        "things go from here.\n\nBest,\nAlex"
    )
