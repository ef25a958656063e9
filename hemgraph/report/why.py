"""An explanation for a clinician: why, why not, what would change it, what is still needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graph import Action, DecisionGraph
from ..results import Change, Deciding, Explanation, Trace, WhyNot
from ..values.domains import Value
from ..values.sets import Members, Ranges
from ..wording import STANCES, answer_text, branch_text, node_text, set_text, within
from .text import Strong, answer, foot, hang, head

MOST_SHOWN = 12
"""How many changes, and how many ends, are told."""


def explanation_text(found: Explanation, strong: Strong = str) -> str:
    """Return an explanation as lines of at most 80 columns."""
    trace = found.trace
    parts = [
        head(trace, strong),
        answer(trace, strong),
        _why(found, strong),
        _changes(found, strong),
        *(_why_not(trace, asked, strong) for asked in found.why_not),
        _needed(found, strong),
        _ways(found, strong),
        foot(trace),
    ]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _why(found: Explanation, strong: Strong) -> Iterator[str]:
    if found.reason is None:
        return
    graph, given = found.trace.graph, found.trace.case.findings
    yield strong("WHY")
    count = len(found.reason)
    these = "No finding is needed" if not count else "This alone fixes" if count == 1 else f"These {count} alone fix"
    yield from hang(f"{these}{' for' if not count else ''} it, whatever the rest:", "  ")
    for deciding in found.reason:
        finding = graph.findings[deciding.finding]
        now = given.get(deciding.finding)
        said = "Not known" if now is None else answer_text(finding, now)
        yield from hang(f"{finding.ask} {said}{_wide(graph, deciding, now)}", "  - ")
    rest = [graph.findings[name].ask for name in given if name not in {d.finding for d in found.reason}]
    if rest:
        yield from hang(f"These do not matter then: {' '.join(rest)}", "  ")


def _wide(graph: DecisionGraph, deciding: Deciding, now: Value | None) -> str:
    """The values besides his that keep the recommendation."""
    finding = graph.findings[deciding.finding]
    match deciding.values:
        case Members(values):
            others = tuple(value for value in values if value != now)
            return f" (as for: {within(set_text(finding, Members(others)))})" if others else ""
        case Ranges():
            return f" (as for all of {set_text(finding, deciding.values)})"
        case None:
            return ""


def _changes(found: Explanation, strong: Strong) -> Iterator[str]:
    if found.reason is None:
        return
    yield strong("WHAT WOULD CHANGE IT")
    if not found.changes:
        yield from hang("Nothing: no findings that may change lead to another recommendation.", "  ")
        return
    count = len(found.changes[0].to)
    yield from hang(
        "One finding with another answer is enough:" if count == 1 else f"{count} findings together, no fewer:", "  "
    )
    for change in found.changes[:MOST_SHOWN]:
        yield from hang(f"{_to(found.trace, change)} -> {_end(found.trace, change)}", "  - ")
    if len(found.changes) > MOST_SHOWN:
        yield f"  and {len(found.changes) - MOST_SHOWN} more"


def _to(trace: Trace, change: Change) -> str:
    """The changed findings; of a number where it stands now."""
    parts = []
    for name, values in change.to.items():
        finding, now = trace.graph.findings[name], trace.case.findings.get(name)
        stands = f" ({answer_text(finding, now)} now)" if now is not None and finding.unit is not None else ""
        parts.append(f"{finding.ask} {set_text(finding, values)}{stands}")
    return "; ".join(parts)


def _end(trace: Trace, change: Change) -> str:
    """The box that a changed case ends in; where that is the same, what is recommended otherwise on the way."""
    leaf, keys = change.outcome
    graph = trace.graph
    box = f"box {graph.boxes[leaf]}: {_title(graph, leaf)}"
    if leaf != trace.leaf:
        return box
    now = {given.recommendation.key for given in trace.recommendations}
    new = [f"{within(STANCES[key[1]])} {graph.interventions[key[0]]}" for key in sorted(keys - now)]  # type: ignore[index]
    gone = [graph.interventions[key[0]] for key in sorted(now - keys)]
    more = [f"new: {'; '.join(new)}"] if new else []
    more += [f"no longer: {'; '.join(gone)}"] if gone else []
    return f"{box} as now, but {', '.join(more)}"


def _title(graph: DecisionGraph, leaf: str) -> str:
    node = graph.nodes[leaf]
    return node.title if isinstance(node, Action) else ""


def _why_not(trace: Trace, asked: WhyNot, strong: Strong) -> Iterator[str]:
    graph = trace.graph
    name = graph.interventions.get(asked.wanted) or f"box {graph.boxes[asked.wanted]}: {_title(graph, asked.wanted)}"
    yield strong(f"WHY NOT: {name}")
    if not asked.changes:
        yield from hang("Nobody gets this whose fixed findings are those of this case.", "  ")
    elif not asked.changes[0].to:
        yield from hang("This case gets it.", "  ")
    else:
        count = len(asked.changes[0].to)
        yield from hang(f"The nearest patients who get it differ in {count} finding{'s' * (count > 1)}:", "  ")
        for change in asked.changes[:MOST_SHOWN]:
            yield from hang(f"{_to(trace, change)} -> {_end(trace, change)}", "  - ")
        if len(asked.changes) > MOST_SHOWN:
            yield f"  and {len(asked.changes) - MOST_SHOWN} more"
        yield from _parted(trace, asked)


def _parted(trace: Trace, asked: WhyNot) -> Iterator[str]:
    if asked.parted is None or asked.parted[1] is None:
        return
    graph = trace.graph
    node, branch = graph.condition(asked.parted[0]), asked.parted[1]
    here = next(step.label for step in trace.path if step.node == node.id)
    there = branch_text(graph, node, node.branches[branch])
    text = f"Box {graph.boxes[node.id]}: {node_text(graph, node)} Here: {within(here)}; there: {within(there)}."
    yield from hang(f"They part at {within(text)}", "  ")


def _needed(found: Explanation, strong: Strong) -> Iterator[str]:
    if found.reason is not None:
        return
    findings = found.trace.graph.findings
    yield strong("STILL NEEDED")
    if found.ask:
        rule = "no order of questions needs less" if found.ask.exact else "looking one question ahead"
        yield from hang(f"Ask next: {findings[found.ask.finding].ask}", "  ")
        yield from hang(f"({rule}, every possible answer counted alike, by effort)", "    ")
    for words, names in (("These matter", found.matter), ("These cannot change anything", found.idle)):
        if names:
            yield from hang(f"{words}: {' '.join(findings[name].ask for name in names)}", "  ")


def _ways(found: Explanation, strong: Strong) -> Iterator[str]:
    if not found.ways:
        return
    graph = found.trace.graph
    yield strong("WHERE IT CAN STILL LEAD, AND BY WHICH ANSWERS")
    for leaf, answers in list(found.ways.items())[:MOST_SHOWN]:
        yield from hang(f"box {graph.boxes[leaf]}: {_title(graph, leaf)}", "  - ")
        yield from hang(_answers(graph, answers), "      ")
    if len(found.ways) > MOST_SHOWN:
        yield f"  and {len(found.ways) - MOST_SHOWN} more"


def _answers(graph: DecisionGraph, answers: Mapping[str, Value]) -> str:
    said = (f"{graph.findings[name].ask} {answer_text(graph.findings[name], value)}" for name, value in answers.items())
    return "; ".join(said) or "whatever is answered"
