"""The network as a drawing: who led to whom from left to right, made here as plain SVG without a library or a script.

Decides places only. Nobody needs the picture: the page tells the same as a table and as a tree. Every text in it is
somebody else's and is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from service.network import Branch, Edge, Graph, Node, tree

COLUMN, ROW, BOX, HIGH, MARGIN = 220, 44, 180, 32, 12
_LONGEST = 22
"""Letters of a name that a box holds."""
_COLOURS = (
    'fill="none" stroke="#8b8171"',
    'fill="#fffdf8" stroke="#655d51"',
    'fill="#2b2620"',
)
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """Somebody's place in the drawing: the upper left corner, in units of the drawing."""

    node: Node
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Places and lines, and how large the whole is."""

    boxes: tuple[Box, ...]
    lines: tuple[tuple[Edge, str], ...]
    """Each with the path it takes."""
    width: int
    height: int


def drawing(found: Graph) -> Drawing:
    """Places for everybody: a column for each step, nobody above another."""
    boxes = tuple(_places(tree(found)))
    places = {box.node.id: box for box in boxes}
    lines = tuple((edge, _path(places, edge)) for edge in found.edges if edge.by in places and edge.to in places)
    width = max((box.x for box in boxes), default=0) + BOX + MARGIN
    height = max((box.y for box in boxes), default=0) + HIGH + MARGIN
    return Drawing(boxes, lines, width, height)


def _places(tops: Sequence[Branch]) -> Iterator[Box]:
    """Each stands beside the first of those below, and every other one a row lower."""
    row, waiting = 0, [(branch, 0, place == 0) for place, branch in enumerate(tops)]
    while waiting:
        branch, depth, is_beside = waiting.pop(0)
        row += not is_beside
        yield Box(branch.node, MARGIN + depth * COLUMN, MARGIN + row * ROW)
        waiting[:0] = [(lower, depth + 1, place == 0) for place, lower in enumerate(branch.below)]


def _path(places: Mapping[str, Box], edge: Edge) -> str:
    one, other = places[edge.by], places[edge.to]
    x1, y1, x2, y2 = one.x + BOX, one.y + HIGH // 2, other.x, other.y + HIGH // 2
    bend = max(20, abs(x2 - x1) // 2)
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


def svg(found: Drawing, title: str, states: Mapping[str, str], people: str = "") -> str:
    """The drawing as a file of its own, with its colours in it. `states`: what a state is called; `people`: what stands
    behind the number of those in an organisation.
    """
    line, box, text = _COLOURS
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {found.width} {found.height}" width="{found.width}" '
        f'height="{found.height}" font-family="sans-serif" font-size="13"><title>{_plain(title)}</title>'
    )
    paths = (
        f'<path d="{path}" {line}{_dashed(edge)}><title>{_plain(states.get(edge.state, edge.state))}</title></path>'
        for edge, path in found.lines
    )
    return "".join([head, *paths, *_boxes(found.boxes, box, text, people), "</svg>"])


def _boxes(boxes: Iterable[Box], colours: str, ink: str, people: str) -> Iterator[str]:
    for one in boxes:
        yield (
            f'<g><title>{_plain(one.node.name)}</title><rect x="{one.x}" y="{one.y}" width="{BOX}" height="{HIGH}" rx="6" {colours}/>'
            f'<text x="{one.x + 10}" y="{one.y + 21}" {ink}>{_plain(shortened(one.node, people))}</text></g>'
        )


def _dashed(edge: Edge) -> str:
    return "" if is_firm(edge) else ' stroke-dasharray="5 4"'


def is_firm(edge: Edge) -> bool:
    """Whether the two were brought together: a whole line, and not a dashed one."""
    return edge.state in {"introduced", "in_touch", "met"}


def shortened(node: Node, people: str = "") -> str:
    """A name as far as its box holds it, with how many there are of an organisation."""
    count = f" ({node.count}{f' {people}' if people else ''})" if node.count > 1 else ""
    most = _LONGEST - len(count)
    name = node.name or "–"
    return (name if len(name) <= most else f"{name[: most - 1]}…") + count


def _plain(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", text))
