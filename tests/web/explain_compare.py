"""What the page says of why a case comes to what it does, beside `explain`.

`PYTHONPATH=tests python tests/web/explain_compare.py` compares and prints the figures.

The numbers behind it, all optional: random graphs of each kind, cases of each of them, cases of each graph that comes
along. Nothing is put in order before it is compared: the page has the order of the engine, changes and boxes too.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache, partial
from itertools import zip_longest
from random import Random
from types import MappingProxyType

from browser import chromium
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
from hemgraph.chart.web.script import EVALUATOR, script
from hemgraph.errors import BrokenLogic, NotDecided, RefusedCase
from hemgraph.regions.flow import MOST_BOXES, Work
from hemgraph.trace.ways import outcome_of

RARE = (421, 1231, 1722)
"""Small graphs with a finding that stays unknown and decides nothing: see `test_explain_reference.py`."""
COMING_ALONG = ("vertebral-hemangioma", "lumbar", "l3", "compression")
OPEN = "text => { globalThis.page = new Function(`${text}; return { Logic, readEntries, explain };`)(); }"
ASK = """([graph, cases, budget]) => {
  const logic = new page.Logic(JSON.parse(graph));
  const found = [];
  for (const entries of cases) {
    const { known } = page.readEntries(logic.graph.findings, new Map(Object.entries(entries)));
    const begin = performance.now();
    found.push({ told: page.explain(logic, known, budget ?? undefined), took: performance.now() - begin });
  }
  return JSON.stringify(found);
}"""


def begin(page):
    """Load the evaluator into a page of a browser."""
    page.evaluate(OPEN, script(EVALUATOR))


def told(page, graph, cases, budget=None):
    """What the page says of some cases, and how many milliseconds it took for each."""
    found = json.loads(page.evaluate(ASK, [json.dumps(graph_data(graph.model)), cases, budget]))
    return [row["told"] for row in found], [row["took"] for row in found]


def expected(graph, entries, budget=None):
    """What the engine says of a case, in the shape of the page; a part for which the budget does not reach is None."""
    try:
        found = graph.explain(entries, budget=budget)
    except (RefusedCase, BrokenLogic):
        return None
    except (NotDecided, AssertionError):
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
        except (NotDecided, AssertionError) as error:
            if isinstance(error, AssertionError):
                print(f"the engine fails: {graph.model.id} {entries}: {error}")
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


def differences(page, graph, cases, budget=None, count=None):
    """Where the page and the engine differ, row by row: the case, which row of which field, and what each says."""
    found = []
    for case, ours in zip(cases, told(page, graph, cases, budget)[0], strict=True):
        theirs = expected(graph, case, budget)
        if count is not None:
            count.update(_kinds(theirs))
        if theirs is None or ours is None:
            if theirs != ours:
                found.append((case, "whole", theirs, ours))
            continue
        for field in ("reason", "changes"):
            one, two = _rows(theirs[field]), _rows(ours[field])
            rows = enumerate(zip_longest(one, two, fillvalue=()))
            found += [(case, f"{field} {n}", row, other) for n, (row, other) in rows if row != other]
    return found


def _rows(part):
    """The rows of a part with the order of their findings; that it is absent is a row too."""
    return [None] if part is None else [json.dumps(row) for row in part]


def _kinds(theirs):
    yield "cases"
    if theirs is None:
        yield "without"
        return
    for field, part in theirs.items():
        many = None if part is None else str(len(part)) if len(part) < 3 else "more"
        yield f"{field} of {many}" if many else f"no {field} in the budget"


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


def put_in_order(graph):
    """Let the engine spend the same work in every run, as the page does: else the seed of Python's sets has a say."""
    space = graph.logic.space
    space.__dict__["groups"] = {name: space.groups[name] for name in space.field if name in space.groups}


def _median(page, name, count=100):
    graph, random = hemgraph.load(name), Random(2)
    values, cases = values_of(graph.model), []
    while len(cases) < count:
        case = Case({finding: random.choice(some) for finding, some in values.items()})
        if graph.logic.space.admits(graph.logic.space.point(case)):
            cases.append(texts(case.findings))
    _, took = told(page, graph, cases)
    return f"{name}: median {statistics.median(took):.1f} ms, longest {max(took):.1f} ms of {count} complete cases"


def main(graphs=100, cases=20, each=300):
    """Compare over all graphs, and print the figures."""
    with chromium() as browser:
        page = browser.new_page()
        begin(page)
        for kind, some, count in (
            ("that come along", map(hemgraph.load, COMING_ALONG), each),
            ("at random", random_graphs(graphs), cases),
        ):
            counted, bad, start = Counter(), [], time.time()
            for number, graph in enumerate(some):
                counted["graphs"] += 1
                tried = some_cases(Random(number), graph, count)
                for budget in (None, Random(number).choice((3, 10, 30, 100, 300, 1000))):
                    if budget is not None:
                        put_in_order(graph)
                    found = differences(page, graph, tried, budget, counted if budget is None else None)
                    bad += [(graph.model.id, number, budget, *row) for row in found]
            print(kind, dict(sorted(counted.items())), f"{len(bad)} differences, {time.time() - start:.0f} s")
            for row in bad[:5]:
                print(*row, sep="\n    ")
        for name in COMING_ALONG:
            print(_median(page, name))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
