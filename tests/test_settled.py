"""All cases weighed at once, and two versions walked at once, against brute force over every case and patient."""

from __future__ import annotations

import os
from random import Random

import pytest
from reference import Reference, values_of
from strategies import random_graph
from test_diff import told, version_of

from hemgraph.analysis.diff import versions
from hemgraph.analysis.pairs import Pairs
from hemgraph.analysis.settled import Settled
from hemgraph.case import Case
from hemgraph.regions.flow import Work
from hemgraph.regions.logic import Logic

SEEDS = range(int(os.environ.get("HEMGRAPH_GRAPHS", "60")))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_case_is_in_one_part_and_comes_to_what_a_trace_says(seed):
    graph = random_graph(Random(seed), nodes=5)
    logic, reference = Logic(graph), Reference(graph, values_of(graph))
    parts = Settled(logic, Work()).of(logic.space.full)
    for case in reference.refinements({}):
        point = logic.space.point(Case(case))
        (said,) = [said for said, box in parts if point & box == point]
        trace = reference.trace(case)
        ended = trace["status"] in ("recommended", "silent")
        assert said == ((trace["leaf"], trace["keys"]) if ended else None, trace.get("keys"))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("whole", [True, False])
def test_the_ends_of_two_versions_are_those_of_their_patients(seed, whole):
    random = Random(seed)
    old = random_graph(random, nodes=6, faults=seed % 2 == 0)
    new = version_of(random, old)
    if old.impossible != new.impossible:
        return
    logics = versions(old, new)
    pairs = Pairs(*logics, [logics[0].space.full & ~logics[0].space.unknowns], Work(), whole=whole)
    before, after = (Reference(graph, values_of(new)) for graph in (old, new))
    expected = set()
    for patient in before.patients:
        answers = told(before, patient), told(after, patient)
        nodes = [reference.walk(patient) for reference in (before, after)]
        leaves = tuple(way[-1] if end == "leaf" else "" for end, way in nodes)
        lost, won = answers[0][1] - answers[1][1], answers[1][1] - answers[0][1]
        if (lost or won) and "" not in leaves:
            expected.add((*leaves, lost, won))
    found = {
        (one.node, other.node, one.told - other.told, other.told - one.told)
        for one, other in pairs.ends
        if one.told != other.told and "refused" not in (one.how, other.how)
    }
    if whole:
        assert found == expected
    else:  # what both told, and one tells again, looks like a difference
        assert {ends[:2] for ends in expected} <= {ends[:2] for ends in found}
