"""What is to be drawn: boxes with their wrapped text, labels, and the edges between them; no place yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..errors import refuse
from ..graph import Action, Condition, DecisionGraph, Node
from ..wording import branch_text, either, node_text
from .text import LEADING, check_characters, width, wrap
from .theme import Theme

_ID = re.compile("[a-z][a-z0-9_]{0,63}")
PAD = 4.5
SLANT = 7
"""How deep the slanted ends of a hexagon are."""
GAP = "\u00a0\u00a0"
"""Stands between the number of a box and its text."""


class Kind(StrEnum):
    """What a box is; its shape follows from it."""

    STATE = "state"
    CONDITION = "condition"
    ACTION = "action"
    SILENT = "silent"
    LINK = "link"
    LABEL = "label"


@dataclass(frozen=True)
class Box:
    """One box of a chart: a node, a label on an edge, the state the chart starts from, or a link to another box.

    The first line of a node starts with its number and GAP.
    """

    key: str
    kind: Kind
    lines: tuple[str, ...]
    width: float
    height: float
    number: int | None = None
    disputed: bool = False


@dataclass(frozen=True)
class Line:
    """One edge between two boxes; a branch is two of them, with its label between."""

    tail: str
    head: str
    dashed: bool = False
    arrow: bool = True


@dataclass(frozen=True)
class Scheme:
    """What is to be charted: nodes, and for each of them its targets, each once, with what stands on the edge."""

    graph: DecisionGraph
    edges: Mapping[str, tuple[tuple[str, str], ...]]
    starts: tuple[str, ...]


def scheme_of(graph: DecisionGraph) -> Scheme:
    """Return a graph as its own scheme."""
    return Scheme(graph, {node.id: tuple(edges_of(graph, node)) for node in graph.nodes.values()}, (graph.start,))


@dataclass(frozen=True)
class Plan:
    """A chart before it is laid out: boxes by key, edges, and for each pair of joined nodes the label between them."""

    boxes: dict[str, Box]
    lines: tuple[Line, ...]
    ways: dict[tuple[str, str], str | None]
    links: dict[str, str]


def plan(scheme: Scheme, theme: Theme, most: float) -> Plan:
    """Return the chart of a scheme with text wrapped at about this width, in points.

    Raises HemgraphError for an id or a character that cannot be drawn.
    """
    graph = scheme.graph
    boxes = [_state(graph, theme, most), *(_node(graph, node, theme, most) for node in graph.nodes.values())]
    lines = [Line("S0", start) for start in scheme.starts]
    ways: dict[tuple[str, str], str | None] = {}
    links: dict[str, str] = {}
    numbers: dict[int, int] = {}
    for node in graph.nodes.values():
        number = graph.boxes[node.id]
        numbers[number] = numbers.get(number, -1) + 1
        own = f"{number}{'x' * numbers[number]}"  # two versions may have a box of the same number
        for n, (target, text) in enumerate(scheme.edges[node.id]):
            ways[node.id, target] = None
            if not text:
                lines.append(Line(node.id, target))
                continue
            label = _label(f"L{own}_{n}", text, theme, most, node.id)
            boxes.append(label)
            lines += [Line(node.id, label.key, arrow=False), Line(label.key, target)]
            ways[node.id, target] = label.key
        if isinstance(node, Action) and node.reassess:
            link = _link(f"R{own}", graph.boxes[node.reassess], theme)
            boxes.append(link)
            lines.append(Line(node.id, link.key, dashed=True))
            links[node.id] = link.key
    return Plan({box.key: box for box in boxes}, tuple(lines), ways, links)


def edges_of(graph: DecisionGraph, node: Node) -> Iterator[tuple[str, str]]:
    """Yield the targets of a node, each once, with what stands on the edge."""
    if isinstance(node, Action):
        if node.then:
            yield node.then, ""
        return
    texts: dict[str, list[str]] = {}
    for branch in node.branches:
        texts.setdefault(branch.go, []).append(branch_text(graph, node, branch))
    for target, parts in texts.items():
        yield target, either(parts)


def _state(graph: DecisionGraph, theme: Theme, most: float) -> Box:
    text = graph.intended_use.population or "Start"
    check_characters(text, "`intended_use.population`")
    lines = wrap(text, most * 2, theme.text_size)
    return Box("S0", Kind.STATE, lines, _widest(lines, theme.text_size) + 4 * PAD, _tall(lines, theme.text_size) + PAD)


def _node(graph: DecisionGraph, node: Node, theme: Theme, most: float) -> Box:
    if not _ID.fullmatch(node.id):
        raise refuse(f"`{node.id[:80]}` cannot be drawn as an id", "an id has small letters, digits and _")
    text = node_text(graph, node)
    check_characters(text, f"node `{node.id}`")
    number = graph.boxes[node.id]
    lines = wrap(f"{number}{GAP}{text}", most, theme.text_size)
    slant = SLANT if isinstance(node, Condition) else 0
    kind = Kind.CONDITION if isinstance(node, Condition) else Kind.SILENT if node.silent else Kind.ACTION
    disputed = isinstance(node, Action) and any(r.disputed for r in node.recommend)
    wide = _widest(lines, theme.text_size) + 2 * (PAD + slant)
    return Box(node.id, kind, lines, wide, max(_tall(lines, theme.text_size) + 2 * PAD, 24), number, disputed)


def _label(key: str, text: str, theme: Theme, most: float, node: str) -> Box:
    check_characters(text, f"an answer of node `{node}`")
    lines = wrap(text, most * 0.85, theme.label_size, bold=True)
    return Box(
        key, Kind.LABEL, lines, _widest(lines, theme.label_size, bold=True) + 6, _tall(lines, theme.label_size) + 2
    )


def _link(key: str, target: int, theme: Theme) -> Box:
    lines = (f"Enter again at {target}",)
    wide = _widest(lines, theme.label_size) + 4 * PAD
    return Box(key, Kind.LINK, lines, wide, _tall(lines, theme.label_size) + PAD)


def _widest(lines: tuple[str, ...], size: float, *, bold: bool = False) -> float:
    return max(width(line, size, bold=bold) for line in lines)


def _tall(lines: tuple[str, ...], size: float) -> float:
    return len(lines) * size * LEADING
