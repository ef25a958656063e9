"""The handout of a case: what is recommended, why, who disagrees, and what was not known; plain data, texts only."""

from __future__ import annotations

from ...graph import Stance
from ...results import UNKNOWN, Given, Status, Step, Trace
from ...wording import STANCES, answer_text, cite, within
from ...wording.citing import (
    again_text,
    cited_sources,
    detail,
    disputes,
    entered_texts,
    lead_texts,
    remarks,
    unknown_texts,
)
from ..model.data import Data
from .notes import box_notes, cited, dispute, sources

_HEADS = {
    Status.RECOMMENDED: "Recommendation",
    Status.SILENT: "No guidance",
    Status.INCOMPLETE: "Not enough is known",
}


def handout(trace: Trace) -> dict[str, Data]:
    """Return what the pages behind the chart say of one case."""
    graph, said = trace.graph, remarks(trace)
    last = trace.path[-1]
    always = ", whatever the answers to what is missing" if trace.status is Status.INCOMPLETE else ""
    return {
        "head": _HEADS[trace.status],
        "end": f"Box {last.box}: {last.text}",
        "stopped": trace.leaf is None,
        "again": again_text(trace),
        "said": [
            {
                "stance": f"{STANCES[stance]}{always}",
                "items": [_given(trace, given) for given in trace.recommendations if given.stance is stance],
            }
            for stance in Stance
            if any(given.stance is stance for given in trace.recommendations)
        ],
        "missing": [
            {"ask": graph.findings[missing.finding].ask, "leads": list(lead_texts(trace, missing))}
            for missing in trace.missing
        ],
        "entered": list(entered_texts(trace)),
        "path": [_step(trace, step) for step in trace.path],
        "cautions": [cited(graph, s.text, s.cites) for s in said.cautions],
        "outcomes": [cited(graph, s.text, s.cites) for s in said.outcomes],
        "disputes": [dispute(graph, conflict, about) for conflict, about in disputes(trace)],
        "unknown": list(unknown_texts(trace)),
        "remarks": box_notes(graph, [graph.nodes[step.node] for step in trace.path]),
        "sources": sources(graph, cited_sources(trace)),
    }


def _given(trace: Trace, given: Given) -> dict[str, Data]:
    said = given.recommendation
    because = f"because {within(said.because)}" if said.because else ""
    return {
        "name": given.name,
        "detail": "; ".join(part for part in (detail(said), because) if part),
        "box": trace.graph.boxes[given.node],
        "cites": cite(trace.graph, said.cites) or "no source cited",
        "disputed": said.disputed is not None,
    }


def _step(trace: Trace, step: Step) -> dict[str, Data]:
    """A box of the path, with the findings that decided its answer where the question is not that of the finding."""
    findings = trace.graph.findings
    read = [
        f"{findings[name].ask.rstrip('?')}: {'not known' if value == UNKNOWN else answer_text(findings[name], value)}"
        for name, value in (step.read or {}).items()
        if len(step.read or {}) > 1 or findings[name].ask != step.text
    ]
    return {"box": step.box, "text": step.text, "answer": step.label, "read": "; ".join(read)}
