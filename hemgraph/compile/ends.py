"""How a row ends: at a leaf, or at a stop by what its ways on come to, as far as the row is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..diagram.conditions import REFUSED
from ..graph import Action, DecisionGraph, Special
from ..results import Key, Status
from .partly import Masks, decided
from .paths import Paths
from .program import Program
from .states import Outcome, State

MIXED = -2
"""What ways on come to where they part."""
REFUSED_ROW = "refused"
"""The status of a row that is no case, or of which the graph is at fault."""


@dataclass(frozen=True)
class End:
    """What becomes of a row at the end of its walk: the same for every row that ends so.

    `shared` is the number of the set of nodes that come after a stop, 0 where there are none, and `later` has these
    nodes, each with the branch that the row takes there, None where that is not known. `keys` are what all ways on
    recommend, beside what was recommended on the walk.
    """

    status: str
    leaf: str | None = None
    missing: tuple[str, ...] = ()
    shared: int = 0
    later: tuple[tuple[str, int | None], ...] = ()
    keys: frozenset[Key] = frozenset()


FAULT = End(REFUSED_ROW)


def leaf_end(graph: DecisionGraph, outcome: Outcome) -> End:
    """Return how a row ends in the leaf of an outcome."""
    if outcome.clash:
        return FAULT
    leaf = graph.nodes[outcome.leaf]
    status = Status.SILENT if isinstance(leaf, Action) and leaf.silent else Status.RECOMMENDED
    return End(str(status), outcome.leaf)


class Nobody(Exception):
    """No row has such cells at this place."""


class Ends:
    """The ends of one graph. With `common`, its program of that kind, recommendations of stopped rows are told too."""

    def __init__(self, paths: Paths, common: Program | None = None) -> None:
        self.program, self.paths, self.common = paths.program, paths, common
        self.graph, self.position = paths.graph, paths.logic.position

    def of(self, n: int, masks: Masks) -> End:
        """Return how a row ends at a state where it walks no further. Raises Undecided where its cells do not tell.

        Raises Nobody where no row comes here with such cells.
        """
        state = self.program.states[n]
        if state.outcome is not None:
            return leaf_end(self.graph, self.program.outcomes[state.outcome])
        outcome, nodes = (MIXED, 0) if state.apart else self._met(state, masks, {})
        if outcome == REFUSED:
            return FAULT
        if outcome != MIXED:
            passed = state.behind or 1 << self.position[state.node]
            later = nodes & ~passed
            ended = leaf_end(self.graph, self.program.outcomes[outcome])
            if ended == FAULT:
                return FAULT
            names = (name for n, name in enumerate(self.paths.logic.order) if later >> n & 1)
            taken = tuple((name, self._taken(name, masks)) for name in names)
            keys = self.program.outcomes[outcome].keys
            return replace(ended, shared=self.paths.set_number(later), later=taken, keys=keys)
        asked = self.program.asked.open(state.node, {})
        missing = tuple(name for name, guard in asked if decided(guard, masks))
        return End(str(Status.INCOMPLETE), None, missing, keys=self._common(state, masks))

    def _taken(self, name: str, masks: Masks) -> int | None:
        """The branch that a row takes at a node after its stop."""
        node = self.graph.nodes[name]
        if isinstance(node, Action):
            return None
        for branch, guard in self.program.asked.answers(name, {}):
            if decided(guard, masks):
                return branch
        return next((n for n, branch in enumerate(node.branches) if branch.when is Special.UNKNOWN), None)

    # ---- whether all ways on come to the same

    def _met(self, state: State, masks: Masks, memo: dict[int, tuple[int, int]]) -> tuple[int, int]:
        outcomes, nodes = set(), -1
        for way in state.ways:
            if decided(way.guard, masks):
                outcome, shared = self._comes(way.to, masks, memo)
                outcomes.add(outcome)
                nodes &= shared
                if len(outcomes) > 1 or outcome == MIXED:
                    return MIXED, 0
        if not outcomes:
            raise Nobody
        return outcomes.pop(), nodes

    def _comes(self, n: int, masks: Masks, memo: dict[int, tuple[int, int]]) -> tuple[int, int]:
        if n == REFUSED:
            return REFUSED, -1
        if n not in memo:
            state = self.program.states[n]
            own = state.behind if self.program.restarts else 1 << self.position[state.node]
            if state.outcome is not None:
                memo[n] = state.outcome, own
            else:
                own = 0 if self.program.restarts else own
                for turn in state.turns:
                    if decided(turn.guard, masks):
                        found = self._comes(turn.to, masks, memo)
                        break
                else:
                    if state.unknown:
                        found = self._comes(state.unknown.to, masks, memo)
                    else:
                        found = (MIXED, 0) if state.apart else self._met(state, masks, memo)
                memo[n] = found[0], found[1] | own
        return memo[n]

    # ---- what all ways on recommend

    def _common(self, stopped: State, masks: Masks) -> frozenset[Key]:
        if self.common is None:
            return frozenset()
        state = self.common.states[self._twins[stopped.node]]
        return frozenset() if state.apart else self._shared(state, masks, {}) or frozenset()

    @cached_property
    def _twins(self) -> Mapping[str, int]:
        """A state of the other program for each node; what its ways on share does not depend on the way there."""
        assert self.common is not None
        return {self.common.states[n].node: n for n in reversed(self.common.walked)}

    def _shared(self, state: State, masks: Masks, memo: dict[int, frozenset[Key] | None]) -> frozenset[Key] | None:
        """What some ways on share; None where all of them are refused."""
        found: frozenset[Key] | None = None
        for way in state.ways:
            if decided(way.guard, masks):
                told = self._tells(way.to, masks, memo)
                found = told if found is None else found if told is None else found & told
                if found is not None and not found:
                    return found
        return found

    def _tells(self, n: int, masks: Masks, memo: dict[int, frozenset[Key] | None]) -> frozenset[Key] | None:
        assert self.common is not None
        if n == REFUSED:
            return None
        if n not in memo:
            state = self.common.states[n]
            told: frozenset[Key] | None = frozenset()
            if state.outcome is None:
                for turn in state.turns:
                    if decided(turn.guard, masks):
                        told = self._tells(turn.to, masks, memo)
                        break
                else:
                    if state.unknown:
                        told = self._tells(state.unknown.to, masks, memo)
                    elif not state.apart:
                        told = self._shared(state, masks, memo)
            memo[n] = None if told is None else told | self.common.told(state)
        return memo[n]
