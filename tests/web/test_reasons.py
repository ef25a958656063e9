"""What the page says of why a case comes to what it does, and of what would change it, beside `explain`.

`HEMGRAPH_PAGE_REASONS=300` repeats the long run of the README: so many graphs of each kind, 20 cases each, and 1,000 of each
graph that comes along. Nothing is put in order before it is compared: the page has the order of the engine.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache, partial
from itertools import zip_longest
from random import Random
from types import MappingProxyType

import pytest
from engine import texts
from reference import values_of
from strategies import faulty_graph, random_graph
from test_explain_reference import small_graph

import hemgraph
from hemgraph.analysis.changes import nearest
from hemgraph.analysis.reasons import reason
from hemgraph.api import Graph
from hemgraph.case import Case
from hemgraph.chart.web.data import graph_data
from hemgraph.errors import BrokenLogic, NotDecided, RefusedCase
from hemgraph.regions.flow import MOST_BOXES, Work
from hemgraph.trace.ways import outcome_of

GRAPHS = int(os.environ.get("HEMGRAPH_PAGE_REASONS", "3"))
OF_EACH, COMING_ALONG = (20, 1000) if GRAPHS > 3 else (10, 60)
RARE = (421, 1231, 1722)
"""Small graphs with a finding that stays unknown and decides nothing: see `test_explain_reference.py`."""
ASK = """([graph, cases, budget]) => {
  const logic = new evaluator.Logic(JSON.parse(graph));
  return JSON.stringify(cases.map((entries) => evaluator.explained(logic, entries, budget ?? undefined)));
}"""
FURTHER = """([graph, cases]) => {
  const logic = new evaluator.Logic(JSON.parse(graph));
  return JSON.stringify(cases.map((entries) => evaluator.further(logic, entries)));
}"""


def told(page, graph, cases, budget=None):
    """What the page says of some cases."""
    return json.loads(page.evaluate(ASK, [json.dumps(graph_data(graph.model)), cases, budget]))


def expected(graph, entries, budget=None):
    """What the engine says of a case, in the shape of the page; a part for which the budget does not reach is None."""
    try:
        found = graph.explain(entries, budget=budget)
    except (RefusedCase, BrokenLogic):
        return None
    except NotDecided:
        return _parts(graph, entries, MOST_BOXES if budget is None else budget)
    return None if found.reason is None else _plain(graph, found.reason, found.changes)


def _parts(graph, entries, budget):
    try:
        graph.trace(entries)
    except NotDecided:
        return None
    logic, comes, point = graph.logic, partial(outcome_of, graph.logic), graph.logic.space.point(graph.case(entries))
    if (now := comes(point)) is None:
        return None
    found = []
    for ask in (
        lambda: reason(logic, point, now, Work(budget)),
        lambda: nearest(logic, point, comes, lambda end: end != now, Work(budget)),
    ):
        try:
            found.append(ask())
        except NotDecided:
            found.append(None)
    return _plain(graph, *found)


@cache
def _keys(graph):
    rows = [said for node in graph_data(graph.model)["nodes"].values() for said in node.get("recommend", ())]
    return {(said["intervention"], said["stance"], said["detail"], said["timing"]): said["key"] for said in rows}


def _plain(graph, why, changes):
    keys = _keys(graph)

    def cells(name, values):
        mask = graph.logic.space.cells[name].mask(values)
        return [n for n in range(mask.bit_length()) if mask >> n & 1]

    def end(outcome):
        return {"leaf": outcome[0], "keys": json.dumps(sorted(keys[key] for key in outcome[1]), separators=(",", ":"))}

    return {
        "reason": why
        and [{"finding": d.finding, "cells": None if d.values is None else cells(d.finding, d.values)} for d in why],
        "changes": changes
        and [{"to": {n: cells(n, v) for n, v in c.to.items()}, "outcome": end(c.outcome)} for c in changes],
    }


def differences(page, graph, cases, budget=None):
    """Where the page and the engine differ, row by row: the case, which row of which field, and what each says."""
    found = []
    for case, ours in zip(cases, told(page, graph, cases, budget), strict=True):
        theirs = expected(graph, case, budget)
        if theirs is None or ours is None:
            found += [] if theirs == ours else [(case, "whole", theirs, ours)]
            continue
        for field in ("reason", "changes"):
            rows = enumerate(zip_longest(_rows(theirs[field]), _rows(ours[field]), fillvalue=()))
            found += [(case, f"{field} {n}", row, other) for n, (row, other) in rows if row != other]
    return found


def _rows(part):
    """The rows of a part with the order of their findings; that it is absent is a row too."""
    return [None] if part is None else [json.dumps(row) for row in part]


# ---- graphs and cases


def some_cases(random, graph, count):
    """So many random cases, with random shares of known findings; a few may be such as nobody can have."""
    values, space, found = values_of(graph.model), graph.logic.space, []
    nobody = not space.admits(space.full)
    while len(found) < count:
        patient = {name: random.choice(some) for name, some in values.items()}
        share = random.choice((0, 0.25, 0.5, 0.75, 0.9, 1, 1))
        case = {name: value for name, value in patient.items() if random.random() < share}
        if nobody or space.admits(space.point(Case(case))) or random.random() < 0.1:
            found.append(texts(case))
    return found


def with_more(random, model):
    """The graph with some fixed findings, some of other efforts, and names that every object of JavaScript has."""
    findings = {
        name: replace(
            finding,
            fixed=random.random() < 0.3,
            effort=Decimal(random.choice(("0", "1", "1", "0.1", "0.2", "0.3", "2.50", "3"))),
        )
        for name, finding in model.findings.items()
    }
    more = replace(model, findings=MappingProxyType(findings))
    return renamed(more, {"f0": "constructor", "c1": "constructor"}) if random.random() < 0.3 else more


def renamed(value, names):
    """Something with other names in it, wherever they stand."""
    if isinstance(value, str):
        return names.get(value, value) if type(value) is str else value
    if is_dataclass(value):
        return replace(value, **{f.name: renamed(getattr(value, f.name), names) for f in fields(value) if f.init})
    if isinstance(value, (tuple, list)):
        return type(value)(renamed(part, names) for part in value)
    if isinstance(value, (dict, MappingProxyType)):
        return MappingProxyType({renamed(k, names): renamed(v, names) for k, v in value.items()})
    return value


def random_graphs(count):
    """So many graphs of each kind: random ones, small and faulty ones, as they are and with more."""
    for seed in (*range(count), *RARE):
        for make in (random_graph, partial(small_graph, faults=seed % 2 == 0), faulty_graph):
            yield Graph(make(Random(seed)))
            random = Random(f"more {seed}")
            yield Graph(with_more(random, make(random)))


@pytest.mark.parametrize("name", ["vertebral-hemangioma", "lumbar", "l3", "compression"])
def test_why_and_what_would_change_it_are_those_of_the_engine(page, name):
    graph = hemgraph.load(name)
    assert differences(page, graph, some_cases(Random(name), graph, COMING_ALONG)) == []


def test_on_random_graphs_too(page):
    """With fixed findings, other efforts, odd names; and with a budget so small that a part is absent."""
    for number, graph in enumerate(random_graphs(GRAPHS)):
        random = Random(number)
        cases = some_cases(random, graph, OF_EACH)
        assert differences(page, graph, cases) == [], number
        assert differences(page, graph, cases, random.choice((3, 10, 30, 100, 300, 1000))) == [], number


def test_answers_that_lead_to_further_questions(page):
    """Each other value of one finding after which the trace is incomplete, with the box where it stops; and no other."""
    graphs = [hemgraph.load("vertebral-hemangioma"), *(Graph(faulty_graph(Random(seed))) for seed in range(GRAPHS))]
    seen = 0
    for number, graph in enumerate(graphs):
        cases = some_cases(Random(number), graph, OF_EACH)
        found = json.loads(page.evaluate(FURTHER, [json.dumps(graph_data(graph.model)), cases]))
        for case, rows in zip(cases, found, strict=True):
            ours = {(row["finding"], cell, row["node"]) for row in rows or () for cell in row["cells"]}
            seen += len(ours)
            assert ours == set(_further(graph, case)), (number, case)
    assert seen > 10


def _further(graph, case):
    known = graph.case(case).findings if _admitted(graph, case) else {}
    for name, value in known.items():
        cells = graph.logic.space.cells[name]
        for cell in range(cells.count):
            if cell == cells.cell_of(value) or graph.model.findings[name].fixed:
                continue
            try:
                trace = graph.trace(Case({**known, name: cells.sample(cell)}))
            except (RefusedCase, BrokenLogic):
                continue
            if trace.leaf is None:
                yield name, cell, trace.path[-1].node


def _admitted(graph, case):
    try:
        return graph.case(case)
    except RefusedCase:
        return None
