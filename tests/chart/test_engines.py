"""Both engines draw the same boxes on the same heights; one that is not there is named."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from drawing import generated

import hemgraph
from hemgraph.chart import Chart
from hemgraph.chart.layout.check import faults
from hemgraph.errors import HemgraphError, ToolFault


@pytest.mark.dot
@pytest.mark.parametrize(
    "graph",
    [lambda: hemgraph.load("vertebral-hemangioma").model, lambda: hemgraph.load("l3").model, lambda: generated(1)],
    ids=["integrated", "l3", "generated"],
)
def test_both_engines_draw_the_same(graph):
    model = graph()
    charts = [Chart(model, engine, layout="graphviz").drawn for engine in ("builtin", "dot")]
    one, other = (drawn.layout for drawn in charts)

    assert set(one.wires) == set(other.wires) == set(charts[0].plan.edges)
    for key, spot in one.spots.items():
        there = other.spots[key]
        assert (spot.width, spot.height) == pytest.approx((there.width, there.height), abs=0.1), key
        assert spot.y == pytest.approx(there.y, abs=6), key  # sideways, versions of Graphviz differ
    assert not faults(other, charts[1].plan.own).over


def test_a_program_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ToolFault, match="`dot` is not on PATH\n  help: "):
        assert Chart(generated(1, conditions=3), "dot").drawn


@pytest.mark.parametrize(("module", "use"), [("pygraphviz", "svg"), ("typst", "pdf")])
def test_a_package_that_is_not_there_is_named(module, use, monkeypatch):
    from hemgraph.chart import Picture
    from hemgraph.chart.print import typeset

    typeset._typst.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ToolFault, match=f"needs? the package {module}, which is not there"):
        getattr(Picture(Chart(generated(1, conditions=3), layout="graphviz")), use)()
    typeset._typst.cache_clear()


def test_a_chart_on_the_grid_needs_no_graphviz(monkeypatch):
    from hemgraph.chart import Picture

    for module in ("pygraphviz", "graphviz"):
        monkeypatch.setitem(sys.modules, module, None)
    assert Picture(Chart(generated(1, conditions=3))).svg().startswith("<svg")


def test_an_unknown_engine_is_refused():
    with pytest.raises(HemgraphError, match="builtin, dot"):
        Chart(generated(1, conditions=3), "neato")


def test_importing_the_chart_is_cheap():
    import subprocess

    code = "import sys, hemgraph.chart; print(*(m for m in ('pygraphviz', 'typst', 'fontTools', 'graphviz') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


@pytest.mark.dot
def test_graphviz_draws_our_chart_at_our_places_with_the_path_on_it(tmp_path):
    """`neato -n2` takes the places and routes of `.dot` as they are."""
    graph = hemgraph.load("compression")
    picture = graph.chart(graph.trace({"stage": "initial", "deficit": "progressive"})).picture
    drawn = subprocess.run(
        ["neato", "-n2", "-Tjson0"], input=picture.dot(), capture_output=True, text=True, check=True
    ).stdout
    found = json.loads(drawn)
    layout = picture.chart.drawn.layout
    names = [item["name"] for item in found["objects"]]
    places = {item["name"]: [*map(float, item["pos"].split(","))] for item in found["objects"]}
    assert set(names) == set(layout.spots)
    shift = places["S0"][0] - layout.spots["S0"].x, places["S0"][1] + layout.spots["S0"].y
    for key, spot in layout.spots.items():
        assert places[key] == [pytest.approx(spot.x + shift[0], abs=1), pytest.approx(shift[1] - spot.y, abs=1)]
    for edge in found["edges"]:
        ends = names[edge["tail"]], names[edge["head"]]
        tip, *points = ([*map(float, part.removeprefix("e,").split(","))] for part in edge["pos"].split(" "))
        wire = layout.wires[ends]
        assert len(points) == 1 + 3 * (2 * wire.bends + 1)
        assert tip[0] - shift[0] == pytest.approx(wire.points[-1][0], abs=1)
        assert shift[1] - tip[1] == pytest.approx(wire.points[-1][1], abs=1)
    svg = subprocess.run(
        ["neato", "-n2", "-Tsvg"], input=picture.dot(), capture_output=True, text=True, check=True
    ).stdout
    assert 'class="edge taken"' in svg
    assert 'class="node action taken"' in svg
