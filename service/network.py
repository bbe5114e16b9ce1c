"""Who led the person to whom: everybody of an introduction or a hint as a node, and how far each came as an edge.

An *edge* says who brought or named whom, in whose words, and how it stands: named, promised, asked, introduced, in
touch, met. Reads rows only, in a fixed number of queries; drawing and listing are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import names
from service.referrals import BY_INVITE
from service.schema import Contact, Interview, Introduction, Pointer

State = Literal["named", "promised", "asked", "introduced", "in_touch", "met"]
STATES: tuple[State, ...] = ("named", "promised", "asked", "introduced", "in_touch", "met")
"""How far it came, in that order."""
MOST_NODES = 300
"""Beyond that a picture shows organisations instead of people."""
_HELD = ("held", "held_presumed")
_DEEPEST = 12
"""How many levels of a tree are drawn below each other."""


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody: a contact, or a name that nobody has an address for. `count`: people behind an organisation."""

    id: str
    name: str
    organisation: str = ""
    contact_id: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Edge:
    """Who led to whom."""

    by: str
    to: str
    state: State
    at: datetime
    quote: str = ""
    source: str = ""
    interview_id: str = ""
    """Where it was named."""
    introduction_id: str = ""
    pointer_id: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Graph:
    """Everybody and everything that leads from one to another, oldest first."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    ask: Node | None = None
    """Whom to ask next, where nobody led anywhere yet: the latest one the person met."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Somebody in the tree with those they led to; each person stands in it once."""

    node: Node
    edge: Edge | None
    below: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A contact as far as it matters here, and when the person met them last."""

    node: Node
    since: datetime
    met_at: datetime | None


def graph(session: Session, person_id: str) -> Graph:
    """The whole network of this person."""
    roots, known = _contacts(session, person_id)
    found = [*_introductions(session, person_id, roots, known)]
    found += _pointers(session, person_id, roots, known, found)
    nodes = {one.id: one for edge in found for one in edge[1]}
    edges = tuple(sorted((edge for edge, _ in found), key=lambda one: (one.at, one.by, one.to)))
    met = [one for one in known.values() if one.met_at is not None]
    latest = max(met, key=lambda one: (one.met_at or one.since, one.node.id), default=None)
    return Graph(nodes, edges, latest.node if latest else None)


# --- rows ---------------------------------------------------------------------------------------------------------

Found = tuple[Edge, tuple[Node, Node]]


def _contacts(session: Session, person_id: str) -> tuple[dict[str, str], dict[str, _Known]]:
    """Which contact each id stands for, and everybody who may be shown."""
    held = session.execute(
        select(Interview.contact_id, func.max(Interview.start))
        .where(Interview.person_id == person_id, Interview.status.in_(_HELD), Interview.contact_id != "")
        .group_by(Interview.contact_id)
    )
    columns = (
        Contact.id,
        Contact.name,
        Contact.organisation,
        Contact.merged_into,
        Contact.is_untracked,
        Contact.created_at,
    )
    rows = list(session.execute(select(*columns).where(Contact.person_id == person_id)))
    merged = {row[0]: row[3] for row in rows}
    roots = {one: _root(one, merged) for one in merged}
    met_at: dict[str, datetime] = {}
    for one, at in held:
        root = roots.get(one, one)
        if at is not None:
            met_at[root] = max(at, met_at.get(root, at))
    known = {
        row[0]: _Known(Node(row[0], row[1], row[2], row[0]), row[5], met_at.get(row[0]))
        for row in rows
        if not row[3] and not row[4]
    }
    return roots, known


def _root(one: str, merged: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while merged.get(one) and one not in seen:
        seen.add(one)
        one = merged[one]
    return one


def _introductions(
    session: Session, person_id: str, roots: Mapping[str, str], known: Mapping[str, _Known]
) -> Iterator[Found]:
    query = select(Introduction).where(Introduction.person_id == person_id).order_by(Introduction.at, Introduction.id)
    for row in session.scalars(query):
        by, to = (known.get(roots.get(one, one)) for one in (row.introducer_id, row.contact_id))
        if by is None or to is None or by is to:
            continue
        is_mail = not row.message_id.startswith((BY_INVITE, "person:"))
        source = f"msg:{row.message_id}" if is_mail else row.message_id
        edge = Edge(
            by.node.id, to.node.id, "met" if _met_since(to, row.at) else "introduced", row.at, row.quote, source,
            introduction_id=row.id,
        )  # fmt: skip
        yield edge, (by.node, to.node)


def _met_since(one: _Known, at: datetime) -> bool:
    return one.met_at is not None and one.met_at >= at


def _pointers(
    session: Session, person_id: str, roots: Mapping[str, str], known: Mapping[str, _Known], found: Sequence[Found]
) -> list[Found]:
    """Those who were named, where no introduction by the same one says more; each pair once, as far as it came."""
    led = {(edge.by, edge.to) for edge, _ in found}
    by_first = _by_first_name(known)
    query = select(Pointer).where(Pointer.person_id == person_id, Pointer.refused_at.is_(None))
    pairs: dict[tuple[str, str], Found] = {}
    for row in session.scalars(query.order_by(Pointer.at, Pointer.id)):
        by = known.get(roots.get(row.contact_id, row.contact_id))
        if by is None:
            continue
        to = _somebody(row, by, by_first)
        edge = _pointed(row, by, to)
        pair = (edge.by, edge.to)
        before = pairs.get(pair)
        if pair in led or edge.by == edge.to or (before and _far(before[0]) >= _far(edge)):
            continue
        pairs[pair] = (replace(edge, at=before[0].at) if before else edge), (by.node, _node(row, by, to))
    return list(pairs.values())


def _far(edge: Edge) -> int:
    return STATES.index(edge.state)


def _by_first_name(known: Mapping[str, _Known]) -> dict[str, list[_Known]]:
    found: dict[str, list[_Known]] = {}
    for one in known.values():
        tokens = names.tokens(one.node.name)
        if tokens:
            found.setdefault(tokens[0], []).append(one)
    return found


def _somebody(row: Pointer, by: _Known, by_first: Mapping[str, Sequence[_Known]]) -> _Known | None:
    """The contact behind a name: of a whole name the one who has it; of a first name the only one the person got to
    know after it was named.
    """
    tokens = names.tokens(row.name)
    alike = [one for one in by_first.get(tokens[0], ()) if one is not by] if tokens else []
    if len(tokens) > 1:
        alike = [one for one in alike if names.is_same(row.name, one.node.name)]
    else:
        alike = [one for one in alike if (one.met_at or one.since) >= row.at]
    return alike[0] if len(alike) == 1 else None


def _node(row: Pointer, by: _Known, to: _Known | None) -> Node:
    if to is not None:
        return to.node
    tokens = names.tokens(row.name)
    # A first name alone is somebody else in everybody's mouth.
    owner = "" if len(tokens) > 1 else by.node.id
    return Node(f"name:{'-'.join(tokens)}:{owner}", row.name)


def _pointed(row: Pointer, by: _Known, to: _Known | None) -> Edge:
    state: State = next((one for one in STATES if one == row.kind), "named")
    if to is not None:
        state = "met" if _met_since(to, row.at) else "in_touch"
    return Edge(
        by.node.id, _node(row, by, to).id, state, row.at, row.quote, row.source,
        interview_id=row.interview_id, pointer_id=row.id,
    )  # fmt: skip


# --- shapes -------------------------------------------------------------------------------------------------------


def tree(found: Graph) -> tuple[Branch, ...]:
    """Who led to whom as trees: everybody below who led to them first, those whom nobody led to at the top."""
    first: dict[str, Edge] = {}
    for edge in found.edges:
        if edge.to not in first and not _is_above(edge.to, edge.by, first):
            first[edge.to] = edge
    below: dict[str, list[Edge]] = {}
    for edge in first.values():
        below.setdefault(edge.by, []).append(edge)
    led = {one for edge in found.edges for one in (edge.by, edge.to)}
    tops = list(dict.fromkeys(edge.by for edge in found.edges if edge.by not in first))
    tops += [one for one in found.nodes if one not in led]
    return tuple(_branch(found, one, None, below) for one in tops)


def _is_above(one: str, other: str, first: Mapping[str, Edge]) -> bool:
    """Whether the way up from `other` leads to `one`: then that edge would close a circle."""
    while other != one and other in first:
        other = first[other].by
    return other == one


def _branch(found: Graph, top: str, edge: Edge | None, below: Mapping[str, Sequence[Edge]], depth: int = 0) -> Branch:
    edges = below.get(top, ()) if depth < _DEEPEST else _all_below(top, below)
    lower = (_branch(found, one.to, one, below, depth + 1) for one in edges) if depth < _DEEPEST else ()
    flat = (Branch(found.nodes[one.to], one, ()) for one in edges) if depth >= _DEEPEST else ()
    return Branch(found.nodes[top], edge, (*lower, *flat))


def _all_below(top: str, below: Mapping[str, Sequence[Edge]]) -> list[Edge]:
    """Everything further down, side by side."""
    found: list[Edge] = []
    waiting = [top]
    while waiting:
        edges = below.get(waiting.pop(0), ())
        found += edges
        waiting += [one.to for one in edges]
    return found


def clustered(found: Graph) -> Graph:
    """The same by organisation: who works together is one node, and what leads from one to another counts once."""
    groups: dict[str, list[Node]] = {}
    for node in found.nodes.values():
        groups.setdefault(_group_of(node), []).append(node)
    nodes = {
        key: Node(key, some[0].organisation, some[0].organisation, count=len(some)) for key, some in groups.items()
    }
    pairs: dict[tuple[str, str], Edge] = {}
    for edge in found.edges:
        by, to = _group_of(found.nodes[edge.by]), _group_of(found.nodes[edge.to])
        if by != to:
            before = pairs.get((by, to))
            state = max((edge.state, before.state if before else edge.state), key=STATES.index)
            pairs[by, to] = Edge(
                by, to, state, before.at if before else edge.at, count=before.count + 1 if before else 1
            )
    return Graph(nodes, tuple(pairs.values()), found.ask)


def _group_of(node: Node) -> str:
    return f"org:{' '.join(names.tokens(node.organisation))}"


def only(found: Graph, states: Iterable[str], since: datetime | None = None) -> Graph:
    """The part of it that came so far, and began no earlier than `since`."""
    wanted = set(states)
    edges = tuple(one for one in found.edges if one.state in wanted and (since is None or one.at >= since))
    kept = {one for edge in edges for one in (edge.by, edge.to)}
    return replace(found, nodes={one: node for one, node in found.nodes.items() if one in kept}, edges=edges)


def refuse(session: Session, person_id: str, pointer_id: str, now: datetime | None) -> bool:
    """The person says that a hint points to nobody, or (None) takes that back; False when there is no such hint."""
    row = session.get(Pointer, pointer_id)
    if row is None or row.person_id != person_id:
        return False
    row.refused_at = now
    session.flush()
    return True
