"""The SAT review, which is the outside check of the engine, against walking every patient of small graphs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import networkx as network
import pytest
from big_graphs import adversarial_graph, clinical_graph
from reference import Reference, values_of
from sat_review import NOBODY, cells_of, encode, sat_review, solve
from strategies import make_graph, random_graph

from hemgraph.analysis.proof import Proof
from hemgraph.finding import Finding, Test
from hemgraph.graph import Action, Branch, Condition, Impossible, Special
from hemgraph.regions.logic import Logic
from hemgraph.values.domains import Boolean, Number
from hemgraph.values.sets import Members, parse_set

pytest.importorskip("pysat")


def walked(graph):
    """The claims of `sat_review` by brute force: every patient walks until a leaf, a gap or an overlap."""
    reference = Reference(graph, values_of(graph))
    cells = cells_of(graph)
    if not reference.patients:
        return {NOBODY}
    found = set()
    for patient in reference.patients:
        name = graph.start
        while name is not None:
            found.add(("reached", name))
            node = graph.nodes[name]
            if isinstance(node, Action):
                name = node.then
                continue
            branch = reference.branch_of(node, patient)
            if branch != "refused":
                found.add(("branch", name, branch))
                name = node.branches[branch].go
                continue
            if isinstance(node.ask, str):
                value = patient[node.ask]
                shown = cells[node.ask].sample(cells[node.ask].cell_of(value))
            else:
                value = shown = reference.holds(node, patient)
            several = any(value in b.when for b in node.branches if not isinstance(b.when, Special))
            found.add(("overlap" if several else "gap", name, shown))
            name = None
    return found


@pytest.mark.parametrize("seed", range(60))
def test_the_sat_review_agrees_with_walking_every_patient(seed):
    graph = random_graph(Random(seed), unknown=False)
    assert sat_review(graph) == walked(graph)


def test_what_is_compared_holds_every_kind_of_claim():
    graphs = [random_graph(Random(seed), unknown=False) for seed in range(60)]
    kinds = {claim[0] for graph in graphs for claim in sat_review(graph)}
    assert kinds >= {"reached", "branch", "gap", "overlap"}


def test_one_solution_for_many_claims_changes_nothing():
    formula = encode(random_graph(Random(7), unknown=False))
    assert solve(formula) == solve(formula, reuse=False) == solve(formula, solver="glucose4")


def test_constraints_that_leave_nobody_are_said_alone():
    graph = random_graph(Random(7), unknown=False)
    name = next(f for f, finding in graph.findings.items() if isinstance(finding.domain, Boolean))
    either = tuple(Impossible((Test(name, Members((value,))),)) for value in (True, False))
    nobody = replace(graph, impossible=either)
    assert sat_review(nobody) == walked(nobody) == {NOBODY}
    assert sat_review(replace(graph, impossible=either[:1])) == walked(replace(graph, impossible=either[:1]))


def test_two_branches_that_go_to_one_node_are_no_overlap():
    """The first of them takes the value; the second takes only what the first leaves it."""
    days = Number(Decimal(0), Decimal(9), Decimal(1), integer=True)
    branches = [
        Branch(parse_set(days, test), go) for test, go in (("< 5", "a"), ("< 7", "a"), ("< 3", "a"), (">= 6", "b"))
    ]
    nodes = {"ask": Condition("ask", "days", tuple(branches)), "a": Action("a", "a"), "b": Action("b", "b")}
    graph = make_graph(nodes, {"days": Finding("days", "days?", days, {})})
    expected = {("reached", "ask"), ("reached", "a"), ("reached", "b"), ("overlap", "ask", Decimal(6))}
    expected |= {("branch", "ask", 0), ("branch", "ask", 1), ("branch", "ask", 3)}
    assert sat_review(graph) == walked(graph) == expected


@pytest.mark.parametrize("make", [clinical_graph, adversarial_graph])
def test_big_graphs_are_clean_unless_faults_are_asked_for(make):
    graph = make(Random(1), 120, 30)
    assert graph == make(Random(1), 120, 30)
    assert {claim[0] for claim in encode(graph).claims} == {"reached", "branch"}
    assert len(network.descendants(graph.network, graph.start)) == len(graph.nodes) - 1


def test_faults_of_big_graphs_are_gaps_and_overlaps():
    assert {claim[0] for claim in sat_review(clinical_graph(Random(1), 120, 30, faults=0.2))} >= {"gap", "overlap"}


def engine_says(graph):
    """The same claims by the region kernel."""
    proof = Proof(Logic(graph))
    if not proof.space.admits(proof.space.full):
        return {NOBODY}
    found = {("reached", name) for name in proof.flow.here}
    for condition in proof.conditions:
        takers, asked = proof.takers(condition), condition.ask
        for cell in proof.met(condition):
            value = proof.space.cells[asked].sample(cell) if isinstance(asked, str) else cell == 0
            if not takers[cell]:
                found.add(("gap", condition.id, value))
            elif proof.is_split(condition, takers[cell]):
                found.add(("overlap", condition.id, value))
            else:
                found.add(("branch", condition.id, takers[cell][0]))
    return found


@pytest.mark.parametrize(
    ("seed", "nodes", "findings"), [(s, n, f) for n, f in ((40, 18), (100, 30), (300, 60)) for s in range(8)]
)
def test_the_region_kernel_agrees_on_graphs_of_middle_size(seed, nodes, findings):
    """Too many patients to enumerate: row by row against a solver that knows nothing of boxes."""
    graph = clinical_graph(Random(seed), nodes, findings, faults=(0.0, 0.15)[seed % 2])
    assert engine_says(graph) == sat_review(graph)


@pytest.mark.parametrize("seed", range(6))
def test_the_region_kernel_agrees_on_graphs_that_ask_again_and_again(seed):
    graph = adversarial_graph(Random(seed), 40, 12)
    assert engine_says(graph) == sat_review(graph)
