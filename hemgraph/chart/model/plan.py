"""What is to be drawn: boxes with their wrapped text, the captions of answers, and edges; no place yet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ...errors import refuse
from ...graph import Action, Condition, Node
from ...wording import node_text
from .details import Detail, details_of
from .imprint import NOTED, has_note
from .page_graph import PageGraph
from .text import LEADING, check_characters, glued, width, wrap
from .theme import Style, Theme

_ID = re.compile("[a-z][a-z0-9_]{0,63}")
PAD = 4
SLANT = 7
"""How deep the slanted ends of a hexagon are."""
GAP = "\u00a0\u00a0"
"""Stands between the number of a box and its text."""
START = "S0"
"""The key of the box of the state that a chart starts from."""
WIDTH, DIAMOND_WIDTH, DETAIL_WIDTH = 104.0, 150.0, 128.0
"""The usual width of boxes: of all; where questions are diamonds; with recommendations in them."""
WIDEST = 200.0
LEAST_TALL = 24.0


class Kind(StrEnum):
    """What a box is; its shape follows from it. A decision is a condition drawn as ISO 5807 has it."""

    STATE = "state"
    CONDITION = "condition"
    DECISION = "decision"
    ACTION = "action"
    SILENT = "silent"
    AGAIN = "again"
    LINK = "link"
    LABEL = "label"


ASKING = (Kind.CONDITION, Kind.DECISION)
OVALS = (Kind.AGAIN, Kind.LINK)


@dataclass(frozen=True)
class Box:
    """One box of a chart: a node, the caption of an answer, the state the chart starts from, or a link to another box.

    The first line of a node starts with its `lead`, the number, and GAP. `go` is the box that a link or an answer
    leads to, if that is on the same chart. `counts` is how many of its last lines are counts of a cohort; `details` is
    what it recommends, below them.
    """

    key: str
    kind: Kind
    lines: tuple[str, ...]
    width: float
    height: float
    lead: str = ""
    disputed: bool = False
    go: str = ""
    counts: int = field(default=0, repr=False)
    details: tuple[Detail, ...] = ()


Edge = tuple[str, str]


@dataclass(frozen=True)
class Plan:
    """A chart before it is laid out: boxes by key, edges, and for each pair of joined nodes the caption of the answer.

    A caption stands `over` the box that its answer leads to; answers with the same words share one. `links` are the
    tabs that lead back, by node. `out` has the oval in which an edge to another page ends, `into` the oval from which
    edges of other pages come to a node. All boxes but captions and tabs have a `cell` of their own.
    """

    boxes: dict[str, Box]
    edges: tuple[Edge, ...]
    ways: dict[Edge, str | None]
    over: dict[str, tuple[str, ...]]
    links: dict[str, str]
    out: dict[Edge, str]
    into: dict[str, str]
    width: float

    @property
    def cells(self) -> tuple[str, ...]:
        """The keys of the boxes that have a cell of their own."""
        return tuple(key for key, box in self.boxes.items() if box.kind not in (Kind.LABEL, Kind.AGAIN))

    @property
    def own(self) -> dict[str, str]:
        """For each caption and tab the box that it belongs to."""
        captions = {caption: key for key, over in self.over.items() for caption in over}
        return {**captions, **{tab: key for key, tab in self.links.items()}}

    def end(self, tail: str, head: str) -> str:
        """Return the box in which the edge between two nodes ends here."""
        return self.out.get((tail, head), head)

    def way(self, tail: str, head: str) -> tuple[Edge | None, str | None]:
        """Return the edge from one node to the next, as far as it is on this chart, and the caption of its answer."""
        if (tail, head) in self.ways:
            return (tail, self.end(tail, head)), self.ways[tail, head]
        return ((self.into[head], head) if tail not in self.boxes and head in self.into else None), None


def usual_width(theme: Theme, *, detailed: bool = False) -> float:
    """Return how wide boxes are where nothing else is known."""
    if detailed:
        return DETAIL_WIDTH
    return DIAMOND_WIDTH if theme.style is Style.ISO5807 else WIDTH


def least_width(scheme: PageGraph, theme: Theme) -> float:
    """Return how wide boxes must be at least: as the widest word, up to a limit above which words are broken."""
    widest = 0.0
    for node in scheme.nodes:
        slant = SLANT if isinstance(node, Condition) else 0
        text = glued(f"{scheme.graph.boxes[node.id]}{GAP}{node_text(scheme.graph, node)}")
        widest = max(widest, *(width(word, theme.text_size) + 2 * (PAD + slant) for word in text.split(" ")))
    for _, text in (way for ways in scheme.edges.values() for way in ways):
        widest = max([widest, *(width(word, theme.label_size, bold=True) for word in glued(text).split())])
    least = DIAMOND_WIDTH * 0.85 if theme.style is Style.ISO5807 else 0.0
    return min(max(widest, least), WIDEST)


def plan(scheme: PageGraph, theme: Theme, wide: float, *, detailed: bool = False) -> Plan:
    """Return what is to be drawn with boxes of this width, in points; `detailed` with what is recommended in them.

    Raises HemgraphError for an id or a character that cannot be drawn.
    """
    boxes = [_state(scheme, theme, wide)] if scheme.starts else []
    edges: list[Edge] = [(START, start) for start in scheme.starts]
    found = Plan({}, (), {}, {}, {}, {}, {}, wide)
    captions: list[Box] = []
    tabs: list[Box] = []
    longest = scheme.longest or scheme
    for name, words in scheme.into.items():
        found.into[name] = f"from:{name}"
        boxes.append(_oval(f"from:{name}", words, longest.into[name], theme, wide))
        edges.append((f"from:{name}", name))
    for key, node in _keyed(scheme):
        boxes.append(_node(scheme, node, theme, wide, detailed=detailed))
        for target, _ in scheme.edges[node.id]:
            if target not in scheme.edges:
                found.out[node.id, target] = f"to:{target}"
            found.ways[node.id, target] = None
            edges.append((node.id, found.end(node.id, target)))
        if isinstance(node, Action) and node.reassess:
            go = node.reassess if node.reassess in scheme.edges else ""
            found.links[node.id] = f"R{key}"
            again = [f"Enter again at {graph.name(node.reassess)}" for graph in (scheme, longest)]
            tabs.append(_tab(f"R{key}", again[0], again[1], theme, wide, go))
    boxes += [
        _oval(f"to:{to}", f"to {scheme.name(to)}", f"to {longest.name(to)}", theme, wide)
        for to in dict.fromkeys(head for _, head in found.out)
    ]
    plain = {found.end(name, target) for name, ways in scheme.edges.items() for target, text in ways if not text}
    for n, (end, answers) in enumerate(_answers(scheme, found).items()):
        found.over[end] = tuple(f"L{n}_{m}" for m in range(len(answers)))
        for key, (text, ways) in zip(found.over[end], answers.items(), strict=True):
            alone = len(answers) == 1 and end not in plain  # else it would seem to be of every edge that comes there
            shown = text if alone else f"{_numbers(scheme, [tail for tail, _ in ways])}: {text}"
            counts = "\n".join(
                count if len(ways) == 1 else f"{scheme.graph.boxes[way[0]]}: {count}"
                for way in ways
                if (count := scheme.answers.get(way))
            )
            captions.append(_caption(key, shown, theme, wide, ways[0][0], end, counts))
            found.ways.update(dict.fromkeys(ways, key))
    whole = {box.key: box for box in (*boxes, *captions, *tabs)}
    return replace(found, boxes=whole, edges=tuple(dict.fromkeys(edges)))


def _answers(scheme: PageGraph, found: Plan) -> dict[str, dict[str, list[Edge]]]:
    """For each box the answers that lead to it, and from which nodes to which."""
    answers: dict[str, dict[str, list[Edge]]] = {}
    for name, ways in scheme.edges.items():
        for target, text in ways:
            if text:
                answers.setdefault(found.end(name, target), {}).setdefault(text, []).append((name, target))
    return answers


def _numbers(scheme: PageGraph, names: list[str]) -> str:
    return ", ".join(str(number) for number in sorted(scheme.graph.boxes[name] for name in names))


def _keyed(scheme: PageGraph) -> Iterator[tuple[str, Node]]:
    """The nodes in the order of their numbers, each with a key of its own; two versions may number two boxes alike."""
    seen = Counter[int]()
    for node in sorted(scheme.nodes, key=lambda node: scheme.graph.boxes[node.id]):
        number = scheme.graph.boxes[node.id]
        yield f"{number}{'x' * seen[number]}", node
        seen[number] += 1


def _state(scheme: PageGraph, theme: Theme, wide: float) -> Box:
    text = scheme.graph.intended_use.population or "Start"
    check_characters(text, "`intended_use.population`")
    size, most = theme.text_size, wide - 4 * PAD
    counts = _counts(scheme.boxes.get("", ""), most, size)
    lines = (*wrap(text, most, size, within=True), *counts)
    return Box(START, Kind.STATE, lines, wide, max(_tall(lines, size) + 2 * PAD, LEAST_TALL), counts=len(counts))


def _node(scheme: PageGraph, node: Node, theme: Theme, wide: float, *, detailed: bool) -> Box:
    if not _ID.fullmatch(node.id):
        raise refuse(f"`{node.id[:80]}` cannot be drawn as an id", "an id has small letters, digits and _")
    text = node_text(scheme.graph, node)
    check_characters(text, f"node `{node.id}`")
    lead, size = str(scheme.graph.boxes[node.id]), theme.text_size
    noted = f"\u00a0{NOTED}" if has_note(scheme.graph, node) else ""
    whole = f"{lead}{GAP}{text}{noted}"
    count = scheme.boxes.get(node.id, "")
    disputed = isinstance(node, Action) and any(r.disputed for r in node.recommend)
    if isinstance(node, Condition) and theme.style is Style.ISO5807:
        lines, tall, counted = _diamond(whole, count, wide, size)
        return Box(node.id, Kind.DECISION, lines, wide, tall, lead, disputed, counts=counted)
    most = wide - 2 * (PAD + (SLANT if isinstance(node, Condition) else 0))
    counts = _counts(count, most, size)
    lines = (*wrap(whole, most, size, within=True), *counts)
    kind = Kind.CONDITION if isinstance(node, Condition) else Kind.SILENT if node.silent else Kind.ACTION
    tall = max(_tall(lines, size) + 2 * PAD, LEAST_TALL)
    details = details_of(scheme.graph, node, theme, most) if detailed and isinstance(node, Action) else ()
    tall += sum(detail.height for detail in details) + (PAD if details else 0)
    return Box(node.id, kind, lines, wide, tall, lead, disputed, counts=len(counts), details=details)


def _counts(text: str, most: float, size: float) -> tuple[str, ...]:
    """The lines of a count, if there is one; it is bold, so that it is no part of the text above it."""
    return (
        tuple(row for part in text.split("\n") for row in wrap(part, most, size, bold=True, within=True))
        if text
        else ()
    )


def _caption(key: str, text: str, theme: Theme, wide: float, node: str, go: str, count: str) -> Box:
    check_characters(text.replace("\n", " "), f"an answer of node `{node}`")
    size = theme.label_size
    counts = _counts(count, wide, size)
    rows = (row for part in text.split("\n") for row in wrap(part, wide, size, bold=True, within=True))
    lines = (*rows, *counts)
    across = max(width(line, size, bold=True) for line in lines)
    return Box(key, Kind.LABEL, lines, across + 2, _tall(lines, size) + 1, go=go, counts=len(counts))


def _oval(key: str, words: str, longest: str, theme: Theme, wide: float) -> Box:
    """A link to or from another page, large enough for its `longest` words; its corners lie within the oval."""
    size, most = theme.label_size, wide * 0.74
    lines, room = (
        tuple(row for part in text.split("\n") for row in wrap(part, most, size, within=True))
        for text in (words, longest)
    )
    return Box(key, Kind.LINK, lines, wide, max(_tall(lines, size) * 1.45, _tall(room, size) * 1.45, LEAST_TALL))


def _tab(key: str, words: str, longest: str, theme: Theme, wide: float, go: str) -> Box:
    """What hangs below a box where it is entered again, tall enough for its `longest` words."""
    size, most = theme.label_size, wide - 3 * PAD
    lines, room = (wrap(text, most, size, within=True) for text in (words, longest))
    across = max(width(line, size) for line in lines) + 3 * PAD
    return Box(key, Kind.AGAIN, lines, min(across, wide), max(_tall(lines, size), _tall(room, size)) + 2, go=go)


def _diamond(text: str, count: str, wide: float, size: float) -> tuple[tuple[str, ...], float, int]:
    """The lines in the least tall diamond of a width, its height, and how many of the lines are counts."""
    found: list[tuple[float, tuple[str, ...], int]] = []
    row = size * LEADING
    for part in range(40, 86, 3):
        most = wide * part / 100
        counts = _counts(count, most, size)
        lines = (*wrap(text, most, size, within=True), *counts)
        half = 0.0
        for n, line in enumerate(lines):
            free = 1 - (width(line, size, bold=n >= len(lines) - len(counts)) / 2 + PAD) / (wide / 2)
            off = max(abs(n - len(lines) / 2), abs(n + 1 - len(lines) / 2)) * row
            half = max(half, off / free) if free > 0 else 1e9
        found.append((2 * half + PAD, lines, len(counts)))
    tall, lines, counted = min(found, key=lambda found: found[0])
    return lines, tall, counted


def _tall(lines: tuple[str, ...], size: float) -> float:
    return len(lines) * size * LEADING
