"""The order of answers: leaves of one question stand in the order of its options, as one reads."""

from __future__ import annotations

from .state import Board, State

WORSE = 1.5
"""How much a grid may cost more for it."""


def in_order(board: Board, state: State) -> State:
    """Return a grid in which the leaves of each question that no other box leads to stand in the order of its answers.

    They only change places among themselves; where that would cross edges they stay.
    """
    problem = board.problem
    for out in problem.children:
        leaves = [head for _, head in out if not problem.children[head] and len(problem.parents[head]) == 1]
        if len(leaves) < 2:
            continue
        cells = list(state.placed)
        places = sorted((cells[leaf] for leaf in leaves), key=lambda cell: (cell[1], cell[0]))
        for leaf, cell in zip(leaves, places, strict=True):
            cells[leaf] = cell
        if cells == state.placed:
            continue
        trial, missing = board.laid(cells)
        if not missing and trial.cost <= state.cost + WORSE and len(board.crossed(trial)) <= len(board.crossed(state)):
            state = trial
    return state
