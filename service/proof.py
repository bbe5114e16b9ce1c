"""PURE: what a provider lists held against what is known here, folder by folder, until every record is in one place.

Of a mailbox only what came after the connection has to be known, and of older mail what the searches that were made
before find today. Other old mail was never opened, because nothing in it pointed to a conversation: it is counted as
that. A record that has to be known and is not is *missing*; one that is kept and that the provider has no longer has
*vanished* without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from connectors.contract import Folder, Listed
from service.schema import Json

MAIL, CALENDAR = "mail", "calendar"
NAMED = 100
"""So many ids of what is missing are kept with a result."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is known here of one mailbox or calendar, by provider ids."""

    kept: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    """Was kept, and taken for removed at the provider."""
    aside: Mapping[str, str] = field(default_factory=dict)
    """To the rule that set it aside."""
    unreadable: frozenset[str] = frozenset()

    def knows(self, provider_id: str) -> bool:
        """Whether the record was looked at and is accounted for."""
        return provider_id in self.kept or provider_id in self.aside or provider_id in self.unreadable


@dataclass(frozen=True, slots=True)
class Part:
    """One folder of a mailbox, or one calendar: every record that the provider lists is in exactly one place."""

    kind: str
    id: str
    name: str
    is_read: bool
    listed: int = 0
    kept: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    unreadable: int = 0
    unopened: int = 0
    """Mail from before the connection, in which no search found a reason to open it."""
    not_read: int = 0
    """It lies where nothing is read (bin, junk)."""
    drafts: int = 0
    called_off: int = 0
    """Calendar events of which the provider shows only that they were called off: nothing has to be known of them."""
    arriving: int = 0
    """Came while the count was made; the next reading brings it."""
    missing: int = 0
    off: int = 0
    """How many of all that are listed were called off, known or not."""
    oldest_missing: datetime | None = None
    missing_ids: tuple[str, ...] = ()
    """The oldest, where times are known; at most `NAMED`."""

    @property
    def looked_at(self) -> int:
        """How many of them were opened and judged."""
        return self.kept + sum(self.set_aside.values()) + self.unreadable

    @property
    def accounted(self) -> int:
        """All places together, what is missing among them; `listed` if every record is in one."""
        apart = self.unopened + self.not_read + self.drafts + self.called_off
        return self.looked_at + apart + self.arriving + self.missing

    @property
    def agrees(self) -> bool:
        return not self.missing and self.accounted == self.listed


@dataclass(frozen=True, slots=True)
class Proof:
    """One account as it was counted."""

    account_id: str
    counted_at: datetime
    since: datetime
    """Mail was counted from here on."""
    parts: tuple[Part, ...] = ()
    vanished: int = 0
    vanished_ids: tuple[str, ...] = ()
    """Kept here and nowhere at the provider; at most `NAMED`."""
    gone_aside: int = 0
    """Set aside or unreadable here, and no longer there: nothing is lost by it."""
    repaired: int = 0
    """How many were missing or vanished before this run mended them."""

    @property
    def missing(self) -> int:
        """Records that have to be known and are not."""
        return sum(part.missing for part in self.parts)

    @property
    def oldest_gap(self) -> datetime | None:
        """The date of the oldest missing record, where one is known."""
        return min((part.oldest_missing for part in self.parts if part.oldest_missing), default=None)

    @property
    def agrees(self) -> bool:
        return not self.vanished and all(part.agrees for part in self.parts)

    def to_facts(self) -> Json:
        """As plain JSON; `from_facts` reads it back."""
        facts: Json = _plain(asdict(self))
        return facts


def from_facts(facts: Json) -> Proof:
    """The proof that `to_facts` wrote."""
    parts = tuple(
        Part(**{**one, "oldest_missing": _instant(one["oldest_missing"]), "missing_ids": tuple(one["missing_ids"])})
        for one in facts["parts"]
    )
    told = {name: _instant(facts[name]) for name in ("counted_at", "since")}
    return Proof(**{**facts, **told, "parts": parts, "vanished_ids": tuple(facts["vanished_ids"])})


def prove_part(
    part: Part, listed: Iterable[Listed], held: Held, is_due: Callable[[Listed], bool], seen_before: frozenset[str]
) -> Part:
    """That folder or calendar with everything that is listed of it. `is_due`: whether a record has to be known by now;
    `seen_before`: ids that an earlier listing of this run told of, so that the others have just come.
    """
    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    missing: list[Listed] = []
    off = 0
    for one in listed:
        place = _place(part, one, held, is_due, seen_before)
        counts[place] += 1
        off += one.is_off
        if place == "set_aside":
            rules[held.aside[one.provider_id]] += 1
        elif place == "missing":
            missing.append(one)
    # Listings come newest first, also where they tell no times.
    missing.reverse()
    oldest = sorted(missing, key=lambda one: (one.at is None, one.at.timestamp() if one.at else 0.0))
    return replace(
        part,
        listed=counts.total(),
        kept=counts["kept"],
        set_aside=dict(sorted(rules.items())),
        unreadable=counts["unreadable"],
        unopened=counts["unopened"],
        not_read=counts["not_read"],
        drafts=counts["drafts"],
        called_off=counts["called_off"],
        arriving=counts["arriving"],
        missing=counts["missing"],
        off=off,
        oldest_missing=oldest[0].at if oldest else None,
        missing_ids=tuple(one.provider_id for one in oldest[:NAMED]),
    )


def _place(part: Part, one: Listed, held: Held, is_due: Callable[[Listed], bool], seen_before: frozenset[str]) -> str:
    """Where one record is: the name of a field of `Part`."""
    if one.provider_id in held.kept:
        return "kept"
    if one.provider_id in held.aside:
        return "set_aside"
    if one.provider_id in held.unreadable:
        return "unreadable"
    if one.is_draft:
        return "drafts"
    if not part.is_read:
        return "not_read"
    if one.is_off and (one.at is None or one.provider_id in held.removed):
        return "called_off"  # only its id is left, or it is taken for removed already
    if one.provider_id not in held.removed and not is_due(one):
        return "unopened"
    return "missing" if one.provider_id in seen_before else "arriving"


def folder_part(folder: Folder) -> Part:
    """A folder before anything of it is counted."""
    return Part(MAIL, folder.provider_id, folder.name, folder.is_read)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
