"""The search for a grid: what it counts is so, it is the same at every run, and it keeps what was kept."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from drawing import generated, small
from hypothesis import given
from hypothesis import strategies as st
from strategies import make_graph

import hemgraph
from hemgraph.chart import Chart
from hemgraph.chart.layout.check import faults
from hemgraph.chart.layout.edit import adapted
from hemgraph.chart.layout.grid import Grid, numbered
from hemgraph.chart.layout.insertion import applied, placings
from hemgraph.chart.layout.kept import Kept, parsed, place_of, read_kept
from hemgraph.chart.layout.problem import Heights, Problem
from hemgraph.chart.layout.routes import BENDS, HalfGrid, Kind
from hemgraph.chart.layout.search import Effort, Task, searched
from hemgraph.chart.layout.state import NEVER, Board
from hemgraph.chart.model.page_graph import scheme_of
from hemgraph.chart.model.plan import plan
from hemgraph.chart.model.theme import PRINT
from hemgraph.cli import main
from hemgraph.errors import BadFile
from hemgraph.finding import Finding
from hemgraph.graph import Action, Branch, Condition
from hemgraph.values.domains import Boolean
from hemgraph.values.sets import Members

SHORT = Effort(shapes=1, tries=1, steps=1000, polish=200)
OURS = ("compression", "lumbar", "l3", "vertebral-hemangioma")


def planned(graph, width):
    return plan(scheme_of(graph), PRINT, width)


def task_of(graph):
    return Task(partial(planned, graph))


# ---- routes, beside an obvious reference: sets of points


def points(bits, stride):
    return {(n % stride, n // stride) for n in range(bits.bit_length()) if bits >> n & 1}


cells = st.tuples(st.integers(0, 4), st.integers(0, 5))


@given(cells, cells)
def test_a_route_joins_its_cells_and_bends_as_often_as_it_says(tail, head):
    grid = HalfGrid(5, 6)
    routes = grid.routes(tail, head)
    down, across = head[1] - tail[1], abs(head[0] - tail[0])
    assert bool(routes) == (down > 0 or (down == 0 and across in (1, 2)))
    assert [r.cost for r in routes] == sorted(r.cost for r in routes)
    start, end = (2 * tail[0] + 1, 2 * tail[1]), (2 * head[0] + 1, 2 * head[1])
    for route in routes:
        body = points(route.points, grid.stride)
        assert body == points(route.across, grid.stride) | points(route.down, grid.stride)
        assert start not in body
        assert end not in body
        way, seen = walk(body, start, end)
        assert seen, route
        turns = sum(
            (b[0] - a[0], b[1] - a[1]) != (c[0] - b[0], c[1] - b[1])
            for a, b, c in zip(way, way[1:], way[2:], strict=False)
        )
        assert turns == BENDS[route.kind]
        assert all(b[1] >= a[1] for a, b in pairwise(way)), "nothing leads up"
        assert len(body) + 2 == len(way), "no point to spare"


def walk(body, start, end):
    """The way from a point to another through a set of points, if there is one."""
    came, waiting = {start: None}, [start]
    while waiting:
        here = waiting.pop(0)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            there = here[0] + dx, here[1] + dy
            if there not in came and (there in body or there == end):
                came[there] = here
                waiting.append(there)
    way, here = [], end if end in came else None
    while here is not None:
        way.append(here)
        here = came[here]
    return way[::-1], end in came


# ---- states: what is added up step by step is what it is from the beginning


def random_problem(random, count):
    edges = sorted({(random.randrange(n), n) for n in range(1, count)} | {
        tuple(sorted(random.sample(range(count), 2))) for _ in range(count // 3)
    })  # fmt: skip
    heights = tuple(
        Heights(random.choice((0, 13, 25)), random.choice((24, 44, 68)), random.choice((0, 15))) for _ in range(count)
    )
    return Problem(heights, tuple(edges), 4, 100.0, 600.0)


def from_scratch(board, state):
    """What the routes of a state cost, each pair of them held against each other once."""
    laid = [(n, route) for n, route in enumerate(state.routes) if route is not None]
    cost = 0.0
    for n, (edge, route) in enumerate(laid):
        bare = board.empty()
        for other, earlier in laid[:n]:
            bare.routes[other] = earlier
        board.trace_points(bare)
        cost += route.cost + board.clash(bare, edge, route, (), NEVER)
        cost += (0.6, 0.0, 0.4, 0.4, 0.2, 0.2, 1.0)[route.kind] if edge in board.problem.main else 0.0
    return cost


@given(st.randoms(use_true_random=False), st.integers(3, 9))
def test_the_cost_of_a_state_is_that_of_its_routes(random, count):
    board = Board(random_problem(random, count), 12)
    state = board.empty()
    for box in board.problem.order:
        found = placings(board, state, box, 5, everywhere=True)
        if not found:
            return
        state = applied(board, state, random.choice(found))
        assert state.routed == pytest.approx(from_scratch(board, state))
    less = board.without(state, random.sample(range(count), 2))
    assert less.routed == pytest.approx(from_scratch(board, less))
    assert (less.across, less.down) == sums(less)
    again = board.rerouted(state)
    assert again.routed <= state.routed + 1e-9
    assert again.routed == pytest.approx(from_scratch(board, again))


def sums(state):
    across = down = 0
    for route in state.routes:
        across |= route.across if route else 0
        down |= route.down if route else 0
    return across, down


# ---- the search


@pytest.mark.parametrize("seed", range(5))
def test_what_is_drawn_has_no_fault_that_the_search_did_not_count(seed):
    graph = generated(seed, conditions=6 + 3 * seed)
    found = searched(task_of(graph), SHORT)
    seen = faults(found.layout, found.plan.own)
    assert (seen.through, seen.over, seen.along) == ((), (), ())
    given = numbered(found.plan, found.grid.columns)
    board = Board(given.problem, found.grid.rows + 1)
    state, missing = board.laid([found.grid.cells[key] for key in given.keys])
    assert not missing
    named = {frozenset(pair) for pair in seen.crossings}
    counted = set()
    for edge in board.crossed(state):
        tail, head = given.problem.edges[edge]
        counted.add((given.keys[tail], given.keys[head]))
    assert {edge for pair in named for edge in pair} <= counted, "each edge that crosses another was counted"


def test_the_start_stands_at_the_top_and_the_same_is_found_in_any_process():
    code = (
        "import sys; sys.path[:0] = ['tests', 'tests/chart']\n"
        "from drawing import generated; from test_layout import SHORT, task_of\n"
        "from hemgraph.chart.layout.search import searched\n"
        "found = searched(task_of(generated(4, conditions=9)), SHORT)\n"
        "print(found.grid.columns, found.grid.width, sorted(found.grid.cells.items()))"
    )
    root = Path(__file__).parents[2]
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=root,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    here = searched(task_of(generated(4, conditions=9)), SHORT)
    assert said == {f"{here.grid.columns} {here.grid.width} {sorted(here.grid.cells.items())}\n"}
    assert here.grid.cells["S0"][1] == 0


def test_leaves_of_a_question_stand_in_the_order_of_its_answers():
    found = searched(task_of(generated(2, conditions=1, ways=(20,), share=0)), SHORT)
    cells = found.grid.cells
    order = sorted((key for key in cells if key not in ("S0", "n0")), key=lambda key: (cells[key][1], cells[key][0]))
    assert order == [f"n{n}" for n in range(1, 21)]
    assert not found.crossings
    assert 10 * found.scale > 7


@pytest.mark.parametrize("name", OURS)
def test_the_layouts_that_come_along_fit_their_graphs_and_have_no_fault(name):
    graph = hemgraph.load(name)
    kept = read_kept(place_of(graph.path), name)
    chart = graph.chart().picture.chart
    assert set(kept.pages) == {each.page for each in chart.printed()}
    assert chart.layout_remarks() == ()
    for each in (
        chart,
        graph.chart(detailed=True).picture.chart,
        *chart.pages(hemgraph.chart.model.sections.Division.FILE)[1:],
    ):
        assert each.drawn.adapted.placed == each.drawn.adapted.moved == each.drawn.adapted.gone == ()
        assert each.drawn.grid == kept.pages[each.page]
        assert faults(each.drawn.layout, each.drawn.plan.own).clean, each.page
    assert chart.drawn.layout.bends <= 35


# ---- kept beside the graph


def test_what_is_kept_is_read_again_and_stands_a_box_a_line():
    kept = Kept(
        "toy",
        {
            "whole": Grid(3, 104.0, {"b": (2, 0), "a": (1, 0), "c": (0, 1)}),
            "section: „x“": Grid(1, 92.5, {"d": (0, 0)}),
        },
    )
    text = str(kept)
    assert parsed(text.encode(), "toy", "x") == kept
    lines = [line.strip().rstrip(",") for line in text.splitlines() if "[" in line]
    assert lines == ['"a": [1, 0]', '"b": [2, 0]', '"c": [0, 1]', '"d": [0, 0]']
    assert json.loads(text)["pages"]["whole"] == {
        "columns": 3,
        "width": 104,
        "boxes": {"a": [1, 0], "b": [2, 0], "c": [0, 1]},
    }


GOOD = str(Kept("toy", {"whole": Grid(3, 104.0, {"a": (0, 0), "b": (1, 0)})}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("[1, 0]", "[0, 0]"), r"x:10:9: `b` and `a` are on one cell"),
        (GOOD.replace("[1, 0]", "[3, 0]"), r"x:10:9: `b` has no cell: \[3, 0\]"),
        (GOOD.replace("[1, 0]", '"left"'), r"x:10:9: `b` has no cell"),
        (GOOD.replace("[1, 0]", "[true, 0]"), r"`b` has no cell"),
        (GOOD.replace('"b"', '"a"'), r"`a` stands twice"),
        (GOOD.replace('"toy"', '"other"'), r"it is the layout of `other`, not of `toy`"),
        (GOOD.replace('"layout": 1', '"layout": 2'), r"no layout of version 1"),
        (GOOD.replace('"columns": 3', '"columns": 1000'), r"columns are 1 to"),
        (GOOD.replace('"width": 104', '"width": 1e99'), r"the width 40 to 600"),
        (GOOD.replace('"width": 104', '"width": NaN'), r"the width 40 to 600"),
        (GOOD.replace('"boxes"', '"box"'), r"has no columns, width and boxes"),
        ("[" * 100_000, r"no JSON"),
        ("[]", r"no layout of version 1"),
        ("", r"no JSON"),
        ("{" + " " * (2 << 20) + "}", r"larger than 1 MiB"),
        (b"\xff\xfe", r"no JSON"),
    ],
)
def test_a_broken_layout_is_refused_with_its_place(text, said):
    with pytest.raises(BadFile, match=said):
        parsed(text if isinstance(text, bytes) else text.encode(), "toy", "x")


def test_a_layout_beside_a_graph_is_used_and_what_it_lacks_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = partial(CliRunner().invoke, main)
    toy = (Path(__file__).parents[1] / "graphs" / "good" / "toy.yaml").read_text()
    Path("toy.yaml").write_text(toy)
    assert run(["layout", "./toy.yaml", "--quick"]).exit_code == 0
    kept = json.loads(Path("toy.layout.json").read_text())
    boxes = kept["pages"]["whole"]["boxes"]
    assert "note" not in run(["draw", "./toy.yaml", "-o", "a.svg"]).output
    name = next(
        key for key in boxes if key != "S0" and hemgraph.load("./toy.yaml").model.nodes[key].__class__ is Action
    )
    cell = boxes.pop(name)
    boxes["old"] = [0, 19]
    Path("toy.layout.json").write_text(json.dumps(kept))
    said = run(["draw", "./toy.yaml", "-o", "b.svg"]).output
    assert f"has no place for `{name}`" in said
    assert "has a place for `old`, which is not there" in said
    boxes[name] = next(iter(boxes.values()))
    Path("toy.layout.json").write_text(json.dumps(kept, indent=1))
    broken = run(["draw", "./toy.yaml", "-o", "c.svg"])
    assert broken.exit_code == 1
    assert "are on one cell" in broken.output
    assert not Path("c.svg").exists()
    assert cell


# ---- an edited graph


def with_nodes(graph, **nodes):
    return replace(graph, nodes=MappingProxyType({**graph.nodes, **nodes}))


def rows_apart(before, after):
    """By how many rows boxes that both have were moved, and whether any left its column."""
    both = before.keys() & after.keys()
    return {after[key][1] - before[key][1] for key in both}, any(after[key][0] != before[key][0] for key in both)


@pytest.mark.parametrize("name", OURS)
def test_an_edit_moves_little(name):
    graph = hemgraph.load(name)
    grid = graph.chart().picture.chart.drawn.grid
    model = graph.model
    leaf = next(node for node in model.nodes.values() if isinstance(node, Action) and node.is_leaf)
    longer = replace(leaf, title=f"{leaf.title} after discussion with the patient")
    same = adapted(task_of(with_nodes(model, **{leaf.id: longer})), grid)
    assert same.found.grid.cells == grid.cells
    asking = next(node for node in model.nodes.values() if isinstance(node, Condition))
    more = replace(asking, branches=(*asking.branches, Branch(Members(("further",)), "further")))
    finding = replace(
        model.findings[asking.ask], labels={**model.findings[asking.ask].labels, "further": "Cannot be said"}
    )
    grown = replace(
        with_nodes(
            model, **{asking.id: more, "further": Action("further", "Refer to the regional service", silent=True)}
        ),
        findings=MappingProxyType({**model.findings, asking.ask: finding}),
        boxes=MappingProxyType({**model.boxes, "further": 99}),
    )
    found = adapted(task_of(grown), grid)
    assert found.placed == ("further",)
    rows, across = rows_apart(grid.cells, found.found.grid.cells)
    assert not found.moved
    assert not across
    assert len(rows) <= 2, "one row put in"
    assert not found.anew


def test_an_edge_that_would_lead_up_moves_its_head():
    graph = small()
    nodes = dict(graph.nodes)
    nodes["treat"] = replace(nodes["treat"], then="observe")
    grid = Grid(3, 104.0, {"S0": (1, 0), "ask": (1, 1), "observe": (0, 2), "treat": (1, 3)})
    found = adapted(task_of(replace(graph, nodes=MappingProxyType(nodes))), grid)
    assert found.moved == ("observe",)
    assert found.found.grid.cells["observe"][1] >= found.found.grid.cells["treat"][1]


def test_a_lane_is_a_trunk_for_answers_of_one_question_and_for_no_stranger():
    random = Random(1)
    board = Board(Problem(tuple(Heights(0, 24, 0) for _ in range(4)), ((0, 2), (0, 3), (1, 3)), 4, 100.0, 600.0), 8)
    state = board.empty()
    for box, cell in enumerate(((0, 0), (1, 0), (0, 3), (1, 4))):
        board.put(state, box, cell)
    lanes = [r for r in board.grid.routes((0, 0), (0, 3)) if r.kind is Kind.LANE and r.lane == 2]
    other = [r for r in board.grid.routes((0, 0), (1, 4)) if r.kind is Kind.LANE and r.lane == 2]
    strange = [r for r in board.grid.routes((1, 0), (1, 4)) if r.kind is Kind.LANE and r.lane == 2]
    state.routes[0] = lanes[0]
    board.trace_points(state)
    assert board.clash(state, 1, other[0], (), NEVER) == 0
    assert board.clash(state, 2, strange[0], (), NEVER) >= NEVER
    assert random


def test_one_long_way_finds_a_grid():
    """A question, its action, the next question: more levels than most grids have rows."""
    graph = ladder(40)
    drawn = Chart(graph).drawn
    assert len(drawn.plan.cells) == 82
    assert faults(drawn.layout, drawn.plan.own).clean
    assert drawn.layout.width < 2 * drawn.layout.height  # and not all one after another


def ladder(count):
    """So many questions in a row, each with an action on its yes."""
    nodes, findings = {}, {}
    for n in range(count):
        after = f"q{n + 1}" if n + 1 < count else "end"
        findings[f"f{n}"] = Finding(f"f{n}", f"Sign {n}?", Boolean(), {})
        branches = (Branch(Members((True,)), f"a{n}"), Branch(Members((False,)), after))
        nodes |= {f"q{n}": Condition(f"q{n}", f"f{n}", branches), f"a{n}": Action(f"a{n}", f"Do {n}", then=after)}
    return make_graph({**nodes, "end": Action("end", "End")}, findings)
