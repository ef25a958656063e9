"""What of a chart is marked: a path, the issues of a review, what no case takes, or what differs in two versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from ...graph import DecisionGraph
from ...results import Coverage, Issue, Review, Severity, Trace
from ...wording import patient_text, way_text
from ..model.plan import Plan


class Alteration(StrEnum):
    """What became of a box, an answer or an edge in the new of two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


SYMBOLS = {Alteration.ADDED: "+", Alteration.REMOVED: "−", Alteration.CHANGED: "Δ"}


@dataclass(frozen=True)
class Sign:
    """A sign on the chart, as in the list beside it, such as the number of an issue.

    `words` show where the pointer rests.
    """

    mark: str
    kind: Severity | Alteration
    words: str


@dataclass(frozen=True)
class Marks:
    """`order` numbers the boxes of the path from 1; `taken` has every key on it, labels too; `lines` its edges.

    `signs` stand at a box or label. `missed` are the boxes and labels, and `missed_lines` the edges, that no case of a
    bank takes, or no row of a cohort; `altered` and `altered_lines` what differs in two versions. `widths` are those of
    edges, in points, where a cohort says how many rows take them; `heavy` are boxes that must be seen.
    """

    order: Mapping[str, int] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    lines: frozenset[tuple[str, str]] = frozenset()
    leaf: str | None = None
    stop: str | None = None
    signs: Mapping[str, tuple[Sign, ...]] = field(default_factory=dict)
    missed: frozenset[str] = frozenset()
    missed_lines: frozenset[tuple[str, str]] = frozenset()
    altered: Mapping[str, Alteration] = field(default_factory=dict)
    altered_lines: Mapping[tuple[str, str], Alteration] = field(default_factory=dict)
    widths: Mapping[tuple[str, str], float] = field(default_factory=dict)
    heavy: frozenset[str] = frozenset()


NONE = Marks()


def marks_of(plan: Plan, trace: Trace) -> Marks:
    """Return the marks of a trace.

    Where an unknown did not matter, the ways on part and meet again: between the two boxes no edge is marked.
    """
    nodes = [step.node for step in trace.path]
    taken, lines = {"S0", *nodes}, {("S0", nodes[0])}
    for here, there in pairwise(trace.path):
        if here.kind == "action" or here.branch is not None:
            edge, caption = plan.way(here.node, there.node)
            taken.update([*(edge or ()), *([caption] if caption else [])])
            lines.update([edge] if edge else [])
    order = {node: n + 1 for n, node in enumerate(nodes)}
    return Marks(order, frozenset(taken), frozenset(lines), trace.leaf, None if trace.leaf else nodes[-1])


def issue_marks(plan: Plan, review: Review) -> Marks:
    """Return the signs of a review: at the answer of a branch, else at the box; none for those of the whole graph."""
    signs: dict[str, list[Sign]] = {}
    for number, issue in review.numbered:
        if issue.node is not None:
            key = _answer(plan, review.graph, issue) or issue.node
            if key in plan.boxes:
                words = issue_words(review.graph, issue)
                signs.setdefault(key, []).append(Sign(str(number), issue.severity, words))
    return Marks(signs={key: tuple(found) for key, found in signs.items()})


def _answer(plan: Plan, graph: DecisionGraph, issue: Issue) -> str | None:
    """The label of the branch that an issue is about."""
    if issue.node is None or issue.branch is None:
        return None
    return plan.ways.get((issue.node, graph.condition(issue.node).branches[issue.branch].go))


def issue_words(graph: DecisionGraph, issue: Issue) -> str:
    """Return an issue in one text, with its patient and the way there."""
    words = f"{issue.severity} {issue.code}: {issue.message}. Help: {issue.help}."
    if issue.witness is None:
        return words
    return f"{words} Patient: {patient_text(graph, issue.witness)}. Boxes on the way: {way_text(graph, issue.witness)}."


def coverage_marks(plan: Plan, graph: DecisionGraph, coverage: Coverage) -> Marks:
    """Return what no case takes. Branches to one node are one edge: it is missed where none of them is taken."""
    unseen = set(coverage.unseen_branches)
    missed, lines = set(coverage.unseen_nodes), set[tuple[str, str]]()
    seen: set[str | None] = set()  # captions of which some answer is taken
    for (tail, head), caption in plan.ways.items():
        branches = getattr(graph.nodes[tail], "branches", ())
        ways = [(tail, n) for n, branch in enumerate(branches) if branch.go == head]
        if all(way in unseen for way in ways) if ways else tail in missed:
            missed.update([caption] if caption else [])
            lines.add((tail, plan.end(tail, head)))
        else:
            seen.add(caption)
    return Marks(missed=frozenset(missed - seen), missed_lines=frozenset(lines))
