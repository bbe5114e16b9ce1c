"""Would a reader take one mail address for another? A letter swapped, doubled or put in another's place, signs of other
scripts, a known domain at the head of a strange one, a free-mail host written nearly right.

Compares what it is given; whose addresses those are is the caller's. Both sides of the @ are read: for free mail the
front is all that tells people apart.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from service import domains
from service.addresses import domain_of

_PAIRS = (
    "аa вb еe кk мm нh оo рp сc тt уy хx ѕs іi їi јj ԁd һh ӏl ԝw ѵv ԛq гr пn зe ьb αa βb εe ιi κk νv οo ρp τt υu χx γy ωw "
    "ηn ɡg ɑa ıi łl øo đd ħh ŧt ß\u0062 ⅼl ⅰi"
)
_OTHER_SCRIPTS = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
"""Unicode's confusables (UTS 39), those that stand for letters of addresses."""
_LEFT_OUT = "-_.\u00ad\u200b\u2010\u2011\u2012\u2013\u2014\u2212"
_SIGNS = str.maketrans({"0": "o", "1": "l", "5": "s", "3": "e", "i": "l", "|": "l", "8": "b", "9": "g", "q": "g"})
_SHORTEST, _SHORTEST_FIRM = 5, 6
"""Below it nearly every name is one letter away from another."""


def looks_like(one: str, other: str) -> bool:
    """Whether two different addresses, as keys, may be taken for each other."""
    front, twin = one.rpartition("@")[0], other.rpartition("@")[0]
    if one == other or not (front and twin):
        return False
    if domain_of(one) == domain_of(other):
        return front.replace(".", "") != twin.replace(".", "") and _is_near(front, twin)
    return _is_same_front(front, twin) and _are_near_domains(one, other)


def _is_same_front(front: str, twin: str) -> bool:
    return front.replace(".", "") == twin.replace(".", "") or _is_near(front, twin)


def _is_near(one: str, other: str) -> bool:
    """The same to the eye, or by a slip: two letters changed places, or one doubled."""
    first, second = skeleton(one), skeleton(other)
    if first == second:
        return True
    is_long = min(len(first), len(second)) >= _SHORTEST
    is_swapped = sorted(first) == sorted(second) and OSA.distance(first, second) == 1
    return is_long and (is_swapped or _undoubled(first) == _undoubled(second))


def _undoubled(text: str) -> str:
    return "".join(letter for place, letter in enumerate(text) if place == 0 or letter != text[place - 1])


def _are_near_domains(one: str, other: str) -> bool:
    if domains.looks_alike(one, other):
        return True
    first, second = (domains.organisation_domain(email) for email in (one, other))
    if first == second or (domains.is_free_mail(one) and domains.is_free_mail(other)):
        return False
    if any(_is_at_head(*pair) for pair in ((domain_of(one), second), (domain_of(other), first))):
        return True
    names = [domain.rpartition(".")[0] or domain for domain in (first, second)]
    # Of a firm's short name one letter may be all that tells it from another's; of a mail host's it never is.
    is_of_host = domains.is_free_mail(one) or domains.is_free_mail(other)
    is_long = min(map(len, names)) >= (_SHORTEST if is_of_host else _SHORTEST_FIRM)
    is_slip = is_long and min(OSA.distance(*names), OSA.distance(*map(skeleton, names))) <= 1
    return skeleton(names[0]) == skeleton(names[1]) or is_slip


def _is_at_head(domain: str, known: str) -> bool:
    """As granite.example.evil.test begins like granite.example."""
    return domain.startswith((f"{known}.", f"{known}-", f"{known.replace('.', '-')}.", f"{known.replace('.', '-')}-"))


@lru_cache(maxsize=8192)
def skeleton(text: str) -> str:
    """What is left of a text when letters that look alike are one; punycode is read first."""
    plain = ".".join(_unpacked(label) for label in text.lower().split("."))
    plain = unicodedata.normalize("NFKD", plain).translate(_OTHER_SCRIPTS)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in _LEFT_OUT)
    return plain.replace("rn", "m").replace("vv", "w").replace("cl", "d").translate(_SIGNS)


def _unpacked(label: str) -> str:
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except (UnicodeError, ValueError):
        return label
