"""The meaning of a graph, small and obvious: brute force over all refinements of a case.

It shares with the engine only the graph's values and the sets that tests are; it knows no cells, boxes or
masks. A case is a dict; a finding that is not in it is unknown. Each finding has a short list of
values that stands for its domain (see `values_of`), so everything can be enumerated.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hemgraph.graph import Action, Special
from hemgraph.values.domains import Boolean, Choice

UNKNOWN = "unknown"


class Reference:
    def __init__(self, graph, values):
        self.graph, self.values = graph, values
        self.findings = list(graph.findings)
        everyone = (
            dict(zip(self.findings, point, strict=True)) for point in product(*(values[f] for f in self.findings))
        )
        self.patients = [
            p for p in everyone if not any(all(p[t.finding] in t.values for t in i.clause) for i in graph.impossible)
        ]
        self._completions = {}
        self._outcomes = {}

    def completions(self, case):
        key = tuple(sorted(case.items(), key=str))
        if key not in self._completions:
            self._completions[key] = [p for p in self.patients if all(p[f] == v for f, v in case.items())]
        return self._completions[key]

    def possible(self, case, finding):
        seen = [p[finding] for p in self.completions(case)]
        return [v for v in self.values[finding] if v in seen]

    # -- one condition

    def branch_of(self, node, patient):
        """The position of the branch that a whole patient takes, or "refused"."""
        value = patient[node.ask] if isinstance(node.ask, str) else self.holds(node, patient)
        takers = [n for n, b in enumerate(node.branches) if not isinstance(b.when, Special) and value in b.when]
        if not takers:
            takers = [n for n, b in enumerate(node.branches) if b.when is Special.OTHERWISE]
        targets = {node.branches[n].go for n in takers}
        return takers[0] if len(targets) == 1 else "refused"

    def answer(self, node, case):
        """The branch, "refused", or None: the same for every completion or unknown."""
        found = {self.branch_of(node, p) for p in self.completions(case)}
        return found.pop() if len(found) == 1 else None

    def step(self, node, case):
        """What a condition of the path says: answer, position of its branch, and what was read."""
        read = {}
        for f in node.findings:
            possible = self.possible(case, f)
            read[f] = possible[0] if len(possible) == 1 else UNKNOWN
        branch = self.answer(node, case)
        if branch is None:
            return UNKNOWN, next((n for n, b in enumerate(node.branches) if b.when is Special.UNKNOWN), None), read
        if isinstance(node.ask, str):
            return read[node.ask], branch, read
        held = {self.holds(node, p) for p in self.completions(case)}
        return held.pop() if len(held) == 1 else UNKNOWN, branch, read

    @staticmethod
    def holds(node, patient):
        """Whether a combined condition holds for a whole patient."""
        true = sum(all(patient[t.finding] in t.values for t in clause) for clause in node.ask.clauses)
        return true >= node.ask.count

    def open_findings(self, node, case):
        if isinstance(node.ask, str):
            return [node.ask]
        found = []
        for clause in node.ask.clauses:
            results = {t.finding: {v in t.values for v in self.possible(case, t.finding)} for t in clause}
            if all(True in r for r in results.values()):
                found += [f for f, r in results.items() if len(r) == 2]
        return list(dict.fromkeys(found))

    # -- a case

    def walk(self, case):
        """("leaf" | "stop" | "refused", nodes)."""
        name, nodes = self.graph.start, []
        while True:
            nodes.append(name)
            node = self.graph.nodes[name]
            if isinstance(node, Action):
                if node.then is None:
                    return "leaf", nodes
                name = node.then
                continue
            branch = self.answer(node, case)
            if branch == "refused":
                return "refused", nodes
            if branch is None:
                branch = next((n for n, b in enumerate(node.branches) if b.when is Special.UNKNOWN), None)
                if branch is None:
                    return "stop", nodes
            name = node.branches[branch].go

    def keys(self, nodes):
        """What is recommended on a path, as a set."""
        actions = [self.graph.nodes[n] for n in nodes if isinstance(self.graph.nodes[n], Action)]
        return frozenset(r.key for a in actions for r in a.recommend)

    def trace(self, case):
        """A dict of status, leaf, path, keys, missing; recursion straight from the definition."""
        key = tuple(sorted(case.items(), key=str))
        if key not in self._outcomes:
            self._outcomes[key] = self._trace(case)
        return self._outcomes[key]

    def _trace(self, case):
        end, nodes = self.walk(case)
        if end == "refused":
            return {"status": "refused"}
        if end == "leaf":
            return self._ended(nodes, [nodes])
        node = self.graph.nodes[nodes[-1]]
        ways = [self.trace({**case, f: v}) for f in self.open_findings(node, case) for v in self.possible(case, f)]
        results = {(w["status"], w.get("leaf"), w.get("keys")) for w in ways}
        if len(results) == 1 and ways[0]["status"] in ("recommended", "silent"):
            walks = [walk for way in ways for walk in way["walks"]]
            shared = set.intersection(*(set(w) for w in walks))
            rest = [n for n in walks[0] if n in shared and n not in nodes]
            return self._ended(nodes + rest, walks)
        walks = [walk for way in ways for walk in way.get("walks", ())]
        if not walks:
            return {"status": "refused"}
        common = frozenset.intersection(*(self.keys(w) for w in walks))
        return {
            "status": "incomplete",
            "leaf": None,
            "path": nodes,
            "keys": common,
            "walks": walks,
            "missing": self.open_findings(node, case),
        }

    def _ended(self, path, walks):
        leaf = self.graph.nodes[walks[0][-1]]
        return {
            "status": "silent" if leaf.silent else "recommended",
            "leaf": leaf.id,
            "path": path,
            "keys": self.keys(walks[0]),
            "walks": walks,
            "missing": [],
        }

    # -- all refinements

    def refinements(self, case):
        """Every case that knows as much or more, and that some patient has."""
        free = [f for f in self.findings if f not in case]
        for chosen in product(*([UNKNOWN, *self.values[f]] for f in free)):
            more = {**case, **{f: v for f, v in zip(free, chosen, strict=True) if v != UNKNOWN}}
            if self.completions(more):
                yield more

    def reachable(self, case):
        leaves = {self.trace(more).get("leaf") for more in self.refinements(case)}
        return tuple(leaf.id for leaf in self.graph.leaves if leaf.id in leaves)

    def leads_to(self, case, name):
        """For each branch the leaves of the refinements that answer it for certain."""
        node = self.graph.nodes[name]
        found = {b.test: set() for b in node.branches}
        for more in self.refinements(case):
            branch = self.answer(node, more)
            if isinstance(branch, int):
                found[node.branches[branch].test].add(self.trace(more).get("leaf"))
        return {test: tuple(x.id for x in self.graph.leaves if x.id in leaves) for test, leaves in found.items()}

    def did_not_matter(self, case, result):
        """Unknown findings that the path asked, and none of whose values changes the result."""
        found = []
        for name in result["path"]:
            node = self.graph.nodes[name]
            if isinstance(node, Action):
                continue
            answer = self.answer(node, case)
            if isinstance(node.ask, str) and answer is not None:
                continue
            for f in node.findings:
                if f in case or f in found or len(self.possible(case, f)) == 1:
                    continue
                same = (self.trace({**case, f: v}) for v in self.possible(case, f))
                if all((s.get("leaf"), s.get("keys")) == (result["leaf"], result["keys"]) for s in same):
                    found.append(f)
        return found


def values_of(graph):
    """A short list of values for each finding that stands for its whole domain: options, or the grid of a number."""
    found = {}
    for name, finding in graph.findings.items():
        match finding.domain:
            case Choice(options):
                found[name] = list(options)
            case Boolean():
                found[name] = [True, False]
            case number:
                assert number.step is not None, "the reference needs a grid"
                count = int((number.high - number.low) / number.step)
                found[name] = [number.low + number.step * n for n in range(count + 1)]
                assert all(isinstance(v, Decimal) for v in found[name])
    return found
