"""Plant one defect at a time in a graph, and see who notices: `check`, its bank of cases, or neither.

`python tests/benchmarks/mutants.py [GRAPH] [--every]` prints how many of each kind are noticed, and what nobody notices.
A mutant by which no case ends at another leaf or with other recommendations is no defect, and is counted apart. With
`--every` an edge is led to every other node that makes no cycle, without it to three of them. Tests on numbers stay.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations, product
from multiprocessing import Pool
from pathlib import Path
from types import MappingProxyType

import networkx

sys.path.insert(0, str(Path(__file__).parent.parent))

from reference import UNKNOWN, Reference, values_of

import hemgraph
from hemgraph.api import Graph
from hemgraph.bank import run_bank
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import bank_paths
from hemgraph.finding import Test
from hemgraph.graph import Condition
from hemgraph.results import Severity
from hemgraph.values.domains import Boolean, Choice
from hemgraph.values.sets import Members

COLUMNS = ("check", "bank", "both", "neither", "equivalent")

# ---- the defects


def mutants(graph, every=False):
    """Yield the kind of each defect, what it is in words, and the graph with it."""
    for node in graph.nodes.values():
        for kind, what, mutated in _of_condition(graph, node) if isinstance(node, Condition) else ():
            yield kind, f"{node.id}: {what}", _with(graph, mutated)
        for n, target in enumerate(node.targets):
            edge = f"{node.id}: `{node.branches[n].test}`" if isinstance(node, Condition) else f"{node.id}: `then`"
            for other in _elsewhere(graph, node, n, every):
                yield "redirect", f"{edge} to {other}, not {target}", _with(graph, _led(node, n, other))


def _of_condition(graph, node):
    branches = node.branches
    for n, branch in enumerate(branches):
        yield "delete", f"without `{branch.test}`", replace(node, branches=branches[:n] + branches[n + 1 :])
    plain = isinstance(node.ask, str)
    for n, branch in enumerate(branches):
        for kind, when in _altered(graph.findings[node.ask].domain if plain else Boolean(), branch.when):
            mutated = replace(node, branches=_put(branches, n, replace(branch, when=when)))
            yield kind, f"`{branch.test}` is `{when}`", mutated
    for i, clause in enumerate(() if plain else node.ask.clauses):
        for j, test in enumerate(clause):
            for kind, values in _altered(graph.findings[test.finding].domain, test.values):
                clauses = _put(node.ask.clauses, i, _put(clause, j, Test(test.finding, values)))
                said = f"`{test.finding}: {test.values}` is `{test.finding}: {values}`"
                yield kind, said, replace(node, ask=replace(node.ask, clauses=clauses))
    for n, m in combinations(range(len(branches)), 2):
        if branches[n].go != branches[m].go:
            mutated = _led(_led(node, n, branches[m].go), m, branches[n].go)
            yield "swap", f"`{branches[n].test}` and `{branches[m].test}` swap their targets", mutated


def _altered(domain, when):
    """The tests that are wider or narrower by one option; of yes or no the other one."""
    match domain, when:
        case Boolean(), Members((only,)):
            yield "flip", Members((not only,))
        case Choice(options), Members(values):
            yield from (("widen", Members((*values, option))) for option in options if option not in values)
            if len(values) > 1:
                yield from (("narrow", Members(tuple(v for v in values if v != gone))) for gone in values)


def _elsewhere(graph, node, n, every):
    """Where an edge can lead instead: where its sibling leads, the node after its own, a leaf; or everywhere."""
    target, names = node.targets[n], list(graph.nodes)
    barred = {node.id, target, *networkx.ancestors(graph.network, node.id)}
    free = [name for name in names if name not in barred]
    if every or len(free) <= 3:
        return free
    at, leaves = names.index(target), [leaf.id for leaf in graph.leaves]
    turn = (names.index(node.id) + n) % len(leaves)
    sibling = next((go for go in node.targets[n + 1 :] + node.targets[:n] if go in free), None)
    after = next(name for name in names[at + 1 :] + names[:at] if name in free)
    leaf = next(name for name in leaves[turn:] + leaves[:turn] if name in free and name not in (sibling, after))
    return list(dict.fromkeys(name for name in (sibling, after, leaf) if name))


def _led(node, n, target):
    if isinstance(node, Condition):
        return replace(node, branches=_put(node.branches, n, replace(node.branches[n], go=target)))
    return replace(node, then=target)


def _put(parts, n, part):
    return (*parts[:n], part, *parts[n + 1 :])


def _with(graph, node):
    return replace(graph, nodes=MappingProxyType({**graph.nodes, node.id: node}))


# ---- who notices


@dataclass(frozen=True)
class Verdict:
    """The new errors and warnings, the cases that fail, and a patient who is told otherwise, if there is one."""

    issues: tuple
    cases: tuple
    patient: dict | None

    @property
    def column(self):
        """Where it is counted."""
        if self.patient is None:
            return "equivalent"
        return ("neither", "bank", "check", "both")[2 * bool(self.issues) + bool(self.cases)]


def known_of(model):
    """Return what is to be told of a graph before a defect is planted: its issues, and its banks."""
    return {_key(issue) for issue in Graph(model).check().issues}, [read_bank(path) for path in bank_paths(model.id)]


def judge(model, mutated, known):
    """Return what becomes of one mutant. A property that is no longer proved is an error, for all is decided."""
    graph, (old, banks) = Graph(mutated), known
    review = graph.check()
    assert not review.undecided
    new = tuple(i for i in review.issues if i.severity is not Severity.NOTE and _key(i) not in old)
    failed = tuple(run.case.id for bank in banks for run in run_bank(graph, bank).failed)
    return Verdict(new, failed, differing(model, mutated) or differing(model, mutated, unknowns=True))


def _key(issue):
    return issue.code, issue.node, issue.branch, issue.message


# ---- who is treated differently


class Unsettled(Exception):
    """A finding counts that is not settled yet."""


class Told(Reference):
    """What a graph tells cases of which only some findings are settled, by brute force over what they may have."""

    def __init__(self, graph):
        self.graph, self.values = graph, values_of(graph)
        pairs = networkx.Graph([(a.finding, b.finding) for i in graph.impossible for a in i.clause for b in i.clause])
        self.group = {name: [name] for name in graph.findings}
        self.group |= {name: sorted(group) for group in networkx.connected_components(pairs) for name in group}

    def told(self, case):
        """How a case ends, at which leaf, and with which recommendations; where it stops, its refinements tell more."""
        end, nodes = self.walk(case)
        return (end, nodes[-1], self.keys(nodes)) if end == "leaf" else (end,)

    def answer(self, node, case):
        names = list(dict.fromkeys(other for name in node.findings for other in self.group[name]))
        if unsettled := [name for name in names if name not in case]:
            raise Unsettled(unsettled[0])
        found = {self.branch_of(node, patient) for patient in self.turned(case, names)}
        return found.pop() if len(found) == 1 else None

    def turned(self, case, names):
        """Who a case may turn out to be, as far as these findings, which hang together, tell."""
        known = ([v] if (v := case.get(name, UNKNOWN)) != UNKNOWN else self.values[name] for name in names)
        for point in product(*known):
            patient = dict(zip(names, point, strict=True))
            if not any(all(patient.get(t.finding) in t.values for t in i.clause) for i in self.graph.impossible):
                yield patient


def differing(one, two, unknowns=False):
    """Return a case that two graphs of the same findings tell different things, or None."""
    first, second = Told(one), Told(two)
    waiting = [{}]
    while waiting:
        case = waiting.pop()
        try:
            if first.told(case) != second.told(case):
                return case
        except Unsettled as unsettled:
            (name,) = unsettled.args
            cases = [{**case, name: value} for value in (*first.values[name], *[UNKNOWN] * unknowns)]
            waiting += [case for case in cases if any(first.turned(case, first.group[name]))]
    return None


# ---- all of one graph

_ALL = {}


def _begin(name, every):
    model = hemgraph.load(name).model
    _ALL.update(model=model, known=known_of(model), mutants=list(mutants(model, every)))


def _judged(n):
    return judge(_ALL["model"], _ALL["mutants"][n][2], _ALL["known"])


def main(name="vertebral-hemangioma", every=""):
    """Print the table, then what nobody notices."""
    planted = [found[:2] for found in mutants(hemgraph.load(name).model, bool(every))]
    with Pool(2, _begin, (name, bool(every))) as pool:
        found = [(*p, v) for p, v in zip(planted, pool.map(_judged, range(len(planted)), 8), strict=True)]
    counts = Counter((kind, verdict.column) for kind, _, verdict in found)
    kinds = list(dict.fromkeys(kind for kind, _ in planted))
    print(f"{'':<10}{'total':>7}" + "".join(f"{column:>12}" for column in COLUMNS))
    for kind in (*kinds, "all"):
        row = [sum(counts[k, column] for k in kinds if kind in (k, "all")) for column in COLUMNS]
        print(f"{kind:<10}{sum(row):>7}" + "".join(f"{count:>12}" for count in row))
    for kind, what, verdict in found:
        if verdict.column == "neither":
            print(f"{kind}: {what}; told otherwise: {verdict.patient}")


if __name__ == "__main__":
    main(*sys.argv[1:])
