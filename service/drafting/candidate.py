"""A draft as it would be sent, with everything it is judged by, and what a rule has to say against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from service.drafting.correspondence import Reply
from service.drafting.evidence import Scene
from service.drafting.material import Material
from service.drafting.writer import Composed


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a draft breaks, and in which words."""

    rule: str
    why: str
    is_hard: bool = True


@dataclass(frozen=True, slots=True)
class Headers:
    """In-Reply-To and References as a row holds them."""

    in_reply_to: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft as it would be sent, with everything it is judged by."""

    scene: Scene
    material: Material
    composed: Composed
    reply: Reply
    subject: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    send_at: datetime
    bcc: tuple[str, ...] = ()
    headers: Headers | None = None
    """Where they are not simply those of `reply`."""
    siblings: tuple[str, ...] = ()
    """Texts of the other drafts about the same interview."""
    earlier: tuple[str, ...] = ()
    """Texts of the person's other drafts that it must not sound like (`memory.py`)."""
    as_written: str = ""
    """The text as the person has it, where it is not ours."""

    @property
    def body(self) -> str:
        return self.as_written.rstrip() or self.composed.text

    @property
    def core(self) -> str:
        return self.composed.core

    @property
    def is_ours(self) -> bool:
        """Whether Warmthread worded it: of a person's own words less is demanded."""
        return not self.as_written

    @property
    def threading(self) -> Headers:
        return self.headers or Headers(self.reply.in_reply_to, self.reply.references)


Check = Callable[[Candidate], Iterable[Failure]]
