"""Why a case comes to what it does, what would change it, and what is still needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..regions.flow import MORE, MOST_BOXES, Work
from ..regions.logic import Logic
from ..results import Change, Explanation, Outcome, Trace, WhyNot
from .changes import Comes, nearest, why_not
from .needed import ask_next, matter, ways_to
from .proof import Proof
from .reasons import reason


def explain(
    logic: Logic, trace: Trace, comes: Comes, asked: Sequence[str] = (), budget: int = MOST_BOXES
) -> Explanation:
    """Return why a trace came out as it did.

    `comes` tells what a case comes to; `asked` are leaves and interventions to say why they were not given. The
    budget is that of each question. Raises NotDecided where it does not reach.
    """
    space = logic.space
    point = space.point(trace.case)
    others = tuple(_why_not(logic, trace, comes, name, budget) for name in asked)
    now = comes(point)
    if now is None:
        unknown = [name for name in logic.graph.findings if point & space.unknown[name]]
        found = matter(logic, point)
        return Explanation(
            trace,
            why_not=others,
            matter=found,
            idle=tuple(name for name in unknown if name not in found),
            ask=ask_next(logic, point, found, comes, Work(budget, MORE)),
            ways=ways_to(Proof(logic, budget), point, trace.reachable),
        )

    def differs(end: Outcome) -> bool:
        return end != now

    return Explanation(
        trace,
        reason=reason(logic, point, now, Work(budget, MORE)),
        changes=nearest(logic, point, comes, differs, Work(budget, MORE)),
        why_not=others,
    )


def _why_not(logic: Logic, trace: Trace, comes: Comes, name: str, budget: int) -> WhyNot:
    found = why_not(logic, logic.space.point(trace.case), comes, name, Work(budget, MORE))
    return replace(found, parted=_parted(logic, trace, found.changes[0])) if found.changes else found


def _parted(logic: Logic, trace: Trace, change: Change) -> tuple[str, int | None] | None:
    """Where a changed case goes another way first, and by which branch."""
    space, point = logic.space, logic.space.point(trace.case)
    for name, values in change.to.items():
        mask = space.cells[name].mask(values) << space.offset[name]
        point = space.put(point, name, mask & -mask)
    for step in trace.path:
        if step.kind == "condition":
            answer = logic.answer(point, step.node)
            branch = logic.answers(step.node).unknown if answer is None else answer
            if branch != step.branch:
                return step.node, branch
    return None
