"""What the ways on of stopped rows come to, from the leaves up: a column for the outcome and for the shared nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from ...regions.logic import REFUSED
from ..formula import FALSE, TRUE, either, negated
from ..program import Program, Wanted
from ..states import State, Turn, upward
from .words import Cell, case, settled, test

MIXED = -1
FAULT = -2
"""What ways on come to where they part, and where the graph is at fault on all of them."""
WORD = 62
"""How many bits of a set a column holds."""
NOBODY = 2_000_000


class Settling:
    """The states below the stops of one program, as columns of an outcome and of some sets, in words of bits.

    `sets` says for each state which bits it adds; where ways meet, they keep the bits they share.
    """

    def __init__(
        self,
        program: Program,
        cells: Mapping[str, Cell],
        prefix: str,
        adds: Callable[[State], int],
        bits: int,
    ) -> None:
        self.has_outcomes = program.wanted is Wanted.SAME
        self.states, self.cells, self.prefix, self.adds = program.states, cells, prefix, adds
        self.words = range(max(1, -(-bits // WORD)))
        walked = upward(self.states, ways=False)
        self.stops = [n for n in walked if self.states[n].ways]
        firsts = [way.to for n in self.stops for way in self.states[n].ways if way.to != REFUSED]
        self.needed = upward(self.states, firsts)

    def layers(self, only: str) -> list[list[tuple[str, str]]]:
        """Return the columns, layer by layer, each of those before; for the rows of which a test holds."""
        height: dict[int, int] = {REFUSED: 0}
        found: list[list[tuple[str, str]]] = []
        for n in self.needed:
            state = self.states[n]
            if state.outcome is not None:
                height[n] = 0
                continue
            below = (*state.known, *state.ways)
            height[n] = 1 + max((height[turn.to] for turn in below), default=0)
            while len(found) < height[n]:
                found.append([])
            columns: list[tuple[str, str]] = []
            if self.has_outcomes:
                columns.append((self._outcome(n), self._value(state, self._outcome, self.meet_outcomes, str(MIXED))))
            for word in self.words:
                own = self._own(state, word)
                value = self._value(state, partial(self._set, word=word), partial(self.meet_sets, word=word), "0")
                columns.append((self._set(n, word), f"({value}) | {own}" if own else value))
            found[height[n] - 1] += [(name, case([(only, value)])) for name, value in columns]
        return found

    def meet_outcomes(self, state: State) -> str:
        """Return the outcome of the ways on of a state where they have the same, MIXED where not."""
        ways = [(self._guard(way), self._outcome(way.to)) for way in state.ways]
        ways = [way for way in ways if way[0] != "1 = 0"]
        if len({value for _, value in ways}) == 1 or not ways:
            return ways[0][1] if ways else str(MIXED)
        low = _of("LEAST", (self._present(guard, value, NOBODY) for guard, value in ways))
        high = _of("GREATEST", (self._present(guard, value, -NOBODY) for guard, value in ways))
        return case([(f"{low} = {high}", low), (f"NOT ({low} = {high})", str(MIXED))])

    def meet_sets(self, state: State, word: int) -> str:
        """Return the bits that all ways on of a state share."""
        if state.apart:
            return "0"
        return (
            " & ".join(
                self._present(self._guard(way), self._set(way.to, word), -1)
                for way in state.ways
                if self._guard(way) != "1 = 0"
            )
            or "-1"
        )

    def _value(self, state: State, of: Callable[[int], str], meet: Callable[[State], str], apart: str) -> str:
        parts = []
        guards = []
        for turn in state.turns:
            guard = settled(turn.guard, self.cells)
            if guard == FALSE:
                continue
            guards.append(guard)
            if guard == TRUE and len(guards) == 1:
                return of(turn.to)
            parts.append((test(guard, self.cells), of(turn.to)))
            if guard == TRUE:
                return case(parts)
        rest = negated(either(guards))
        value = of(state.unknown.to) if state.unknown else apart if state.apart else meet(state)
        return case([*parts, (test(rest, self.cells), value)]) if parts else value

    def _outcome(self, n: int) -> str:
        if n == REFUSED:
            return str(FAULT)
        outcome = self.states[n].outcome
        return f"{self.prefix}o{n}" if outcome is None else str(outcome)

    def _set(self, n: int, word: int) -> str:
        if n == REFUSED:
            return "-1"
        state = self.states[n]
        return f"{self.prefix}s{n}_{word}" if state.outcome is None else str(self._own(state, word))

    def _own(self, state: State, word: int) -> int:
        return word_of(self.adds(state), word)

    def _guard(self, way: Turn) -> str:
        return test(settled(way.guard, self.cells), self.cells)

    def _present(self, guard: str, value: str, absent: int) -> str:
        """The value of a way, or one that changes nothing where the way is not there."""
        if guard == "1 = 1":
            return f"({value})" if " " in value else value
        return f"({case([(guard, value), (f'NOT ({guard})', str(absent))])})"


def word_of(bits: int, word: int) -> int:
    """Return one word of a set of bits."""
    return bits >> word * WORD & (1 << WORD) - 1


def _of(name: str, values: Iterable[str]) -> str:
    found = list(dict.fromkeys(values))
    return found[0] if len(found) == 1 else f"{name}({', '.join(found)})"
