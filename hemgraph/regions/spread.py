"""One pass from the start to the leaves: which cases come where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..errors import Fault, NotDecided
from ..graph import Action, DecisionGraph
from .logic import REFUSED, Logic
from .space import Box, Space

MOST_BOXES = 20_000
"""How many boxes one node may hold before we say that it is not decided."""


def reached_leaves(logic: Logic, boxes: Iterable[Box]) -> tuple[str, ...]:
    """Return the leaves that the walks of some cases end in, in the order of the file.

    A walk that stops at an unknown ends in none. Each node is met once, after all that lead to it; on the way
    boxes are freed of what is never asked again and joined where they differ in one finding, which
    keeps them few. Raises NotDecided where they are too many all the same.
    """
    graph, space = logic.graph, logic.space
    order = _order(graph)
    live = _live(logic, order)
    arrived: dict[str, list[Box]] = {graph.start: [box for box in boxes if space.admits(box)]}
    for name in order:
        here = joined(space, [_freed(space, box, live[name]) for box in arrived.pop(name, ())])
        if not here:
            continue
        if len(here) > MOST_BOXES:
            raise NotDecided([Fault(f"too many combinations of findings reach `{name}`", "give more findings")])
        node = graph.nodes[name]
        if isinstance(node, Action):
            arrived.setdefault(node.then or f"leaf {name}", []).extend(here)
            continue
        unknown = logic.answers(name).unknown
        for box in here:
            for branch, part in logic.split(box, name):
                taken = unknown if branch is None else branch
                if taken is not None and taken != REFUSED and space.admits(part):
                    arrived.setdefault(node.branches[taken].go, []).append(part)
    return tuple(leaf.id for leaf in graph.leaves if f"leaf {leaf.id}" in arrived)


def _order(graph: DecisionGraph) -> tuple[str, ...]:
    """The nodes, each after all that lead to it."""
    import networkx

    return tuple(networkx.topological_sort(graph.network))


def _live(logic: Logic, order: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """For each node the findings that still count: asked there or below, or hanging together with one that is."""
    graph, groups = logic.graph, logic.space.groups
    found: dict[str, frozenset[str]] = {}
    for name in reversed(order):
        node = graph.nodes[name]
        asked = frozenset[str]() if isinstance(node, Action) else frozenset(node.findings)
        below = asked.union(*(found[target] for target in node.targets))
        found[name] = below.union(*(groups[finding] for finding in below if finding in groups))
    return found


def _freed(space: Space, box: Box, live: frozenset[str]) -> Box:
    for name, field in space.field.items():
        if name not in live:
            box |= field
    return box


def joined(space: Space, boxes: Iterable[Box]) -> list[Box]:
    """Return fewer boxes of the same cases: those that differ in one finding become one."""
    found = list(dict.fromkeys(boxes))
    before = 0
    while len(found) != before and len(found) > 1:
        before = len(found)
        for field in space.field.values():
            groups: dict[Box, Box] = {}
            for box in found:
                groups[box | field] = groups.get(box | field, 0) | box & field
            found = [key & ~field | bits for key, bits in groups.items()]
    return found
