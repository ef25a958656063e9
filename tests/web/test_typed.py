"""The page reads what is typed as the program does: units of another quantity, marks that can be read two ways."""

from __future__ import annotations

import pytest
from engine import answers, expected
from typed import ANOTHER, OPEN, SETTLED, graph_file

import hemgraph
from hemgraph.values.units import _COMMON


def test_the_page_has_no_factor_for_such_a_unit(page, tmp_path):
    for unit in sorted({unit for _, unit in ANOTHER[:50]}):
        graph = hemgraph.load(str(graph_file(tmp_path, unit, "0.1")))
        cases = [{"n": f"48 {given}"} for given in sorted({*_COMMON, *(given for given, _ in ANOTHER)})]
        for case, found in zip(cases, answers(page, graph.model, cases), strict=True):
            told = expected(graph, case)
            known = case["n"][3:] in {*_COMMON, unit}  # of other units the page asks for the number in the finding's
            assert "faults" in found if "faults" in told or not known else "faults" not in found, (unit, case)
            if known and "faults" in told:
                assert found["faults"][0][0] == told["faults"][0][0], (unit, case)


@pytest.mark.parametrize(
    ("unit", "given"), [("%", "mmol/mol"), ("[iU]", "[arb'U]"), ("ug", "ug/{g}"), ("mL/min/{1.73_m2}", "mL/min")]
)
def test_the_page_says_why_as_the_program_does(page, unit, given, tmp_path):
    graph = hemgraph.load(str(graph_file(tmp_path, unit, "0.1")))
    case = {"n": f"48 {given}"}
    assert answers(page, graph.model, [case]) == [expected(graph, case)]


def test_the_page_asks_the_same(page, tmp_path):
    rows = [(typed, unit, step, "0") for typed, unit, step, *_ in OPEN]
    more = [(typed, "ug", "0.1", "0") for typed in ("1,000,000", "1,000.5", "1,5", "1,5 ug", "1.2.3")]
    for typed, unit, step, low in (*rows, *SETTLED, *more):
        graph = hemgraph.load(str(graph_file(tmp_path, unit, step, low)))
        (found,), told = answers(page, graph.model, [{"n": typed}]), expected(graph, {"n": typed})
        assert found.get("faults") == told.get("faults"), typed
