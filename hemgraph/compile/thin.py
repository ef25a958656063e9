"""A program without what cannot change an answer: ways on that always part, and states that do the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..regions.logic import REFUSED
from .formula import TRUE
from .states import State, Turn, upward


def thinned(states: Sequence[State]) -> list[State]:
    """Return the states that a row can need, the first one first; equal ones are one.

    Where the ways on that everybody has come to nothing in common, the stop is `apart`: nothing below it is needed.
    """
    return _merged(_parted(states))


def _parted(states: Sequence[State]) -> list[State]:
    found = list(states)
    comes: dict[int, frozenset[int]] = {REFUSED: frozenset({REFUSED})}
    for n in upward(states):
        state = states[n]
        if state.outcome is not None:
            comes[n] = frozenset({state.outcome})
            continue
        known = frozenset[int]().union(*(comes[turn.to] for turn in state.known))
        sure = [comes[way.to] for way in state.ways if way.guard == TRUE]
        some = frozenset[int]().union(*(comes[way.to] for way in state.ways))
        same = frozenset.intersection(*sure) if sure else some
        if state.ways and not same:
            found[n] = replace(state, ways=(), apart=True)
        comes[n] = known | same
    return found


def _merged(states: Sequence[State]) -> list[State]:
    numbers: dict[State, int] = {}
    to = {REFUSED: REFUSED}

    def led(turn: Turn) -> Turn:
        return replace(turn, to=to[turn.to])

    for n in upward(states):
        state = states[n]
        ways = dict.fromkeys(map(led, state.ways))
        unknown = state.unknown and led(state.unknown)
        same = replace(state, turns=tuple(map(led, state.turns)), unknown=unknown, ways=tuple(ways))
        to[n] = numbers.setdefault(same, len(numbers))
    last = len(numbers) - 1  # the first state comes last, since all others are below it

    def flipped(turn: Turn) -> Turn:
        return turn if turn.to == REFUSED else replace(turn, to=last - turn.to)

    return [
        replace(
            state,
            turns=tuple(map(flipped, state.turns)),
            unknown=state.unknown and flipped(state.unknown),
            ways=tuple(map(flipped, state.ways)),
        )
        for state in reversed(numbers)
    ]
