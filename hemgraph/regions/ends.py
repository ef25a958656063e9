"""What some cases come to: leaf and recommendations, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..diagram.conditions import REFUSED
from ..graph import Action
from ..results import Key, Outcome
from .flow import Work, joined
from .logic import Logic
from .space import Box


def ends(
    logic: Logic,
    boxes: Iterable[Box],
    work: Work,
    *,
    whole: bool = False,
    stopped: list[tuple[str, Box]] | None = None,
) -> Iterator[tuple[Outcome | None, Box]]:
    """Yield what the walks of some cases end in, with the cases; None where they are refused.

    A walk that stops at an unknown ends in nothing: the cases that know more tell what it comes to. Where they are not
    among these cases, see `stopped`, which gets the node and the cases of every stop. Boxes are freed of
    what is never asked again, unless they are to stay `whole`.
    Raises NotDecided where the work is used up.
    """
    graph, space = logic.graph, logic.space
    arrived: dict[str, dict[frozenset[Key], list[Box]]] = {}

    def arrive(name: str, told: frozenset[Key], box: Box) -> None:
        if space.admits(box):
            arrived.setdefault(name, {}).setdefault(told, []).append(box)

    for box in boxes:
        arrive(graph.start, frozenset(), box)
    for name in logic.order:
        node, idle = graph.nodes[name], 0 if whole else logic.idle[name]
        for told, some in arrived.pop(name, {}).items():
            here = joined(space, [box | idle for box in some])
            work.spend(len(some), name)
            if isinstance(node, Action):
                more = told | {given.key for given in node.recommend}
                for box in here:
                    if node.then is None:
                        yield (name, more), box
                    else:
                        arrive(node.then, more, box)
                continue
            unknown = logic.answers(name).unknown
            for box in here:
                for answer, part in logic.split(box, name):
                    branch = unknown if answer is None else answer
                    work.spend(1, name)
                    if branch == REFUSED:
                        if space.admits(part):
                            yield None, part
                    elif branch is not None:
                        arrive(node.branches[branch].go, told, part)
                    elif stopped is not None and space.admits(part):
                        stopped.append((name, part))
