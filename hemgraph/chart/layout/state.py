"""A grid in the making: which boxes stand where, how their edges run, and what that costs the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .problem import ARROW_ROOM, BUS, CHANNEL, Problem
from .ragged import row_tops
from .routes import BENDS, Cell, HalfGrid, Kind, Route

CROSSING = 9.0
"""What a crossing costs; a bend costs half a point."""
BESIDE = 0.8
"""What two buses in one channel cost that can be kept apart: they are hard to tell apart."""
NEVER = 1e6
MAIN = (0.6, 0.0, 0.4, 0.4, 0.2, 0.2, 1.0)
"""What a route of each kind costs more for the edge of a box from which most goes on: the main way goes down."""
_PLAIN = (0.0,) * len(MAIN)
_TRUNKS = (Kind.JOIN, Kind.LANE)
SLACK, FULL = 0.012, 0.08
"""What a point of height costs, up to the height of the page and above it."""


class State:
    """Boxes on cells with the routes of their edges; `None` where a box or an edge is still to come.

    `cost` is that of all routes and of the height. A state is not changed once others may hold it: it is copied.
    """

    __slots__ = (
        "across",
        "bodies",
        "captions",
        "cells",
        "cost",
        "down",
        "height",
        "occupied",
        "routed",
        "routes",
        "tabs",
    )

    cells: list[Cell | None]
    routes: list[Route | None]
    captions: list[float]
    bodies: list[float]
    tabs: list[float]

    def __init__(self, problem: Problem, rows: int) -> None:
        """Begin with an empty grid."""
        self.cells = [None] * problem.count
        self.routes = [None] * len(problem.edges)
        self.captions, self.bodies, self.tabs = [0.0] * rows, [0.0] * rows, [0.0] * rows
        self.occupied = self.across = self.down = 0
        self.routed = self.height = self.cost = 0.0

    def copy(self) -> State:
        """Return the same state, to be changed."""
        other: State = State.__new__(State)
        other.cells, other.routes = self.cells[:], self.routes[:]
        other.captions, other.bodies, other.tabs = self.captions[:], self.bodies[:], self.tabs[:]
        other.occupied, other.across, other.down = self.occupied, self.across, self.down
        other.routed, other.height, other.cost = self.routed, self.height, self.cost
        return other

    @property
    def placed(self) -> list[Cell]:
        """The cells, of a state in which every box has one."""
        return [cell for cell in self.cells if cell is not None]


class Board:
    """A problem on a half grid: lays edges, puts boxes, and takes them away again. `steps` counts its work."""

    def __init__(self, problem: Problem, rows: int) -> None:
        """Take the most rows that there can be."""
        self.problem = problem
        self.grid = HalfGrid(problem.columns, rows)
        self.rows = rows
        self.steps = 0
        self._cells = self.grid.cells
        self._in_boxes = self.grid.in_boxes

    def empty(self) -> State:
        """Return a grid without boxes."""
        return State(self.problem, self.rows)

    # ---- what a route costs beside others

    def clash(self, state: State, edge: int, route: Route, more: Sequence[tuple[int, Route]], most: float) -> float:
        """Return what a route of an edge costs beside those that are laid, and `more`; NEVER where it cannot be.

        It may stop once the cost is over `most`.
        """
        points = route.points
        cost = 0.0
        if points & (state.across | state.down):
            for n, other in enumerate(state.routes):
                if other is not None and other.points & points and n != edge:
                    cost += self._pair(edge, route, n, other)
                    if cost > most:
                        return cost
        for n, other in more:
            if other.points & points:
                cost += self._pair(edge, route, n, other)
        return cost

    def _pair(self, one: int, a: Route, other: int, b: Route) -> float:
        tail, head = self.problem.edges[one]
        tail2, head2 = self.problem.edges[other]
        if tail == tail2:
            free, column = ~a.of_tail, ~a.tail_column
            if a.kind == b.kind and a.kind in _TRUNKS and a.lane == b.lane:  # a trunk with its branches
                return 0.0
        elif head == head2:
            free, column = ~a.of_head, ~a.head_column
        else:
            free = column = -1
        if a.down & b.down & column or a.across & b.across & self._in_boxes & column:
            return NEVER
        cost = 0.0
        crossed = ((a.down & b.across) | (a.across & b.down)) & column
        if crossed:
            cost += CROSSING * crossed.bit_count()
        if a.across & b.across & free:
            above = not a.falls & b.across and not b.rises & a.across
            under = not b.falls & a.across and not a.rises & b.across
            cost += BESIDE if above or under else CROSSING
        return cost

    def crossed(self, state: State) -> list[int]:
        """Return the edges that cross another."""
        return [
            n
            for n, route in enumerate(state.routes)
            if route is not None and self.clash(state, n, route, (), NEVER) >= CROSSING
        ]

    def best_route(
        self, state: State, edge: int, more: Sequence[tuple[int, Route]], most: float
    ) -> tuple[float, Route] | None:
        """Return the best route between the cells of an edge, with its cost, if one costs less than `most`."""
        tail, head = self.problem.edges[edge]
        one, other = state.cells[tail], state.cells[head]
        if one is None or other is None:
            return None
        more_for = MAIN if edge in self.problem.main else _PLAIN
        best = None
        for route in self.grid.routes(one, other):
            if route.cost >= most:
                break
            if route.points & state.occupied:
                continue
            own = route.cost + more_for[route.kind]
            cost = own + self.clash(state, edge, route, more, most - own)
            if cost < most:
                best, most = (cost, route), cost
        return best

    # ---- boxes come and go

    def put(self, state: State, box: int, cell: Cell) -> None:
        """Put a box on a free cell, without its edges; the state is changed."""
        column, row = cell
        heights = self.problem.heights[box]
        state.cells[box] = cell
        state.occupied |= self._cells[column][row]
        state.captions[row] = max(state.captions[row], heights.caption)
        state.bodies[row] = max(state.bodies[row], heights.box)
        state.tabs[row] = max(state.tabs[row], heights.tab)

    def lay(self, state: State, edge: int) -> bool:
        """Lay an edge on its best route; the state is changed. Return whether there is one."""
        found = self.best_route(state, edge, (), NEVER)
        if found is None:
            return False
        cost, route = found
        state.routes[edge] = route
        state.across |= route.across
        state.down |= route.down
        state.routed += cost
        return True

    def lift(self, state: State, edge: int) -> None:
        """Take an edge away; the state is changed, but for its points."""
        route = state.routes[edge]
        if route is not None:
            state.routes[edge] = None
            main = MAIN[route.kind] if edge in self.problem.main else 0.0
            state.routed -= route.cost + main + self.clash(state, edge, route, (), NEVER)

    def settle(self, state: State) -> None:
        """Measure the height anew; the state is changed."""
        state.height = self.height(state)
        over = max(0.0, state.height - self.problem.tall)
        state.cost = state.routed + SLACK * state.height + (FULL - SLACK) * over

    def height(self, state: State) -> float:
        """Return how tall the grid is, in points."""
        if self.problem.ragged:
            return self._ragged_height(state)
        tall, last, rows = 0.0, -1, self.grid.rows_of_points
        for row, body in enumerate(state.bodies):
            if body:
                if last >= 0:
                    bus = state.across & (rows[2 * row - 1] | rows[2 * last + 1])
                    tall += BUS if bus else CHANNEL
                tall += state.captions[row] + ARROW_ROOM + body + state.tabs[row]
                last = row
        return tall

    def _ragged_height(self, state: State) -> float:
        used = [row for row, body in enumerate(state.bodies) if body]
        number = {row: n for n, row in enumerate(used)}
        cells = [
            ((cell[0], number[cell[1]]), self.problem.heights[box])
            for box, cell in enumerate(state.cells)
            if cell is not None
        ]
        stride, across = self.grid.stride, state.across
        line = (1 << stride) - 1
        crossed = []
        for n, row in enumerate(used):
            crossed.append(across >> (2 * row * stride) & line)
            after = used[n + 1] if n + 1 < len(used) else row + 1
            channel = across >> ((2 * row + 1) * stride) & line
            crossed.append(channel | (across >> ((2 * after - 1) * stride) & line))
        return row_tops(cells, len(used), crossed, [1 if bits else 0 for bits in crossed[1::2]])[1] if used else 0.0

    def without(self, state: State, boxes: Iterable[int]) -> State:
        """Return a state without some boxes and their edges."""
        found = state.copy()
        problem, rows = self.problem, set[int]()
        for box in boxes:
            for edge, _ in (*problem.parents[box], *problem.children[box]):
                self.lift(found, edge)
        self.trace_points(found)
        for box in boxes:
            cell = found.cells[box]
            if cell is not None:
                found.occupied &= ~self._cells[cell[0]][cell[1]]
                found.cells[box] = None
                rows.add(cell[1])
        for row in rows:
            found.captions[row] = found.bodies[row] = found.tabs[row] = 0.0
        for box, cell in enumerate(found.cells):
            if cell is not None and cell[1] in rows:
                self.put(found, box, cell)
        self.settle(found)
        return found

    def trace_points(self, state: State) -> None:
        """Gather the points of all routes anew; the state is changed."""
        across = down = 0
        for route in state.routes:
            if route is not None:
                across |= route.across
                down |= route.down
        state.across, state.down = across, down

    def laid(self, cells: Sequence[Cell | None]) -> tuple[State, list[int]]:
        """Return the state of boxes on given cells, short edges first, and the edges for which there was no room."""
        state = self.empty()
        for box, cell in enumerate(cells):
            if cell is not None:
                self.put(state, box, cell)
        missing = []
        for edge in sorted(range(len(self.problem.edges)), key=lambda edge: (self._length(cells, edge), edge)):
            tail, head = self.problem.edges[edge]
            if cells[tail] is not None and cells[head] is not None and not self.lay(state, edge):
                missing.append(edge)
        self.settle(state)
        return self.rerouted(state), missing

    def _length(self, cells: Sequence[Cell | None], edge: int) -> int:
        one, other = (cells[box] for box in self.problem.edges[edge])
        return 0 if one is None or other is None else abs(one[0] - other[0]) + abs(one[1] - other[1])

    def rerouted(self, state: State) -> State:
        """Return a state with each edge laid once more that is not on the best of its routes."""
        for edge, (tail, head) in enumerate(self.problem.edges):
            one, other, route = state.cells[tail], state.cells[head], state.routes[edge]
            if one is None or other is None or route is None:
                continue
            free = next((r for r in self.grid.routes(one, other) if not r.points & state.occupied), None)
            if free is route:
                continue
            trial = state.copy()
            self.lift(trial, edge)
            self.trace_points(trial)
            if self.lay(trial, edge) and trial.routed < state.routed - 1e-9:
                self.settle(trial)
                state = trial
        return state

    def bends(self, state: State) -> int:
        """Return how many bends all edges have together."""
        return sum(BENDS[route.kind] for route in state.routes if route is not None)
