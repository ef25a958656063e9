"""A grid: on which cell each box stands, and how wide boxes are; it is kept, and routes and places follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..model.plan import Plan
from .geometry import Geometry, heights_of
from .places import Layout
from .problem import Heights, Problem
from .routes import Cell
from .state import Board, State

SPARE_ROWS = 6
"""How many rows more than it has a grid may get when boxes are put in."""


@dataclass(frozen=True)
class Grid:
    """The cells of boxes by key, in columns of boxes of this width, in points."""

    columns: int
    width: float
    cells: Mapping[str, Cell]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return 1 + max((row for _, row in self.cells.values()), default=-1)


@dataclass(frozen=True)
class Numbered:
    """A plan as a problem for the search; box `n` has the key `keys[n]`."""

    plan: Plan
    problem: Problem
    keys: tuple[str, ...]

    def grid_of(self, state: State) -> Grid:
        """Return the grid of a state, moved to the upper left corner."""
        left = min(column for column, _ in state.placed)
        top = min(row for _, row in state.placed)
        cells = [(column - left, row - top) for column, row in state.placed]
        columns = 1 + max(column for column, _ in cells)
        found = sorted(zip(self.keys, cells, strict=True), key=lambda item: (item[1][1], item[1][0]))
        return Grid(columns, self.problem.width, dict(found))


def numbered(plan: Plan, columns: int, tall: float = 1e9, *, even: bool = True) -> Numbered:
    """Return a plan as a problem with so many columns, on a page as high as `tall` in the measure of the boxes."""
    keys = plan.cells
    number = {key: n for n, key in enumerate(keys)}
    heights = tuple(Heights(*heights_of(plan, key)) for key in keys)
    edges = tuple((number[tail], number[head]) for tail, head in plan.edges)
    return Numbered(plan, Problem(heights, edges, columns, plan.width, tall, ragged=not even), keys)


def laid_out(plan: Plan, grid: Grid, *, even: bool) -> Layout:
    """Return the layout of a plan on a grid that has a cell for each of its boxes; the same one gives the same.

    Where `even`, all boxes of a row are as tall as its tallest. Raises NoRoute where an edge finds no way.
    """
    given = numbered(plan, grid.columns, even=even)
    board = Board(given.problem, grid.rows + 1)
    state, missing = board.laid([grid.cells[key] for key in given.keys])
    if missing:
        tail, head = given.problem.edges[missing[0]]
        raise NoRoute(given.keys[tail], given.keys[head])
    layout = Geometry(given.problem, state, plan, given.keys).layout()
    return replace(layout, crossed=len(board.crossed(state)))


class NoRoute(Exception):
    """An edge that finds no way between the boxes of a grid."""

    def __init__(self, tail: str, head: str) -> None:
        """Take the ends of the edge."""
        super().__init__(f"no way from `{tail}` to `{head}`")
        self.tail, self.head = tail, head
