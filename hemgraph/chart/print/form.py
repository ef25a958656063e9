"""A blank form of the findings, in the order in which the graph asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ...errors import refuse
from ...graph import Condition, DecisionGraph
from ...values.domains import Boolean, Choice, Number
from ...values.numbers import format_number
from ...wording import unit_text
from ..model.data import Data
from ..model.imprint import NO_STAMP, Stamp, abbreviations_line, footer, judgement, status_word
from .paper import Paper, paper_of
from .sheet import page_of, run_in
from .typeset import compiled

LEAD = "Fill in what is known, in any order. What is not known stays open, or is marked so: nothing is assumed."


@dataclass(frozen=True)
class Form:
    """A form of one graph, to be filled in by hand beside its chart."""

    graph: DecisionGraph
    stamp: Stamp = NO_STAMP

    def makers(self, paper: str = "a4") -> dict[str, Callable[[], str | bytes]]:
        """Return how each kind of file is made, by its ending. Raises HemgraphError for a paper without a size."""
        found = paper_of(paper)
        if not found.pages:
            raise refuse(f"a form has no paper `{paper}`", "papers are a4, letter, a3")
        return {".pdf": lambda: self._made(found, "pdf"), ".png": lambda: self._made(found, "png")}

    def _made(self, paper: Paper, kind: Literal["pdf", "png"]) -> bytes:
        graph = self.graph
        title = f"{graph.title}: findings"
        rows = [_row(graph, name, boxes) for name, boxes in asked(graph).items()]
        parts = (footer(graph, self.stamp), *abbreviations_line(graph, [str(rows)]), judgement(graph))
        data: dict[str, Data] = {
            "title": title,
            "language": graph.language,
            "word": status_word(graph, self.stamp),
            "date": self.stamp.parts,
            "page": page_of(title, parts, paper.pages[0]),
            "footer": run_in(parts),
            "lead": LEAD,
            "unknown": "not known",
            "rows": rows,
        }
        return compiled("form.typ", data, kind, origin=self.stamp.origin(graph))


def asked(graph: DecisionGraph) -> dict[str, list[int]]:
    """Return each finding that the graph asks, with the numbers of the boxes that ask it, in their order."""
    found: dict[str, list[int]] = {}
    for node in sorted(graph.nodes.values(), key=lambda node: graph.boxes[node.id]):
        for name in node.findings if isinstance(node, Condition) else ():
            found.setdefault(name, []).append(graph.boxes[node.id])
    return found


def _row(graph: DecisionGraph, name: str, boxes: list[int]) -> dict[str, Data]:
    finding = graph.findings[name]
    options: list[str] = []
    number = ""
    match finding.domain:
        case Choice(names):
            options = [finding.labels[option] for option in names]
        case Boolean():
            options = ["Yes", "No"]
        case Number(low=low, high=high):
            number = f"{unit_text(finding.unit)} ({format_number(low)} to {format_number(high)})".strip()
    at = f"box{'es' if len(boxes) > 1 else ''} {', '.join(map(str, boxes))}"
    return {"ask": finding.ask, "help": finding.help, "options": options, "number": number, "boxes": at}
