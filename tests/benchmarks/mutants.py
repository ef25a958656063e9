"""Plant one defect at a time in a graph, and see who notices: `check`, its bank of cases, both, or neither.

`python tests/benchmarks/mutants.py [GRAPH] [--every]` prints how many of each kind are noticed, and what nobody notices.
A mutant by which no case ends at another leaf or with other recommendations is no defect, and is counted apart. With
`--every` an edge is led to every other node that makes no cycle, without it to three of them. Tests on numbers stay.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
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


def mutants(graph, every=False):
    """Yield the kind of each defect, what it is in words, and the graph with it."""
    for node in graph.nodes.values():
        for kind, what, mutated in (*_of_condition(graph, node), *_redirected(graph, node, every)):
            nodes = MappingProxyType({**graph.nodes, node.id: mutated})
            yield kind, f"{node.id}: {what}", replace(graph, nodes=nodes)


def _of_condition(graph, node):
    if not isinstance(node, Condition):
        return
    branches, plain = node.branches, isinstance(node.ask, str)
    for n, branch in enumerate(branches):
        yield "delete", f"without `{branch.test}`", replace(node, branches=branches[:n] + branches[n + 1 :])
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
            said = f"`{branches[n].test}` and `{branches[m].test}` swap their targets"
            yield "swap", said, _led(_led(node, n, branches[m].go), m, branches[n].go)


def _altered(domain, when):
    """The tests that are wider or narrower by one option; of yes or no the other one."""
    match domain, when:
        case Boolean(), Members((only,)):
            yield "flip", Members((not only,))
        case Choice(options), Members(values):
            yield from (("widen", Members((*values, option))) for option in options if option not in values)
            if len(values) > 1:
                yield from (("narrow", Members(tuple(v for v in values if v != gone))) for gone in values)


def _redirected(graph, node, every):
    """Each edge where the next one of its node leads, to the node after its own, and to a leaf; or everywhere."""
    names, leaves = list(graph.nodes), [leaf.id for leaf in graph.leaves]
    for n, target in enumerate(node.targets):
        barred = {node.id, target, *networkx.ancestors(graph.network, node.id)}
        free = [name for name in names if name not in barred]
        if not every and len(free) > 3:
            at, turn = names.index(target), (names.index(node.id) + n) % len(leaves)
            ways = node.targets[n + 1 :] + node.targets[:n], names[at + 1 :] + names[:at], leaves[turn:] + leaves[:turn]
            chosen = []
            for way in ways:
                chosen += [name for name in way if name in free and name not in chosen][:1]
            free = chosen
        edge = node.branches[n].test if isinstance(node, Condition) else "then"
        yield from (("redirect", f"`{edge}` to {to}, not {target}", _led(node, n, to)) for to in free)


def _led(node, n, target):
    if isinstance(node, Condition):
        return replace(node, branches=_put(node.branches, n, replace(node.branches[n], go=target)))
    return replace(node, then=target)


def _put(parts, n, part):
    return (*parts[:n], part, *parts[n + 1 :])


@dataclass(frozen=True)
class Verdict:
    """The new errors and warnings, the cases that fail, and a case that is told otherwise, if there is one."""

    issues: tuple
    cases: tuple
    told_otherwise: dict | None

    @property
    def column(self):
        """Where it is counted."""
        noticed = ("neither", "bank", "check", "both")[2 * bool(self.issues) + bool(self.cases)]
        return "equivalent" if self.told_otherwise is None else noticed


def known_of(graph):
    """Return the issues of a graph before a defect is planted, and its banks."""
    return {_key(issue) for issue in Graph(graph).check().issues}, [read_bank(path) for path in bank_paths(graph.id)]


def judge(graph, mutated, known):
    """Return what becomes of one mutant. A property that is no longer proved is an error, for nothing is undecided."""
    old, banks = known
    engine = Graph(mutated)
    review = engine.check()
    assert not review.undecided
    new = tuple(i for i in review.issues if i.severity is not Severity.NOTE and _key(i) not in old)
    failed = tuple(run.case.id for bank in banks for run in run_bank(engine, bank).failed)
    return Verdict(new, failed, differing(graph, mutated) or differing(graph, mutated, unknowns=True))


def _key(issue):
    return issue.code, issue.node, issue.branch, issue.message


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
        """The branch, as the reference has it; raises Unsettled for the next finding that counts."""
        names = list(dict.fromkeys(other for name in node.findings for other in self.group[name]))
        for name in names:
            if name not in case:
                raise Unsettled(name)
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
    first, second, waiting = Told(one), Told(two), [{}]
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


@cache
def _all(name, every):
    graph = hemgraph.load(name).model
    return graph, known_of(graph), list(mutants(graph, every))


def _judged(job):
    graph, known, found = _all(*job[:2])
    kind, what, mutated = found[job[2]]
    return kind, what, judge(graph, mutated, known)


def main(words):
    """Print the table, then what nobody notices."""
    name, every = next((w for w in words if w != "--every"), "vertebral-hemangioma"), "--every" in words
    count = len(_all(name, every)[2])
    with Pool(2) as pool:
        found = pool.map(_judged, [(name, every, n) for n in range(count)], chunksize=8)
    counts = Counter((kind, verdict.column) for kind, _, verdict in found)
    kinds = list(dict.fromkeys(kind for kind, _, _ in found))
    print(f"{'':<10}{'total':>7}" + "".join(f"{column:>12}" for column in COLUMNS))
    for kind in (*kinds, "all"):
        row = [sum(counts[k, column] for k in kinds if kind in (k, "all")) for column in COLUMNS]
        print(f"{kind:<10}{sum(row):>7}" + "".join(f"{number:>12}" for number in row))
    for kind, what, verdict in found:
        if verdict.column == "neither":
            print(f"{kind}: {what}; told otherwise: {verdict.told_otherwise}")


if __name__ == "__main__":
    main(sys.argv[1:])
