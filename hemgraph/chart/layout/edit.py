"""A grid for a graph that was edited since: what is there stays where it is, what is new finds a place beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .grid import SPARE_ROWS, Grid, Numbered, numbered
from .insertion import Placing, applied, placings
from .routes import Cell
from .search import QUICK, Found, Task, measured, searched
from .state import Board, State

WIDTH = 4
"""How many states are kept while boxes are put in."""
ROW = 0.5
"""What a row costs that is put in."""


@dataclass(frozen=True)
class Adapted:
    """A grid for the boxes that there are now, and what became of the old one.

    `gone` are boxes that it had and that are no more, `placed` new ones, `moved` those that had to leave their cells.
    `anew` is whether all was searched for again.
    """

    found: Found
    gone: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    anew: bool = False

    def remarks(self, page: str) -> Iterator[str]:
        """Yield what is to be said of the kept layout of a page, as far as it no longer is as it was kept."""
        for words, names in (
            ("has no place for {}, placed beside what it is joined to", self.placed),
            ("had to move {}", self.moved),
            ("has a place for {}, which is not there", self.gone),
        ):
            if names:
                yield f"the kept layout ({page}) {words.format(', '.join(f'`{name}`' for name in names))}"
        if self.anew:
            yield f"the kept layout ({page}) no longer fits, and another one was made"
        if self.found.layout.crossed:
            yield f"in the kept layout ({page}) edges cross; `hemgraph layout` searches for a better one"


def adapted(task: Task, grid: Grid) -> Adapted:
    """Return a grid for the plan of a task in which the boxes of another one keep their cells, as far as can be."""
    keys = task.planned(grid.width).cells
    gone = tuple(key for key in grid.cells if key not in keys)
    if grid.cells.keys() >= set(keys):
        kept = Grid(grid.columns, grid.width, {key: grid.cells[key] for key in keys})
        found = measured(task, kept)
        if found and not leads_up(numbered(task.planned(grid.width), grid.columns), kept.cells):
            return Adapted(found, gone)
    placed = tuple(key for key in keys if key not in grid.cells)
    best = _best(task, grid) or _best(task, _without_neighbours(task, grid, placed))
    if best is None:
        return Adapted(searched(task, QUICK), gone, placed, anew=True)
    moved = tuple(key for key in grid.cells if key in keys and key in best[1])
    return Adapted(best[0], gone, placed, moved)


def _without_neighbours(task: Task, grid: Grid, placed: tuple[str, ...]) -> Grid:
    """The grid without what new boxes lead to, and what else their parents lead to: these may move."""
    edges = task.planned(grid.width).edges
    parents = {tail for tail, head in edges if head in placed}
    free = {head for tail, head in edges if tail in parents or tail in placed}
    return replace(grid, cells={key: cell for key, cell in grid.cells.items() if key not in free})


def _best(task: Task, grid: Grid) -> tuple[Found, set[str]] | None:
    """The best grid with the boxes that are missing, with one row more or none, then with a column more.

    With it come the boxes that do not have the cell that they had.
    """
    for columns in (grid.columns, grid.columns + 1):
        given = numbered(task.planned(grid.width), columns, even=task.even)
        board = Board(given.problem, grid.rows + SPARE_ROWS)
        old: list[Cell | None] = [grid.cells.get(key) for key in given.keys]
        ways: list[tuple[float, int, State, set[int]]] = []
        for row in (None, *range(1, grid.rows + 1)):
            cells = [cell and (cell[0], cell[1] + (row is not None and cell[1] >= row)) for cell in old]
            filled = _filled(board, given, cells)
            if filled:
                state, moved = filled
                ways.append((state.cost + 2.5 * len(moved) + (ROW if row else 0), row or 0, state, moved))
        for _, _, state, moved in sorted(ways, key=lambda way: way[:2])[:3]:
            found = measured(task, given.grid_of(state))
            if found:
                return found, {given.keys[box] for box in moved}
    return None


def _filled(board: Board, given: Numbered, cells: Sequence[Cell | None]) -> tuple[State, set[int]] | None:
    """The best state with all boxes, of which those that have a cell keep it, and those of them that could not."""
    problem, kept = given.problem, list(cells)
    for tail, head in leads_up(given, dict(zip(given.keys, cells, strict=True))):
        if kept[tail] is not None:
            kept[head] = None
    state, missing = board.laid(kept)
    for edge in missing:
        kept[problem.edges[edge][1]] = None
    if missing:
        state, missing = board.laid(kept)
        if missing:
            return None
    states = [state]
    for box in (box for box in problem.order if kept[box] is None):
        ways: list[tuple[float, int, Placing]] = []
        for everywhere in (False, True):
            for n, grown in enumerate(states):
                ways += [
                    (grown.cost + placing.cost, n, placing)
                    for placing in placings(board, grown, box, 8, everywhere=everywhere)
                ]
            if ways:
                break
        if not ways:
            return None
        ways.sort(key=lambda way: (way[0], way[1], way[2].cell))
        states = [applied(board, states[n], placing) for _, n, placing in ways[:WIDTH]]
    best = min(states, key=lambda grown: grown.cost)
    moved = {box for box, cell in enumerate(cells) if best.cells[box] != cell}
    return best, moved


def leads_up(given: Numbered, cells: Mapping[str, Cell | None]) -> list[tuple[int, int]]:
    """Return the edges that would lead up, or too far along a row, as box numbers."""
    found = []
    for tail, head in given.problem.edges:
        one, other = cells.get(given.keys[tail]), cells.get(given.keys[head])
        if one and other and (other[1] < one[1] or (other[1] == one[1] and not 0 < abs(one[0] - other[0]) <= 2)):
            found.append((tail, head))
    return found
