"""A chart with places: where each box, caption and tab lies, and the points along each edge; in points, y downward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Edge = tuple[str, str]
"""The tail and the head of an edge."""
ARROW = 7.0
"""The length of an arrow head."""
_STEPS = 16


@dataclass(frozen=True)
class Spot:
    """Where a box lies: its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Its upper side."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.y + self.height / 2

    @property
    def left(self) -> float:
        """Its left side."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Its right side."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Wire:
    """An edge from the side of its tail to that of its head, where its arrow ends: corners or, `curved`, Bezier pieces.

    Within `gap`, two heights, it is not drawn: there the caption of its answer stands.
    """

    points: tuple[Point, ...]
    curved: bool = False
    gap: tuple[float, float] | None = None

    @property
    def head(self) -> tuple[Point, Point]:
        """Where the head of its arrow begins, and where it points."""
        tip, before = self.points[-1], self.points[-2]
        length = hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
        part = ARROW / length
        return (tip[0] + (before[0] - tip[0]) * part, tip[1] + (before[1] - tip[1]) * part), tip

    @property
    def bends(self) -> int:
        """How often it turns; of a curve, how many pieces it has but one."""
        return (len(self.points) - 1) // 3 - 1 if self.curved else len(self.points) - 2

    def pieces(self) -> Iterator[tuple[Point, Point]]:
        """Yield its straight pieces; those of a curve are short ones."""
        yield from pairwise(_along(self.points) if self.curved else self.points)


def _along(points: tuple[Point, ...]) -> Iterator[Point]:
    yield points[0]
    for n in range(0, len(points) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[n : n + 4]
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            u = 1 - t
            a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            yield a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


@dataclass(frozen=True)
class Layout:
    """Boxes, captions and tabs by key, edges by tail and head; `crossed` is how many edges it was known to cross."""

    width: float
    height: float
    spots: dict[str, Spot]
    wires: dict[Edge, Wire]
    crossed: int = 0

    @property
    def bends(self) -> int:
        """How often all edges turn."""
        return sum(wire.bends for wire in self.wires.values())
