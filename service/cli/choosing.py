"""Which row a person means: an id, or the beginning of one that fits no other; its prefix (`int_`) may be left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.cli.failures import Refused

SHORTEST = 10
"""Characters of an id that tables show at least."""
_MOST_SHOWN = 6


def choose(wanted: str, ids: Iterable[str], noun: str, *, listed_by: str = "") -> str:
    """The one id that is meant. `listed_by`: the command that lists them, where that is not the noun's plural. Raises
    Refused when none or several fit.
    """
    known = list(ids)
    fitting = [one for one in known if wanted and _fits(one, wanted)]
    found = [one for one in known if one == wanted] or fitting
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(f"There is no {noun} {wanted}. See them all with: warmthread {listed_by or noun + 's'}")
    more = " …" if len(found) > _MOST_SHOWN else ""
    raise Refused(f"{wanted} fits several {noun}s: {', '.join(found[:_MOST_SHOWN])}{more}. Give more of the id.")


def _fits(one: str, wanted: str) -> bool:
    return one.startswith(wanted) or one.partition("_")[2].startswith(wanted)


def shortened(ids: Sequence[str]) -> dict[str, str]:
    """Each id as short as it still fits no other."""
    return {one: _shortest(one, ids) for one in ids}


def _shortest(one: str, ids: Sequence[str]) -> str:
    for length in range(SHORTEST, len(one)):
        if sum(other.startswith(one[:length]) for other in ids) == 1:
            return one[:length]
    return one
