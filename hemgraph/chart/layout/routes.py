"""The ways in which an edge can run on the half grid, as sets of its points.

A half grid has a point for each cell, and points between them: column `c` of the grid is at x = 2c + 1, the lanes
beside it at even x; row `r` is at y = 2r, the channel below it at y = 2r + 1. A set of points is a whole number with
one bit a point, so that two routes are held against each other in a few operations whatever their lengths are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

Cell = tuple[int, int]
"""Column and row of a box, from 0."""

LENGTH, LEFTWARD, FAR, BEND = 0.16, 0.5, 0.1, 0.5
"""What a step, a step to the left, a column over two, and a bend cost the reader; a straight edge down costs least."""
MOST_ALONG = 2
"""How many columns an edge may run along a row of boxes: further off an arrow looks detached."""


class Kind(IntEnum):
    """How an edge runs from a box to one below it, or beside it."""

    SIDE = 0  # straight, in one row
    DOWN = 1  # straight, in one column
    OVER = 2  # along the row of the upper box, then down
    UNDER = 3  # down, then along the row of the lower box
    FORK = 4  # a bus in the channel below the upper box, then down the column of the lower one
    JOIN = 5  # down the column of the upper box, then a bus in the channel above the lower one
    LANE = 6  # a bus below the upper box, down a lane between columns, a bus above the lower box


BENDS = (0, 0, 1, 1, 2, 2, 4)
"""How many bends a route of each kind has."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way from a box to another.

    `across` and `down` are the points of its horizontal and vertical parts, `points` both. `rises` and `falls` are the
    corners in channels where it comes from above and goes on below. `of_tail` and `of_head` are where edges of the same
    tail or head may lie on each other, `tail_column` and `head_column` the columns of these.
    """

    cost: float
    kind: Kind
    lane: int
    across: int
    down: int
    points: int
    rises: int
    falls: int
    of_tail: int
    of_head: int
    tail_column: int
    head_column: int


class HalfGrid:
    """The points of a grid of so many columns and rows, and the routes between its cells; it keeps those it made."""

    def __init__(self, columns: int, rows: int) -> None:
        """Take the size in cells."""
        self.columns, self.rows = columns, rows
        self.stride = 2 * columns + 1
        self._routes: dict[tuple[int, int, int, int], tuple[Route, ...]] = {}
        row = (1 << self.stride) - 1
        self.rows_of_points = [row << (y * self.stride) for y in range(2 * rows + 1)]
        self.columns_of_points = [
            sum(1 << (y * self.stride + x) for y in range(2 * rows + 1)) for x in range(self.stride)
        ]
        self.in_boxes = sum(self.rows_of_points[::2])
        """The points in rows of boxes."""
        self.cells = [[self._point(2 * c + 1, 2 * r) for r in range(rows)] for c in range(columns)]
        self.below = [[sum(self.cells[c][r + 1 :]) for r in range(rows)] for c in range(columns)]

    def _point(self, x: int, y: int) -> int:
        return 1 << (y * self.stride + x)

    def _down(self, x: int, top: int, bottom: int) -> int:
        return sum(1 << (y * self.stride + x) for y in range(top, bottom + 1))

    def _across(self, y: int, one: int, other: int) -> int:
        left, right = min(one, other), max(one, other)
        return ((1 << (right - left + 1)) - 1) << (y * self.stride + left)

    def routes(self, tail: Cell, head: Cell) -> tuple[Route, ...]:
        """Return the routes from a cell to another, the best first; none leads up."""
        key = (*tail, *head)
        found = self._routes.get(key)
        if found is None:
            found = self._routes[key] = tuple(sorted(self._made(tail, head), key=lambda route: route.cost))
        return found

    def _made(self, tail: Cell, head: Cell) -> list[Route]:
        (c1, r1), (c2, r2) = tail, head
        across, rows = abs(c1 - c2), r2 - r1
        if rows < 0 or (rows == 0 and not 0 < across <= MOST_ALONG):
            return []
        x1, x2, y1, y2 = 2 * c1 + 1, 2 * c2 + 1, 2 * r1, 2 * r2
        step = 1 if x2 > x1 else -1
        cost = LENGTH * (across + rows) + (LEFTWARD if x2 < x1 else 0) * (1 if rows == 0 else 0.6)
        cost += FAR * max(0, across - MOST_ALONG)
        made: list[Route] = []

        def add(
            kind: Kind, more: float, horizontal: int, vertical: int, rises: int = 0, falls: int = 0, lane: int = 0
        ) -> None:
            of_tail = self.rows_of_points[y1 + 1] | self.columns_of_points[x1]
            of_head = (self.rows_of_points[y2 - 1] if r2 else 0) | self.columns_of_points[x2]
            columns = self.columns_of_points[x1], self.columns_of_points[x2]
            points = horizontal | vertical
            made.append(
                Route(cost + more, kind, lane, horizontal, vertical, points, rises, falls, of_tail, of_head, *columns)
            )

        def lanes(more: float, xs: set[int]) -> None:
            for x in sorted(xs):
                if 0 <= x < self.stride and rows > 1:
                    horizontal = self._across(y1 + 1, x1, x) | self._across(y2 - 1, x, x2)
                    rises = self._point(x1, y1 + 1) | self._point(x, y2 - 1)
                    falls = self._point(x, y1 + 1) | self._point(x2, y2 - 1)
                    add(Kind.LANE, more, horizontal, self._down(x, y1 + 2, y2 - 2), rises, falls, x)

        if rows == 0:
            add(Kind.SIDE, 0.3 if across == 2 else 0, self._across(y1, x1 + step, x2 - step), 0)
            return made
        if across == 0:
            add(Kind.DOWN, 0, 0, self._down(x1, y1 + 1, y2 - 1))
            lanes(8 * BEND + 1, {x1 + 1, x1 - 1})
            return made
        if across <= MOST_ALONG:
            add(Kind.OVER, 0.8, self._across(y1, x1 + step, x2), self._down(x2, y1, y2 - 1))
            add(Kind.UNDER, 0.8, self._across(y2, x1, x2 - step), self._down(x1, y1 + 1, y2))
        ends = self._point(x1, y1 + 1), self._point(x2, y1 + 1)
        add(Kind.FORK, 2 * BEND, self._across(y1 + 1, x1, x2), self._down(x2, y1 + 2, y2 - 1), *ends)
        if rows > 1:
            ends = self._point(x1, y2 - 1), self._point(x2, y2 - 1)
            add(Kind.JOIN, 2 * BEND + 0.05, self._across(y2 - 1, x1, x2), self._down(x1, y1 + 1, y2 - 2), *ends)
            lanes(8 * BEND, {x1 + step, x2 - step, x1 - step, x2 + step})
        return made
