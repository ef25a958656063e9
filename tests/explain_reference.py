"""What a result rests on, small and obvious: every case that some patient completes is traced, and each definition is
read off the outcomes.

It stands on `Reference` and shares no line with the engine. A case is a dict; a finding that is not in it is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from reference import Reference


class ExplainReference:
    def __init__(self, graph, values):
        self.reference, self.values, self.findings = Reference(graph, values), values, list(graph.findings)
        self.outcomes = [(case, self.outcome(case)) for case in self.reference.refinements({})]
        self.free = {f for f, finding in graph.findings.items() if not finding.fixed}

    def outcome(self, case):
        """The leaf and what is recommended; None where the trace is incomplete or refused."""
        result = self.reference.trace(case)
        return (result["leaf"], result["keys"]) if result["status"] in ("recommended", "silent") else None

    # -- the reason

    def sufficient(self, case, names):
        """Whether every case that knows the same of these findings, or as little, has this case's outcome."""
        same = (end for other, end in self.outcomes if all(other.get(f) == case.get(f) for f in names))
        return set(same) == {self.outcome(case)}

    def smallest(self, case):
        """How many findings are enough, at the least."""
        for size in range(len(self.findings) + 1):
            if any(self.sufficient(case, names) for names in combinations(self.findings, size)):
                return size
        raise AssertionError("all findings together are always sufficient")

    def holds(self, sets, unknown, outcome):
        """Whether every case with these findings known within these sets, and those unknown, has the outcome."""
        return all(
            end == outcome
            for other, end in self.outcomes
            if all(f in other and other[f] in some for f, some in sets.items()) and not any(f in other for f in unknown)
        )

    # -- what would change it

    def changes(self, case):
        """The fewest findings whose change gives another outcome, and all such changes with what they give."""
        was = self.outcome(case)
        return self._fewest(case, lambda end: end != was)

    def nearest(self, case, wanted):
        """The fewest findings whose change gives a leaf, or has an intervention done or considered; all such changes."""
        count, found = self._fewest(case, lambda end: self.has(end, wanted))
        return count, {change for change, _ in found}

    @staticmethod
    def has(outcome, wanted):
        leaf, keys = outcome
        return leaf == wanted or any(key[0] == wanted and key[1] in ("do", "consider") for key in keys)

    def _fewest(self, case, is_reached):
        found = defaultdict(set)
        for other, end in self.outcomes:
            changed = [f for f in self.findings if other.get(f) != case.get(f)]
            if end is not None and is_reached(end) and all(f in other and f in self.free for f in changed):
                found[len(changed)].add((frozenset((f, other[f]) for f in changed), end))
        return min(found.items(), default=(None, set()))

    # -- what is not known

    def matters(self, case):
        """The unknown findings that alone part two patients of this case; to be refused is an outcome of its own."""
        found = set()
        for f in self.findings:
            if f not in case:
                ends = defaultdict(set)
                for patient in self.reference.completions(case):
                    ends[tuple(v for other, v in patient.items() if other != f)].add(self.outcome(patient))
                if any(len(some) > 1 for some in ends.values()):
                    found.add(f)
        return found
