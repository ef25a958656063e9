"""A chart can be read: nothing lies on anything that it does not belong to."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from types import MappingProxyType

import pytest
from drawing import along, generated, laid_out, sides, small

import hemgraph
from hemgraph.chart import Chart
from hemgraph.chart.layout.check import crossings, overlaps, trespasses
from hemgraph.chart.layout.graphviz import Curve, Layout, Spot
from hemgraph.chart.model.plan import SLANT, Kind
from hemgraph.chart.model.text import LEADING, width
from hemgraph.chart.model.theme import PRINT
from hemgraph.chart.print.paper import A4, FIT

GRAPHS = {
    name: lambda name=name: hemgraph.load(name).model
    for name in ("lumbar", "l3", "compression", "vertebral-hemangioma")
}
GRAPHS |= {f"generated-{seed}": lambda seed=seed: generated(seed) for seed in range(12)}
GRAPHS["deep"] = lambda: generated(1, conditions=30, ways=(2,), share=0.9)
GRAPHS["wide"] = lambda: generated(2, conditions=8, ways=(5,), share=0.0)
GRAPHS["sixty"] = lambda: generated(3, conditions=30)


@pytest.fixture(scope="module", params=GRAPHS)
def drawn(request):
    """A plan and its layout."""
    return laid_out(GRAPHS[request.param]())


def test_every_box_and_line_has_a_place_of_its_size(drawn):
    plan, layout = drawn

    assert set(plan.boxes) == set(layout.spots)
    assert {(line.tail, line.head) for line in plan.lines} == set(layout.curves)
    for box in plan.boxes.values():
        spot = layout.spots[box.key]
        assert (spot.width, spot.height) == pytest.approx((box.width, box.height), abs=0.05)
        left, top, right, bottom = sides(spot)
        assert left >= -0.6
        assert top >= -0.6
        assert right <= layout.width + 0.6
        assert bottom <= layout.height + 0.6


def test_no_two_boxes_or_labels_overlap(drawn):
    _, layout = drawn

    for (a, one), (b, other) in combinations(layout.spots.items(), 2):
        apart = (
            abs(one.x - other.x) >= (one.width + other.width) / 2
            or abs(one.y - other.y) >= (one.height + other.height) / 2
        )
        assert apart, (a, b)


def test_no_edge_passes_through_a_box_or_a_label(drawn):
    _, layout = drawn

    for (tail, head), curve in layout.curves.items():
        for key, spot in layout.spots.items():
            if key in (tail, head):
                continue
            left, top, right, bottom = sides(spot, shrink=1)
            assert not any(left < x < right and top < y < bottom for x, y in along(curve)), (tail, head, key)


def test_text_lies_within_its_box(drawn):
    plan, _ = drawn

    for box in plan.boxes.values():
        size, bold = (PRINT.label_size, True) if box.kind is Kind.LABEL else (PRINT.text_size, False)
        tall = len(box.lines) * size * LEADING
        assert tall <= box.height
        for n, line in enumerate(box.lines):
            # A hexagon is narrowest at the top and bottom of its text.
            edge = max(abs(n - len(box.lines) / 2), abs(n + 1 - len(box.lines) / 2)) * size * LEADING
            slant = SLANT * edge / (box.height / 2) if box.kind is Kind.CONDITION else 0
            assert width(line, size, bold=bold) + 2 * slant <= box.width, (box.key, line)


def test_edges_go_down(drawn):
    """Each head lies below its tail, or straight beside it; "enter again" is a link, so no edge goes back."""
    _, layout = drawn

    for tail, head in layout.curves:
        beside = layout.spots[tail].y == layout.spots[head].y
        assert beside or sides(layout.spots[head])[1] > sides(layout.spots[tail])[3] - 0.1, (tail, head)


def test_an_edge_starts_and_ends_at_its_boxes(drawn):
    _, layout = drawn

    for (tail, head), curve in layout.curves.items():
        for spot, (x, y) in (
            (layout.spots[tail], curve.points[0]),
            (layout.spots[head], curve.tip or curve.points[-1]),
        ):
            left, top, right, bottom = sides(spot, shrink=-1.5)
            assert left <= x <= right, (tail, head)
            assert top <= y <= bottom, (tail, head)


def test_an_action_that_goes_on_may_be_entered_again():
    graph = small()
    nodes = dict(graph.nodes)
    nodes["treat"] = replace(nodes["treat"], then="observe", reassess="ask")
    plan, layout = laid_out(replace(graph, nodes=MappingProxyType(nodes)))

    assert "R2" in plan.boxes
    assert list(trespasses(layout)) == []


def test_an_edge_through_a_box_is_found():
    ends = {"a": Spot(50, 0, 20, 10), "b": Spot(50, 100, 20, 10)}
    straight = Curve(((50, 5), (50, 5), (50, 95), (50, 95)), None)
    for x, found in ((50, [("a", "b", "between")]), (58, [("a", "b", "between")]), (61, []), (39, [])):
        layout = Layout(100, 100, {**ends, "between": Spot(x, 50, 20, 10)}, {("a", "b"): straight})
        assert list(trespasses(layout)) == found


def test_crossings_and_overlaps_are_counted():
    def straight(*points):
        (a, b), (c, d) = points
        return Curve(
            ((a, b), (a + (c - a) / 3, b + (d - b) / 3), (a + 2 * (c - a) / 3, b + 2 * (d - b) / 3), (c, d)), None
        )

    spots = {
        name: Spot(x, y, 10, 10)
        for name, x, y in (("a", 0, 0), ("b", 100, 0), ("c", 0, 100), ("d", 100, 100), ("e", 4, 100))
    }
    crossed = {("a", "d"): straight((0, 5), (100, 95)), ("b", "c"): straight((100, 5), (0, 95))}
    beside = {("a", "c"): straight((0, 5), (0, 95)), ("b", "d"): straight((100, 5), (100, 95))}
    shared = {("a", "d"): straight((0, 5), (100, 95)), ("a", "c"): straight((10, 5), (0, 95))}
    assert [list(crossings(Layout(100, 100, spots, curves))) for curves in (crossed, beside, shared)] == [
        [(("a", "d"), ("b", "c"))],
        [],
        [],
    ]
    assert list(overlaps(Layout(100, 100, spots, {}))) == [("c", "e")]


def test_what_is_measured_of_a_chart_is_that_of_its_layout():
    chart = chart_of("lumbar")
    found = chart.measured(A4)
    assert (found.crossings, found.through, found.over) == (0, 0, 0)
    assert found.text == chart.text_size(A4)
    assert (round(found.width), round(found.height)) == (595, 842)
    fitted = chart.measured(FIT)
    assert fitted.text == pytest.approx(10)
    layout = chart.drawn(FIT).layout
    assert fitted.width > layout.width
    assert fitted.height > layout.height
