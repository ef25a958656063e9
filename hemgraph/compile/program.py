"""A graph as a program on the cells of a row: what every compiled form, Python or SQL, is written from.

A *state* is a node with what must be remembered there: of the way so far, what can still matter below, and the cells
that some unknown findings are assumed to have. States are shared, so there are hardly more than nodes. A row *walks*
through the states from the first; where it stops at an unknown, its *ways on* are the states for every value that it
could have, and what they have in common is found from the leaves up.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from ..diagram.conditions import REFUSED
from ..errors import Fault, NotDecided
from ..graph import Action, Condition, Special, Stance
from ..regions.logic import Logic
from ..results import Key
from .asked import Asked, hangs_together
from .formula import TRUE, Formula, either
from .states import Outcome, State, Turn, upward
from .thin import thinned

MOST_STATES = 20_000
"""How many states a graph may need before we say that it is not compiled."""


_CLASH: Key = ("", "", "", "")
"""Remembers, among what was recommended, that one thing is to be done and to be avoided."""


@dataclass(frozen=True)
class _Place:
    """What tells two states of one node apart."""

    node: str
    assumed: tuple[tuple[str, int], ...] = ()
    keys: frozenset[Key] = frozenset()
    behind: int = 0
    after: bool = False


class Wanted(Enum):
    """What is wanted of a row that stops: nothing, whether its ways on come to the same, or what they share.

    A program that only walks is for rows of which all is known that they are asked: its turns have no guards.
    """

    WALK = "walk"
    SAME = "same"
    COMMON = "common"


class Program:
    """All states of a graph; the first is where a row begins. `contradicts` holds for rows that are no patient.

    Where it `restarts`, an answer that was taken as unknown could be known on a way on: these begin at the start again.
    Raises NotDecided where more than `MOST_STATES` would be needed.
    """

    def __init__(self, logic: Logic, wanted: Wanted = Wanted.SAME) -> None:
        finder = _Finder(logic, wanted)
        states = finder.states()
        self.logic = logic
        self.wanted = wanted
        self.asked = finder.asked
        self.restarts = finder.restarts
        self.contradicts = finder.asked.contradicts()
        self.outcomes = tuple(finder.outcomes)
        self.states = tuple(thinned(states, self._tells, faults_count=wanted is not Wanted.COMMON))

    def told(self, state: State) -> frozenset[Key]:
        """Return what a state adds to what is recommended on a way on; all of it at the leaf where it `restarts`."""
        node = self.logic.graph.nodes[state.node]
        if self.restarts:
            return frozenset() if state.outcome is None else self.outcomes[state.outcome].keys
        return frozenset(each.key for each in node.recommend) if isinstance(node, Action) else frozenset()

    def _tells(self, state: State) -> frozenset[Hashable]:
        if self.wanted is Wanted.COMMON:
            return self.told(state)
        return frozenset() if state.outcome is None else frozenset({state.outcome})

    @cached_property
    def walked(self) -> tuple[int, ...]:
        """The states that a row can walk through, each before those that lead to it."""
        return tuple(upward(self.states, ways=False))

    @cached_property
    def settling(self) -> tuple[int, ...]:
        """The states that tell what the ways on come to, each before those that lead to it."""
        firsts = [turn.to for n in self.walked for turn in self.states[n].ways if turn.to != REFUSED]
        return tuple(upward(self.states, firsts))


class _Finder:
    def __init__(self, logic: Logic, wanted: Wanted) -> None:
        self.logic, self.graph, self.asked, self.wanted = logic, logic.graph, Asked(logic), wanted
        self.outcomes: dict[Outcome, int] = {}
        self.restarts = wanted is not Wanted.WALK and self._restarts()
        self.numbers: dict[_Place, int] = {}
        self.waiting: list[_Place] = []

    def states(self) -> list[State]:
        """Return every state that can be needed, the first one first."""
        self._number(_Place(self.graph.start))
        found: dict[int, State] = {}
        while self.waiting:
            place = self.waiting.pop()
            found[self.numbers[place]] = self._state(place)
        return [found[n] for n in range(len(found))]

    def _number(self, place: _Place) -> int:
        if place not in self.numbers:
            if len(self.numbers) >= MOST_STATES:
                what = f"more than {MOST_STATES} states would be needed to tell what unknown findings come to"
                raise NotDecided([Fault(what, "trace the cases one by one; that needs no compiling")])
            self.numbers[place] = len(self.numbers)
            self.waiting.append(place)
        return self.numbers[place]

    def _state(self, place: _Place) -> State:
        node = self.graph.nodes[place.node]
        if isinstance(node, Action):
            keys = place.keys | {each.key for each in node.recommend}
            keys |= {_CLASH} if _clash(keys) else set()
            if node.then is None:
                outcome = Outcome(node.id, keys - {_CLASH}, _CLASH in keys)
                return State(
                    node.id, outcome=self.outcomes.setdefault(outcome, len(self.outcomes)), behind=self._with(place)
                )
            return State(node.id, (Turn(TRUE, 0, self._go(place, node.then, keys)),))
        return self._condition(place, node)

    def _condition(self, place: _Place, node: Condition) -> State:
        assumed = dict(place.assumed)
        turns: list[Turn] = []
        if (
            self.wanted is Wanted.WALK
        ):  # the value says which turn is taken: no guard is needed, however much is weighed
            ways_on = ((branch, self._after(place, node, branch)) for branch in dict.fromkeys(self.logic.taken(node)))
            return State(node.id, tuple(Turn(TRUE, branch, to) for branch, to in ways_on), behind=self._with(place))
        for branch, guard in self.asked.answers(node.id, assumed):
            to = self._after(place, node, branch)
            turns.append(Turn(guard, branch, to))
            if guard == TRUE:
                return State(node.id, tuple(turns), behind=self._with(place))
        for n, branch_ in enumerate(node.branches):
            if branch_.when is Special.UNKNOWN:
                to = self._go(place, branch_.go, place.keys)
                return State(node.id, tuple(turns), unknown=Turn(TRUE, n, to), behind=self._with(place))
        if self._part(node):
            return State(node.id, tuple(turns), apart=True, behind=self._with(place))
        ways: dict[int, list[Formula]] = {}
        for name, cell, guard in self.asked.ways(node.id, assumed):
            ways.setdefault(self._way(place, {**assumed, name: cell}), []).append(guard)
        found = tuple(Turn(either(guards), 0, to) for to, guards in ways.items())
        return State(node.id, tuple(turns), ways=found, behind=self._with(place))

    def _after(self, place: _Place, node: Condition, branch: int) -> int:
        """The state that a branch leads to, or REFUSED."""
        return REFUSED if branch == REFUSED else self._go(place, node.branches[branch].go, place.keys)

    def _go(self, place: _Place, node: str, keys: frozenset[Key]) -> int:
        """The state at the next node: it remembers what can matter there."""
        if self.restarts:
            return self._number(_Place(node, place.assumed, keys, self._with(place), place.after))
        if self.wanted is not Wanted.SAME or not place.after:
            keys = frozenset(key for key in keys if key[0] in self._told_below[node] or key == _CLASH)
        return self._number(_Place(node, self._kept(node, dict(place.assumed)), keys, after=place.after))

    def _way(self, place: _Place, assumed: Mapping[str, int]) -> int:
        """The state of a row that stopped at a place, and of which more is assumed."""
        if self.restarts:
            return self._number(_Place(self.graph.start, self._kept(self.graph.start, assumed), after=True))
        there = _Place(place.node, self._kept(place.node, assumed), place.keys, after=True)
        for branch, guard in self.asked.answers(place.node, assumed):
            if guard == TRUE:
                go = self.graph.condition(place.node).branches[branch].go
                return (
                    REFUSED
                    if branch == REFUSED
                    else self._go(replace(there, assumed=tuple(assumed.items())), go, place.keys)
                )
            break
        return self._number(there)

    def _with(self, place: _Place) -> int:
        return place.behind | 1 << self.logic.position[place.node] if self.restarts else 0

    def _kept(self, node: str, assumed: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        """What is assumed, as far as it counts there; of cells that nothing below tells apart the first."""
        space, idle = self.logic.space, self.logic.idle[node]
        kept = ((name, cell) for name, cell in assumed.items() if not idle & space.field[name])
        return tuple(sorted((name, self._alike(node, name)[cell]) for name, cell in kept))

    def _alike(self, node: str, name: str) -> tuple[int, ...]:
        key = node, name
        if key not in self._likes:
            space, start, count = self.logic.space, self.logic.space.offset[name], self.logic.space.cells[name].count
            sets = [box >> start for box in space.impossible if box & space.field[name] != space.field[name]]
            for below in self._below[node]:
                condition = self.graph.nodes[below]
                assert isinstance(condition, Condition)
                if isinstance(condition.ask, str):
                    if condition.ask == name:
                        taken = self.logic.taken(condition)
                        sets += [sum(1 << c for c, b in enumerate(taken) if b == branch) for branch in {*taken}]
                else:
                    tests = (test for clause in condition.ask.clauses for test in clause if test.finding == name)
                    sets += [space.cells[name].mask(test.values) for test in tests]
            signs = [tuple(each >> cell & 1 for each in sets) for cell in range(count)]
            self._likes[key] = tuple(signs.index(sign) for sign in signs)
        return self._likes[key]

    @cached_property
    def _likes(self) -> dict[tuple[str, str], tuple[int, ...]]:
        return {}

    @cached_property
    def _below(self) -> Mapping[str, frozenset[str]]:
        """For each node the conditions there and below."""
        found: dict[str, frozenset[str]] = {}
        for name in reversed(self.logic.order):
            node = self.graph.nodes[name]
            own = frozenset({name} if isinstance(node, Condition) else ())
            found[name] = own.union(*(found[target] for target in node.targets))
        return found

    @cached_property
    def _told_below(self) -> Mapping[str, frozenset[str]]:
        """For each node the interventions told there or below that must be remembered: those in question twice."""
        told: dict[str, set[bool]] = {}
        for node in self.graph.nodes.values():
            for each in node.recommend if isinstance(node, Action) else ():
                told.setdefault(each.intervention, set()).add(each.stance is Stance.AVOID)
        kept = {name for name, sides in told.items() if self.wanted is Wanted.SAME or len(sides) > 1}
        found: dict[str, frozenset[str]] = {}
        for name in reversed(self.logic.order):
            node = self.graph.nodes[name]
            own = {r.intervention for r in node.recommend} & kept if isinstance(node, Action) else set[str]()
            found[name] = frozenset(own).union(*(found[target] for target in node.targets))
        return found

    @cached_property
    def _leaves(self) -> Mapping[str, frozenset[str]]:
        """For each node the leaves there or below."""
        found: dict[str, frozenset[str]] = {}
        for name in reversed(self.logic.order):
            node = self.graph.nodes[name]
            own = frozenset(() if node.targets else {name})
            found[name] = own.union(*(found[target] for target in node.targets))
        return found

    def _part(self, node: Condition) -> bool:
        """Whether the ways on from a condition surely end in different leaves: without a look at the row."""
        if (
            self.wanted is Wanted.COMMON
            or self.restarts
            or any(name in self.logic.space.groups for name in node.findings)
        ):
            return False
        if any(REFUSED in self.logic.taken(self.graph.condition(name)) for name in self._below[node.id]):
            return False
        taken = {node.branches[branch].go for branch in self.logic.taken(node)}
        return not frozenset.intersection(*(self._leaves[target] for target in taken))

    def _restarts(self) -> bool:
        """Whether what is assumed at a stop could change an answer on the way there that was taken as unknown."""
        stops: list[Condition] = []
        for name in self.logic.order:
            node = self.graph.nodes[name]
            if isinstance(node, Condition) and not any(b.when is Special.UNKNOWN for b in node.branches):
                stops.append(node)
        for name in self.logic.order:
            node = self.graph.nodes[name]
            if not isinstance(node, Condition):
                continue
            for branch in node.branches:
                if branch.when is Special.UNKNOWN:
                    about = hangs_together(self.logic, node)
                    if any(
                        about & set(c.findings) and self.logic.before[c.id] >> self.logic.position[branch.go] & 1
                        for c in stops
                    ):
                        return True
        return False


def _clash(keys: frozenset[Key]) -> bool:
    told = {(key[0], key[1] == Stance.AVOID) for key in keys}
    return any((name, not avoid) in told for name, avoid in told)
