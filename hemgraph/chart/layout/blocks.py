"""Boxes that stay together, as one block for the layout: an answer above its box, a leaf beside its question.

Graphviz places the blocks and draws the edges between them. Within a block every place is ours, so an answer
lies on its own edge and on no other, and short straight edges need no rank of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model.plan import Box, Line, Plan

STUB = 7.5
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


def blocks_of(plan: Plan, beside: Mapping[str, int]) -> Blocks:
    """Return the blocks of a plan; `beside` says how many leaves, 0 to 2, stand beside a question; else none."""
    parents = Counter(plan.end(*way) for way in plan.ways)
    tails = {tail for tail, _ in plan.ways}
    nodes = [key for key, box in plan.boxes.items() if box.lead]
    blocks: dict[str, Block] = {}
    inside: set[str] = set()  # boxes that some block holds beside the one that leads it
    for name in nodes:
        ends = {plan.end(*way): label for way, label in plan.ways.items() if way[0] == name}
        free = [
            end for end, label in ends.items() if label and end not in tails | plan.into.keys() and parents[end] == 1
        ]
        block = blocks[name] = _started(plan, name)
        for end, side in zip(free[: beside.get(name, 0)], (1, -1), strict=False):
            _put_beside(plan, block, name, end, str(ends[end]), side)
        inside.update(block.at.keys() - {name})
    for end in plan.out.values():
        blocks[end] = _started(plan, end)
    for way, label in plan.ways.items():
        end = plan.end(*way)
        if label and label not in inside and parents[end] == 1 and end not in plan.into:
            _put_above(plan, blocks[end], label)
            inside.add(label)
    for name, link in plan.into.items():
        if not parents[name]:
            _put_above(plan, blocks[name], link)
            inside.add(link)
    kept = {name: block for name, block in blocks.items() if name not in inside}
    for box in plan.boxes.values():
        if box.key not in inside and box.key not in kept:
            kept[box.key] = _started(plan, box.key)
    held = {line for block in kept.values() for line in block.inner}
    return Blocks(kept, tuple(line for line in plan.lines if line not in held))


def _started(plan: Plan, name: str) -> Block:
    """A block of one box, with the ovals that it alone leads to: below it, or beside it where edges go on below."""
    block = Block(name)
    box = plan.boxes[name]
    block.put(box, 0, 0)
    ways = [way for way in plan.ways if way[0] == name]
    if len(ways) == 1 and ways[0] in plan.out and plan.ways[ways[0]] is None:
        link = plan.boxes[plan.out[ways[0]]]
        block.put(link, 0, box.height / 2 + 2 * STUB + link.height / 2)
        block.inner.append(Line(name, link.key))
    if name in plan.links:
        link = plan.boxes[plan.links[name]]
        if ways:
            block.put(link, box.width / 2 + 2 * STUB + link.width / 2, 0)
        else:
            block.put(link, 0, box.height / 2 + STUB + link.height / 2)
        block.inner.append(Line(name, link.key, dashed=True))
    return block


def _put_beside(plan: Plan, block: Block, name: str, target: str, key: str, side: int) -> None:
    question, label, leaf = plan.boxes[name], plan.boxes[key], _started(plan, target)
    x = side * (question.width / 2 + STUB * 0.6 + label.width / 2)
    block.put(label, x, 0)
    x += side * (label.width / 2 + STUB + leaf.right)  # an oval below the leaf may be wider than it
    for part, (dx, dy) in leaf.at.items():
        block.put(plan.boxes[part], x + dx, dy)
    block.inner += [Line(name, key, arrow=False), Line(key, target), *leaf.inner]


def _put_above(plan: Plan, block: Block, key: str) -> None:
    label, box = plan.boxes[key], plan.boxes[block.lead]
    block.put(label, 0, -box.height / 2 - STUB - label.height / 2)
    block.inner.append(Line(key, block.lead))
