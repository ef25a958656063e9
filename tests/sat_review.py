"""What a SAT solver says of a graph: who is reached, and where values have no branch or too many.

An outside check of `hemgraph check`: it knows no regions, and meets it only in the cells of a domain. It is
for complete patients and graphs without `unknown` branches. `encode` writes the graph as clauses, `solve` asks one
incremental solver about each claim, so that the two can be timed apart.

The claims are tuples: ("reached", node), ("branch", node, position), ("gap", node, value), ("overlap", node, value)
with one value for each cell, True or False at a combined condition; or ("impossible_everything",) alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from hemgraph.graph import Action, Condition, Special
from hemgraph.values.cells import cut

NOBODY = ("impossible_everything",)


def sat_review(graph):
    """Return every claim that holds for some patient."""
    return solve(encode(graph))


@dataclass
class Formula:
    """Clauses that all must hold, as python-sat wants them; each claim holds where all its literals do."""

    clauses: list = field(default_factory=list)
    claims: dict = field(default_factory=dict)
    variables: int = 0
    _gates: dict = field(default_factory=dict)

    def new(self):
        self.variables += 1
        return self.variables

    def define(self, variable, literals):
        """Let a variable be true just where one of the literals is."""
        self.clauses += [[-variable, *literals], *([variable, -literal] for literal in literals)]

    def either(self, literals):
        """Return a literal that is true just where one of these is."""
        literals = tuple(sorted(set(literals)))
        if len(literals) == 1:
            return literals[0]
        if literals not in self._gates:
            self._gates[literals] = self.new()
            self.define(self._gates[literals], literals)
        return self._gates[literals]

    def every(self, literals):
        """Return a literal that is true just where all of these are."""
        return -self.either([-literal for literal in literals])

    def at_least(self, count, literals):
        """Return a literal that is true just where so many of these are, counted one after the other."""
        row = [self.every([]), *[self.either([])] * count]  # nothing asked holds; one of nothing does not
        for literal in literals:
            more = [self.either([row[n], self.every([row[n - 1], literal])]) for n in range(1, count + 1)]
            row = [row[0], *more]
        return row[count]


def encode(graph):
    """Write a graph as a formula whose solutions are the patients, each with the nodes and edges of its path."""
    formula = Formula()
    cells = cells_of(graph)
    values = {f: {formula.new(): c.sample(n) for n in range(c.count)} for f, c in cells.items()}
    for each in values.values():
        variables = list(each)
        formula.clauses.append(variables)
        formula.clauses += [[-a, -b] for n, a in enumerate(variables) for b in variables[:n]]

    def passes(test):
        return formula.either([literal for literal, value in values[test.finding].items() if value in test.values])

    for entry in graph.impossible:
        formula.clauses.append([-passes(test) for test in entry.clause])
    reached = {name: formula.new() for name in graph.nodes}
    into = {name: [] for name in graph.nodes}
    into[graph.start].append(formula.every([]))
    for name, node in graph.nodes.items():
        formula.claims["reached", name] = [reached[name]]
        if isinstance(node, Action):
            if node.then is not None:
                into[node.then].append(reached[name])
            continue
        if isinstance(node.ask, str):
            asked = values[node.ask]
        else:
            clauses = [formula.every([passes(test) for test in clause]) for clause in node.ask.clauses]
            holds = formula.at_least(node.ask.count, clauses)
            asked = {holds: True, -holds: False}
        taken = defaultdict(list)
        for literal, value in asked.items():
            what, position = taker(node, value)
            if what == "branch":
                taken[position].append(literal)
            else:
                formula.claims[what, name, value] = [reached[name], literal]
        for position, literals in taken.items():
            edge = formula.every([reached[name], formula.either(literals)])
            into[node.branches[position].go].append(edge)
            formula.claims["branch", name, position] = [edge]
    for name, edges in into.items():
        formula.define(reached[name], edges)
    return formula


def solve(formula, *, reuse=True, solver="cadical153"):
    """Return the claims of a formula that some solution makes true.

    With `reuse`, a solution answers every claim that it happens to make true, not just the one that was asked.
    """
    from pysat.solvers import Solver

    found = set()
    with Solver(name=solver, bootstrap_with=formula.clauses) as sat:
        if not sat.solve():
            return {NOBODY}
        left = dict(reversed(formula.claims.items()))
        while left:
            claim, literals = left.popitem()
            if not sat.solve(assumptions=literals):
                sat.add_clause([-literal for literal in literals])  # what was proved once helps from here on
                continue
            found.add(claim)
            if reuse:
                true = set(sat.get_model())
                also = [other for other, wanted in left.items() if true.issuperset(wanted)]
                found.update(also)
                for other in also:
                    del left[other]
    return found


def taker(node, value):
    """Return ("branch", position) where a value goes on, else ("gap", None) or ("overlap", None)."""
    found = [n for n, b in enumerate(node.branches) if not isinstance(b.when, Special) and value in b.when]
    found = found or [n for n, b in enumerate(node.branches) if b.when is Special.OTHERWISE]
    targets = {node.branches[n].go for n in found}
    if len(targets) == 1:
        return "branch", found[0]
    return ("overlap" if targets else "gap"), None


def cells_of(graph):
    """Return the cells of each finding, cut by every test that stands anywhere in the graph."""
    sets = {name: [] for name in graph.findings}
    clauses = [part.clause for part in graph.impossible]
    clauses += [part.when for part in (*graph.properties, *graph.conflicts.values())]
    for node in graph.nodes.values():
        if not isinstance(node, Condition):
            continue
        assert all(branch.when is not Special.UNKNOWN for branch in node.branches), "for complete patients only"
        if isinstance(node.ask, str):
            sets[node.ask] += [branch.when for branch in node.branches if not isinstance(branch.when, Special)]
        else:
            clauses += node.ask.clauses
    for clause in clauses:
        for test in clause:
            sets[test.finding].append(test.values)
    return {name: cut(finding.domain, sets[name]) for name, finding in graph.findings.items()}
