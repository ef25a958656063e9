"""The walk of a row as nested CASE: where it ends, and sums of what it passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from ...regions.logic import REFUSED
from ..formula import FALSE, TRUE, Formula, either, negated
from ..program import Program
from ..states import State, Turn, upward
from .words import Cell, case, settled, test

MOST_TREE = 1_500
"""Up to how many turns all walks are written as one tree; beyond, what many walks share is a step of its own."""
MOST_SHARED = 20
"""From how many turns on that is done."""
MOST_DEEP = 40
"""How deep CASE may stand in CASE."""

T = TypeVar("T", int, str)


@dataclass(frozen=True)
class Sum(Generic[T]):
    """What is added up on a walk: `add` has what has been passed, a state, and the turn taken there or None at the end.

    `write` has the SQL for the number of an end and what was passed, `fault` that of a refused row; `join` is the sign
    between what two trees add up.
    """

    name: str
    start: T
    add: Callable[[T, State, Turn | None], T]
    write: Callable[[int, T], str]
    fault: str
    join: str


class Walk:
    """The walks of one program over columns of cells; findings that have one cell in every row are decided."""

    def __init__(self, program: Program, cells: Mapping[str, Cell]) -> None:
        self.states = program.states
        self.cells = cells
        self.walked = upward(self.states, ways=False)

    def turns(self, n: int) -> list[tuple[Formula, Turn]]:
        """Return for each way out of a state who takes it; the first that holds."""
        state, found = self.states[n], []
        for turn in state.turns:
            guard = settled(turn.guard, self.cells)
            if guard != FALSE:
                found.append((guard, turn))
            if guard == TRUE:
                return found
        if state.unknown:
            found.append((self.rest(guard for guard, _ in found), state.unknown))
        return found

    def stop(self, n: int) -> Formula:
        """Return who stops at a state."""
        turns = self.turns(n)
        if self.states[n].unknown or self.states[n].outcome is not None or (turns and turns[-1][0] == TRUE):
            return FALSE
        return self.rest(guard for guard, _ in turns)

    def rest(self, guards: Iterable[Formula]) -> Formula:
        """Return who takes none of some ways."""
        return negated(either(guards))

    @cached_property
    def steps(self) -> list[list[int]]:
        """The states that begin a tree, by steps: every walk from one ends, or comes to one of a later step."""
        cut = self._cut(share=False)
        if cut is None:
            cut = self._cut(share=True) or {}
        return [[0], *([n for n in cut if cut[n] == k] for k in range(max(cut.values(), default=0), 0, -1))]

    def _cut(self, *, share: bool) -> dict[int, int] | None:
        """The states that begin a tree of their own, each with how many follow it; None where one tree is too large."""
        sizes, deep, level = {REFUSED: 1}, {REFUSED: 1}, {REFUSED: 0}
        cut: dict[int, int] = {}
        led = Counter(turn.to for n in self.walked for _, turn in self.turns(n))
        for n in self.walked:
            below = [turn.to for _, turn in self.turns(n)]
            sizes[n] = 1 + sum(1 if to in cut else sizes[to] for to in below)
            deep[n] = 1 + max((0 if to in cut else deep[to] for to in below), default=0)
            level[n] = max((cut.get(to, level[to]) for to in below), default=0)
            if n and (deep[n] >= MOST_DEEP or (share and led[n] > 1 and sizes[n] > MOST_SHARED)):
                cut[n] = level[n] + 1
        return cut if share or max(sizes.values()) <= MOST_TREE else None

    @cached_property
    def ends(self) -> dict[int, int]:
        """The numbers of the states where a tree can end: leaves, stops, and those that begin another tree."""
        later = {n for step in self.steps[1:] for n in step}
        found = [n for n in self.walked if n in later or self.states[n].outcome is not None or self.stop(n) != FALSE]
        return {n: number for number, n in enumerate(found)}

    def tree(self, first: int, adding: Sum[T]) -> str:
        """Return the tree from a state: at each end what was added up on the way there.

        A state that begins a later tree ends this one.
        """
        later = {n for step in self.steps[1:] for n in step} - {first}

        def at(n: int, total: T) -> str:
            state = self.states[n]
            if n in later:
                return adding.write(self.ends[n], total)
            if state.outcome is not None:
                return adding.write(self.ends[n], adding.add(total, state, None))
            parts: list[tuple[str, str]] = []
            for guard, turn in self.turns(n):
                value = adding.fault if turn.to == REFUSED else at(turn.to, adding.add(total, state, turn))
                if guard == TRUE and not parts:
                    return value
                parts.append((test(guard, self.cells), value))
            if (rest := self.stop(n)) != FALSE:
                value = adding.write(self.ends[n], adding.add(total, state, None))
                if not parts:
                    return value
                parts.append((test(rest, self.cells), value))
            return case(parts)

        return at(first, adding.start)
