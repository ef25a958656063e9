"""One pass of one case from the start to the leaves: for each node which refinements of the case pass it.

A refinement is the same case with something more known. Of levels that are not open only whole refinements are told
apart, for it makes no difference to them whether a walk stops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from ..graph import Action, Condition
from ..results import Key, Outcome
from .conditions import REFUSED, Conditions, Known
from .kernel import ALWAYS, MOST_NODES, NEVER, Diagram, Diagrams, restricted


@dataclass(frozen=True)
class Ends:
    """What some refinements come to, all together.

    `leaves` are those that one of them ends in, in topological order; `common` the recommendations that each of them
    gives that ends in a leaf, `some` those that only some give; `refused` tells whether one meets a fault of the graph.
    """

    leaves: tuple[str, ...]
    common: frozenset[Key]
    some: frozenset[Key]
    refused: bool

    @property
    def outcome(self) -> Outcome | None:
        """Leaf and recommendations where all come to the same."""
        alike = len(self.leaves) == 1 and not self.some and not self.refused
        return (self.leaves[0], self.common) if alike else None


class Passing:
    """The refinements of a possible case that pass each node, `here`, and that are `refused` there or stop there."""

    def __init__(self, conditions: Conditions, known: Known) -> None:
        """Let the case and all its refinements walk. Raises NotDecided where that needs too many nodes."""
        self._conditions, self._known = conditions, known
        self._memo: dict[Diagram, Diagram] = {}
        self._partial = conditions.partial
        self.diagrams = Diagrams(self._partial.diagrams.widths, MOST_NODES)
        self.here: dict[str, Diagram] = {}
        self.refused: dict[str, Diagram] = {}
        self.stops: dict[str, Diagram] = {}
        self._walk()

    def _restricted(self, one: Diagram) -> Diagram:
        return restricted(self._partial.diagrams, one, self._known, self.diagrams, self._memo)

    def _walk(self) -> None:
        graph, both, either = self._conditions.graph, self.diagrams.both, self.diagrams.either
        self._admissible = self._restricted(self._partial.admissible)
        waiting = {graph.start: self._admissible}
        for name in self._conditions.order:
            here = waiting.pop(name, NEVER)
            if here == NEVER:
                continue
            self.here[name] = here
            node = graph.nodes[name]
            if isinstance(node, Action):
                if node.then is not None:
                    waiting[node.then] = either(waiting.get(node.then, NEVER), here)
                continue
            for answer, taken in self.answers(name):
                branch, part = self._conditions.unknown[name] if answer is None else answer, both(here, taken)
                if part == NEVER:
                    continue
                if branch is None:
                    self.stops[name] = part
                elif branch == REFUSED:
                    self.refused[name] = part
                else:
                    go = node.branches[branch].go
                    waiting[go] = either(waiting.get(go, NEVER), part)

    def answers(self, name: str) -> Iterable[tuple[int | None, Diagram]]:
        """Yield where a condition has each answer for certain, for refinements from anywhere; None is not known."""
        for answer, one in self._partial.answers[name].items():
            yield answer, self._restricted(one)

    # ---- the case itself, and its ways on

    def case(self, free: Iterable[str] = ()) -> Diagram:
        """Return the case as a set of its refinements, with some findings `free`: known, with any value."""
        conditions, diagrams = self._conditions, self.diagrams
        open_, found = {conditions.levels[name] for name in free}, ALWAYS
        for level in sorted(conditions.open_levels, reverse=True):
            if level not in self._known:
                known = found if level in open_ else NEVER
                children = (known,) * conditions.counts[level] + (NEVER if level in open_ else found,)
                found = diagrams.node(level, children)
        return diagrams.both(found, self._admissible)

    def ways(self, some: Diagram) -> Diagram:
        """Return some refinements with all that come of setting, one at a time, a finding at which a walk stops."""
        both, either = self.diagrams.both, self.diagrams.either
        found = new = some
        while new != NEVER:
            more = NEVER
            for name, stopped in self.stops.items():
                here = both(new, stopped)
                if here != NEVER:
                    for level, open_ in self._open[name].items():
                        more = either(more, self._set(both(here, open_), level))
            more = both(more, self._admissible)
            new, found = self.diagrams.without(more, found), either(found, more)
        return found

    def _set(self, some: Diagram, level: int) -> Diagram:
        """Refinements in which a level is unknown, with any of its cells instead."""
        if some == NEVER:
            return NEVER
        diagrams, count = self.diagrams, self._conditions.counts[level]
        return diagrams.both(diagrams.test(level, (1 << count) - 1), diagrams.put(some, level, count))

    @cached_property
    def _open(self) -> dict[str, dict[int, Diagram]]:
        """For each condition where walks stop the levels that could change its answer, and where they are unknown."""
        nodes = self._conditions.graph.nodes
        return {name: self._open_at(node) for name in self.stops if isinstance(node := nodes[name], Condition)}

    def _open_at(self, node: Condition) -> dict[int, Diagram]:
        conditions, diagrams = self._conditions, self.diagrams
        found: dict[int, Diagram] = {}
        if isinstance(node.ask, str):
            level = conditions.levels[node.ask]
            return {} if level in self._known else {level: self._unknown(level)}
        for clause in node.ask.clauses:
            passes = []
            for test in clause:
                level, cells = conditions.levels[test.finding], conditions.cells[test.finding]
                mask = cells.mask(test.values)
                passes.append((level, self._may(level, mask), self._may(level, (1 << cells.count) - 1 & ~mask)))
            all_may = ALWAYS
            for _, may, _ in passes:
                all_may = diagrams.both(all_may, may)
            for level, _, may_fail in passes:
                if level not in self._known:
                    where = diagrams.both(all_may, diagrams.both(self._unknown(level), may_fail))
                    found[level] = diagrams.either(found.get(level, NEVER), where)
        return found

    def _unknown(self, level: int) -> Diagram:
        return self.diagrams.test(level, 1 << self._conditions.counts[level])

    def _may(self, level: int, mask: int) -> Diagram:
        """Where an open level has one of some cells, or is unknown and a possible patient has one of them."""
        if level in self._known:
            return mask >> self._known[level] & 1
        diagrams, found = self.diagrams, NEVER
        for cell in range(self._conditions.counts[level]):
            if mask >> cell & 1:
                found = diagrams.either(found, diagrams.put(self._admissible, level, cell))
        return diagrams.either(diagrams.test(level, mask), diagrams.both(self._unknown(level), found))

    # ---- what they come to

    def ends(self, some: Diagram) -> Ends:
        """Return what some refinements come to."""
        both = self.diagrams.both
        leaves, end = self.reached(some), self._ending(some)
        common, mixed = set[Key](), set[Key]()
        for key, given in self._given.items():
            if (part := both(end, given)) != NEVER:
                (common if part == end else mixed).add(key)
        refused = any(both(some, part) != NEVER for part in self.refused.values())
        return Ends(leaves, frozenset(common), frozenset(mixed), refused)

    def passed(self, some: Diagram) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the nodes that some refinements pass which end in a leaf, and those that each of these passes."""
        both, end = self.diagrams.both, self._ending(some)
        one = tuple(name for name, here in self.here.items() if both(end, here) != NEVER)
        return one, tuple(name for name in one if self.diagrams.without(end, self.here[name]) == NEVER)

    def _ending(self, some: Diagram) -> Diagram:
        """Those of some refinements that end in a leaf."""
        return self.diagrams.both(some, self.diagrams.any_of([self.here[leaf] for leaf in self.leaves]))

    def matters(self, finding: str) -> bool:
        """Tell whether two possible patients differ in this finding alone and come to different ends."""
        level, put = self._conditions.levels[finding], self.diagrams.put
        if level in self._known:
            return False
        both, patients, ends = self.diagrams.both, self._patients, self._outputs
        cells = [(put(patients, level, cell), [put(end, level, cell) for end in ends]) for cell in self._cells(level)]
        return any(
            both(both(there, here), self.diagrams.differ(one, other)) != NEVER
            for (here, ones), (there, others) in combinations(cells, 2)
            for one, other in zip(ones, others, strict=True)
        )

    def _cells(self, level: int) -> range:
        return range(self._conditions.counts[level])

    @cached_property
    def _patients(self) -> Diagram:
        """The refinements of which all is known."""
        found = self._admissible
        for level in self._conditions.open_levels - self._known.keys():
            found = self.diagrams.without(found, self._unknown(level))
        return found

    @cached_property
    def _outputs(self) -> tuple[Diagram, ...]:
        """What refinements that come to the same have alike: each leaf, and each recommendation of those that end."""
        end = self._ending(ALWAYS)
        return (*(self.here[leaf] for leaf in self.leaves), *(self.diagrams.both(end, g) for g in self._given.values()))

    def reached(self, some: Diagram) -> tuple[str, ...]:
        """Return the leaves that some refinements end in, in topological order."""
        return tuple(leaf for leaf in self.leaves if self.diagrams.both(some, self.here[leaf]) != NEVER)

    def refused_on(self, some: Diagram, name: str) -> dict[str, int] | None:
        """Return the cells, by finding, with which some refinements are refused at a node; None where none is."""
        found = self.diagrams.some(self.diagrams.both(some, self.refused[name]))
        conditions = self._conditions
        if found is None:
            return None
        names = {conditions.findings[level]: child for level, child in found.items()}
        return {name: child for name, child in names.items() if child < conditions.cells[name].count}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The leaves that some refinement ends in, in topological order."""
        nodes = self._conditions.graph.nodes
        return tuple(name for name in self.here if isinstance(node := nodes[name], Action) and node.is_leaf)

    @cached_property
    def _given(self) -> dict[Key, Diagram]:
        """For each recommendation the refinements that are given it."""
        found: dict[Key, Diagram] = {}
        for name, here in self.here.items():
            node = self._conditions.graph.nodes[name]
            for given in node.recommend if isinstance(node, Action) else ():
                found[given.key] = self.diagrams.either(found.get(given.key, NEVER), here)
        return found
