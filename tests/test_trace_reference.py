"""The fast engine against brute force over all refinements, on random graphs and cases.

`HEMGRAPH_GRAPHS=1250 HEMGRAPH_CASES=100` repeats the long run of the README.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import Reference, values_of
from strategies import random_case, random_graph

from hemgraph.api import Graph
from hemgraph.case import Case
from hemgraph.errors import BrokenLogic

GRAPHS = int(os.environ.get("HEMGRAPH_GRAPHS", "120"))
CASES = int(os.environ.get("HEMGRAPH_CASES", "15"))


def compare(graph, reference, case):
    """Every field of the answer, row by row."""
    expected = reference.trace(case)
    try:
        found = (
            Graph(graph).trace(Case(case)) if not hasattr(reference, "engine") else reference.engine.trace(Case(case))
        )
    except BrokenLogic:
        assert expected["status"] == "refused"
        return "refused"
    assert found.status == expected["status"]
    assert found.leaf == expected["leaf"]
    assert [s.node for s in found.path] == list(expected["path"])
    for step in found.path:
        if step.kind == "condition":
            said = step.answer, step.branch, dict(step.read)
            assert said == reference.step(graph.nodes[step.node], case), step
    assert frozenset(g.recommendation.key for g in found.recommendations) == expected["keys"]
    assert [m.finding for m in found.missing] == expected["missing"]
    assert found.reachable == reference.reachable(case)
    for m in found.missing:
        assert dict(m.leads_to) == reference.leads_to(case, expected["path"][-1])
    if found.status != "incomplete":
        assert list(found.did_not_matter) == reference.did_not_matter(case, expected)
    return str(found.status)


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_the_engine_agrees_with_brute_force(seed):
    random = Random(seed)
    graph = random_graph(random)
    reference = Reference(graph, values_of(graph))
    if not reference.patients:
        return
    reference.engine = Graph(graph)
    for _ in range(CASES):
        case = random_case(random, reference.values, reference.patients)
        compare(graph, reference, case)


@pytest.mark.long
@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False))
def test_hypothesis_finds_no_difference(random):
    graph = random_graph(random, nodes=5)
    reference = Reference(graph, values_of(graph))
    if reference.patients:
        compare(graph, reference, random_case(random, reference.values, reference.patients))


@pytest.mark.parametrize("seed", range(40))
def test_knowing_more_only_shrinks_what_is_reachable(seed):
    random = Random(seed)
    graph = random_graph(random, faults=False)
    reference, engine = Reference(graph, values_of(graph)), Graph(graph)
    if not reference.patients:
        return
    patient = random.choice(reference.patients)
    known, before = {}, None
    for finding in random.sample(list(patient), len(patient)):
        now = set(engine.trace(Case(dict(known))).reachable)
        assert before is None or now <= before
        known[finding], before = patient[finding], now
