"""Boxes that stay together, as one block for the layout: an answer above its box, a leaf beside its question.

Graphviz places the blocks and draws the edges between them. Within a block every place is ours, so an answer
lies on its own edge and on no other, and short straight edges need no rank of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..graph import DecisionGraph
from .plan import Box, Line, Plan

STUB = 8
"""The length of an edge within a block."""


@dataclass
class Block:
    """Some boxes with their middles, from the middle of the box that leads; `left` to `bottom` are its bounds."""

    lead: str
    at: dict[str, tuple[float, float]] = field(default_factory=dict)
    inner: list[Line] = field(default_factory=list)
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0

    def put(self, box: Box, x: float, y: float) -> None:
        """Place a box, and widen the bounds."""
        self.at[box.key] = x, y
        self.left, self.right = min(self.left, x - box.width / 2), max(self.right, x + box.width / 2)
        self.top, self.bottom = min(self.top, y - box.height / 2), max(self.bottom, y + box.height / 2)


@dataclass(frozen=True)
class Blocks:
    """All blocks by the box that leads them, and the edges between blocks."""

    blocks: dict[str, Block]
    outer: tuple[Line, ...]


def blocks_of(graph: DecisionGraph, plan: Plan, beside: Mapping[str, int]) -> Blocks:
    """Return the blocks of a plan; `beside` says how many leaves, 0 to 2, stand beside a question; else none."""
    parents = Counter(target for _, target in plan.ways)
    blocks: dict[str, Block] = {}
    inside: set[str] = set()  # boxes that some block holds beside the one that leads it
    for name in graph.nodes:
        own = [target for node, target in plan.ways if node == name]
        free = [t for t in own if _is_leaf(graph, t) and parents[t] == 1 and plan.ways[name, t]][: beside.get(name, 0)]
        block = blocks[name] = _started(plan, name)
        for target, side in zip(free, (1, -1), strict=False):
            _put_beside(plan, block, name, target, side)
        inside.update(block.at.keys() - {name})
    for (_, target), label in plan.ways.items():
        if label and label not in inside and parents[target] == 1:
            _put_above(plan, blocks[target], label)
            inside.add(label)
    kept = {name: block for name, block in blocks.items() if name not in inside}
    for box in plan.boxes.values():
        if box.key not in inside and box.key not in kept:
            kept[box.key] = _started(plan, box.key)
    held = {line for block in kept.values() for line in block.inner}
    return Blocks(kept, tuple(line for line in plan.lines if line not in held))


def _is_leaf(graph: DecisionGraph, name: str) -> bool:
    return not graph.network[name]


def _started(plan: Plan, name: str) -> Block:
    """A block of one box, with its link below it, or beside it where edges go on below."""
    block = Block(name)
    box = plan.boxes[name]
    block.put(box, 0, 0)
    if name in plan.links:
        link = plan.boxes[plan.links[name]]
        if any(node == name for node, _ in plan.ways):
            block.put(link, box.width / 2 + 2 * STUB + link.width / 2, 0)
        else:
            block.put(link, 0, box.height / 2 + STUB + link.height / 2)
        block.inner.append(Line(name, link.key, dashed=True))
    return block


def _put_beside(plan: Plan, block: Block, name: str, target: str, side: int) -> None:
    question, leaf, key = plan.boxes[name], plan.boxes[target], plan.ways[name, target]
    assert key is not None
    label = plan.boxes[key]
    x = side * (question.width / 2 + STUB * 0.6 + label.width / 2)
    block.put(label, x, 0)
    x += side * (label.width / 2 + STUB + leaf.width / 2)
    for part, (dx, dy) in _started(plan, target).at.items():
        block.put(plan.boxes[part], x + dx, dy)
    block.inner += [Line(name, key, arrow=False), Line(key, target), *_started(plan, target).inner]


def _put_above(plan: Plan, block: Block, key: str) -> None:
    label, box = plan.boxes[key], plan.boxes[block.lead]
    block.put(label, 0, -box.height / 2 - STUB - label.height / 2)
    block.inner.append(Line(key, block.lead))
