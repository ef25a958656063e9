"""An interview: one question at a time, only those that matter, until the recommendation is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .api import Graph
from .case import Case
from .finding import Finding
from .graph import Condition
from .results import UNKNOWN, Trace
from .trace.ways import same_whatever
from .values.domains import Value
from .wording import branch_text, node_text, weighing_text, within

Order = Literal["graph", "fewest"]


@dataclass(frozen=True)
class Question:
    """A finding to be asked, and why: the box that asks it, and where its answers lead."""

    finding: Finding
    why: str


class Interview:
    """The answers so far, in the order they were given; each can be taken back.

    A finding that was answered as unknown stays unknown and is not asked again. `graph` asks in the order of the graph,
    `fewest` what leaves the least effort on the average.
    """

    def __init__(self, graph: Graph, known: Mapping[str, object], order: Order = "graph", id: str = "") -> None:
        """Begin with what is known. Raises RefusedCase for what the graph does not know or allow."""
        self.graph = graph
        self.order = order
        self._begin = graph.case(known, id)
        self._unknown = {name for name in known if name not in self._begin.findings}
        self._answers: list[tuple[str, Value]] = []

    @property
    def case(self) -> Case:
        """What is known so far."""
        given = {name: value for name, value in self._answers if value != UNKNOWN}
        return Case({**self._begin.findings, **given}, self._begin.id)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What was answered as unknown, or known to be so from the beginning; in the order of the graph."""
        said = self._unknown | {name for name, value in self._answers if value == UNKNOWN}
        return tuple(name for name in self.graph.model.findings if name in said)

    @property
    def count(self) -> int:
        """How many answers were given."""
        return len(self._answers)

    def trace(self) -> Trace:
        """Return the trace of what is known so far."""
        return self.graph.trace(self.case)

    def answer(self, finding: str, said: object) -> None:
        """Take an answer; `unknown` is one. Raises RefusedCase for what is not allowed, and then nothing changes."""
        value = UNKNOWN if said == UNKNOWN else self.graph.case({**self.case.findings, finding: said}).findings[finding]
        self._answers.append((finding, value))

    def back(self) -> str | None:
        """Take the last answer back, and return its finding; None where there is none."""
        return self._answers.pop()[0] if self._answers else None

    def question(self) -> Question | None:
        """Return the next question, or None where nothing is left to ask."""
        trace = self.trace()
        left = self._left(trace)
        if not left:
            return None
        name, node = left[0]
        if self.order == "fewest" and trace.leaf is None:
            best = self.graph.next_question(self.case, [finding for finding, _ in left])
            name, node = next(pair for pair in left if pair[0] == best)
        return Question(self.graph.model.findings[name], self._why(node))

    def _left(self, trace: Trace) -> list[tuple[str, Condition]]:
        """What can still be asked where the path stops, or has taken a branch for unknown; each with its condition."""
        logic, skipped = self.graph.logic, self.unknown
        point = logic.space.point(self.case)
        for step in trace.path:
            if step.kind != "condition" or logic.answer(point, step.node) is not None:
                continue
            node = self.graph.model.condition(step.node)
            found = [
                (name, node)
                for name in logic.open_findings(point, step.node)
                if point & logic.space.unknown[name] and name not in skipped
            ]
            if found and not (trace.leaf and same_whatever(logic, point, [name for name, _ in found])):
                return found
        return []

    def _why(self, node: Condition) -> str:
        """The box that asks, and where its answers lead."""
        graph = self.graph.model
        box = f"Box {graph.boxes[node.id]} asks it: {node_text(graph, node)}"
        if not isinstance(node.ask, str):
            return f"{box} It is {weighing_text(graph, node.ask)}."
        ways = (f"{within(branch_text(graph, node, b))}: on to box {graph.boxes[b.go]}" for b in node.branches)
        return f"{box} {'; '.join(ways)}."
