"""Every analysis of one graph, as one review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from ..errors import NotDecided
from ..graph import DecisionGraph, Property
from ..regions.flow import MOST_BOXES
from ..regions.logic import Logic
from ..results import Issue, Review, Trace
from .answers import detect_absorbed, detect_gap, detect_overlap
from .asking import detect_boundary_untested, detect_late_question
from .doses import detect_dose_format
from .evidence import detect_lapsed_approval, detect_review_overdue, detect_uncited, detect_unmarked_dispute
from .promises import detect_property_violated, detect_stance_conflict, is_settled
from .proof import Proof
from .reach import (
    detect_impossible_everything,
    detect_infeasible_branch,
    detect_redundant_question,
    detect_unreachable_node,
)
from .resting import detect_complete_only_because
from .words import Used, detect_empty_property, detect_unused, used_words

_LOGIC: tuple[Callable[[Proof], Iterable[Issue]], ...] = (
    detect_gap,
    detect_overlap,
    detect_unreachable_node,
    detect_infeasible_branch,
    detect_stance_conflict,
    detect_redundant_question,
    detect_complete_only_because,
    detect_unmarked_dispute,
    detect_absorbed,
    detect_late_question,
)
_TEXT: tuple[Callable[[Proof], Iterable[Issue]], ...] = (detect_uncited, detect_dose_format, detect_lapsed_approval)


def check(
    logic: Logic,
    *,
    today: date,
    traces: Sequence[Trace] = (),
    used: Used | None = None,
    budget: int = MOST_BOXES,
) -> Review:
    """Return all issues of a graph, and the properties that are proved.

    `traces` are of the cases of its banks; `used` has the words that the graphs checked together use, by default this
    one. The budget, in boxes, is that of each question; what it does not reach is `undecided`, never
    guessed. What is not checked: that the algorithm is medically right.
    """
    proof = Proof(logic, budget)
    graph = logic.graph
    found: list[Issue] = []
    undecided = []

    def ask(code: str, detect: Callable[[], Iterable[Issue]]) -> bool:
        """Whether a question was decided."""
        try:
            found.extend(detect())
        except NotDecided:
            undecided.append(code)
            return False
        return True

    nobody = list(detect_impossible_everything(proof))
    found += nobody
    proved: list[Property] = []
    waiting: list[Property] = []
    open_properties: list[Property] = []
    if not nobody:
        for detect in _LOGIC:
            ask(detect.__name__.removeprefix("detect_"), partial(detect, proof))
        ask("boundary_untested", partial(detect_boundary_untested, proof, traces))
        for n, claim in enumerate(graph.properties):
            before = len(found)
            if not ask("", partial(detect_property_violated, proof, n)):
                undecided.pop()
                open_properties.append(claim)
            elif len(found) == before:
                (proved if is_settled(proof, n) else waiting).append(claim)
    for detect in _TEXT:
        found += detect(proof)
    found += detect_empty_property(proof)
    found += detect_unused(proof, used_words([graph]) if used is None else used)
    found += detect_review_overdue(proof, today)
    return Review(
        graph, _sorted(graph, found), tuple(proved), tuple(waiting), (*undecided, *open_properties), proof.spent
    )


def _sorted(graph: DecisionGraph, issues: Iterable[Issue]) -> tuple[Issue, ...]:
    order = {name: n for n, name in enumerate(graph.nodes)}
    return tuple(
        sorted(
            issues,
            key=lambda i: (
                -1 if i.node is None else order[i.node],
                i.code,
                -1 if i.branch is None else i.branch,
            ),
        )
    )
