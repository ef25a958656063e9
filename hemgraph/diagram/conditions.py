"""What each condition of a graph answers, as diagrams over whole cases, and over cases with something unknown.

A case with unknowns has a certain answer just where each of its possible completions gives it. The diagrams over whole
cases tell that for one case: the answers that some completion gives are looked up, and where it is one alone, it is
certain. Only what is asked before a branch for `unknown` makes a difference to the ways on, so only those findings
keep, in the diagrams of `Partial`, a child for *unknown*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from types import MappingProxyType

from ..finding import Clause, Test
from ..graph import Condition, DecisionGraph, Special
from ..values.cells import Cells
from ..values.sets import ValueSet
from .kernel import ALWAYS, MOST_NODES, NEVER, Diagram, Diagrams

REFUSED = -1
"""Stands for a branch where no branch, or several with different targets, take a value."""
Answers = Mapping[int, Diagram]
"""For each branch of a condition, and REFUSED, where it is taken."""
Known = Mapping[int, int]
"""What is known of a case: the cell of each level that is."""


def takers(cells: Mapping[str, Cells], condition: Condition) -> list[tuple[int, ...]]:
    """Return for each cell (of a combined condition: yes, no) the branches that take it."""
    if isinstance(condition.ask, str):
        own = cells[condition.ask]
        count, masks = own.count, [0 if isinstance(b.when, Special) else own.mask(b.when) for b in condition.branches]
    else:
        count, masks = 2, [_yes_no(branch.when) for branch in condition.branches]
    named = 0
    for mask in masks:
        named |= mask
    for n, branch in enumerate(condition.branches):
        if branch.when is Special.OTHERWISE:
            masks[n] = (1 << count) - 1 & ~named
    return [tuple(n for n, mask in enumerate(masks) if mask >> cell & 1) for cell in range(count)]


def taken(cells: Mapping[str, Cells], condition: Condition) -> list[int]:
    """Return for each cell (of a combined condition: yes, no) the branch that takes it, or REFUSED."""
    go = [branch.go for branch in condition.branches]
    found = takers(cells, condition)
    return [several[0] if len({go[n] for n in several}) == 1 else REFUSED for several in found]


def unknown_branch(condition: Condition) -> int | None:
    """Return the position of the branch for `unknown`, or None."""
    return next((n for n, branch in enumerate(condition.branches) if branch.when is Special.UNKNOWN), None)


class Conditions:
    """The conditions of one graph as diagrams; nothing in it depends on a case, and nothing changes once it is made.

    `levels` has the level of each finding: in the order in which the graph first asks them. `whole` are the diagrams
    over whole cases: `answers` is where each branch is taken, `may` the same of possible patients. Of conditions that
    ask one of the `open_levels`, `sure` has who is possible near it, and where each branch is taken or no patient
    is possible.
    """

    def __init__(
        self, graph: DecisionGraph, cells: Mapping[str, Cells], order: Sequence[str], *, constrained: bool = True
    ) -> None:
        """Build the diagrams over whole cases. `order` has each node after all that lead to it.

        Without `constrained`, what is `impossible` is left out. Raises NotDecided where a condition needs too many
        nodes.
        """
        self.graph, self.cells, self.order = graph, cells, tuple(order)
        nodes = (graph.nodes[name] for name in self.order)
        self.conditions = tuple(node for node in nodes if isinstance(node, Condition))
        asked = dict.fromkeys(name for node in self.conditions for name in node.findings)
        self.findings = tuple(dict.fromkeys((*asked, *cells)))
        self.levels: Mapping[str, int] = MappingProxyType({name: n for n, name in enumerate(self.findings)})
        self.counts = tuple(cells[name].count for name in self.findings)
        self.unknown = {node.id: unknown_branch(node) for node in self.conditions}
        self.whole = Diagrams(self.counts, MOST_NODES, "split the condition into several")
        entries = graph.impossible if constrained else ()
        self._impossible = [(frozenset(t.finding for t in e.clause), self._clause(e.clause)) for e in entries]
        self._hangs = {node.id: self._hanging(node.findings) for node in self.conditions}
        self.possible = self._possible(self.findings)
        self.open_levels = self._open_levels()
        self.sure: dict[str, tuple[Diagram, Answers]] = {}
        self.answers: dict[str, Answers] = {}
        self.may: dict[str, Answers] = {}
        self._halves: dict[str, tuple[Diagram, ...]] = {}
        for node in self.conditions:
            near = self._possible(self._hangs[node.id])
            halves = self._yes_and_no(node)
            answers = self.answers[node.id] = self._answers(node, halves)
            self.may[node.id] = {branch: self.whole.both(near, one) for branch, one in answers.items()}
            if not self.open_levels.isdisjoint(self.levels[name] for name in node.findings):
                sure = {branch: self.whole.either(self.whole.negated(near), one) for branch, one in answers.items()}
                self.sure[node.id] = near, sure
            self._halves[node.id] = tuple(self.whole.both(near, half) for half in halves)

    # ---- over whole cases

    def can(self, one: Diagram, known: Known, memo: dict[Diagram, bool]) -> bool:
        """Tell whether a diagram over whole cases holds for some completion; `memo` is for what is known here."""
        if one <= ALWAYS:
            return one == ALWAYS
        found = memo.get(one)
        if found is None:
            children, cell = self.whole.children[one], known.get(self.whole.level[one])
            some = set(children) if cell is None else (children[cell],)
            found = memo[one] = any(self.can(child, known, memo) for child in some)
        return found

    def answer(self, node: str, known: Known, memo: dict[Diagram, bool]) -> int | None:
        """Return the branch that a possible case takes: its position, REFUSED, or None where that is unknown.

        A branch for `unknown` is not looked at.
        """
        found = [branch for branch, one in self.may[node].items() if self.can(one, known, memo)]
        return found[0] if len(found) == 1 else None

    def holds(self, node: str, known: Known, memo: dict[Diagram, bool]) -> bool | None:
        """Return whether a combined condition holds for a possible case, or None where that is unknown."""
        yes, no = (self.can(one, known, memo) for one in self._halves[node])
        return None if yes and no else yes

    def _hanging(self, names: Iterable[str]) -> frozenset[str]:
        """Some findings with all those that `impossible` ties to them."""
        found = set(names)
        while more := [tied for tied, _ in self._impossible if tied & found and not tied <= found]:
            found.update(*more)
        return frozenset(found)

    def _open_levels(self) -> frozenset[int]:
        found: set[str] = set()
        for node in self.conditions:
            if self.unknown[node.id] is not None:
                found |= self._hangs[node.id]
        while more := [hangs for hangs in self._hangs.values() if hangs & found and not hangs <= found]:
            found.update(*more)
        return frozenset(self.levels[name] for name in found)

    def _possible(self, names: Iterable[str]) -> Diagram:
        """The whole cases that some patient has, as far as these findings go."""
        found, near = ALWAYS, frozenset(names)
        for tied, one in self._impossible:
            if tied & near or not tied:
                found = self.whole.without(found, one)
        return found

    def _test(self, test: Test) -> Diagram:
        return self.whole.test(self.levels[test.finding], self.cells[test.finding].mask(test.values))

    def _clause(self, clause: Clause) -> Diagram:
        found = ALWAYS
        for test in sorted(clause, key=lambda test: -self.levels[test.finding]):
            found = self.whole.both(self._test(test), found)
        return found

    def _yes_and_no(self, node: Condition) -> tuple[Diagram, ...]:
        """Where a combined condition holds, and where it fails; nothing of one that asks a finding."""
        if isinstance(node.ask, str):
            return ()
        yes = self._at_least([self._clause(clause) for clause in node.ask.clauses], node.ask.count)
        return yes, self.whole.negated(yes)

    def _answers(self, node: Condition, halves: tuple[Diagram, ...]) -> Answers:
        branches, found = taken(self.cells, node), dict[int, Diagram]()
        if isinstance(node.ask, str):
            halves = tuple(self.whole.test(self.levels[node.ask], 1 << cell) for cell in range(len(branches)))
        for branch, one in zip(branches, halves, strict=True):
            found[branch] = self.whole.either(found.get(branch, NEVER), one)
        return found

    def _at_least(self, clauses: Sequence[Diagram], count: int) -> Diagram:
        """Where so many clauses hold: clause after clause, from the last level up, where each number is reached."""
        whole = self.whole
        reached = [ALWAYS] + [NEVER] * count
        for one in sorted(clauses, key=lambda one: -whole.level[one]):
            before = reached
            reached = [ALWAYS]
            reached += [whole.either(before[n], whole.both(before[n - 1], one)) for n in range(1, count + 1)]
        return reached[count]

    @cached_property
    def partial(self) -> Partial:
        """The same conditions over cases with something unknown. Raises NotDecided where that needs too many nodes."""
        return Partial(self)


class Partial:
    """Conditions as diagrams over cases of which something is unknown.

    Only `open_levels` have a child more for that, the last: those of which it matters that they are unknown, for they
    hang together with a branch for `unknown`. Where a condition asks one of them, all that it asks are. Of any other
    level nothing is known, or all is.
    """

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self.open_levels = conditions.open_levels
        widths = [count + (level in self.open_levels) for level, count in enumerate(conditions.counts)]
        self.diagrams = Diagrams(widths, MOST_NODES) if self.open_levels else conditions.whole
        self._some: dict[Diagram, Diagram] = {}
        self._every: dict[Diagram, Diagram] = {}
        self.admissible = self._possibly(conditions.possible)
        """The cases that some patient has."""
        self.answers = {node.id: self._answers(node.id) for node in conditions.conditions}
        """For each condition the cases that take each branch for certain, are REFUSED, or stop there (None)."""

    def _answers(self, node: str) -> dict[int | None, Diagram]:
        answers, diagrams = self._conditions.answers[node], self.diagrams
        if node not in self._conditions.sure:
            return {branch: self._possibly(one) for branch, one in answers.items()}
        near, sure = self._conditions.sure[node]
        stops = there = self._possibly(near)
        found: dict[int | None, Diagram] = {}
        for branch, one in sure.items():
            found[branch] = diagrams.both(there, self._certainly(one))
            stops = diagrams.without(stops, found[branch])
        return {**found, None: stops}

    def _possibly(self, one: Diagram) -> Diagram:
        """Where some completion has what a diagram over whole cases says."""
        return self._lifted(one, self.diagrams.either, self._some)

    def _certainly(self, one: Diagram) -> Diagram:
        """Where every completion has it."""
        return self._lifted(one, self.diagrams.both, self._every)

    def _lifted(
        self, one: Diagram, joined: Callable[[Diagram, Diagram], Diagram], memo: dict[Diagram, Diagram]
    ) -> Diagram:
        if not self.open_levels or one <= ALWAYS:
            return one
        found = memo.get(one)
        if found is None:
            whole = self._conditions.whole
            level = whole.level[one]
            children = [self._lifted(child, joined, memo) for child in whole.children[one]]
            if level in self.open_levels:
                children.append(reduce(joined, children))
            found = memo[one] = self.diagrams.node(level, tuple(children))
        return found


def _yes_no(when: ValueSet | Special) -> int:
    return 0 if isinstance(when, Special) else (1 if True in when else 0) | (2 if False in when else 0)
