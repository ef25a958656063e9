"""Random patients of whom all is known, with values on, just below and just above every boundary of a graph's tests."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hemgraph.errors import RefusedCase
from hemgraph.graph import Condition, Special
from hemgraph.values.domains import Boolean, Choice

NEAR = Decimal("0.001")
"""How far beside a boundary the nearest value is taken where a finding has no step."""


def whole_cases(graph, count, seed=1):
    """Return so many possible patients as exact values, and how many impossible ones were drawn and left out."""
    random, found, refused = Random(seed), [], 0
    values = {name: sorted(values) for name, values in edge_values(graph.model).items()}
    while len(found) < count:
        drawn = {
            name: draw(random, finding.domain, values.get(name, ())) for name, finding in graph.model.findings.items()
        }
        try:
            graph.case(drawn)
        except RefusedCase:
            refused += 1
            continue
        found.append(drawn)
    return found, refused


def draw(random, domain, edges):
    """Return a random value; of a number every other time one at a boundary."""
    match domain:
        case Boolean():
            return random.random() < 0.5
        case Choice(options):
            return random.choice(options)
    if edges and random.random() < 0.5:
        return random.choice(edges)
    step = domain.step or NEAR
    return domain.low + step * random.randint(0, int((domain.high - domain.low) / step))


def edge_values(model):
    """Return for each number the values at its ends and at each boundary of a test, and the nearest beside them."""
    found = {}
    for name, bounds in boundaries(model).items():
        domain = model.findings[name].domain
        near = domain.step or NEAR
        places = {domain.low, domain.high, *(at + off for at in bounds for off in (-near, 0, near))}
        found[name] = {at for at in places if domain.fault(at) is None}
    return found


def boundaries(model):
    """Return for each number the bounds of every test on it, those of `impossible` included."""
    found = {name: set() for name, finding in model.findings.items() if finding.type in ("integer", "number")}
    for name, values in _tests(model):
        for interval in getattr(values, "intervals", ()):
            found[name] |= {bound for bound in (interval.low, interval.high) if bound is not None}
    return found


def _tests(model):
    for node in model.nodes.values():
        if not isinstance(node, Condition):
            continue
        if isinstance(node.ask, str):
            yield from ((node.ask, branch.when) for branch in node.branches if not isinstance(branch.when, Special))
        else:
            yield from ((test.finding, test.values) for clause in node.ask.clauses for test in clause)
    yield from ((test.finding, test.values) for entry in model.impossible for test in entry.clause)
