"""Defects planted in the graphs that come along: `check` or a bank notices each of a sample, or no case is treated otherwise."""

from __future__ import annotations

import pytest
from benchmarks.mutants import differing, judge, known_of, mutants

import hemgraph
from hemgraph.api import Graph
from hemgraph.case import Case
from hemgraph.errors import BrokenLogic
from hemgraph.results import UNKNOWN


def sample(name):
    graph = hemgraph.load(name).model
    return graph, {what: mutated for n, (_, what, mutated) in enumerate(mutants(graph)) if n % 25 == 0}


def ended(graph, findings):
    try:
        trace = Graph(graph).trace(Case({name: value for name, value in findings.items() if value != UNKNOWN}, ""))
    except BrokenLogic:
        return "refused"
    return trace.status, trace.leaf, frozenset(given.recommendation.key for given in trace.recommendations)


@pytest.mark.long
@pytest.mark.parametrize("name", ["compression", "l3", "lumbar", "vertebral-hemangioma"])
def test_a_planted_defect_is_noticed(name):
    graph, found = sample(name)
    known = known_of(graph)
    assert differing(graph, graph) is None
    verdicts = {what: judge(graph, mutated, known) for what, mutated in found.items()}
    assert [what for what, verdict in verdicts.items() if verdict.column == "neither"] == []
    for what, verdict in verdicts.items():
        if verdict.told_otherwise is not None:
            assert ended(graph, verdict.told_otherwise) != ended(found[what], verdict.told_otherwise), what
