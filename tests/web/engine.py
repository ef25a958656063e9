"""The page's evaluator in a real browser, beside the engine."""

from __future__ import annotations

import json
from decimal import Decimal

from hemgraph.chart.web.data import graph_data
from hemgraph.chart.web.script import EVALUATOR, script
from hemgraph.errors import BrokenLogic, NotDecided, RefusedCase
from hemgraph.report.json import dumps, trace_json
from hemgraph.values.domains import value_text

OPEN = """text => {
  globalThis.evaluator = new Function(text + `
    return {
      Logic,
      explained: (logic, entries, budget) => explain(logic, readEntries(logic.graph.findings, new Map(Object.entries(entries))).known, budget),
      further(logic, entries) {
        const { known } = readEntries(logic.graph.findings, new Map(Object.entries(entries)));
        return logic.space.admits(pointOf(logic, known)) ? unsettled(logic, known) : [];
      },
      answer(logic, entries) {
        const { known, faults } = readEntries(logic.graph.findings, new Map(Object.entries(entries)));
        if (faults.length) return { faults: faults.map(({ message, help }) => [message, help]) };
        try {
          return traceOf(logic, known);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          return { faults: error.faults.map(({ message, help }) => [message, help]) };
        }
      },
    }`)();
}"""
ASK = """([graph, cases]) => {
  const logic = new evaluator.Logic(JSON.parse(graph));
  return JSON.stringify(cases.map((entries) => evaluator.answer(logic, entries)));
}"""


def begin(page):
    """Load the evaluator into a page of a browser."""
    page.evaluate(OPEN, script(EVALUATOR))


def answers(page, graph, cases):
    """What the page says of some cases of a graph: entries as texts."""
    texts = page.evaluate(ASK, [json.dumps(graph_data(graph)), cases])
    return [_plain(found) for found in json.loads(texts)]


def _plain(value):
    if isinstance(value, dict):
        return Decimal(value["decimal"]) if value.keys() == {"decimal"} else {k: _plain(v) for k, v in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value


def expected(graph, entries):
    """What the engine says of a case, in the shape of the page."""
    try:
        found = graph.trace(entries)
    except (RefusedCase, BrokenLogic, NotDecided) as error:
        return {"faults": [[fault.message, fault.help] for fault in error.faults]}
    told = json.loads(dumps(trace_json(found, "")), parse_int=Decimal, parse_float=Decimal)
    for step, row in zip(found.path, told["path"], strict=True):
        row["box"] = step.box
        if step.kind == "condition":
            row["branch"] = step.branch
    return told


def same(told, found):
    """Whether the page says what the engine says, in every field."""
    if "faults" in told or "faults" in found:
        return told == found
    return (
        all(told[key] == found[key] for key in ("status", "leaf", "path", "reachable", "did_not_matter"))
        and [list(row.items()) for row in told["recommendations"]]
        == [
            [(key, row[key] if key in ("disputed", "cites") else row[key] or None) for key in _GIVEN]
            for row in found["recommendations"]
        ]
        and [[row["finding"], list(row["leads_to"].items())] for row in told["missing"]]
        == [[row["finding"], list(row["leads_to"].items())] for row in found["missing"]]
    )


_GIVEN = ("intervention", "stance", "name", "detail", "timing", "node", "cites", "disputed")


def texts(case):
    """The findings of a case as they are entered."""
    return {name: value_text(value) for name, value in case.items()}
