"""The first page of a handout: the answer, with its findings and cautions; plain data, texts only."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph import Stance
from ...results import Given, Status, Trace
from ...wording import STANCES, answer_text, cite, within
from ...wording.citing import again_text, detail, lead_texts, remarks, unknown_findings
from ..model.data import Data
from ..model.imprint import Stamp, made_line, status_word
from .notes import cited
from .sheet import foot, page_of, run_in
from .typeset import value_of

HEADS = {
    Status.RECOMMENDED: "Recommendation",
    Status.SILENT: "No guidance",
    Status.INCOMPLETE: "Not enough is known",
}
SIZES = (10, 9.5, 9, 8.5)
"""How large the text of an answer is, in points: the first with which it is one page."""
CROWDED = 9
"""That of an answer that is more than one page."""


def answer(trace: Trace) -> dict[str, Data]:
    """Return what the first page says: the end of the path, what is recommended by which box, findings, cautions."""
    graph = trace.graph
    given = ((graph.findings[name], value) for name, value in trace.case.findings.items())
    last, next_ = trace.path[-1], {missing.finding for missing in trace.missing}
    stop = "The path stops at box" if trace.leaf is None else "Box"
    always = "Whatever the answers to what is missing:"
    return {
        "head": HEADS[trace.status],
        "end": f"{stop} {last.box}: {last.text}",
        "again": again_text(trace),
        "lead": always if trace.status is Status.INCOMPLETE and trace.recommendations else "",
        "groups": [
            {"box": box, "title": title, "items": [_item(trace, given) for given in items]}
            for box, title, items in _groups(trace)
        ],
        "missing": [
            {"ask": graph.findings[missing.finding].ask, "leads": list(lead_texts(trace, missing))}
            for missing in trace.missing
        ],
        "entered": [{"ask": finding.ask, "answer": answer_text(finding, value)} for finding, value in given],
        "unknown": [graph.findings[name].ask for name in unknown_findings(trace) if name not in next_],
        "cautions": [cited(graph, s.text, s.cites) for s in remarks(trace).cautions],
    }


def answer_page(
    trace: Trace, stamp: Stamp, size: tuple[float, float], whole: dict[str, Data] | None = None
) -> dict[str, Data]:
    """Return the answer as it is set on pages of this size: as large as one page holds, else on several.

    With `whole`, which is what the template needs besides, the number of `pages` is counted on the pages themselves.
    On more than one the findings come first, and the first page says how much stands on the others. Without it, one is
    assumed, and the template refuses what does not hold.
    """
    graph, said = trace.graph, answer(trace)
    parts = foot(graph, stamp, [graph.title, str(said)], (f"{made_line(trace, stamp)}.",))
    word = status_word(graph, stamp)
    data: dict[str, Data] = {
        **said,
        "made": made_line(trace, stamp),
        "warning": f"{word}: not for use" if word else "",
        "page": page_of(graph.title, parts, size),
        "footer": run_in(parts),
        "crowded": False,
        "points": SIZES[0],
        "pages": 1,
        "assumed": whole is None,
    }
    if whole is None:
        return data
    for points in SIZES:
        data |= {"points": points, "pages": 1}
        if _pages({**whole, "answer": data}) == 1:
            return data
    data |= {"points": CROWDED, "crowded": True}
    return data | {"pages": _pages({**whole, "answer": data})}


def _pages(data: dict[str, Data]) -> int:
    """How many pages an answer has: the one on which it ends."""
    found = value_of("answer-ends", "page.typ", data)
    assert isinstance(found, int)
    return found


def _groups(trace: Trace) -> Iterator[tuple[int, str, list[Given]]]:
    """The boxes that recommend something, in the order of the path, each with its items in the order of the file."""
    found: dict[str, list[Given]] = {}
    for given in trace.recommendations:
        found.setdefault(given.node, []).append(given)
    for name, items in found.items():
        node = trace.graph.nodes[name]
        yield trace.graph.boxes[name], node.title, items


def _item(trace: Trace, given: Given) -> dict[str, Data]:
    said = given.recommendation
    because = f"because {within(said.because)}" if said.because else ""
    return {
        "stance": STANCES[given.stance],
        "avoid": given.stance is Stance.AVOID,
        "strong": given.stance is Stance.DO,
        "name": given.name,
        "detail": "; ".join(part for part in (detail(said), because) if part),
        "cites": cite(trace.graph, said.cites) or "no source cited",
        "disputed": said.disputed is not None,
    }
