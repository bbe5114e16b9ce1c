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


def signature(one: Somebody) -> str:
    """What stands under their mails."""
    return f"{one.name}\n{one.work.capitalize()}, {one.place}\n+44 20 7946 {one.number:04}\nhttps://{one.place.lower()}.example"


def mail(one: Somebody, said: str) -> str:
    """A whole mail around the words that matter: greeting, small talk, signature, and the mail that it answers."""
    before = (
        f"Dear Alex,\n\nThank you for your note. The week is full of {one.work}, as every week before the summer, and "
        f"half of {one.place} is away; still, I would rather talk than write about it. Tell me which hours suit you "
        "and what you would like to hear, and I will see that we find one of them."
    )
    quoted = "\n".join(f"> {line}" for line in [*before.split("\n"), "", *signature(one).split("\n")])
    return (
        f"Hello,\n\nI hope that this finds you well, and that the move to the new house went as planned. {said}\n\n"
        f"If another week is easier, or a call is, that is just as well: I am in {one.place} until the end of the month "
        f"and can be had most mornings.\n\nWith kind regards,\n{signature(one)}\n\n"
        f"On Monday, {one.name} <{one.email}> wrote:\n{quoted}\n"
    )


def letter(one: Somebody) -> str:
    """A draft."""
    return (
        f"Hi {one.first},\n\nThank you for making time to talk with me about {one.work}. What you said about the first "
        f"years at {one.place} stayed with me.\n\nI look forward to the paper you promised, and will let you know how "
        "things go from here.\n\nBest,\nAlex"
    )
