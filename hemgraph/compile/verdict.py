"""What becomes of every row, as one decision diagram: from the leaves up, each state of a program once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple, cast

from ..diagram.conditions import REFUSED
from ..graph import Action, Condition, Special
from ..results import Key, Status
from .diagram import Diagram, Diagrams, Law
from .ends import FAULT, End, leaf_end
from .formula import Formula
from .partly import Masks, pruned
from .paths import Paths
from .program import Program
from .states import State, Turn, upward

Steps = tuple[tuple[str, int | None], ...]
"""Nodes, each with the branch that is taken there."""


class Verdict(NamedTuple):
    """The number of a walk, and how it ends."""

    number: int
    end: End


class _Same(NamedTuple):
    """What ways on come to: an outcome, and the nodes that they share. Without any way it is None of both."""

    outcome: int | None
    nodes: int


_MIXED = _Same(-2, 0)
_NONE = _Same(None, -1)


def verdicts(paths: Paths, masks: Masks, common: Program | None = None) -> tuple[Diagrams, Diagram]:
    """Return a diagram of verdicts for rows whose findings have these cells.

    With `common`, its program of that kind, it is told what all ways on of a stopped row recommend. Raises NotDecided
    where the diagram would be too large.
    """
    found = _Verdicts(paths, masks, common)
    return found.diagrams, found.all


class _Verdicts:
    def __init__(self, paths: Paths, masks: Masks, common: Program | None) -> None:
        self.paths, self.program, self.common, self.masks = paths, paths.program, common, masks
        self.graph, self.logic = paths.graph, paths.logic
        cells = self.logic.space.cells
        asking = (self.graph.nodes[name] for name in self.logic.order)
        first = [name for node in asking if isinstance(node, Condition) for name in node.findings]
        order = [name for name in dict.fromkeys((*first, *cells)) if masks[name] & (masks[name] - 1)]
        self.diagrams = Diagrams(order, {name: each.count + 1 for name, each in cells.items()})

    @cached_property
    def all(self) -> Diagram:
        """The verdict of every row."""
        make, found = self.diagrams, dict[int, Diagram]()
        found[REFUSED] = make.value(Verdict(0, FAULT))
        states = self.program.states
        for n in upward(states, ways=False):
            state = states[n]
            if state.outcome is not None:
                found[n] = make.value(Verdict(0, self._leaf(state.outcome)))
            else:
                rest = make.mapped(lambda end: Verdict(0, cast("End", end)), self._stop(state)) if state.stops else None
                found[n] = self._turned(state, found, rest, self._counted)
        return make.choose(self._test(self.program.contradicts), found[REFUSED], found[0])

    def _counted(self, state: State, turn: Turn, below: Diagram) -> Diagram:
        """The verdicts below a turn, with what it adds to the number of the walk."""
        more = self.paths.offset.get((state.node, turn.branch), 0) if self._asks(state) else 0
        if not more:
            return below

        def of(value: Hashable) -> Verdict:
            number, end = cast("Verdict", value)
            return Verdict(number + more, end)

        return self.diagrams.mapped(of, below)

    def _turned(
        self,
        state: State,
        found: Mapping[int, Diagram],
        rest: Diagram | None,
        told: Callable[[State, Turn, Diagram], Diagram],
    ) -> Diagram:
        """What the first turn that holds comes to, or the one for what is unknown, or the rest."""
        if state.unknown:
            rest = told(state, state.unknown, found[state.unknown.to])
        for turn in reversed(state.turns):
            below = told(state, turn, found[turn.to])
            rest = below if rest is None else self.diagrams.choose(self._test(turn.guard), below, rest)
        assert rest is not None
        return rest

    def _asks(self, state: State) -> bool:
        return isinstance(self.graph.nodes[state.node], Condition)

    def _test(self, formula: Formula) -> Diagram:
        return self.diagrams.formula(pruned(formula, self.masks))

    # ---- a stop

    def _stop(self, state: State) -> Diagram:
        """How rows end that stop at a state, if they do."""
        make = self.diagrams
        found = self._incomplete(state)
        met = make.value(_MIXED) if state.apart else self._met(state)
        for value in make.ends(met):
            same = cast("_Same", value)
            if same in (_MIXED, _NONE):
                continue
            so = make.mapped(lambda other, same=same: other == same, met)  # type: ignore[misc]
            end = make.value(FAULT) if same.outcome == REFUSED else self._settled(state, same, so)
            found = make.choose(so, end, found)
        return found

    def _incomplete(self, state: State) -> Diagram:
        make = self.diagrams
        missing = make.value(())
        for name, guard in self.program.asked.open(state.node, {}):
            more = make.mapped(lambda names, name=name: (*cast("tuple[str, ...]", names), name), missing)  # type: ignore[misc]
            missing = make.choose(self._test(guard), more, missing)
        status = str(Status.INCOMPLETE)
        return make.joined(
            lambda names, keys: End(
                status, None, cast("tuple[str, ...]", names), keys=cast("frozenset[Key] | None", keys) or frozenset()
            ),
            missing,
            self._common_keys(state),
        )

    def _settled(self, state: State, same: _Same, so: Diagram) -> Diagram:
        """How rows end whose ways on come to the `same`: with the nodes that follow, and the branch taken at each."""
        assert same.outcome is not None
        make, end = self.diagrams, self._leaf(same.outcome)
        if end == FAULT:
            return make.value(FAULT)
        later = same.nodes & ~(state.behind or 1 << self.logic.position[state.node])
        taken = make.choose(so, make.value(()), make.value(None))
        for n, name in enumerate(self.logic.order):
            if later >> n & 1:
                taken = make.joined(_longer, taken, self._taken(name))
        keys, shared = self.program.outcomes[same.outcome].keys, self.paths.set_number(later)
        return make.mapped(
            lambda nodes: replace(end, shared=shared, later=cast("Steps | None", nodes) or (), keys=keys), taken
        )

    def _taken(self, name: str) -> Diagram:
        make, node = self.diagrams, self.graph.nodes[name]
        if isinstance(node, Action):
            return make.value((name, None))
        unknown = next((n for n, branch in enumerate(node.branches) if branch.when is Special.UNKNOWN), None)
        found = make.value((name, unknown))
        for branch, guard in reversed(list(self.program.asked.answers(name, {}))):
            found = make.choose(self._test(guard), make.value((name, branch)), found)
        return found

    def _leaf(self, outcome: int) -> End:
        return leaf_end(self.graph, self.program.outcomes[outcome])

    # ---- whether all ways on come to the same

    def _met(self, state: State) -> Diagram:
        make, found = self.diagrams, self.diagrams.value(_NONE)
        for way in state.ways:
            guard = self._test(way.guard)
            there = make.choose(guard, self._comes[way.to], make.value(_NONE))
            found = make.met(_SAME, found, there)
        return found

    @cached_property
    def _comes(self) -> Mapping[int, Diagram]:
        """What each state below a stop comes to."""
        make, states, position = self.diagrams, self.program.states, self.logic.position
        found: dict[int, Diagram] = {}
        self.__dict__["_comes"] = found  # the meeting of a state looks at those below it
        found[REFUSED] = make.value(_Same(REFUSED, -1))
        for n in _settling(self.program):
            state = states[n]
            own = 0 if self.program.restarts else 1 << position[state.node]
            if state.outcome is not None:
                found[n] = make.value(_Same(state.outcome, state.behind or own))
                continue
            stop = make.value(_MIXED) if state.apart else self._met(state)
            rest = stop if state.stops else None
            below = self._turned(state, found, rest, lambda _, __, each: each)

            def passed(value: Hashable, own: int = own) -> _Same:
                same = cast("_Same", value)
                return same if same in (_MIXED, _NONE) else _Same(same.outcome, same.nodes | own)

            found[n] = make.mapped(passed, below)
        return found

    # ---- what all ways on recommend

    def _common_keys(self, stopped: State) -> Diagram:
        if self.common is None:
            return self.diagrams.value(None)
        state = self.common.states[self._twins[stopped.node]]
        return self.diagrams.value(None) if state.apart else self._shared(state)

    @cached_property
    def _twins(self) -> Mapping[str, int]:
        """A state of the other program for each node; what its ways on share does not depend on the way there."""
        assert self.common is not None
        return {self.common.states[n].node: n for n in reversed(self.common.walked)}

    def _shared(self, state: State) -> Diagram:
        """What the ways on of a state share; None where there are none, or all of them are refused."""
        make, found = self.diagrams, self.diagrams.value(None)
        for way in state.ways:
            there = make.choose(self._test(way.guard), self._tells[way.to], make.value(None))
            found = make.met(_SHARED, found, there)
        return found

    @cached_property
    def _tells(self) -> Mapping[int, Diagram]:
        assert self.common is not None
        make, found = self.diagrams, dict[int, Diagram]()
        self.__dict__["_tells"] = found
        found[REFUSED] = make.value(None)
        for n in _settling(self.common):
            state = self.common.states[n]
            own = self.common.told(state)
            if state.outcome is not None:
                found[n] = make.value(own)
                continue
            stop = make.value(frozenset()) if state.apart else self._shared(state)
            rest = stop if state.stops else None
            below = self._turned(state, found, rest, lambda _, __, each: each)

            def added(value: Hashable, own: frozenset[Key] = own) -> frozenset[Key] | None:
                return None if value is None else own | cast("frozenset[Key]", value)

            found[n] = make.mapped(added, below)
        return found


def _meet(one: Hashable, other: Hashable) -> _Same:
    a, b = cast("_Same", one), cast("_Same", other)
    return _Same(a.outcome, a.nodes & b.nodes) if a.outcome == b.outcome else _MIXED


def _share(one: Hashable, other: Hashable) -> frozenset[Key]:
    return cast("frozenset[Key]", one) & cast("frozenset[Key]", other)


_SAME = Law(_meet, neutral=_NONE, last=_MIXED)
_SHARED = Law(_share, neutral=None, last=frozenset())


def _longer(steps: Hashable, step: Hashable) -> Hashable:
    """More steps; None, for rows that this is not about, stays so: what they would take need not be told apart."""
    return None if steps is None else (*cast("Steps", steps), step)


def _settling(program: Program) -> list[int]:
    """The states below the stops of a program, each after those below it."""
    firsts = [way.to for n in program.walked for way in program.states[n].ways if way.to != REFUSED]
    return upward(program.states, firsts)
