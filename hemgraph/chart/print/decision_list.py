"""The whole graph as a numbered list: each question with its answers, and where each of them leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ...errors import refuse
from ...graph import Action, Condition, DecisionGraph, Recommendation, Stance
from ...results import Trace
from ...wording import STANCES, node_text, within
from ..model.data import Data
from ..model.imprint import NO_STAMP, NOTED, Stamp, case_lines, has_note, note_lines, status_word
from ..model.page_graph import edges_of
from .paper import Paper, paper_of
from .sheet import foot, page_of, run_in
from .typeset import compiled

SIZES = (11, 10.5, 10, 9.75, 9.5, 9.25, 9)
"""How large the text can be, in points: the largest with which the list has the fewest pages."""
COLUMN = 250.0
"""How wide a column is at least, in points."""


@dataclass(frozen=True)
class DecisionList:
    """A list of one graph, with the path of a trace marked on it, or plain.

    An action that one answer alone leads to stands at this answer; every other box has a place of its own. With
    `detail` each recommendation of an action is a line, with its stance, dose and timing.
    """

    graph: DecisionGraph
    trace: Trace | None = None
    stamp: Stamp = NO_STAMP
    detail: bool = False

    def makers(self, paper: str = "a4") -> dict[str, Callable[[], str | bytes]]:
        """Return how each kind of file is made, by its ending. Raises HemgraphError for a paper without a size."""
        found = paper_of(paper)
        if not found.pages:
            raise refuse(f"a list has no paper `{paper}`", "papers are a4, letter, a3")
        return {".pdf": lambda: self._made(found, "pdf"), ".png": lambda: self._made(found, "png")}

    def _made(self, paper: Paper, kind: Literal["pdf", "png"]) -> bytes:
        graph, size = self.graph, paper.pages[0]
        title = f"{graph.title}: decision list"
        entries, notes = list(self.entries()), list(note_lines(graph, graph.nodes))
        case = case_lines(self.trace, self.stamp) if self.trace else ()
        parts = foot(graph, self.stamp, (title, str(entries), *notes), case, short=False)
        word = status_word(graph, self.stamp)
        data: dict[str, Data] = {
            "title": f"{title}, version {graph.version}{f' ({word})' if word else ''}",
            "heading": title,
            "language": graph.language,
            "word": word,
            "date": self.stamp.parts,
            "page": page_of(title, parts, size, clear=0),
            "footer": run_in(parts),
            "columns": max(2, int(size[0] // COLUMN)),
            "sizes": list(SIZES),
            "cased": self.trace is not None,
            "entries": entries,
            "notes": notes,
            "legend": [*self._legend()],
        }
        return compiled("decision_list.typ", data, kind, origin=self.stamp.origin(graph))

    def entries(self) -> Iterator[dict[str, Data]]:
        """Yield each box that has a place of its own, in the order of the numbers, as data."""
        graph = self.graph
        for node in sorted(graph.nodes.values(), key=lambda node: graph.boxes[node.id]):
            if node.id not in self._inline:
                yield self._question(node) if isinstance(node, Condition) else self._action(node)

    @cached_property
    def _inline(self) -> frozenset[str]:
        """The actions that stand at the one answer that leads to them."""
        graph, before = self.graph, self.graph.network.pred
        return frozenset(
            node.id
            for node in graph.nodes.values()
            if isinstance(node, Action)
            and node.id != graph.start
            and [type(graph.nodes[name]) for name in before[node.id]] == [Condition]
        )

    @cached_property
    def _order(self) -> dict[str, int]:
        """The boxes of the path, numbered from 1."""
        return {step.node: n for n, step in enumerate(self.trace.path, 1)} if self.trace else {}

    @property
    def _stop(self) -> str:
        """The box in which the path stops, for want of more."""
        return self.trace.path[-1].node if self.trace and self.trace.leaf is None else ""

    @cached_property
    def _taken(self) -> frozenset[tuple[str, str]]:
        """Each question of the path with the box that its answer leads to, where one answer was taken."""
        graph, path = self.graph, self.trace.path if self.trace else ()
        steps = ((step.node, step.branch) for step in path if step.kind == "condition")
        return frozenset((name, graph.condition(name).branches[n].go) for name, n in steps if n is not None)

    def _question(self, node: Condition) -> dict[str, Data]:
        graph = self.graph
        rows: list[Data] = []
        for target, text in edges_of(graph, node):
            end = graph.nodes[target]
            inline = self._action(end) if isinstance(end, Action) and target in self._inline else {}
            taken = (node.id, target) in self._taken
            rows.append({"answer": text, "go": graph.boxes[target], "action": inline, "taken": taken})
        return {**self._head(node), "kind": "question", "rows": rows}

    def _action(self, node: Action) -> dict[str, Data]:
        boxes = self.graph.boxes
        return {
            **self._head(node),
            "kind": "action",
            "silent": node.silent,
            "disputed": any(said.disputed for said in node.recommend),
            "then": boxes[node.then] if node.then else 0,
            "again": boxes[node.reassess] if node.reassess else 0,
            "lines": [self._line(said) for said in node.recommend] if self.detail else [],
        }

    def _head(self, node: Condition | Action) -> dict[str, Data]:
        graph, noted = self.graph, has_note(self.graph, node)
        text = node_text(graph, node)
        order = self._order.get(node.id, 0)
        title = f"{text}\u00a0{NOTED}" if noted else text
        return {"box": graph.boxes[node.id], "title": title, "order": order, "stop": self._stop == node.id}

    def _line(self, said: Recommendation) -> dict[str, Data]:
        because = f"because {within(said.because)}" if said.because else ""
        return {
            "stance": STANCES[said.stance],
            "avoid": said.stance is Stance.AVOID,
            "name": self.graph.interventions[said.intervention],
            "detail": "; ".join(part for part in (said.detail, said.timing, because) if part),
            "disputed": said.disputed is not None,
        }

    def _legend(self) -> Iterator[str]:
        """The signs of the list that have to be said."""
        nodes = self.graph.nodes.values()
        actions = [node for node in nodes if isinstance(node, Action)]
        if any(isinstance(node, Condition) for node in nodes):
            yield "question"
        yield "action"
        for name, there in (
            ("silent", any(node.silent for node in actions)),
            ("again", any(node.reassess for node in actions)),
            ("disputed", any(said.disputed for node in actions for said in node.recommend)),
            ("noted", any(has_note(self.graph, node) for node in nodes)),
            ("path", self.trace is not None),
            ("stopped", self.trace is not None and self.trace.leaf is None),
        ):
            if there:
                yield name
