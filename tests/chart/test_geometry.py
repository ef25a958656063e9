"""A chart can be read: nothing lies on anything that it does not belong to."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from types import MappingProxyType

import pytest
from drawing import chart_of, generated, laid_out, sides, small

import hemgraph
from hemgraph.chart import Chart
from hemgraph.chart.chart import measured
from hemgraph.chart.layout.check import Faults, faults, overlaps, trespasses
from hemgraph.chart.layout.places import Layout, Spot, Wire
from hemgraph.chart.model.plan import SLANT, Kind
from hemgraph.chart.model.text import LEADING, width
from hemgraph.chart.model.theme import PRINT

GRAPHS = {
    name: lambda name=name: hemgraph.load(name).model
    for name in ("lumbar", "l3", "compression", "vertebral-hemangioma")
}
GRAPHS |= {f"generated-{seed}": lambda seed=seed: generated(seed) for seed in range(6)}
GRAPHS["deep"] = lambda: generated(1, conditions=30, ways=(2,), share=0.9)
GRAPHS["wide"] = lambda: generated(2, conditions=8, ways=(5,), share=0.0)
GRAPHS["sixty"] = lambda: generated(3, conditions=30)


@pytest.fixture(scope="module", params=GRAPHS)
def drawn(request):
    """A plan and its layout."""
    return laid_out(GRAPHS[request.param]())


def test_every_box_and_edge_has_a_place_of_its_size(drawn):
    plan, layout = drawn

    assert set(plan.boxes) == set(layout.spots)
    assert set(plan.edges) == set(layout.wires)
    for box in plan.boxes.values():
        spot = layout.spots[box.key]
        assert spot.width == pytest.approx(box.width, abs=0.05)
        assert spot.height >= box.height - 0.05
        left, top, right, bottom = sides(spot)
        assert left >= -0.6
        assert top >= -0.6
        assert right <= layout.width + 0.6
        assert bottom <= layout.height + 0.6


def test_boxes_are_equal_in_width_and_in_height_along_a_row(drawn):
    plan, layout = drawn
    spots = [layout.spots[key] for key in plan.cells]

    assert len({round(spot.width, 3) for spot in spots}) == 1
    for one, other in combinations(spots, 2):
        if abs(one.y - other.y) < 0.01:
            assert one.height == pytest.approx(other.height)
        assert one.x == pytest.approx(other.x) or abs(one.x - other.x) > one.width + 10, "columns"


def test_no_two_boxes_captions_or_tabs_overlap(drawn):
    _, layout = drawn

    for (a, one), (b, other) in combinations(layout.spots.items(), 2):
        apart = (
            abs(one.x - other.x) >= (one.width + other.width) / 2
            or abs(one.y - other.y) >= (one.height + other.height) / 2 - 0.01
        )
        assert apart, (a, b)


def points_along(wire):
    """Places every point or so along a wire, but for its gap."""
    for (ax, ay), (bx, by) in wire.pieces():
        steps = int(max(abs(bx - ax), abs(by - ay))) + 1
        for n in range(steps + 1):
            x, y = ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps
            if not (wire.gap and wire.gap[0] <= y <= wire.gap[1]):
                yield x, y


def test_no_edge_passes_through_a_box_a_caption_or_a_tab(drawn):
    _, layout = drawn

    for (tail, head), wire in layout.wires.items():
        for key, spot in layout.spots.items():
            if key in (tail, head):
                continue
            left, top, right, bottom = sides(spot, shrink=1)
            assert not any(left < x < right and top < y < bottom for x, y in points_along(wire)), (tail, head, key)


def test_an_edge_is_interrupted_by_no_caption_but_that_of_its_head(drawn):
    plan, layout = drawn

    for (_, head), wire in layout.wires.items():
        if wire.gap:
            over = [layout.spots[key] for key in plan.over[head]]
            assert wire.gap == (pytest.approx(over[0].top), pytest.approx(over[-1].bottom))


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
            assert width(line, size, bold=bold) + 2 * slant <= box.width + 0.01, (box.key, line)


def test_edges_go_down(drawn):
    """Each head lies below its tail, or straight beside it; "enter again" is a tab, so no edge goes back."""
    _, layout = drawn

    for tail, head in layout.wires:
        beside = layout.spots[tail].y == pytest.approx(layout.spots[head].y)
        assert beside or sides(layout.spots[head])[1] > sides(layout.spots[tail])[3] - 0.1, (tail, head)


def test_an_edge_starts_and_ends_at_the_sides_of_its_boxes(drawn):
    plan, layout = drawn

    for (tail, head), wire in layout.wires.items():
        first = layout.spots[plan.links.get(tail, tail)]
        ends = ((first, wire.points[0], layout.spots[tail]), (layout.spots[head], wire.points[-1], None))
        for spot, (x, y), other in ends:
            on = [
                one
                for one in (spot, other)
                if one
                and (
                    ((abs(y - one.top) < 0.1 or abs(y - one.bottom) < 0.1) and one.left <= x <= one.right)
                    or ((abs(x - one.left) < 0.1 or abs(x - one.right) < 0.1) and one.top <= y <= one.bottom)
                )
            ]
            assert on, (tail, head)


def test_edges_have_right_angles_only(drawn):
    _, layout = drawn

    for wire in layout.wires.values():
        for (ax, ay), (bx, by) in wire.pieces():
            assert ax == pytest.approx(bx) or ay == pytest.approx(by)


def test_an_action_that_goes_on_may_be_entered_again():
    graph = small()
    nodes = dict(graph.nodes)
    nodes["treat"] = replace(nodes["treat"], then="observe", reassess="ask")
    plan, layout = laid_out(replace(graph, nodes=MappingProxyType(nodes)))

    assert "R2" in plan.boxes
    assert list(trespasses(layout, plan.own)) == []
    tab = layout.spots["R2"]
    assert layout.wires["treat", "observe"].points[0][1] >= layout.spots["treat"].y
    assert tab.top >= layout.spots["treat"].bottom


# ---- the check itself: each fault planted, and found

ENDS = {"a": Spot(50, 0, 20, 10), "b": Spot(50, 100, 20, 10), "c": Spot(150, 0, 20, 10), "d": Spot(150, 100, 20, 10)}


def found(wires, **more):
    return faults(Layout(200, 110, {**ENDS, **more}, {ends: Wire(points) for ends, points in wires.items()}), {})


def test_a_clean_layout_has_no_fault():
    wires = {("a", "b"): ((50, 5), (50, 95)), ("c", "d"): ((150, 5), (150, 95))}
    assert found(wires) == Faults((), (), (), ())
    assert found(wires).clean


@pytest.mark.parametrize(("x", "hit"), [(50, True), (58, True), (61, False), (39, False)])
def test_an_edge_through_a_box_is_found(x, hit):
    seen = found({("a", "b"): ((50, 5), (50, 95))}, between=Spot(x, 50, 20, 10))
    assert seen.through == (((("a", "b"), "between"),) if hit else ())


def test_two_edges_that_cross_are_found():
    seen = found({("a", "b"): ((50, 5), (50, 95)), ("c", "d"): ((150, 5), (150, 40), (20, 40), (20, 95))})
    assert seen.crossings == ((("a", "b"), ("c", "d")),)


def test_a_stranger_that_touches_is_found_and_a_brother_is_not():
    touching = ((150, 5), (150, 40), (50, 40))
    assert found({("a", "b"): ((50, 5), (50, 95)), ("c", "d"): touching}).crossings
    assert not found({("a", "b"): ((50, 5), (50, 95)), ("c", "b"): touching}).crossings


def test_strangers_on_one_line_or_close_beside_each_other_are_found():
    for apart, hit in ((0, True), (3, True), (6, False)):
        seen = found({("a", "b"): ((50, 5), (50, 95)), ("c", "d"): ((50 + apart, 5), (50 + apart, 95))})
        assert bool(seen.along) == hit, apart


def test_boxes_over_each_other_are_found():
    layout = Layout(200, 110, {**ENDS, "e": Spot(54, 4, 20, 10)}, {})
    assert list(overlaps(layout)) == [("a", "e")]


def test_what_is_measured_of_a_chart_is_that_of_its_layout():
    drawn = chart_of("lumbar").drawn
    seen = measured(drawn, 595.3, 841.9, 0.8)
    assert (seen.crossings, seen.through, seen.over) == (0, 0, 0)
    assert seen.text == pytest.approx(8)
    assert seen.bends == drawn.layout.bends
    assert (seen.width, seen.height) == (595.3, 841.9)


def test_graphviz_lays_out_what_is_too_large_for_a_page_or_where_it_is_asked_for():
    plan, layout = laid_out(small(), layout="graphviz")
    assert all(wire.curved for wire in layout.wires.values())
    assert set(layout.spots) == set(plan.boxes)
    assert not list(overlaps(layout))
    large = Chart(generated(5, conditions=70)).drawn
    assert len(large.plan.cells) > 120
    assert large.grid is None
