"""What graphs say of one intervention, of every whole patient: from the leaves up, so that nothing else counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..diagram.conditions import REFUSED
from ..graph import Action, Condition, DecisionGraph, Recommendation, Special, Stance
from ..regions.flow import Work, joined
from ..regions.logic import Logic
from ..regions.space import Box

Said = frozenset[Recommendation]
"""What a patient is told of one intervention."""
Told = tuple[tuple[Said | None, ...], list[Box]]
"""What each graph says of an intervention, None where it gives no answer; and the patients of whom they say so."""
Parts = dict[Said | None, list[Box]]
"""All whole patients by what they are told; None has those who get no answer."""


def stance_of(said: Iterable[Recommendation]) -> Stance | None:
    """Return the stance of some recommendations of one intervention."""
    return strongest({given.stance for given in said})


def strongest(stances: Collection[Stance]) -> Stance | None:
    """Return the strongest of some stances on one intervention; None of none.

    What is not checked: do against avoid, which no path may hold.
    """
    return next((stance for stance in (Stance.AVOID, Stance.DO, Stance.CONSIDER) if stance in stances), None)


def names(graph: DecisionGraph, intervention: str) -> bool:
    """Tell whether some action of a graph names an intervention."""
    actions = (node for node in graph.nodes.values() if isinstance(node, Action))
    return any(given.intervention == intervention for node in actions for given in node.recommend)


def voices(logics: Sequence[Logic], intervention: str, work: Work) -> list[Told]:
    """Return what each graph says of an intervention, and the whole patients of whom they say so; nobody is in two.

    The graphs are cut alike. Who is impossible in a graph, or falls into a gap, gets no answer from it. Those of
    whom all say nothing are left out. Raises NotDecided where the work is used up.
    """
    found: dict[tuple[Said | None, ...], list[Box]] = {(): [logics[0].space.full & ~logics[0].space.unknowns]}
    for logic in logics:
        parts = _parts(logic, intervention, work)
        more: dict[tuple[Said | None, ...], list[Box]] = {}
        for before, boxes in found.items():
            for said, others in parts.items():
                work.spend(len(boxes) * len(others), logic.graph.start)
                both = [box & other for box in boxes for other in others if not logic.space.is_void(box & other)]
                if both:
                    more.setdefault((*before, said), []).extend(both)
        found = {said: joined(logic.space, boxes) for said, boxes in more.items()}
    spaces = [logic.space for logic in logics]
    return [
        (said, boxes)
        for said, boxes in found.items()
        if any(said) and any(space.admits(box) for box in boxes for space in spaces)
    ]


def _parts(logic: Logic, intervention: str, work: Work) -> Parts:
    """All whole patients by what one graph tells them of an intervention."""
    whole = logic.space.full & ~logic.space.unknowns
    below: dict[str, Parts] = {}
    for name in reversed(logic.order):
        node = logic.graph.nodes[name]
        found = (
            _of_action(node, intervention, below, whole)
            if isinstance(node, Action)
            else _of_condition(logic, node, below, whole)
        )
        below[name] = {said: joined(logic.space, boxes) for said, boxes in found.items()}
        work.spend(sum(len(boxes) for boxes in below[name].values()), name)
    return _possible(logic, below[logic.graph.start], whole)


def _of_action(node: Action, intervention: str, below: Mapping[str, Parts], whole: Box) -> Parts:
    own = frozenset(given for given in node.recommend if given.intervention == intervention)
    if node.then is None:
        return {own: [whole]}
    found: Parts = {}
    for said, boxes in below[node.then].items():
        found.setdefault(None if said is None else said | own, []).extend(boxes)
    return found


def _of_condition(logic: Logic, node: Condition, below: Mapping[str, Parts], whole: Box) -> Parts:
    ways = [below[branch.go] for branch in node.branches if branch.when is not Special.UNKNOWN]
    if not logic.answers(node.id).refused and all(way == ways[0] for way in ways):
        return ways[0]
    found: Parts = {}
    for branch, part in logic.split(whole, node.id):
        after = {None: [whole]} if branch is None or branch == REFUSED else below[node.branches[branch].go]
        for said, boxes in after.items():
            found.setdefault(said, []).extend(part & box for box in boxes if not logic.space.is_void(part & box))
    return found


def _possible(logic: Logic, parts: Parts, whole: Box) -> Parts:
    """The same patients; those who are impossible, or told to do a thing and to avoid it, get no answer."""
    barred = [box & whole for box in logic.space.impossible]
    found: Parts = {None: barred} if barred else {}
    for said, boxes in parts.items():
        rest = boxes
        for no in barred:
            rest = [part for box in rest for part in logic.space.minus(box, no)]
        stances = {given.stance for given in said or ()}
        found.setdefault(None if Stance.AVOID in stances and len(stances) > 1 else said, []).extend(rest)
    return found
