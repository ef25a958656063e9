"""A trace for a clinician: the recommendation first, then the path, who disagrees, and on what it rests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from textwrap import wrap

from ..graph import Action, Stance
from ..results import Given, Missing, Status, Trace
from ..wording import STANCES, answer_text, cite, within
from ..wording.citing import again_text, cited_sources, detail, disputes, lead_texts, remarks, unknown_texts

WIDTH = 80
JUDGEMENT = "This supports the judgement of the treating clinician and does not replace it."

Strong = Callable[[str], str]
"""Makes a heading stand out; plain text is left as it is."""


def trace_text(trace: Trace, strong: Strong = str) -> str:
    """Return a trace as lines of at most 80 columns."""
    parts = [
        head(trace, strong),
        answer(trace, strong),
        *(_stance(trace, stance, strong) for stance in Stance),
        _missing(trace, strong),
        _path(trace, strong),
        _disputes(trace, strong),
        _remarks(trace, strong),
        _unknown(trace, strong),
        _sources(trace, strong),
        foot(trace),
    ]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def hang(text: str, first: str, rest: str | None = None, width: int = WIDTH) -> list[str]:
    """Return a text wrapped at a width, by default that of a page, behind `first`, its other lines behind `rest`."""
    indent = " " * len(first) if rest is None else rest
    return wrap(text, width, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False) or [first.rstrip()]


def head(trace: Trace, strong: Strong) -> Iterator[str]:
    """Yield which graph and which case it is."""
    graph = trace.graph
    status = f", {graph.status.upper()}" if graph.status != "reviewed" else ""
    yield from map(strong, hang(f"{graph.title} ({graph.id} {graph.version}{status})", ""))
    if trace.case.id:
        yield f"Case: {trace.case.id}"
    given = (f"{name}: {answer_text(graph.findings[name], value)}" for name, value in trace.case.findings.items())
    yield from hang("; ".join(given) or "nothing", "Findings: ", "          ")


def answer(trace: Trace, strong: Strong) -> Iterator[str]:
    """Yield where the trace ended, or stopped."""
    graph = trace.graph
    if trace.leaf is None:
        stop = trace.path[-1]
        yield strong("NOT ENOUGH IS KNOWN")
        yield from hang(f"The path stops at box {stop.box}: {stop.text}", "  ")
        return
    yield strong("NO GUIDANCE" if trace.status is Status.SILENT else "RECOMMENDATION")
    yield from hang(f"Box {graph.boxes[trace.leaf]}: {trace.path[-1].text}", "  ")
    if again := again_text(trace):
        yield from hang(again, "  ")


def _stance(trace: Trace, stance: Stance, strong: Strong) -> list[str]:
    lines: list[str] = []
    for given in trace.recommendations:
        if given.stance is stance:
            lines += _recommendation(trace, given)
    always = ", whatever the answers to what is missing" if trace.status is Status.INCOMPLETE else ""
    return [strong(STANCES[stance] + always), *lines] if lines else []


def _recommendation(trace: Trace, given: Given) -> Iterator[str]:
    said = given.recommendation
    mark = " (disputed)" if said.disputed else ""
    yield from hang(given.name + mark, "  - ")
    if words := detail(said):
        yield from hang(words, "    ")
    if said.because:
        yield from hang(f"because {within(said.because)}", "    ")
    source = cite(trace.graph, said.cites) or "no source cited"
    yield from hang(f"box {trace.graph.boxes[given.node]}; {source}", "    ")


def _missing(trace: Trace, strong: Strong) -> list[str]:
    if not trace.missing:
        return []
    first = trace.missing[0]
    asks = [trace.graph.findings[m.finding].ask for m in trace.missing]
    lines = [strong("TO BE KNOWN NEXT")]
    for ask in asks:
        lines += hang(ask, "  - ")
    return [*lines, *_leads(trace, first)]


def _leads(trace: Trace, missing: Missing) -> Iterator[str]:
    if len(trace.missing) > 1:
        yield from hang(f"They decide: {trace.path[-1].text}", "  ")
    for words in lead_texts(trace, missing):
        yield from hang(words, "    ", "      ")


def _path(trace: Trace, strong: Strong) -> Iterator[str]:
    yield strong("PATH (numbers are the boxes of the chart)")
    width = max(len(str(step.box)) for step in trace.path)
    for step in trace.path:
        number = f"  {step.box:>{width}}  "
        yield from hang(step.text, number)
        if step.kind == "condition":
            yield from hang(step.label, " " * len(number) + "-> ")
        elif _is_open(trace, step.node):
            yield from hang("not all of it holds yet: an answer could lead past this box", " " * len(number) + "-> ")


def _is_open(trace: Trace, name: str) -> bool:
    """Whether an action on the path says something that not every way on gives."""
    node = trace.graph.nodes[name]
    given = {g.recommendation.key for g in trace.recommendations}
    return isinstance(node, Action) and any(said.key not in given for said in node.recommend)


def _disputes(trace: Trace, strong: Strong) -> list[str]:
    lines: list[str] = []
    for conflict, about in disputes(trace):
        lines += hang("; ".join(dict.fromkeys(about)), "  - ")
        for position, claims in conflict.positions.items():
            lines += hang(f"{position.replace('-', ' ')}: {cite(trace.graph, claims)}", "      ", "        ")
        lines += hang(f"Decided here: {conflict.resolution}", "    ")
        if conflict.because:
            lines += hang(f"Because: {conflict.because}", "    ")
    return [strong("WHO DISAGREES"), *lines] if lines else []


def _remarks(trace: Trace, strong: Strong) -> list[str]:
    found = remarks(trace)
    lines: list[str] = []
    for heading, statements in (
        ("CAUTIONS", found.cautions),
        ("EXPECTED OUTCOMES, AS THE SOURCES GIVE THEM", found.outcomes),
    ):
        if not statements:
            continue
        lines += ["", strong(heading)] if lines else [strong(heading)]
        for statement in statements:
            source = cite(trace.graph, statement.cites)
            lines += hang(f"{statement.text} ({source})" if source else statement.text, "  - ")
    return lines


def _unknown(trace: Trace, strong: Strong) -> list[str]:
    lines = [line for words in unknown_texts(trace) for line in hang(words, "  - ")]
    return [strong("ASKED, AND NOT KNOWN"), *lines] if lines else []


def _sources(trace: Trace, strong: Strong) -> Iterable[str]:
    names = cited_sources(trace)
    if not names:
        return []
    lines = [strong("SOURCES (numbers are those that the source itself attaches)")]
    for name in names:
        source = trace.graph.sources[name]
        parts = (source.title, source.publisher, source.updated, source.review_status)
        lines += hang(", ".join(part for part in parts if part), f"  {name}: ", "    ")
    return lines


def foot(trace: Trace) -> Iterator[str]:
    """Yield what the answer is not."""
    graph = trace.graph
    if graph.intended_use.not_for:
        yield from hang(f"Not for: {graph.intended_use.not_for}", "")
    if graph.status == "draft":
        yield from hang("DRAFT: this graph has not been reviewed.", "")
    yield from hang(JUDGEMENT, "")
