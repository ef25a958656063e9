"""Where a box can be put into a grid: the free cells near the boxes it is joined to, each with what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .problem import CHANNEL
from .routes import LENGTH, Cell, Route
from .state import FULL, NEVER, SLACK, Board, State

FAR, DEEP = 4, 5
"""How many columns and rows off its nearest neighbour a box is tried."""
NEAR_FULL = 80.0
"""So close to the height of the page, a point of height costs as much as above it."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A box on a cell with the routes of its edges to boxes that are there; `cost` is what all of it adds."""

    cost: float
    routed: float
    box: int
    cell: Cell
    routes: tuple[tuple[int, Route], ...]


def applied(board: Board, state: State, placing: Placing) -> State:
    """Return a state with a box more."""
    found = state.copy()
    board.put(found, placing.box, placing.cell)
    found.routed += placing.routed
    for edge, route in placing.routes:
        found.routes[edge] = route
        found.across |= route.across
        found.down |= route.down
    board.settle(found)
    return found


def placings(
    board: Board,
    state: State,
    box: int,
    count: int = 10,
    most: float = NEVER,
    *,
    cells: Sequence[Cell] | None = None,
    everywhere: bool = False,
    tall: float | None = None,
    kept_free: int = 0,
) -> list[Placing]:
    """Return up to so many ways to put a box into a state, each for less than `most`.

    `cells` are the only ones tried, if they are given; `tall` is what a point of height costs. Cells of `kept_free`
    cost more: they lie below a box from which something is still to come.
    """
    problem = board.problem
    price = tall if tall is not None else FULL if state.height > problem.tall - NEAR_FULL else SLACK
    joined = [edge for edge, other in (*problem.parents[box], *problem.children[box]) if state.cells[other] is not None]
    near = [(0.0, cell) for cell in cells] if cells else sorted(_near(board, state, box, price, everywhere))
    found: list[Placing] = []
    for least, cell in near:
        if least >= most:
            break
        board.steps += 1
        bit = board.grid.cells[cell[0]][cell[1]]
        grown = price * _growth(board, state, box, cell[1])
        routed = OPEN if bit & kept_free else 0.0
        trial = state.occupied
        state.occupied |= bit
        state.cells[box] = cell
        routes: list[tuple[int, Route]] = []
        for edge in joined:
            best = board.best_route(state, edge, routes, most - grown - routed)
            if best is None:
                break
            routed += best[0]
            routes.append((edge, best[1]))
        else:
            found.append(Placing(routed + grown, routed, box, cell, tuple(routes)))
        state.occupied = trial
        state.cells[box] = None
        if len(found) >= count:
            break
    return found


OPEN = 1.5
"""What it costs to stand where something is still to come."""


def _near(board: Board, state: State, box: int, price: float, everywhere: bool) -> Iterator[tuple[float, Cell]]:
    """The free cells where a box may stand, each with the least that it can cost."""
    problem = board.problem
    above = [cell for _, other in problem.parents[box] if (cell := state.cells[other]) is not None]
    below = [cell for _, other in problem.children[box] if (cell := state.cells[other]) is not None]
    first, last = max((row for _, row in above), default=0), min((row for _, row in below), default=board.rows - 1)
    if problem.pinned and box == 0:
        last = 0
    if not everywhere:
        if above:
            last = min(last, first + DEEP)
        elif below:
            first = max(first, last - DEEP)
    taken = state.occupied | state.across | state.down
    joined = above + below
    for column in range(problem.columns):
        if joined and not everywhere and min(abs(column - other) for other, _ in joined) > FAR:
            continue
        cells = board.grid.cells[column]
        for row in range(first, last + 1):
            if cells[row] & taken:
                continue
            least = price * _growth(board, state, box, row)
            for other, level in joined:
                across, rows = abs(column - other), abs(row - level)
                if rows == 0 and across > 2:
                    break
                least += LENGTH * (across + rows) + (0.8 if across and rows else 0.0)
            else:
                yield least, (column, row)


def _growth(board: Board, state: State, box: int, row: int) -> float:
    """How much taller the grid gets by a box in a row."""
    heights = board.problem.heights[box]
    grown = max(0.0, heights.box - state.bodies[row]) + max(0.0, heights.caption - state.captions[row])
    return grown + max(0.0, heights.tab - state.tabs[row]) + (0.0 if state.bodies[row] else CHANNEL)
