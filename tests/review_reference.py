"""The faults of a graph's logic, small and obvious: every case walks, and each definition is read off the walks.

It stands on `Reference` and shares no line with the review itself. A case is a point: a value or UNKNOWN for each
finding, in the order of the graph. What a condition says of a case depends only on the values that come to it from
the patients who complete the case, so these values are found once for each condition and case (`values_at`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product

from reference import UNKNOWN, Reference

from hemgraph.graph import Action, Condition, Special, Stance

REFUSED, STOP = "refused", "stop"


class ReviewReference:
    def __init__(self, graph, values):
        self.graph, self.values = graph, values
        self.reference = Reference(graph, values)
        self.conditions = {name: n for name, n in graph.nodes.items() if isinstance(n, Condition)}
        self.actions = {name: n for name, n in graph.nodes.items() if isinstance(n, Action)}
        self._takers, self._values_at, self._answers, self._paths = {}, {}, {}, {}

        # For each point the people it may be: a patient may be any case that knows a part of what is so of them.
        people = defaultdict(list)
        for patient in self.reference.patients:
            for point in product(*((v, UNKNOWN) for v in self.point(patient))):
                people[point].append(patient)
        self.patients, self.cases = [self.point(p) for p in self.reference.patients], list(people)
        # Everyone, admissible or not: whoever is known whole is nobody else.
        self.everyone = {self.point(p): p for p in Reference(replace(graph, impossible=()), values).patients}
        self.people = {**people, **{point: [p] for point, p in self.everyone.items()}}

    def point(self, case):
        return tuple(case.get(f, UNKNOWN) for f in self.graph.findings)

    # -- one condition

    def takers(self, name, value):
        """The positions of the branches that take a value; several or none is a fault."""
        if (name, value) not in self._takers:
            branches = list(enumerate(self.graph.nodes[name].branches))
            found = [n for n, b in branches if not isinstance(b.when, Special) and value in b.when]
            found = found or [n for n, b in branches if b.when is Special.OTHERWISE]
            self._takers[name, value] = tuple(found)
        return self._takers[name, value]

    def targets(self, name, value):
        return {self.graph.nodes[name].branches[n].go for n in self.takers(name, value)}

    def said(self, name, value):
        """The branch that a value takes, or REFUSED."""
        return self.takers(name, value)[0] if len(self.targets(name, value)) == 1 else REFUSED

    def values_at(self, name, point):
        """The values, or whether it holds, of all the people that a case may be."""
        if (name, point) not in self._values_at:
            node = self.graph.nodes[name]
            one = (lambda p: p[node.ask]) if isinstance(node.ask, str) else (lambda p: self.reference.holds(node, p))
            self._values_at[name, point] = {one(p) for p in self.people[point]}
        return self._values_at[name, point]

    def answer_at(self, name, point):
        """The branch, REFUSED, or None: the same for everyone that the case may be, or unknown."""
        if (name, point) not in self._answers:
            said = {self.said(name, v) for v in self.values_at(name, point)}
            self._answers[name, point] = said.pop() if len(said) == 1 else None
        return self._answers[name, point]

    def answer(self, name, case):
        return self.answer_at(name, self.point(case))

    def special(self, name, which):
        """The position of a special branch, or None."""
        return next((n for n, b in enumerate(self.graph.nodes[name].branches) if b.when is which), None)

    def outcome(self, name, point):
        """The branch that a case takes, with that for `unknown`; REFUSED or STOP where it takes none."""
        answer = self.answer_at(name, point)
        unknown = self.special(name, Special.UNKNOWN)
        return answer if answer is not None else STOP if unknown is None else unknown

    # -- walks

    def on(self, name, point, several=False):
        """Where a case goes from a node. With `several` it goes every way at once where too many branches take it."""
        node = self.graph.nodes[name]
        if isinstance(node, Action):
            return set(node.targets)
        outcome = self.outcome(name, point)
        if isinstance(outcome, int):
            return {node.branches[outcome].go}
        if several and outcome == REFUSED:
            return {go for v in self.values_at(name, point) for go in self.targets(name, v)}
        return set()

    def path(self, point):
        """The nodes of a case's walk, in its order."""
        if point not in self._paths:
            path = [self.graph.start]
            while on := self.on(path[-1], point):
                path.extend(on)
            self._paths[point] = path
        return self._paths[point]

    def spread(self, point):
        """The nodes of a case that goes several ways at once."""
        found, todo = set(), [self.graph.start]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo.extend(self.on(name, point, several=True))
        return found

    def walks_through(self, case, name):
        return name in self.path(self.point(case))

    # -- issues

    def issues(self):
        if not self.patients:
            return {("impossible_everything",)}
        self.visits, self.spreads = ({name: [] for name in self.graph.nodes} for _ in range(2))
        for point in self.cases:
            for name in self.path(point):
                self.visits[name].append(point)
            for name in self.spread(point):
                self.spreads[name].append(point)
        found = {*self._answered(), *self._reached(), *self._asked_late(), *self._promised(), *self._disputed()}
        return found | set(self._resting(found))

    def _answered(self):
        for name in self.conditions:
            otherwise = self.special(name, Special.OTHERWISE)
            for point in self.visits[name]:
                answer = self.answer_at(name, point)
                for v in self.values_at(name, point):
                    takers = self.takers(name, v)
                    if answer == REFUSED:
                        yield ("overlap", name, v, "error") if takers else ("gap", name, v)
                    elif answer is not None and len(takers) > 1:
                        yield "overlap", name, v, "warning"
                    if answer is not None and answer == otherwise and takers == (otherwise,):
                        yield "absorbed", name, v

    def _feasible(self, name, branch):
        if branch == self.special(name, Special.UNKNOWN):
            return any(self.answer_at(name, point) is None for point in self.spreads[name])
        sure = (point for point in self.spreads[name] if self.answer_at(name, point) is not None)
        return any(branch in self.takers(name, v) for point in sure for v in self.values_at(name, point))

    def _reached(self):
        for name, node in self.graph.nodes.items():
            before = [p for p, other in self.graph.nodes.items() if name in other.targets]
            first = not before or any(self.spreads[p] for p in before)  # of those that follow from one another
            if first and name != self.graph.start and not self.spreads[name]:
                yield "unreachable_node", name
            if isinstance(node, Condition) and self.visits[name]:
                outcomes = {self.outcome(name, point) for point in self.visits[name]}
                if len(outcomes) == 1 and isinstance(next(iter(outcomes)), int):
                    yield "redundant_question", name
                for branch in range(len(node.branches)):
                    if not self._feasible(name, branch):
                        yield "infeasible_branch", name, branch

    def _asked_late(self):
        for point in self.patients:
            asked = set()
            for name in self.path(point):
                ask = self.conditions[name].ask if name in self.conditions else None
                if isinstance(ask, str):
                    if ask in asked:
                        yield "late_question", name
                    asked.add(ask)

    def _conflicts(self, point):
        """Two stances on one intervention, on one walk: (first node, second node, intervention, severity)."""
        told = [(n, r) for n in self.path(point) if n in self.actions for r in self.actions[n].recommend]
        for k, (a, one) in enumerate(told):
            for b, two in told[k + 1 :]:
                if one.intervention == two.intervention and one.stance != two.stance:
                    yield a, b, one.intervention, "error" if Stance.AVOID in (one.stance, two.stance) else "warning"

    def _violates(self, point, i):
        """Whether a case is in the clause of a property, and is told otherwise."""
        claim = self.graph.properties[i]
        path = self.path(point)
        given = {(r.stance, r.intervention) for n in path if n in self.actions for r in self.actions[n].recommend}
        ended = path[-1] in self.actions
        told = (claim.stance, claim.intervention) in given
        return self._within(point, claim.when) and (ended and not told if claim.always else told)

    def _within(self, point, clause):
        return all(p[t.finding] in t.values for p in self.people[point] for t in clause)

    def _promised(self):
        for point in self.cases:
            yield from (("stance_conflict", *conflict) for conflict in self._conflicts(point))
        for i in range(len(self.graph.properties)):
            if any(self._violates(point, i) for point in self.cases):
                yield "property_violated", i

    def _disputed(self):
        disputes = [c for c in self.graph.conflicts.values() if c.kind == "conflict"]
        for conflict in disputes if len(self.graph.cited_sources) > 1 else ():
            for name, action in self.actions.items():
                if any(self._within(point, conflict.when) for point in self.visits[name]):
                    for r in action.recommend:
                        if r.intervention in conflict.about and r.disputed != conflict.id:
                            yield "unmarked_dispute", name, r.intervention, conflict.id

    def _resting(self, found):
        """Faults that only those show whom `impossible` takes out, with the entries that are needed for it."""
        showing = defaultdict(list)
        for point, person in self.everyone.items():
            end = self.path(point)[-1]
            if end in self.conditions:  # a whole person only ends at a condition that refuses
                (v,) = self.values_at(end, point)
                fault = ("overlap", end, v, "error") if self.takers(end, v) else ("gap", end, v)
                if fault not in found:
                    showing[fault[:2]].append(person)
            for *place, severity in set(self._conflicts(point)):
                if severity == "error" and ("stance_conflict", *place, severity) not in found:
                    showing["stance_conflict", tuple(place)].append(person)
            for i in range(len(self.graph.properties)):
                if ("property_violated", i) not in found and self._violates(point, i):
                    showing["property_violated", i].append(person)
        for (code, place), people in showing.items():
            yield "complete_only_because", code, place, self._cover(people)

    def _cover(self, people):
        """Entries of `impossible` that hold all of them, none of which can be left out."""
        entries = {
            i: {n for n, p in enumerate(people) if all(p[t.finding] in t.values for t in entry.clause)}
            for i, entry in enumerate(self.graph.impossible)
        }
        kept = {i: held for i, held in entries.items() if held}
        assert set().union(*kept.values()) == set(range(len(people))), "a patient shows it, and it is not reported"
        for i in list(kept):
            rest = {k: held for k, held in kept.items() if k != i}
            if set().union(*rest.values()) == set(range(len(people))):
                kept = rest
        return tuple(kept)
