"""What is to be drawn: boxes with their wrapped text, labels, and the edges between them; no place yet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ...errors import refuse
from ...graph import Action, Condition, Node
from ...wording import node_text
from .imprint import NOTED, has_note
from .page_graph import Scheme
from .text import LEADING, check_characters, width, wrap
from .theme import Style, Theme

_ID = re.compile("[a-z][a-z0-9_]{0,63}")
PAD = 4
SLANT = 7
"""How deep the slanted ends of a hexagon are."""
GAP = "\u00a0\u00a0"
"""Stands between the number of a box and its text."""


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
    """One box of a chart: a node, a label on an edge, the state the chart starts from, or a link to another box.

    The first line of a node starts with its `lead`, the number, and GAP. `go` is the box that a link or an answer
    leads to, if that is on the same chart. `counts` is how many of its last lines are counts of a cohort.
    """

    key: str
    kind: Kind
    lines: tuple[str, ...]
    width: float
    height: float
    lead: str = ""
    disputed: bool = False
    go: str = ""
    counts: int = field(default=0, repr=False)  # nothing of the layout depends on it


@dataclass(frozen=True)
class Line:
    """One edge between two boxes; a branch is two of them, with its label between."""

    tail: str
    head: str
    dashed: bool = False
    arrow: bool = True


@dataclass(frozen=True)
class Plan:
    """A chart before it is laid out: boxes by key, edges, and for each pair of joined nodes the label between them.

    `links` are the ovals that lead back, by node. `out` has the oval in which an edge to another page ends, `into`
    the oval above a node that is entered from other pages.
    """

    boxes: dict[str, Box]
    lines: tuple[Line, ...]
    ways: dict[tuple[str, str], str | None]
    links: dict[str, str]
    out: dict[tuple[str, str], str]
    into: dict[str, str]

    def end(self, tail: str, head: str) -> str:
        """Return the box in which the edge between two nodes ends here."""
        return self.out.get((tail, head), head)

    def node_at(self, key: str) -> str:
        """Return the box that an answer leads to; any other box itself."""
        return self.boxes[key].go if self.boxes[key].kind is Kind.LABEL else key

    def leads(self, tail: str, head: str) -> bool:
        """Return whether edges lead from one box to another, or it is the same."""
        after: dict[str, list[str]] = {}
        for line in self.lines:
            after.setdefault(line.tail, []).append(line.head)
        seen, waiting = {tail}, [tail]
        while waiting:
            new = [key for key in after.get(waiting.pop(), ()) if key not in seen]
            seen.update(new)
            waiting += new
        return head in seen

    def chain(self, tail: str, head: str) -> tuple[str, ...]:
        """Return the boxes from one node to the next, as far as they are on this chart; none where no edge is."""
        if (tail, head) in self.ways:
            label = self.ways[tail, head]
            return (tail, label, self.end(tail, head)) if label else (tail, self.end(tail, head))
        return (self.into[head], head) if tail not in self.boxes and head in self.into else ()


def plan(scheme: Scheme, theme: Theme, most: float, own: Mapping[str, float] | None = None) -> Plan:
    """Return the chart of a scheme with text wrapped at about this width, in points, or that of its own for a node.

    Raises HemgraphError for an id or a character that cannot be drawn.
    """
    widths = own or {}
    boxes = [_state(scheme, theme, most)] if scheme.starts else []
    lines = [Line("S0", start) for start in scheme.starts]
    found = Plan({}, (), {}, {}, {}, {})
    for key, node in _keyed(scheme):
        wide = widths.get(node.id, most)
        boxes.append(_node(scheme, node, theme, wide))
        if node.id in scheme.into:
            found.into[node.id] = f"F{key}"
            boxes.append(_oval(f"F{key}", Kind.LINK, scheme.into[node.id], theme, most))
            lines.append(Line(f"F{key}", node.id))
        for n, (target, text) in enumerate(scheme.edges[node.id]):
            end = target
            if target not in scheme.edges:
                end = found.out[node.id, target] = f"T{key}_{n}"
                boxes.append(_oval(end, Kind.LINK, f"to {scheme.name(target)}", theme, most))
            found.ways[node.id, target] = f"L{key}_{n}" if text else None
            if text:
                told = scheme.answers.get((node.id, target), "")
                boxes.append(_label(f"L{key}_{n}", text, theme, wide, node.id, end, told))
                lines += [Line(node.id, f"L{key}_{n}", arrow=False), Line(f"L{key}_{n}", end)]
            else:
                lines.append(Line(node.id, end))
        if isinstance(node, Action) and node.reassess:
            words = f"Enter again at {scheme.name(node.reassess)}"
            go = node.reassess if node.reassess in scheme.edges else ""
            boxes.append(_oval(f"R{key}", Kind.AGAIN, words, theme, 2 * most, go))
            lines.append(Line(node.id, f"R{key}", dashed=True))
            found.links[node.id] = f"R{key}"
    return replace(found, boxes={box.key: box for box in boxes}, lines=tuple(lines))


def _keyed(scheme: Scheme) -> Iterator[tuple[str, Node]]:
    """The nodes in the order of their numbers, each with a key of its own; two versions may number two boxes alike."""
    seen = Counter[int]()
    for node in sorted(scheme.nodes, key=lambda node: scheme.graph.boxes[node.id]):
        number = scheme.graph.boxes[node.id]
        yield f"{number}{'x' * seen[number]}", node
        seen[number] += 1


def _state(scheme: Scheme, theme: Theme, most: float) -> Box:
    text = scheme.graph.intended_use.population or "Start"
    check_characters(text, "`intended_use.population`")
    lines, counts = wrap(text, most * 2, theme.text_size), _counts(scheme.boxes.get("", ""), most, theme.text_size)
    wide, tall = _widest(lines, counts, theme.text_size), _tall((*lines, *counts), theme.text_size)
    return Box("S0", Kind.STATE, (*lines, *counts), wide + 5 * PAD, tall + 1.5 * PAD, counts=len(counts))


def _node(scheme: Scheme, node: Node, theme: Theme, most: float) -> Box:
    if not _ID.fullmatch(node.id):
        raise refuse(f"`{node.id[:80]}` cannot be drawn as an id", "an id has small letters, digits and _")
    text = node_text(scheme.graph, node)
    check_characters(text, f"node `{node.id}`")
    lead = f"{scheme.word}{scheme.graph.boxes[node.id]}"
    noted = f"\u00a0{NOTED}" if not scheme.word and has_note(scheme.graph, node) else ""
    size = theme.text_size
    own, counts = wrap(f"{lead}{GAP}{text}{noted}", most, size), _counts(scheme.boxes.get(node.id, ""), most, size)
    lines, told = (*own, *counts), len(counts)
    disputed = isinstance(node, Action) and any(r.disputed for r in node.recommend)
    if isinstance(node, Condition) and theme.style is Style.ISO5807:
        return Box(node.id, Kind.DECISION, lines, *_diamond(lines, size, told), lead, disputed, counts=told)
    if scheme.word:
        wide, tall = _widest(own, counts, size) + 6 * PAD, _tall(lines, size) + 4 * PAD
        return Box(node.id, Kind.STATE, lines, wide, tall, lead)
    slant = SLANT if isinstance(node, Condition) else 0
    kind = Kind.CONDITION if isinstance(node, Condition) else Kind.SILENT if node.silent else Kind.ACTION
    wide, tall = _widest(own, counts, size) + 2 * (PAD + slant), max(_tall(lines, size) + 2 * PAD, 24)
    return Box(node.id, kind, lines, wide, tall, lead, disputed, counts=told)


def _counts(text: str, most: float, size: float) -> tuple[str, ...]:
    """The lines of a count, if there is one; it is bold, so that it is no part of the text above it."""
    return tuple(row for part in text.split("\n") for row in wrap(part, most, size, bold=True)) if text else ()


def _label(key: str, text: str, theme: Theme, most: float, node: str, go: str, told: str = "") -> Box:
    check_characters(text.replace("\n", " "), f"an answer of node `{node}`")
    size = theme.label_size
    counts = _counts(told, most, size)
    lines = (*(row for part in text.split("\n") for row in wrap(part, most * 0.85, size, bold=True)), *counts)
    return Box(key, Kind.LABEL, lines, _widest((), lines, size) + 6, _tall(lines, size) + 2, go=go, counts=len(counts))


def _oval(key: str, kind: Kind, words: str, theme: Theme, most: float, go: str = "") -> Box:
    lines = tuple(row for part in words.split("\n") for row in wrap(part, most, theme.label_size))
    wide, tall = _widest(lines, (), theme.label_size), _tall(lines, theme.label_size)
    if len(lines) > 1:  # the corners of the text lie within the oval
        return Box(key, kind, lines, wide * 1.25 + 5 * PAD, tall * 1.4 + PAD, go=go)
    return Box(key, kind, lines, wide + 6 * PAD, tall + 1.25 * PAD, go=go)


def _diamond(lines: tuple[str, ...], size: float, counts: int) -> tuple[float, float]:
    """The width and height of the smallest diamond around lines of text that is not more than 2.5 times as wide."""
    found = []
    row = size * LEADING
    for part in range(12, 81, 2):
        half = len(lines) * row * part / 20 + PAD
        wide = max(
            (width(line, size, bold=n >= len(lines) - counts) / 2 + PAD)
            / (1 - max(abs(n - len(lines) / 2), abs(n + 1 - len(lines) / 2)) * row / half)
            for n, line in enumerate(lines)
        )
        found.append((2 * wide, 2 * half))
    return min(found, key=lambda size: (size[0] > 2.5 * size[1], size[0] * size[1]))


def _widest(lines: tuple[str, ...], bold: tuple[str, ...], size: float) -> float:
    return max(*(width(line, size) for line in lines), *(width(line, size, bold=True) for line in bold), 0.0)


def _tall(lines: tuple[str, ...], size: float) -> float:
    return len(lines) * size * LEADING
