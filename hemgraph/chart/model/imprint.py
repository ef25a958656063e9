"""What every page says besides its chart: which graph, content and dates, of whom, and what it is not for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ...graph import Condition, DecisionGraph, Node, Weighing
from ...origin import Origin
from ...results import Trace
from ...wording import weighing_text
from ...wording.citing import entered_texts, unknown_findings

NOTED = "†"
"""Stands behind the text of a box of which something is said below the chart."""
LAPSED = "NOT APPROVED as it stands: it was changed after it was approved, or its approval was not locked."
LONGEST = 400
"""Titles of sources that are longer together are left to the pages behind the chart; a footer has their ids."""
JUDGEMENT = "This does not replace clinical judgement."


@dataclass(frozen=True)
class Stamp:
    """Which engine made a page, and when; handed in, for nothing here reads a clock."""

    engine: str = ""
    now: datetime | None = None

    def origin(self, *graphs: DecisionGraph) -> str:
        """Return the line by which a file is later told to be of these graphs."""
        return str(Origin.of(self.engine, self.now, graphs))

    @property
    def parts(self) -> list[int]:
        """The time in six numbers; none where there is none."""
        return [*self.now.timetuple()[:6]] if self.now else []


NO_STAMP = Stamp()


def status_word(graph: DecisionGraph, stamp: Stamp) -> str:
    """Return what must stand across a page: DRAFT or RETIRED, and EXPIRED past the review date; else nothing."""
    words = [] if graph.status == "reviewed" else [graph.status.upper()]
    if graph.review_by and stamp.now and stamp.now.date() > graph.review_by:
        words.append("EXPIRED")
    return " · ".join(words)


def footer(graph: DecisionGraph, stamp: Stamp) -> str:
    """Return which graph, version, content and dates a page is of, and what it is not."""
    parts = [f"{graph.id} {graph.version}", f"content {graph.sha256[:12]}", f"status: {graph.status}"]
    parts += [f"dated {graph.date}"] if graph.date else []
    parts += [f"review by {graph.review_by}"] if graph.review_by else []
    parts += [f"hemgraph {stamp.engine}"] if stamp.engine else []
    return " · ".join(parts)


def sources_line(graph: DecisionGraph, *, short: bool = False) -> tuple[str, ...]:
    """Return a line of the sources by title and date, or none where nothing is cited; `short` by their ids."""
    cited = graph.cited_sources
    names = "; ".join(f"{s.title}{f' ({s.publisher}, {s.updated})' if s.updated else ''}" for s in cited)
    if short or len(names) > LONGEST:
        names = "; ".join(f"{s.id}{f' ({s.updated})' if s.updated else ''}" for s in cited)
    return (f"Sources: {names}",) if names else ()


def judgement(graph: DecisionGraph) -> str:
    """Return what the graph is not for."""
    use = graph.intended_use.not_for
    return f"{f'Not for: {use}. ' if use else ''}{JUDGEMENT}"


def note_lines(graph: DecisionGraph, names: Iterable[str]) -> tuple[str, ...]:
    """Return the notes of some nodes, and what a question that weighs several findings looks at, by box number.

    Boxes of which the same is said share a line.
    """
    nodes = sorted((graph.nodes[n] for n in names if n in graph.nodes), key=lambda node: graph.boxes[node.id])
    found: dict[str, list[str]] = {}
    for node in nodes:
        if said := " ".join(said_of(graph, node)):
            found.setdefault(said, []).append(str(graph.boxes[node.id]))
    return tuple(f"{NOTED} Box{'es' if len(n) > 1 else ''} {', '.join(n)}: {said}" for said, n in found.items())


def said_of(graph: DecisionGraph, node: Node) -> list[str]:
    """Return what is said of a box besides its text: how a question weighs, a lapsed approval, its note."""
    match node:
        case Condition(ask=Weighing() as weighing):
            said = [f"{weighing_text(graph, weighing)}."]
        case _:
            said = []
    said += [LAPSED] if node.id in graph.lapsed else []
    return [*said, node.note] if node.note else said


def has_note(graph: DecisionGraph, node: Node) -> bool:
    """Return whether something is said of a box below its chart."""
    return bool(said_of(graph, node))


def case_lines(trace: Trace, stamp: Stamp) -> tuple[str, ...]:
    """Return the findings that were entered, those asked and not known, and when the trace was made."""
    given = "; ".join(entered_texts(trace))
    unknown = "; ".join(trace.graph.findings[name].ask.rstrip("?") for name in unknown_findings(trace))
    lines = [f"{made_line(trace, stamp)}. Findings entered: {given or 'none'}."]
    return (*lines, f"Asked and not known: {unknown}.") if unknown else tuple(lines)


def made_line(trace: Trace, stamp: Stamp) -> str:
    """Return which case it is, and when it was traced.

    A case without an id is that of its time.
    """
    when = stamp.now.isoformat(sep=" ", timespec="minutes") if stamp.now else ""
    if not trace.case.id:
        return f"Case of {when}" if when else "Case without an id"
    return ", ".join(part for part in (f"Case {trace.case.id}", when) if part)


def abbreviations_line(graph: DecisionGraph, texts: Iterable[str]) -> tuple[str, ...]:
    """Return a line that spells out the abbreviations of some texts, or none where they have none."""
    words = "\n".join(texts)
    used = [
        f"{short}: {long}"
        for short, long in sorted(graph.abbreviations.items())
        if short in words and re.search(rf"(?<![^\W_]){re.escape(short)}(?![^\W_])", words)
    ]
    return (f"Abbreviations: {'; '.join(used)}.",) if used else ()
