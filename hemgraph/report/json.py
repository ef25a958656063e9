"""Results as JSON: the keys of the contract, in its order, with exact numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..graph import DecisionGraph
from ..origin import Content
from ..results import (
    UNKNOWN,
    Change,
    Explanation,
    Issue,
    Key,
    Missing,
    Review,
    Step,
    Trace,
)
from ..values.domains import Boolean, Choice, Number, Value
from ..values.numbers import format_number
from ..wording import property_text

Json = Mapping[str, "Json"] | Sequence["Json"] | str | bool | int | Decimal | None


def trace_json(trace: Trace, version: str) -> Mapping[str, Json]:
    """Return a trace in the shape of `trace --json`; `version` is the engine's."""
    return {
        **_case(trace, version),
        "path": [_step(step) for step in trace.path],
        "recommendations": [
            {
                "intervention": given.intervention,
                "stance": str(given.stance),
                "name": given.name,
                "detail": given.recommendation.detail or None,
                "timing": given.recommendation.timing or None,
                "node": given.node,
                "cites": given.recommendation.cites,
                "disputed": given.recommendation.disputed,
            }
            for given in trace.recommendations
        ],
        "missing": [_missing(trace.graph, missing) for missing in trace.missing],
        "reachable": trace.reachable,
        "did_not_matter": trace.did_not_matter,
    }


def review_json(review: Review) -> Json:
    """Return a review in the shape of `check --json`; a witness is whole, with `unknown` where it has to be."""
    graph = review.graph
    return {
        "graph": graph_json(graph),
        "issues": [
            {
                "code": issue.code,
                "severity": str(issue.severity),
                "node": issue.node,
                "branch": _branch(graph, issue),
                "message": issue.message,
                "help": issue.help,
                "witness": {name: issue.witness.case.findings.get(name, UNKNOWN) for name in graph.findings}
                if issue.witness
                else None,
            }
            for issue in review.issues
        ],
        "proved": [property_text(claim) for claim in review.proved],
        "budget_exceeded": [what if isinstance(what, str) else property_text(what) for what in review.undecided],
    }


def _branch(graph: DecisionGraph, issue: Issue) -> str | None:
    """A branch by its test."""
    if issue.node is None or issue.branch is None:
        return None
    return graph.condition(issue.node).branches[issue.branch].test


def json_line(value: Json) -> str:
    """Return JSON text on one line, as one line of JSON Lines."""
    return " ".join(line.strip() for line in dumps(value).splitlines())


def explanation_json(found: Explanation, version: str) -> Mapping[str, Json]:
    """Return an explanation: why, changes, why not, and what is needed; sets of values as tests."""
    trace = found.trace
    why = None
    if found.reason is not None:
        why = [
            {
                "finding": deciding.finding,
                "value": trace.case.findings.get(deciding.finding, UNKNOWN),
                "holds_for": UNKNOWN if deciding.values is None else str(deciding.values),
            }
            for deciding in found.reason
        ]
    ask = found.ask
    return {
        **_case(trace, version),
        "why": why,
        "changes": [_change(change) for change in found.changes],
        "why_not": [
            {
                "wanted": asked.wanted,
                "nearest": [_change(change) for change in asked.changes],
                "parted_at": asked.parted[0] if asked.parted else None,
            }
            for asked in found.why_not
        ],
        "needed": {
            "matter": found.matter,
            "do_not_matter": found.idle,
            "next": {"finding": ask.finding, "expected_effort": float_text(ask.expected), "exact": ask.exact}
            if ask
            else None,
            "ways": {leaf: dict(answers) for leaf, answers in found.ways.items()},
        },
    }


def _change(change: Change) -> Json:
    leaf, keys = change.outcome
    return {
        "to": {name: str(values) for name, values in change.to.items()},
        "leaf": leaf,
        "recommendations": keys_json(keys),
    }


def keys_json(keys: Iterable[Key]) -> Sequence[Json]:
    """Return recommendations by what makes two of them the same, sorted."""
    return [
        {"intervention": key[0], "stance": str(key[1]), "detail": key[2] or None, "timing": key[3] or None}
        for key in sorted(keys)
    ]


def float_text(number: Fraction) -> Decimal:
    """Return a fraction as a decimal of three places."""
    return round(Decimal(number.numerator) / Decimal(number.denominator), 3)


def _case(trace: Trace, version: str) -> dict[str, Json]:
    """What every answer to a case begins with: the engine, the graph, the case, and where it ended."""
    return {
        "hemgraph": version,
        "graph": graph_json(trace.graph),
        "case": {"id": trace.case.id or None, "findings": dict(trace.case.findings)},
        "status": str(trace.status),
        "leaf": trace.leaf,
    }


def dated(found: Mapping[str, Json], made: datetime) -> Json:
    """Return an answer with the time at which it was made."""
    return {**found, "made": made.isoformat(timespec="seconds")}


def record_json(trace: Trace, version: str, made: datetime, decision: str | None, reason: str) -> Mapping[str, Any]:
    """Return what a record keeps of an answer, and of what was decided upon it; never the name of the case."""
    return {
        "made": made.isoformat(timespec="seconds"),
        "hemgraph": version,
        "graph": graph_json(trace.graph),
        "findings": {name: _plain(value) for name, value in trace.case.findings.items()},
        "status": str(trace.status),
        "leaf": trace.leaf,
        "path": [step.node for step in trace.path],
        "missing": [each.finding for each in trace.missing],
        "decision": decision,
        "reason": reason or None,
    }


def _plain(value: Value) -> str | bool:
    return format_number(value) if isinstance(value, Decimal) else value


def graph_json(graph: DecisionGraph) -> Json:
    """Return which graph, version and content an answer comes from."""
    return Content.of(graph).json()


def _step(step: Step) -> Json:
    head: dict[str, Json] = {"node": step.node, "box": step.box, "kind": step.kind, "text": step.text}
    if step.kind == "condition":
        head |= {"answer": step.answer, "label": step.label, "read": dict(step.read or {})}
    return head | {"cites": step.cites}


def _missing(graph: DecisionGraph, missing: Missing) -> Json:
    finding = graph.findings[missing.finding]
    found: dict[str, Json] = {"finding": finding.id, "ask": finding.ask, "type": finding.type}
    match finding.domain:
        case Choice():
            found["options"] = dict(finding.labels)
        case Boolean():
            found["options"] = {"yes": "Yes", "no": "No"}
        case Number(low=low, high=high, unit=unit):
            found |= {"range": [low, high], "unit": unit}
    return found | {"leads_to": dict(missing.leads_to)}


def dumps(value: Json, indent: str = "\n") -> str:
    """Return JSON text, two spaces a level; a Decimal is written digit for digit.

    >>> print(dumps({"size": Decimal("0.10"), "of": [], "named": ["a"]}))
    {
      "size": 0.1,
      "of": [],
      "named": [
        "a"
      ]
    }
    """
    deeper = indent + "  "
    match value:
        case Decimal():
            return format_number(value)
        case Mapping() if value:
            items = (f"{json.dumps(key, ensure_ascii=False)}: {dumps(part, deeper)}" for key, part in value.items())
            return "{" + deeper + f",{deeper}".join(items) + indent + "}"
        case list() | tuple() if value:
            return "[" + deeper + f",{deeper}".join(dumps(part, deeper) for part in value) + indent + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)
