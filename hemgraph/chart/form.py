"""A blank form of the findings, in the order in which the graph asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..errors import refuse
from ..graph import Condition, DecisionGraph
from ..values.domains import Boolean, Choice, Number
from ..values.numbers import format_number
from ..wording import unit_text
from .chart import JUDGEMENT
from .frame import NO_STAMP, Stamp, footer, status_word
from .notes import Data
from .page import PAPERS, compiled

LEAD = "Fill in what is known, in any order. What is not known stays open, or is marked so: nothing is assumed."


@dataclass(frozen=True)
class Form:
    """A form of one graph, to be filled in by hand beside its chart."""

    graph: DecisionGraph
    stamp: Stamp = NO_STAMP

    def makers(self, paper: str = "a4") -> dict[str, Callable[[], str | bytes]]:
        """Return how each kind of file is made, by its ending. Raises HemgraphError for a paper without a size."""
        if paper not in PAPERS:
            raise refuse(f"a form has no paper `{paper}`", f"papers are {', '.join(PAPERS)}")
        return {".pdf": lambda: self._made(paper, "pdf"), ".png": lambda: self._made(paper, "png")}

    def _made(self, paper: str, kind: Literal["pdf", "png"]) -> bytes:
        graph, (width, height) = self.graph, PAPERS[paper]
        use = graph.intended_use.not_for
        data: dict[str, Data] = {
            "title": f"{graph.title}: findings",
            "language": graph.language,
            "word": status_word(graph, self.stamp),
            "page": {"width": width, "height": height},
            "footer": [footer(graph, self.stamp)],
            "judgement": f"{f'Not for: {use}. ' if use else ''}{JUDGEMENT}",
            "lead": LEAD,
            "unknown": "not known",
            "rows": [_row(graph, name, boxes) for name, boxes in asked(graph).items()],
        }
        return compiled("form.typ", data, kind)


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
