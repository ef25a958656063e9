"""A graph as plain data for the page: its words, and what every condition answers as sets of cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from ...finding import Clause, Finding
from ...graph import Action, Condition, DecisionGraph, Recommendation, Special, Statement
from ...regions.logic import Logic
from ...regions.space import Box, Space
from ...results import Key
from ...values.domains import Choice, Number, value_text
from ...values.kinds import alone
from ...values.numbers import format_number
from ...values.units import factors
from ...wording import branch_text, clause_text, node_text, unit_text, weighing_text
from ..model.data import Data
from ..print.notes import sources


def graph_data(graph: DecisionGraph) -> dict[str, Data]:
    """Return all of a graph that the page needs. Raises NotDecided where a condition needs too many sets."""
    logic = Logic(graph)
    keys: dict[Key, str] = {}
    for node in graph.nodes.values():
        for said in node.recommend if isinstance(node, Action) else ():
            keys.setdefault(said.key, f"r{len(keys)}")
    return {
        "id": graph.id,
        "title": graph.title,
        "version": graph.version,
        "start": graph.start,
        "order": list(logic.order),
        "findings": {name: _finding(finding, logic.space) for name, finding in graph.findings.items()},
        "nodes": {
            name: _action(graph, node, keys) if isinstance(node, Action) else _condition(graph, node, logic)
            for name, node in graph.nodes.items()
        },
        "impossible": [
            {
                "cells": _cells(logic.space, box),
                "findings": [test.finding for test in entry.clause],
                "because": entry.because,
                "text": clause_text(graph, entry.clause),
            }
            for entry, box in zip(graph.impossible, logic.space.impossible, strict=True)
        ],
        "conflicts": {
            name: {
                "positions": [
                    {"side": side.replace("-", " "), "cites": list(claims)}
                    for side, claims in conflict.positions.items()
                ],
                "resolution": conflict.resolution,
                "because": conflict.because,
            }
            for name, conflict in graph.conflicts.items()
        },
        "claims": {
            name: {"source": claim.source, "src": list(claim.src), "text": claim.text}
            for name, claim in graph.claims.items()
        },
        "sources": {str(row["id"]): row["text"] for row in sources(graph, graph.sources)},  # type: ignore[index, call-overload]
    }


def _finding(finding: Finding, space: Space) -> dict[str, Data]:
    cells = space.cells[finding.id]
    found: dict[str, Data] = {
        "ask": finding.ask,
        "help": finding.help,
        "type": finding.type,
        "unit": finding.unit or "",
        "unitText": unit_text(finding.unit),
        "fixed": finding.fixed,
        "effort": format_number(finding.effort),
    }
    match finding.domain:
        case Choice():
            return {
                **found,
                "options": dict(finding.labels),
                "cells": [_plain(option) for option in finding.domain.options],
            }
        case Number(low=low, high=high, step=step):
            return {
                **found,
                "range": [format_number(low), format_number(high)],
                "step": None if step is None else format_number(step),  # type: ignore[dict-item]
                "units": {unit: _ratio(factor) for unit, factor in factors(finding.unit).items()},
                "alone": alone(finding.unit) if finding.unit else None,  # type: ignore[dict-item]
                "cells": [
                    {
                        "low": format_number(at),
                        "after": after,
                        "sample": value_text(cells.sample(n)),
                        "only": cells.only(n) is not None,
                        "plain": value_text(cells.plain(n)),
                        "from": _end(*cells.begins(n)),
                        "to": _end(*cells.ends(n)) if n + 1 < cells.count else None,
                    }
                    for n, (at, after) in enumerate(cells.starts)
                ],
            }
        case _:
            return {**found, "cells": [_plain("yes"), _plain("no")]}


def _plain(value: str) -> dict[str, Data]:
    return {"sample": value, "plain": value}


def _end(number: Decimal, closed: bool) -> list[Data]:
    return [format_number(number), closed]


def _ratio(factor: Fraction) -> list[str]:
    return [str(factor.numerator), str(factor.denominator)]


def _condition(graph: DecisionGraph, node: Condition, logic: Logic) -> dict[str, Data]:
    space, answers = logic.space, logic.answers(node.id)
    weighs = not isinstance(node.ask, str)
    branches = [
        {
            "go": branch.go,
            "test": branch.test,
            "text": branch_text(graph, node, branch),
            "special": isinstance(branch.when, Special),
            "boxes": _boxes(space, boxes),
        }
        for branch, boxes in zip(node.branches, answers.branches, strict=True)
    ]
    found: dict[str, Data] = {
        "kind": "condition",
        "box": graph.boxes[node.id],
        "text": node_text(graph, node),
        "cites": list(node.cites),
        "note": node.note,
        "findings": list(node.findings),
        "clauses": None,  # type: ignore[dict-item]
        "branches": branches,
        "refused": _boxes(space, answers.refused),
        "unknown": answers.unknown,  # type: ignore[dict-item]
        "takers": [list(takers) for takers in logic.takers(node)],
    }
    if weighs:
        assert not isinstance(node.ask, str)
        holds, fails = logic.halves(node)
        found |= {
            "clauses": [_clause(space, clause) for clause in node.ask.clauses],
            "holds": _boxes(space, holds),
            "fails": _boxes(space, fails),
            "weighs": weighing_text(graph, node.ask),
        }
    return found


def _clause(space: Space, clause: Clause) -> list[Data]:
    return [[test.finding, _numbers(space.cells[test.finding].mask(test.values))] for test in clause]


def _boxes(space: Space, boxes: Iterable[Box]) -> list[Mapping[str, Data]]:
    return [_cells(space, box) for box in boxes]


def _cells(space: Space, box: Box) -> dict[str, Data]:
    """The cells to which a box limits its findings; of the others it says nothing."""
    return {name: _numbers((box & space.field[name]) >> space.offset[name]) for name in space.fields(box)}


def _numbers(mask: int) -> list[int]:
    return [n for n in range(mask.bit_length()) if mask >> n & 1]


def _action(graph: DecisionGraph, node: Action, keys: Mapping[Key, str]) -> dict[str, Data]:
    return {
        "kind": "action",
        "box": graph.boxes[node.id],
        "text": node.title,
        "cites": list(node.cites),
        "note": node.note,
        "silent": node.silent,
        "then": node.then,  # type: ignore[dict-item]
        "reassess": node.reassess,  # type: ignore[dict-item]
        "recommend": [_said(graph, said, keys[said.key]) for said in node.recommend],
        "cautions": [_statement(said) for said in node.caution],
        "outcomes": [_statement(said) for said in node.expect],
    }


def _said(graph: DecisionGraph, said: Recommendation, key: str) -> dict[str, Data]:
    return {
        "key": key,
        "intervention": said.intervention,
        "stance": str(said.stance),
        "name": graph.interventions[said.intervention],
        "detail": said.detail,
        "timing": said.timing,
        "because": said.because,
        "cites": list(said.cites),
        "disputed": said.disputed,  # type: ignore[dict-item]
    }


def _statement(said: Statement) -> dict[str, Data]:
    return {"text": said.text, "cites": list(said.cites)}
