"""Ruin and recreate: some boxes are taken out of a grid and put back in better places, again and again.

The method is that of Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle",
Journal of Computational Physics 159 (2000). Work is counted in steps, never in seconds: a grid is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log
from random import Random

from .insertion import Placing, applied, placings
from .routes import Cell
from .state import Board, State

MOST_MOVED = 14
"""How many boxes of a subtree move together."""
MOST_OUT = 22
SHIFTED, MOVED = 0.12, 0.4
"""How often a row is put in, and a subtree moved; else boxes that stand or hang together are taken out."""


class Improvement:
    """A search from one grid, with its own random numbers."""

    def __init__(self, board: Board, seed: int) -> None:
        """Take the board and the seed of all that is random."""
        self.board, self.problem = board, board.problem
        self.random = Random(seed)  # noqa: S311 - no secret hangs on it
        self.place = {box: n for n, box in enumerate(self.problem.order)}
        self.crossed: list[int] = []

    def run(self, state: State, steps: int, heat: float, enough: Callable[[State], bool] | None = None) -> State:
        """Return the best grid found within so many steps, or the first that is good `enough`.

        `heat` is how much worse a grid may get at first; that falls to nothing.
        """
        best = current = state
        first, last = self.board.steps, self.board.steps + steps
        rounds = 0
        while self.board.steps < last:
            if rounds % 8 == 0:
                self.crossed = self.board.crossed(current)
            rounds += 1
            warm = heat * (1 - (self.board.steps - first) / steps) ** 2 + 0.02
            limit = current.cost - warm * log(max(1e-9, self.random.random()))
            found = self._tried(current, limit)
            if found is None or found.cost >= limit:
                continue
            current = found
            if current.cost < best.cost - 1e-9:
                best = current
                if enough and enough(best):
                    break
        return best

    def _tried(self, state: State, limit: float) -> State | None:
        chance = self.random.random()
        self.board.steps += 3
        wanted: dict[int, Cell] = {}
        if chance < SHIFTED:
            state_with_row = self._with_row(state)
            if state_with_row is None or state_with_row.cost > state.cost + 25:
                return None
            boxes, state = self._some(state_with_row), state_with_row
        elif chance < SHIFTED + MOVED:
            wanted, boxes = self._subtree(state)
            if len(boxes) > MOST_OUT:
                return None
        else:
            boxes = self._some(state)
        found = self._recreated(state, boxes, wanted, limit)
        return None if found is None else self.board.rerouted(self._compact(found))

    # ---- ruin

    def _some(self, state: State) -> list[int]:
        """Boxes that are joined, hang below one box, or stand close together."""
        most = self.random.randrange(2, 9)
        chance, problem, random = self.random.random(), self.problem, self.random
        start = random.randrange(problem.count)
        if chance < 0.3:
            if self.crossed:
                start = random.choice(problem.edges[random.choice(self.crossed)])
            found, waiting = [start], [start]
            while waiting and len(found) < most:
                box = waiting.pop(0)
                near = [other for _, other in (*problem.children[box], *problem.parents[box])]
                random.shuffle(near)
                for other in near:
                    if other not in found and len(found) < most and random.random() < 0.7:
                        found.append(other)
                        waiting.append(other)
            return found
        if chance < 0.6:
            for _ in range(6):
                if len(problem.below[start]) <= most:
                    break
                start = random.randrange(problem.count)
            found = sorted(problem.below[start]) if len(problem.below[start]) <= most else [start]
            for _, parent in problem.parents[start]:
                for box in (parent, *(child for _, child in problem.children[parent])):
                    if len(found) < most and box not in found and (box == parent or len(problem.below[box]) <= 3):
                        found.append(box)
            return found
        cells = state.placed
        column, row = cells[start]
        tall = 1.0 if chance < 0.8 else 1.6
        near = sorted(
            range(problem.count), key=lambda box: (abs(cells[box][0] - column) + abs(cells[box][1] - row) * tall, box)
        )
        return near[:most]

    def _subtree(self, state: State) -> tuple[dict[int, Cell], list[int]]:
        """Where the boxes below one box are to stand, shifted or mirrored, and all that must be taken out for it."""
        problem, random, cells = self.problem, self.random, state.placed
        moved: list[int] = []
        box = 0
        for _ in range(8):
            if self.crossed and random.random() < 0.5:
                box = problem.edges[random.choice(self.crossed)][random.random() < 0.6]
            else:
                box = random.randrange(problem.count)
            moved = sorted(problem.below[box])
            if len(moved) > MOST_MOVED:
                deep = problem.depth[box] + random.randrange(1, 5)
                moved = [other for other in moved if problem.depth[other] <= deep][:MOST_MOVED]
            if len(moved) > 1 or random.random() < 0.3:
                break
        mirrored = random.random() < 0.4
        across = random.randrange(-3, 4)
        down = random.randrange(-2, 3) if random.random() < 0.6 else 0
        if mirrored and random.random() < 0.6:
            across = down = 0
        elif not (mirrored or across or down):
            down = 1
        wanted: dict[int, Cell] = {}
        middle = cells[box][0]
        for other in moved:
            column, row = cells[other]
            column = (2 * middle - column if mirrored else column) + across
            if 0 <= column < problem.columns and 0 <= row + down < self.board.rows:
                wanted[other] = column, row + down
        places = set(wanted.values())
        return wanted, [other for other in range(problem.count) if other in moved or cells[other] in places]

    def _with_row(self, state: State) -> State | None:
        """The grid with a row put in, across all columns or some."""
        cells, random = state.placed, self.random
        if max(row for _, row in cells) + 1 >= self.board.rows:
            return None
        at = random.randrange(1, self.board.rows)
        left, right = 0, self.problem.columns
        if random.random() < 0.5:
            left = random.randrange(self.problem.columns)
            right = random.randrange(left, self.problem.columns)
        self.board.steps += 25
        found, missing = self.board.laid(
            [(column, row + (row >= at and left <= column <= right)) for column, row in cells]
        )
        return None if missing else found

    # ---- recreate

    def _recreated(self, state: State, boxes: Sequence[int], wanted: dict[int, Cell], limit: float) -> State | None:
        board, random = self.board, self.random
        order = sorted(boxes, key=lambda box: (box not in wanted, self.place[box]))
        begun = board.without(state, boxes)
        if wanted:
            late = []
            for box in order:
                placing = self._as_wanted(begun, box, wanted, limit)
                if placing:
                    begun = applied(board, begun, placing)
                else:
                    late.append(box)
            order = sorted(late, key=self.place.__getitem__)
        elif random.random() < 0.3:
            random.shuffle(order)
        states = [begun]
        for box in order:
            ways: list[tuple[float, int, Placing]] = []
            for n, grown in enumerate(states):
                ways += [
                    (grown.cost + placing.cost + random.random() * 0.5, n, placing)
                    for placing in placings(board, grown, box, 4, limit - grown.cost + 1)
                    if grown.cost + placing.cost < limit + 1.5
                ]
            if not ways:
                return None
            ways.sort(key=lambda way: (way[0], way[1], way[2].cell))
            states = [applied(board, states[n], placing) for _, n, placing in ways[:2]]
        return min(states, key=lambda grown: grown.cost)

    def _as_wanted(self, state: State, box: int, wanted: dict[int, Cell], limit: float) -> Placing | None:
        if box not in wanted or (self.problem.pinned and box == 0 and wanted[box][1]):
            return None
        column, row = wanted[box]
        if self.board.grid.cells[column][row] & (state.occupied | state.across | state.down):
            return None
        found = placings(self.board, state, box, 1, limit - state.cost + 12, cells=[(column, row)])
        return found[0] if found else None

    def _compact(self, state: State) -> State:
        """The grid without its empty rows."""
        rows = sorted({row for _, row in state.placed})
        if rows == [*range(len(rows))]:
            return state
        number = {row: n for n, row in enumerate(rows)}
        found, missing = self.board.laid([(column, number[row]) for column, row in state.placed])
        return state if missing else found
