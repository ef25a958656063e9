"""`check` against brute force over every case, on random graphs with everything that can be wrong in one.

`HEMGRAPH_GRAPHS=1500` repeats the long run of the README.
"""

from __future__ import annotations

import os
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import values_of
from review_reference import ReviewReference
from strategies import faulty_graph, random_graph

from hemgraph.analysis import check
from hemgraph.regions.logic import Logic

GRAPHS = int(os.environ.get("HEMGRAPH_GRAPHS", "150"))
TODAY = date(2026, 11, 21)
LOGICAL = {
    "impossible_everything", "gap", "overlap", "unreachable_node", "infeasible_branch", "stance_conflict", "property_violated",
    "redundant_question", "complete_only_because", "unmarked_dispute", "absorbed", "late_question",
}  # fmt: skip


def facts(graph, values, issue):
    """An issue as the reference tells it, one for each value."""
    inside = [v for v in values_at(graph, values, issue.node) if issue.values is not None and v in issue.values]
    severity = str(issue.severity)
    match issue.code:
        case "impossible_everything":
            return {(issue.code,)}
        case "gap" | "absorbed":
            return {(issue.code, issue.node, v) for v in inside}
        case "overlap":
            return {(issue.code, issue.node, v, severity) for v in inside}
        case "infeasible_branch":
            return {(issue.code, issue.node, issue.branch)}
        case "stance_conflict":
            return {(issue.code, issue.about[0], issue.node, issue.about[1], severity)}
        case "property_violated":
            return {(issue.code, issue.about[0])}
        case "unmarked_dispute":
            return {(issue.code, issue.node, *issue.about)}
        case "complete_only_because":
            return {rests(issue)}
        case _:
            return {(issue.code, issue.node)}


def rests(issue):
    match issue.about:
        case ("gap" | "overlap" as code, *entries):
            return issue.code, code, issue.node, tuple(entries)
        case ("stance_conflict" as code, first, intervention, *entries):
            return issue.code, code, (first, issue.node, intervention), tuple(entries)
        case (code, position, *entries):
            return issue.code, code, position, tuple(entries)


def values_at(graph, values, node):
    if node is None or not hasattr(graph.nodes[node], "ask"):
        return []
    asked = graph.nodes[node].ask
    return values[asked] if isinstance(asked, str) else [True, False]


def compare(graph):
    values = values_of(graph)
    reference = ReviewReference(graph, values)
    review = check(Logic(graph), today=TODAY)
    assert not review.undecided
    told = [issue for issue in review.issues if issue.code in LOGICAL]
    found = set().union(*(facts(graph, values, issue) for issue in told)) if told else set()
    expected = reference.issues()
    assert found == expected, (found - expected, expected - found)
    for issue in told:
        if issue.witness is not None:
            assert_shown(graph, reference, issue)
    return review


def assert_shown(graph, reference, issue):
    """The witness is admissible, walks the way that is told, and shows the issue."""
    case, way = dict(issue.witness.case.findings), issue.witness.path
    people = reference.people[reference.point(case)]
    assert people, "a patient that nobody can be"
    assert [node for node, _ in way] == walked(graph, reference, case, way)
    last = issue.node
    assert way[-1][0] == last
    match issue.code:
        case "gap":
            said = set(reference.values_at(last, reference.point(case)))
            assert reference.answer(last, case) == "refused"
            assert any(v in issue.values and not reference.takers(last, v) for v in said)
        case "overlap":
            said = set(reference.values_at(last, reference.point(case)))
            assert any(v in issue.values and len(reference.takers(last, v)) > 1 for v in said)
        case "stance_conflict" | "late_question":
            assert issue.about[0] in [node for node, _ in way]
        case "property_violated":
            claim = graph.properties[issue.about[0]]
            told = {(r.stance, r.intervention) for node, _ in way for r in getattr(graph.nodes[node], "recommend", ())}
            assert all(p[t.finding] in t.values for p in people for t in claim.when)
            assert ((claim.stance, claim.intervention) in told) is not claim.always


def walked(graph, reference, case, way):
    """The nodes of the walk of a case, as far as the way goes; each branch is the one that it takes."""
    nodes = []
    name = graph.start
    for _, branch in way:
        nodes.append(name)
        node = graph.nodes[name]
        if branch is None:
            name = getattr(node, "then", None)
            continue
        answer = reference.answer(name, case)
        if answer is None:
            assert node.branches[branch].when == "unknown"
        else:
            assert answer == branch
        name = node.branches[branch].go
    return nodes


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_every_issue_and_no_other_is_found(seed):
    compare(faulty_graph(Random(seed)))


@pytest.mark.parametrize("seed", range(GRAPHS // 3))
def test_every_issue_of_a_milder_graph_is_found(seed):
    compare(random_graph(Random(seed), nodes=6))


@pytest.mark.parametrize("seed", [1793, 3177, 3965])
def test_what_an_overlap_hides_is_not_told(seed):
    """Behind branches that overlap: found by the long run, and rare."""
    compare(random_graph(Random(seed), nodes=6))


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False))
def test_hypothesis_finds_no_other_issue(random):
    compare(faulty_graph(random))
