"""The overview of a print in sections: the whole grid in miniature, with a number and a word a box."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...graph import Condition, DecisionGraph, Node
from ...wording import branch_text, node_text
from .page_graph import PageGraph
from .plan import START, Box, Kind, Plan, plan
from .sections import Section, parents_of
from .text import width
from .theme import Theme

MINI_WIDTH = 62.0
_TALL = 27.0
_WORD = re.compile(r"[^\W\d_][\w-]{2,}")
_EMPTY = frozenset(
    "what where which who whose when how many much far does did has have had can could will would shall should may are"
    " was were been being the and for not any some all most than then that this these those there their with"
    " without from into onto before after under over about between only once yet still also patient shown known".split()
)


@dataclass(frozen=True)
class Overview:
    """The sections of a print, with their pages."""

    sections: tuple[Section, ...]
    pages: tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """Where a section is entered: at which box, and from which boxes with which answers."""

    number: int
    text: str
    ways: tuple[str, ...]


def mini_plan(scheme: PageGraph, theme: Theme) -> Plan:
    """Return all boxes of a chart in miniature, without the words of answers."""
    whole = plan(scheme, theme, MINI_WIDTH)
    boxes = {key: _mini(scheme, whole.boxes[key], theme) for key in whole.cells}
    ways: dict[tuple[str, str], str | None] = dict.fromkeys(whole.ways)
    return replace(whole, boxes=boxes, over={}, links={}, ways=ways, width=MINI_WIDTH)


def _mini(scheme: PageGraph, box: Box, theme: Theme) -> Box:
    if box.key == START:
        return Box(START, Kind.STATE, ("Start",), MINI_WIDTH, _TALL)
    word = short_word(scheme.graph, scheme.graph.nodes[box.key], MINI_WIDTH - 20, theme.text_size)
    lines = (box.lead, word) if word else (box.lead,)
    kind = Kind.CONDITION if box.kind is Kind.DECISION else box.kind
    return Box(box.key, kind, lines, MINI_WIDTH, _TALL, lead=box.lead)


def short_word(graph: DecisionGraph, node: Node, most: float, size: float) -> str:
    """Return the word of a question that fewest others have and that fits; none of an action, whose number must do."""
    if not isinstance(node, Condition):
        return ""
    known = Counter(
        word
        for other in graph.nodes.values()
        if isinstance(other, Condition)
        for word in {word.lower() for word in _WORD.findall(node_text(graph, other))}
    )
    words = [word for word in _WORD.findall(node_text(graph, node)) if word.lower() not in _EMPTY]
    fitting = [word for word in words if width(f"{word}?", size) <= most]
    if not fitting:
        return ""
    word = min(fitting, key=lambda word: (known[word.lower()], -len(word)))
    return f"{word[:1].upper()}{word[1:]}?"


def entries_of(graph: DecisionGraph, section: Section) -> Iterator[Entry]:
    """Yield the boxes at which a section is entered, each with the boxes of other sections that lead there."""
    own, parents = set(section.nodes), parents_of(graph)
    for name in section.nodes:
        ways = [
            f"box {graph.boxes[before]}{f': {text}' if text else ''}"
            for before in sorted(parents[name], key=graph.boxes.__getitem__)
            if before not in own
            for text in [_answers(graph, graph.nodes[before], name)]
        ]
        if ways or name == graph.start:
            yield Entry(graph.boxes[name], node_text(graph, graph.nodes[name]), tuple(ways))


def _answers(graph: DecisionGraph, node: Node, target: str) -> str:
    if not isinstance(node, Condition):
        return ""
    return " or ".join(branch_text(graph, node, branch) for branch in node.branches if branch.go == target)
