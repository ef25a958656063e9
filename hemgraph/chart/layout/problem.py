"""What a search for a grid is given: how tall boxes are, which edges join them, and the page that is to be filled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

GUTTER = 16.0
"""Between two columns, in points."""
ARROW_ROOM = 9.0
"""Above a box, for the head of an arrow."""
CHANNEL, BUS, TRACK = 8.0, 14.0, 7.0
"""Below a row of boxes: without a bus, with one, and for each further one."""


@dataclass(frozen=True)
class Heights:
    """How tall a box is, what stands above it (the captions of its answers), and what hangs below it."""

    caption: float
    box: float
    tab: float


@dataclass(frozen=True)
class Problem:
    """Boxes by number, the first of them the start; `tall` is how high the page is in the measure of the boxes.

    `parents` and `children` have, for each box, its edges with the box at their other end. `pinned` is whether the
    first box stands in the first row. In `ragged` rows each box is as tall as its text, else as the tallest of its row.
    """

    heights: tuple[Heights, ...]
    edges: tuple[tuple[int, int], ...]
    columns: int
    width: float
    tall: float
    pinned: bool = True
    ragged: bool = False

    @property
    def count(self) -> int:
        """How many boxes there are."""
        return len(self.heights)

    @cached_property
    def children(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each box its edges out, each with its head."""
        return tuple(
            tuple((n, head) for n, (tail, head) in enumerate(self.edges) if tail == box) for box in range(self.count)
        )

    @cached_property
    def parents(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each box its edges in, each with its tail."""
        return tuple(
            tuple((n, tail) for n, (tail, head) in enumerate(self.edges) if head == box) for box in range(self.count)
        )

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The boxes, each behind all that lead to it."""
        waiting = [len(found) for found in self.parents]
        ready = [box for box in range(self.count) if not waiting[box]][::-1]
        order = []
        while ready:
            box = ready.pop()
            order.append(box)
            for _, head in reversed(self.children[box]):
                waiting[head] -= 1
                if not waiting[head]:
                    ready.append(head)
        return tuple(order)

    @cached_property
    def below(self) -> tuple[frozenset[int], ...]:
        """For each box all that it leads to, itself too."""
        found: list[frozenset[int]] = [frozenset()] * self.count
        for box in reversed(self.order):
            found[box] = frozenset({box}).union(*(found[head] for _, head in self.children[box]))
        return tuple(found)

    @cached_property
    def depth(self) -> tuple[int, ...]:
        """For each box how many edges the longest way to it has."""
        depth = [0] * self.count
        for box in self.order:
            for _, head in self.children[box]:
                depth[head] = max(depth[head], depth[box] + 1)
        return tuple(depth)

    @cached_property
    def main(self) -> frozenset[int]:
        """The edges that lead to the child from which most goes on: the main way, which is to go down."""
        found = set()
        for out in self.children:
            largest = max(out, key=lambda edge: len(self.below[edge[1]]), default=None)
            if largest and len(self.below[largest[1]]) > 1:
                found.add(largest[0])
        return frozenset(found)

    @property
    def across(self) -> float:
        """How wide all columns are together."""
        return self.columns * self.width + (self.columns - 1) * GUTTER
