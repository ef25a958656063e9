"""A program without what cannot change an answer: ways on that always part, and states that do the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from ..diagram.conditions import REFUSED
from .formula import TRUE
from .states import State, Turn, upward

Tells = Callable[[State], frozenset[Hashable]]
"""What a state adds to what is asked of the ways on: an outcome, or recommendations."""


def thinned(states: Sequence[State], tells: Tells, *, faults_count: bool) -> list[State]:
    """Return the states that a row can need, the first one first; equal ones are one.

    Where the ways on that everybody has share nothing of what the states tell, the stop is `apart`: nothing below it is
    needed. With `faults_count` a way that ends at a fault of the graph tells just that; else it is as if it were not.
    """
    return _merged(_parted(states, tells, faults_count=faults_count))


def _parted(states: Sequence[State], tells: Tells, *, faults_count: bool) -> list[State]:
    found = list(states)
    told: dict[int, frozenset[Hashable]] = {REFUSED: frozenset({REFUSED})}
    for n in upward(states):
        state = states[n]
        known = frozenset[Hashable]().union(*(told[turn.to] for turn in state.known))
        some = frozenset[Hashable]().union(*(told[way.to] for way in state.ways))
        there = (told[way.to] for way in state.ways if way.guard == TRUE)
        sure = [each for each in there if faults_count or REFUSED not in each]
        same = frozenset.intersection(*sure) if sure else some
        if state.ways and not same:
            found[n] = replace(state, ways=(), apart=True)
        told[n] = tells(state) | known | same | (frozenset() if faults_count else some & {REFUSED})
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
