"""The counts of a cohort on the chart: at every answer and end, as wide edges, in the list, and in every file."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pypdfium2
import pytest
from counted import cases, counted, moved, traces

import hemgraph
from hemgraph.chart.layout.check import faults
from hemgraph.chart.model.counts import number_text, share_text
from hemgraph.chart.svg.edge_widths import THINNEST, WIDEST, width_of
from hemgraph.errors import HemgraphError
from hemgraph.results.masking import masked
from hemgraph.wording import node_text

SVG = "{http://www.w3.org/2000/svg}"
GRAPHS = ("vertebral-hemangioma", "lumbar", "compression", "l3")


@cache
def cohort(name, rows=120, times=1):
    graph = hemgraph.load(name)
    return replace(counted(graph, traces(graph, cases(graph, rows, seed=3)), "ward.csv", times), unread=("stage",))


@cache
def moves(least=0):
    graph = hemgraph.load("lumbar")
    some = list(cases(graph, 400, seed=5))
    after = traces(graph, [{**row, "pain": "refractory"} for row in some])
    return masked(moved(graph, traces(graph, some), after), least)


def tree_of(found, name):
    """What is drawn for a screen."""
    return ElementTree.fromstring(hemgraph.load(name).chart(found).picture.svg())


def groups(tree):
    return {group.get("id"): group for group in tree.iter(f"{SVG}g") if group.get("id")}


def drawn_edges(tree):
    edges = [group for group in tree.iter(f"{SVG}g") if "edge" in (group.get("class") or "").split()]
    return {(edge.get("data-from"), edge.get("data-to")): edge for edge in edges}


def lines(group):
    """What stands in a box, without the mark of a dispute."""
    rows = ["".join(text.itertext()) for text in group.iter(f"{SVG}text")]
    return [row for row in rows if row != "≠"]


def listed(found, name):
    return [(entry.heading, *entry.texts) for entry in hemgraph.load(name).chart(found).picture.entries()]


@pytest.mark.parametrize("name", GRAPHS)
def test_counts_stand_at_each_answer_and_end_with_edges_as_wide(name):
    found = cohort(name, times=8765)
    whole = found.rows - found.refused
    plan = hemgraph.load(name).chart(found).picture.chart.drawn.plan
    tree = tree_of(found, name)
    boxes, edges = groups(tree), drawn_edges(tree)
    assert lines(boxes["S0"])[-1] == f"n\u00a0=\u00a0{number_text(whole)}"
    shares = {}
    for (tail, head), label in plan.ways.items():
        node = found.graph.nodes[tail]
        parts = [n for n, branch in enumerate(getattr(node, "branches", ())) if branch.go == head]
        rows = sum(found.branches[tail, n] for n in parts) if parts else found.nodes[tail]
        if label:
            shares.setdefault(label, {})[found.graph.boxes[tail]] = share_text(rows, whole)
        edge = edges[tail, head]
        path = edge.find(f"{SVG}path")
        assert ("missed" in edge.get("class").split()) == (rows == 0) == (path.get("stroke-dasharray") == "2 3")
        if rows:
            assert float(path.get("stroke-width")) == pytest.approx(width_of(rows / whole), abs=0.01)
    for label, told in shares.items():
        counts = [*told.values()] if len(told) == 1 else [f"{number}: {text}" for number, text in told.items()]
        assert sorted(lines(boxes[label])[-len(told) :]) == sorted(counts), "a line for each question with this answer"
    for leaf, rows in found.leaves.items():
        assert lines(boxes[leaf])[-1] == share_text(rows, whole)
    stops = {key for key, group in boxes.items() if "stop\u00a0here" in " ".join(lines(group))}
    assert stops == {key for key, rows in found.stopped.items() if rows}


@pytest.mark.parametrize("name", GRAPHS)
def test_there_is_room_for_the_counts(name):
    found = cohort(name, times=8765)
    drawn = hemgraph.load(name).chart(found).picture.chart.drawn
    seen = faults(drawn.layout, drawn.plan.own)
    assert (seen.through, seen.over) == ((), ())


def test_the_list_says_of_how_many_rows_and_what_holds_them_up():
    found = cohort("lumbar")
    rows, waiting, unread = listed(found, "lumbar")
    assert rows[:2] == (
        "Cohort: ward.csv",
        f"120 rows read, {found.refused} refused. Numbers are of rows, with their share of the {120 - found.refused} that are cases.",
    )
    numbers = [int(re.search(r"\d+", text.split(":")[1])[0]) for text in rows[2:]]
    assert sum(numbers) == found.rows - found.refused
    most = max(found.missing, key=lambda name: found.missing[name])
    assert waiting[1] == f"{share_text(found.missing[most], 120 - found.refused)}: {found.graph.findings[most].ask}"
    held = [int(re.match(r"\d+", text)[0]) for text in waiting[1:]]
    assert held == sorted((n for n in found.missing.values() if n), reverse=True)
    assert unread == ("No column has", "Where is the patient in the course of treatment? (stage)")


def test_what_is_not_told_shows_neither_in_words_nor_in_widths():
    truth = cohort("compression", 60)
    found = masked(truth, 5)
    whole = found.nodes[found.graph.start]
    drawing = hemgraph.load("compression").chart(found)
    picture = drawing.picture
    tree = tree_of(found, "compression")
    boxes, edges = groups(tree), drawn_edges(tree)
    untold = [way for way, rows in found.branches.items() if rows is None]
    assert untold
    for name, n in untold:
        head = found.graph.nodes[name].branches[n].go
        label = picture.chart.drawn.plan.ways[name, head]
        assert any(line.endswith("–") for line in lines(boxes[label]))
        assert edges[name, head].find(f"{SVG}path").get("stroke-width") == str(THINNEST)
    assert edges["S0", found.graph.start].find(f"{SVG}path").get("stroke-width") == str(int(WIDEST))
    told = {share_text(rows, whole) for rows in (*found.leaves.values(), *found.branches.values()) if rows}
    small = {f"{n}\u00a0({100 * n / whole:.0f}\u202f%)" for n in range(1, 5)} - told
    for make in (picture.svg, drawing.makers()[".html"], picture.dot, picture.mermaid, picture.words):
        text = make()
        assert not [word for word in small if word in text]
        assert "not told, for it is under 5" in text or make in (picture.dot, picture.mermaid)


def test_moves_show_both_counts_and_who_moves_where():
    found = moves()
    tree = tree_of(found, "lumbar")
    boxes = groups(tree)
    signs = {
        group.get("data-at"): lines(group)[0]
        for group in tree.iter(f"{SVG}g")
        if "sign" in (group.get("class") or "").split()
    }
    for leaf, now in found.new.leaves.items():
        before = found.old.leaves[leaf]
        assert lines(boxes[leaf])[-1] == f"{before}\u00a0→\u00a0{now}"
        assert signs.get(leaf) == ("▲" if now > before else "▼" if now < before else None)
    assert {"▲", "▼"} == {*signs.values()}
    head, ways = listed(found, "lumbar")
    assert (
        f"changed, by their end or by what is recommended, of all rows read: {share_text(found.changed, 400)}" in head
    )
    rows = [int(re.match(r"\d+", text)[0]) for text in ways[1:]]
    assert rows == sorted(rows, reverse=True)
    assert sum(rows) == sum(n for pair, n in found.counts.items() if pair[0] != pair[1]) == found.changed
    one, other = max((pair for pair in found.counts if pair[0] != pair[1]), key=found.counts.get)
    assert ways[1].endswith(f"{_where(found, one)} → {_where(found, other)}")
    assert "more rows end here" in "".join(tree.itertext())


def _where(found, name):
    graph = found.new.graph
    return f"box {graph.boxes[name]}, {node_text(graph, graph.nodes[name])}" if name in graph.nodes else name


def test_a_long_list_of_moves_ends_with_how_many_more():
    found = moves()
    ends = [leaf.id for leaf in found.new.graph.leaves]
    many = {(one, other): 3 for one in ends for other in ends if one != other}
    ways = listed(replace(found, counts=many), "lumbar")[1]
    assert len(ways) == 22
    assert ways[-1] == f"and {len(many) - 20} more"


def test_every_page_says_what_is_counted_and_the_counts_of_its_boxes():
    found = masked(cohort("lumbar"), 5)
    pdf = pypdfium2.PdfDocument(
        hemgraph.load("lumbar").chart(found).on("a4", sections="file", parts="chart").picture.pdf()
    )
    texts = [" ".join(pdf[n].get_textpage().get_text_bounded().split()) for n in range(len(pdf))]
    assert len(texts) > 2
    for text in texts:
        assert "ward.csv: 120 rows read" in text
        assert "–: not told" in text
    whole = found.nodes[found.graph.start]
    for leaf, rows in found.leaves.items():
        box = f"{found.graph.boxes[leaf]} {found.graph.nodes[leaf].title.split()[0]}"
        page = next(text for text in texts[1:] if box in text)
        assert share_text(rows, whole).replace("\u00a0", " ").replace("\u202f", " ") in page.replace("\u202f", " ")


def test_rows_that_go_on_without_an_answer_are_told_in_words_and_at_the_box():
    found = cohort("lumbar")
    asking = next(iter(found.idle))
    idle = replace(found, idle={**found.idle, asking: 7})
    assert "not\u00a0known, go\u00a0on:\u00a07" in " ".join(lines(groups(tree_of(idle, "lumbar"))[asking]))
    words = hemgraph.load("lumbar").chart(idle).picture.words()
    assert "go on: 7" in re.sub(r"\s+", " ", words)


def test_counts_of_another_graph_are_refused():
    with pytest.raises(HemgraphError, match="not counted on `l3`"):
        hemgraph.load("l3").chart(cohort("lumbar"))
