"""The chart in words: each box with its answers and where they lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from types import MappingProxyType

from ...graph import Action, Condition, DecisionGraph, Node
from ...results import Trace
from ...wording import STANCES, branch_text, node_text, weighing_text


def outline(
    graph: DecisionGraph,
    names: Iterable[str] | None = None,
    *,
    details: bool = True,
    counts: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return every box, or some, in the order of their numbers, wrapped at 80 columns.

    `details` is what each gives; `counts` are how many rows of a cohort come to it.
    """
    lines: list[str] = []
    nodes = [graph.nodes[name] for name in (graph.nodes if names is None else names) if name in graph.nodes]
    for node in sorted(nodes, key=lambda node: graph.boxes[node.id]):
        first, *rest = _box(graph, node)
        rest = rest if details or isinstance(node, Condition) else []
        rest += [counts[node.id]] if node.id in counts else []
        number = f"{graph.boxes[node.id]}. "
        lines += wrap(first, 80, initial_indent=number, subsequent_indent=" " * len(number))
        for row in rest:
            lines += wrap(row, 80, initial_indent="    - ", subsequent_indent="      ")
    return "\n".join(lines) + "\n"


def _box(graph: DecisionGraph, node: Node) -> Iterator[str]:
    text = node_text(graph, node)
    match node:
        case Condition():
            ways = (f"{branch_text(graph, node, b)}: go to {graph.boxes[b.go]}" for b in node.branches)
            yield f"{text} {'; '.join(ways)}."
            if not isinstance(node.ask, str):
                words = weighing_text(graph, node.ask)
                yield f"{words[:1].upper()}{words[1:]}."
        case Action():
            end = f" Go to {graph.boxes[node.then]}." if node.then else ""
            again = f" Enter again at {graph.boxes[node.reassess]}." if node.reassess else ""
            yield f"{text.rstrip('.')}.{end}{again}"
            for given in node.recommend:
                more = "; ".join(part for part in (given.detail, given.timing) if part)
                mark = " (disputed)" if given.disputed else ""
                name = graph.interventions[given.intervention]
                yield f"{STANCES[given.stance]}: {name}{f', {more}' if more else ''}{mark}."


def path_words(trace: Trace) -> str:
    """Return the path of a trace in one paragraph: `1. Pain? Mild. 4. Observe.`"""
    steps = (f"{s.box}. {s.text.rstrip('.')}{'' if s.text.endswith('?') else '.'} {s.label}" for s in trace.path)
    end = "" if trace.leaf else " The path stops here: more must be known."
    return " ".join(step.rstrip(" .") + "." for step in steps) + end
