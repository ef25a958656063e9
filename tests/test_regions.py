"""The region kernel by itself: boxes against the cases in them, one by one."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from reference import Reference, values_of
from strategies import faulty_graph, random_graph

from hemgraph.diagram.conditions import REFUSED
from hemgraph.errors import NotDecided
from hemgraph.graph import Action
from hemgraph.regions.flow import Flow, Work, joined
from hemgraph.regions.logic import Logic
from hemgraph.regions.space import Space


def points(space):
    """Every case, a bit for each finding: one of its cells, or unknown."""
    choices = [[1 << space.offset[n] + i for i in range(c.count + 1)] for n, c in space.cells.items()]
    return [sum(bits) for bits in product(*choices)]


def boxes(random, space, count):
    """Random boxes, some of them void."""
    return [sum(field & random.getrandbits(field.bit_length()) for field in space.field.values()) for _ in range(count)]


def inside(point, box):
    return point & box == point


def small(seed):
    return Space(random_graph(Random(seed), nodes=4))


@pytest.mark.parametrize("seed", range(25))
def test_boxes_are_sets_of_cases(seed):
    space, random = small(seed), Random(seed)
    everybody = points(space)
    one, two = boxes(random, space, 2)
    assert space.is_void(one) is not any(inside(p, one) for p in everybody)
    assert all(inside(p, space.full) for p in everybody)
    assert all(inside(p, one & two) == (inside(p, one) and inside(p, two)) for p in everybody)
    parts = list(space.minus(one, two))
    for p in everybody:
        assert sum(inside(p, part) for part in parts) == (inside(p, one) and not inside(p, two))


@pytest.mark.parametrize("seed", range(25))
def test_joined_boxes_hold_the_same_cases_and_are_no_more(seed):
    space, random = small(seed), Random(seed)
    many = [box for box in boxes(random, space, 12) if not space.is_void(box)]
    fewer = joined(space, many)
    assert len(fewer) <= len(many)
    for p in points(space):
        assert any(inside(p, box) for box in fewer) == any(inside(p, box) for box in many)


def test_boxes_that_differ_in_one_finding_become_one():
    space = small(3)
    name = next(iter(space.cells))
    cells = space.bits(space.full, name)
    assert joined(space, [space.put(space.full, name, bit) for bit in cells]) == [
        space.put(space.full, name, sum(cells))
    ]


@pytest.mark.parametrize("seed", range(40))
def test_admitted_is_who_some_possible_patient_may_be(seed):
    graph = faulty_graph(Random(seed))
    space, random = Space(graph), Random(seed)
    whole = [p for p in points(space) if not p & space.unknowns]
    patients = [p for p in whole if not any(inside(p, no) for no in space.impossible)]
    possible = {p for p in points(space) if any(inside(x, space.refinements(p)) for x in patients)}
    for box in (*boxes(random, space, 40), *points(space)[:200]):
        assert space.admits(box) == any(inside(p, box) for p in possible)
    for entries in product((0, 1), repeat=len(graph.impossible)):
        chosen = [n for n, taken in enumerate(entries) if taken]
        some = [box & ~space.unknowns for box in boxes(random, space, 3)]
        met = [p for p in whole if any(inside(p, box) for box in some)]
        barred = all(any(inside(p, space.impossible[n]) for n in chosen) for p in met)
        assert space.barred(some, chosen) == barred


@pytest.mark.parametrize("seed", range(40))
def test_a_flow_brings_each_case_where_its_walk_leads(seed):
    graph = faulty_graph(Random(seed)) if seed % 2 else random_graph(Random(seed), nodes=6)
    if len(points(Space(graph))) > 3000:
        return
    reference, logic = Reference(graph, values_of(graph)), Logic(graph)
    space = logic.space
    flow = Flow(logic, {graph.start: [space.full]}, Work())
    for point in points(space):
        if not space.admits(point):
            continue
        case = {}
        for name, cells in space.cells.items():
            if not point & space.unknown[name]:
                case[name] = cells.sample((point & space.field[name]).bit_length() - 1 - space.offset[name])
        _, nodes = reference.walk(case)
        for name in graph.nodes:
            here = any(inside(point, box) for box in flow.here.get(name, ()))
            # Freed of what is never asked again, a box may hold a case whose walk is elsewhere; but never in the start's.
            if name in nodes:
                assert here
        end = graph.nodes[nodes[-1]]
        if not isinstance(end, Action):
            (answer,) = {a for a, part in flow.parts[end.id] if inside(point, part)}
            assert answer in (None, REFUSED)
    for name, here in flow.here.items():
        box, way = flow.way(name, here[0])
        assert way[0][0] == graph.start
        assert way[-1] == (name, None)
        assert space.admits(box)


def test_a_budget_that_is_used_up_decides_nothing():
    logic = Logic(random_graph(Random(1), nodes=6))
    with pytest.raises(NotDecided, match="too many combinations"):
        Flow(logic, {logic.graph.start: [logic.space.full]}, Work(0))


def test_without_constraints_the_cells_are_the_same():
    graph = faulty_graph(Random(2))
    bound, free = Space(graph), Space(graph, constrained=False)
    assert bound.cells == free.cells
    assert bound.field == free.field
    assert all(free.admits(p) for p in points(free))
