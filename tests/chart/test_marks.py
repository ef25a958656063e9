"""The path of a case on the chart: class, weight, badges and the end; and boxes that never move."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

import hemgraph

SVG = "{http://www.w3.org/2000/svg}"
WHOLE = {
    "stage": "initial",
    "deficit": "none",
    "imaging": "typical",
    "compression": "none",
    "fracture": False,
    "pain": "none",
}


@pytest.fixture(scope="module")
def graph():
    """The integrated graph."""
    return hemgraph.load("vertebral-hemangioma")


def groups(svg):
    """The groups of an SVG by id, and those of edges as a list."""
    found = list(ElementTree.fromstring(svg).iter(f"{SVG}g"))
    return {g.get("id"): g for g in found if g.get("id")}, [
        g for g in found if (g.get("class") or "").startswith("edge")
    ]


def taken(group):
    return "taken" in (group.get("class") or "").split()


def test_boxes_answers_and_edges_of_the_path_are_taken_and_no_others(graph):
    trace = graph.trace(WHOLE)
    by_id, edges = groups(graph.chart(trace).picture.svg())
    path = [step.node for step in trace.path]

    assert {key for key in graph.model.nodes if taken(by_id[key])} == set(path)
    answers = [key for key in by_id if re.fullmatch(r"L\d+_\d+", key) and taken(by_id[key])]
    assert len(answers) == sum(step.kind == "condition" for step in trace.path)
    on = [(edge.get("data-from"), edge.get("data-to")) for edge in edges if taken(edge)]
    assert sorted(on) == sorted(pairwise(["S0", *path]))
    assert len({(edge.get("data-from"), edge.get("data-to")) for edge in edges}) == len(edges), "one group an edge"


def test_the_path_is_told_by_more_than_colour(graph):
    trace = graph.trace(WHOLE)
    by_id, edges = groups(graph.chart(trace).picture.svg())

    widths = {taken(edge): {float(p.get("stroke-width")) for p in edge.iter(f"{SVG}path")} for edge in edges}
    assert min(widths[True]) >= 2.5 * max(widths[False])
    for order, step in enumerate(trace.path, 1):
        badge = by_id[step.node].find(f"{SVG}circle[last()]")
        assert badge is not None
        assert "".join(by_id[step.node].itertext()).endswith(str(order))
    for key, group in by_id.items():
        if key.startswith("L"):
            assert all((t.get("font-weight") == "bold") == taken(group) for t in group.iter(f"{SVG}text"))
    leaf = by_id[trace.leaf].findall(f"{SVG}rect")
    assert len(leaf) == 2, "a double outline"


def test_a_trace_that_stops_says_where_and_has_no_end(graph):
    trace = graph.trace({"stage": "initial"})
    by_id, _ = groups(graph.chart(trace).picture.svg())
    stop = by_id[trace.path[-1].node]

    assert trace.leaf is None
    assert taken(stop)
    assert stop.find(f"{SVG}polygon").get("stroke-dasharray")
    assert "".join(stop.itertext()).endswith("?")
    assert not any(len(group.findall(f"{SVG}rect")) > 1 for key, group in by_id.items() if key in graph.model.nodes)


def test_boxes_do_not_move_between_two_patients(graph):
    def places(svg):
        kept = ("points", "x", "y", "width", "height", "d")
        found, _ = groups(svg)
        return {
            key: [{k: e.get(k) for k in kept} for e in group][1]
            for key, group in found.items()
            if key in graph.model.nodes
        }

    one = graph.chart(graph.trace(WHOLE)).picture.svg()
    other = graph.chart(graph.trace({"stage": "recurrence", "deficit": "none"})).picture.svg()

    assert places(one) == places(other) == places(graph.chart().picture.svg())


def test_nothing_is_taken_without_a_trace(graph):
    by_id, edges = groups(graph.chart().picture.svg())

    assert not any(map(taken, [*by_id.values(), *edges]))


def test_the_same_bytes_twice():
    def made():
        graph = hemgraph.load("vertebral-hemangioma")
        picture = graph.chart(graph.trace(WHOLE)).picture
        return (
            picture.dot(),
            picture.words(),
            re.sub(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d[^ .;]*", "", picture.svg()),
        )

    assert made() == made()


def test_an_unknown_that_did_not_matter_marks_boxes_and_no_edge_that_is_not_known(graph):
    """Where the ways on part and meet again, no edge between is taken."""
    trace = graph.trace({"stage": "initial", "deficit": "stable", "compression": "nerve_root", "enneking": "s3"})
    by_id, _edges = groups(graph.chart(trace).picture.svg())

    for step in trace.path:
        assert taken(by_id[step.node])
    known = [step for step in trace.path if step.kind == "condition" and step.branch is not None]
    answers = [key for key in by_id if re.fullmatch(r"L\d+_\d+", key) and taken(by_id[key])]
    assert len(answers) == len(known)
