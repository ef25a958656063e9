"""The first grids: boxes put in one after another, the most promising few states kept (a beam search)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .insertion import Placing, applied, placings
from .problem import Problem
from .state import Board, State

WIDTH = 20
"""How many states are kept."""
TALL = 0.046
"""What a point of height costs while most of the boxes are still to come."""


def orders(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return orders in which boxes can be put in: depth first, a box once all that lead to it are there.

    They differ in which of several children comes first: the one from which least goes on, or most, or leaves last.
    """
    size = [len(found) for found in problem.below]
    keys: tuple[Callable[[int], float], ...] = (
        lambda box: size[box],
        lambda box: (size[box] == 1) * 1000 + size[box],
        lambda box: (size[box] > 1) * 1000 - size[box],
        lambda box: -size[box],
    )
    return tuple(_depth_first(problem, key) for key in keys)


def _depth_first(problem: Problem, key: Callable[[int], float]) -> tuple[int, ...]:
    waiting = [len(found) for found in problem.parents]
    stack = [box for box in range(problem.count) if not waiting[box]][::-1]
    order = []
    while stack:
        box = stack.pop()
        order.append(box)
        ready = []
        for _, head in problem.children[box]:
            waiting[head] -= 1
            if not waiting[head]:
                ready.append(head)
        stack += sorted(ready, key=key, reverse=True)
    return tuple(order)


def constructed(board: Board, order: Sequence[int], width: int = WIDTH) -> list[State]:
    """Return grids with all boxes, the best first; none where the boxes found no room."""
    states = []
    for column in range((board.problem.columns + 1) // 2 + 1):
        if column < board.problem.columns:
            begun = board.empty()
            board.put(begun, order[0], (column, 0))
            board.settle(begun)
            states.append(begun)
    for box in order[1:]:
        found = _grown(board, states, box, width, everywhere=False) or _grown(
            board, states, box, width, everywhere=True
        )
        if not found:
            return []
        states = found
    return sorted(states, key=lambda state: state.cost)


def _grown(board: Board, states: Sequence[State], box: int, width: int, *, everywhere: bool) -> list[State]:
    """The best states with a box more, not too many of them from one state, and no two alike."""
    ways: list[tuple[float, int, Placing]] = []
    for n, state in enumerate(states):
        kept = _kept_free(board, state, box)
        base = state.routed + TALL * state.height
        found_here = placings(board, state, box, 8, everywhere=everywhere, tall=TALL, kept_free=kept)
        ways += [(base + placing.cost, n, placing) for placing in found_here]
    ways.sort(key=lambda way: (way[0], way[1], way[2].cell))
    found: list[State] = []
    seen: set[tuple[int, tuple[int, int]]] = set()
    taken = [0] * len(states)
    for _, n, placing in ways:
        column, row = placing.cell
        looks = states[n].occupied | board.grid.cells[column][row], placing.cell
        if looks in seen or taken[n] >= max(3, width // 4):
            continue
        seen.add(looks)
        taken[n] += 1
        found.append(applied(board, states[n], placing))
        if len(found) == width:
            break
    return found


def _kept_free(board: Board, state: State, box: int) -> int:
    """The cells below boxes to which a box with several edges in is still to be joined."""
    problem, kept = board.problem, 0
    parents = {tail for _, tail in problem.parents[box]}
    for other, cell in enumerate(state.cells):
        if cell is not None and other not in parents:
            for _, head in problem.children[other]:
                if state.cells[head] is None and len(problem.parents[head]) > 1:
                    kept |= board.grid.below[cell[0]][cell[1]]
                    break
    return kept
