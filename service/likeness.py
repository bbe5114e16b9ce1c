"""How alike are two names, and is an address made of a name? Compared as words after a transform into Latin letters.

Says what kind of likeness there is and never that two are one person: that needs evidence of another kind
(recognition.md 5: "phil bates" and "phil mates" score 90 of 100). Words and their order count, not letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from itertools import permutations

from anyascii import anyascii
from rapidfuzz import fuzz

from service import names
from service.addresses import domain_of
from service.nicknames import are_forms_of_one

_MOST_WORDS = 6
_MOST_IN_ANY_ORDER = 4
_SHORTEST_BONES = 5
_NEAR = 80
"""How near two spellings of a word from another script must be, of 100 (rapidfuzz's ratio): Sergey, Sergei."""
_LATIN = re.compile(r"^[\x00-\u024f\u1e00-\u1eff\u2010-\u2027]*$")
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
# "Jim & Dot Hayward", "Ana y Luis Pérez"; José Ortega y Gasset is one.
_SEVERAL = re.compile(r"[&+/]|^\w+ (?:and|und|et|y|e|en|och|og|i) \w", re.IGNORECASE)
_TWO_LETTERS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
"""How German and Danish letters are written without them: Mueller is Müller is Muller."""


class Likeness(IntEnum):
    """From "somebody else" to "the same words"."""

    DIFFERENT = 0
    UNKNOWN = 1
    """One of them has no name."""
    GIVEN = 2
    """The same given name and another family name."""
    INITIAL = 3
    """The same family name, and of a given name only its first letter."""
    ALONE = 4
    """A single word that is one of the other's."""
    PART = 5
    """Two words and more that the other has too: Lan Nguyen, Nguyen Thi Lan."""
    SHORT = 6
    """Another form of the given name: Bob, Robert."""
    SAME = 7
    """The same words in any order or script."""


class Fit(IntEnum):
    """How much an address is made of a name."""

    NOT = 0
    PARTLY = 1
    """Of the given name or the initials, and of nothing else."""
    WHOLLY = 2
    """Both the given and the family name are spelled out before the @."""


def is_several(display: str) -> bool:
    """Whether a display name names more than one: "Jim & Dot Hayward"."""
    return bool(_SEVERAL.search(_BRACKETS.sub("", display).strip()))


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in plain small letters, in the order in which they stand; single letters count too."""
    found = names.clean(name) or ("" if "@" in name else name)
    # The transform joins the syllables of a Chinese name by capitals: LiXiaoLong.
    latin = found if _LATIN.match(found) else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", anyascii(found))
    plain = re.sub(r"[^a-z\s-]", "", anyascii(latin).lower().replace(".", " "))
    words = [_folded(word) for word in re.split(r"[\s-]+", plain) if word]
    return tuple(words[:_MOST_WORDS])


def _folded(word: str) -> str:
    for pair, letter in _TWO_LETTERS:
        word = word.replace(pair, letter)
    return word


def compare(one: str, other: str) -> Likeness:
    """How alike two names are; symmetric."""
    if is_several(one) or is_several(other):
        return Likeness.DIFFERENT
    return _compare(*sorted((one, other)))


@lru_cache(maxsize=16384)
def _compare(one: str, other: str) -> Likeness:
    first, second = _spelled(one), _spelled(other)
    if not first or not second:
        return Likeness.UNKNOWN
    if set(first) == set(second) or _is_joined(first, second) or _sounds_alike(one, other, first, second):
        return Likeness.ALONE if max(len(first), len(second)) == 1 and not _is_whole(one) else Likeness.SAME
    common = set(first) & set(second)
    if common in (set(first), set(second)):
        return Likeness.PART if len(common) > 1 else Likeness.ALONE
    return _of_rest(first, second, common)


def _is_whole(name: str) -> bool:
    """A single word that is a whole name: Chinese, Japanese and Korean ones are written without a blank."""
    return not _LATIN.match(name) and len(words_of(name)) > 1


def _spelled(name: str) -> tuple[str, ...]:
    """The words without middle initials, unless nothing but these would be left."""
    words = words_of(name)
    whole = tuple(word for word in words if len(word) > 1)
    return whole if len(whole) > 1 else words


def _of_rest(first: tuple[str, ...], second: tuple[str, ...], common: set[str]) -> Likeness:
    """Some words are shared and some are not."""
    if 1 in (len(first), len(second)):
        is_form = any(are_forms_of_one(one, two) for one in first for two in second)
        return Likeness.ALONE if is_form else Likeness.DIFFERENT
    left, right = [word for word in first if word not in common], [word for word in second if word not in common]
    if not common or not left or not right:
        return Likeness.DIFFERENT
    if any(_are_forms(one, first, two, second) for one in left for two in right if min(len(one), len(two)) > 1):
        return Likeness.SHORT
    if any(min(len(one), len(two)) == 1 and one[0] == two[0] for one in left for two in right):
        return Likeness.INITIAL
    return Likeness.GIVEN if first[0] == second[0] else Likeness.DIFFERENT


def _are_forms(one: str, first: tuple[str, ...], other: str, second: tuple[str, ...]) -> bool:
    """Forms of one given name. Where both words stand last they are family names, and Osei is no short Oseil."""
    if one == first[-1] and other == second[-1] and (one.startswith(other) or other.startswith(one)):
        return False
    return are_forms_of_one(one, other)


def _is_joined(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """The same letters in words cut elsewhere: Li Xiaolong, Li Xiao Long."""
    if len(first) == len(second) or max(len(first), len(second)) > _MOST_IN_ANY_ORDER or min(map(len, first)) < 2:
        return False
    wanted = {"".join(order) for order in permutations(first)}
    return any("".join(order) in wanted for order in permutations(second))


def _sounds_alike(one: str, other: str, first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """One of them was in another script, where spellings in Latin letters differ: Sergey, Sergei."""
    if (_LATIN.match(one) and _LATIN.match(other)) or max(len(first), len(second)) > _MOST_IN_ANY_ORDER:
        return False
    if len(_bones(first)) >= _SHORTEST_BONES and _bones(first) == _bones(second):
        return True
    if len(first) == len(second):
        pairs = (zip(first, order, strict=True) for order in permutations(second))
        return any(all(fuzz.ratio(a, b) >= _NEAR for a, b in pair) for pair in pairs)
    joined = {"".join(order) for order in permutations(first)}
    return any(fuzz.ratio("".join(order), word) >= _NEAR for order in permutations(second) for word in joined)


def _bones(words: Iterable[str]) -> str:
    """Without vowels, which Arabic and Hebrew do not write."""
    return re.sub(r"[aeiouy]", "", "".join(words))


def best(ones: Iterable[str], others: Iterable[str]) -> Likeness:
    """The greatest likeness between the names of two; who changed their name has two."""
    wanted = list(others)
    return max((compare(one, other) for one in ones for other in wanted), default=Likeness.UNKNOWN)


# --- addresses ----------------------------------------------------------------------------------------------------

_NEUTRAL = frozenset(
    "mail email home work private privat priv perso personal personnel buero office me my hello the real mr ms dr prof"
    " design art studio photo music consulting law web dev code writes translations".split()
)
"""What stands beside a name in an address and is nobody's."""


@lru_cache(maxsize=8192)
def fit(name: str, email: str) -> Fit:
    """How much the part before the @ is made of a name: gracekim88 of Grace Kim wholly, kim@ of Grace Kim not, since
    a whole family may have that.
    """
    words = [word for word in words_of(name) if len(word) > 1]
    local = email.lower().rpartition("@")[0].partition("+")[0]
    parts = [_folded(part) for part in re.findall(r"[a-z]+", anyascii(local).lower()) if part not in _NEUTRAL]
    joined = "".join(parts)
    if not words or not joined:
        return Fit.NOT
    given, family = _likely(words)
    if len(words) > 1 and _holds_two(words, joined):
        return Fit.WHOLLY
    rest = [part for part in parts if not _is_of(part, words)]
    if rest or not any(_tells(part, given, family) for part in (*parts, joined)):
        return Fit.PARTLY if _is_initials(joined, words) else Fit.NOT
    return Fit.WHOLLY if given[0] in parts and _stands_in(family, domain_of(email)) else Fit.PARTLY


def words_shown(name: str, others: Iterable[str], email: str) -> int:
    """How many words of a name another address shows, in its display names or before the @."""
    local = _folded(re.sub(r"[^a-z]", "", anyascii(email.lower().rpartition("@")[0]).lower()))
    shown = {word for other in others for word in words_of(other)}
    return sum(word in shown or (len(word) > 2 and word in local) for word in _spelled(name))


def spells_a_name(email: str) -> bool:
    """Whether two words stand before the @ as a given and a family name do: doris.gruber."""
    local = email.lower().rpartition("@")[0].partition("+")[0]
    words = [word for word in re.split(r"[._-]", local) if word.isalpha() and len(word) > 2 and word not in _NEUTRAL]
    return len(words) > 1


def _likely(words: list[str]) -> tuple[list[str], list[str]]:
    """Given and family name, each the likelier first: in "Kovács Anna" the order is the other one."""
    return words, words[::-1] if len(words) > 1 else []


def _holds_two(words: list[str], joined: str) -> bool:
    """Two words of the name stand in it beside each other or apart, not one inside the other."""
    for one in words:
        for other in words:
            if one != other and len(one) > 2 and one in joined and other in joined.replace(one, " ", 1):
                return True
    return False


def _is_of(part: str, words: list[str]) -> bool:
    """A word, initials, or an initial and a word of the name."""
    letters = {word[0] for word in words}
    if any(part == word or are_forms_of_one(part, word) for word in words) or (set(part) <= letters and len(part) < 4):
        return True
    return any(part in {letter + word, word + letter} for word in words for letter in letters)


def _tells(part: str, given: list[str], family: list[str]) -> bool:
    """Names the person and not only the family: the given name or a form of it, or an initial with the family name."""
    if len(part) > 2 and are_forms_of_one(part, given[0]):
        return True
    if not family:
        return False
    near, far = given[0][0], family[0]
    return part in {near + far, far + near, far[0] + given[0], given[0] + far[0]}


def _is_initials(joined: str, words: list[str]) -> bool:
    letters = "".join(word[0] for word in words)
    return len(words) > 1 and (joined in {words[0][0] + words[-1], words[-1] + words[0][0]} or joined == letters)


def _stands_in(family: list[str], domain: str) -> bool:
    return bool(family) and len(family[0]) > 2 and family[0] in _folded(domain)
