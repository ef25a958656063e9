"""What if: the smallest changes of a case that bring it to another end, all of them.

A change is another known value of a finding that is not fixed, or a value of one that was not known. One pass finds
the choices of findings that may do, one alone, then two, and so on; each of them is then tried value by value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product

from ..diagram.conditions import REFUSED
from ..graph import Action, Stance
from ..regions.ends import ends
from ..regions.flow import Work, joined
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Change, Key, Outcome, WhyNot
from .reasons import set_of

Comes = Callable[[Box], Outcome | None]
"""What a case comes to; None where it is refused, or not enough is known."""


def nearest(
    logic: Logic, point: Box, comes: Comes, wanted: Callable[[Outcome], bool], work: Work
) -> tuple[Change, ...]:
    """Return all changes of the fewest findings after which a case comes to what is wanted; none where it never does.

    Raises NotDecided where the work is used up.
    """
    graph, space = logic.graph, logic.space
    free = [
        n for n, finding in graph.findings.items() if not finding.fixed and not logic.idle[graph.start] & space.field[n]
    ]
    for size in range(1, len(free) + 1):
        tried = _choices(logic, point, free, wanted, size, work)
        found = [change for names in tried for change in _of(logic, point, names, comes, wanted, work)]
        if found:
            return tuple(found)
    return ()


def _choices(
    logic: Logic, point: Box, free: Sequence[str], wanted: Callable[[Outcome], bool], size: int, work: Work
) -> list[tuple[str, ...]]:
    """The choices of just so many findings that may bring a case to what is wanted, in the order of the file.

    On each way that ends so, some known findings must have changed. Others may have to, where `impossible` names them,
    and where something is unknown: then several ways have to end alike, and each may need changes of its own.
    """
    space = logic.space
    begin = space.refinements(point)
    for name in free:
        begin |= space.field[name] & ~(0 if point & space.unknown[name] else space.unknown[name])
    masks = _changed(logic, point, begin, wanted, size, work)
    named = {name for name, field in space.field.items() if any(mask & field for mask in masks)}
    open_ = any(point & space.unknown[name] for name in named)
    extra = [name for name in free if name in space.groups or (open_ and name in named)]
    found: set[frozenset[str]] = set()
    for mask in masks:
        must = {n for n in free if mask & space.field[n] and not point & space.unknown[n]}
        found.update(
            frozenset(must.union(more)) for more in combinations([n for n in extra if n not in must], size - len(must))
        )
    work.spend(len(found), logic.graph.start)
    return sorted(
        (tuple(n for n in free if n in names) for names in found), key=lambda names: [free.index(n) for n in names]
    )


def _changed(
    logic: Logic, point: Box, begin: Box, wanted: Callable[[Outcome], bool], most: int, work: Work
) -> set[int]:
    """The fields in which the cases on some way must differ from a case; for each way that ends as wanted.

    At most so many of them are of findings that are known. One pass as in `ends`; cases are joined only where the same
    fields must differ.
    """
    graph, space = logic.graph, logic.space
    known = ~(point & space.unknowns)
    arrived: dict[str, dict[tuple[frozenset[Key], int], list[Box]]] = {}
    found: set[int] = set()

    def arrive(name: str, told: frozenset[Key], changed: int, box: Box) -> None:
        changed |= space.lacking(box & point)
        if (changed & known).bit_count() <= most and space.admits(box):
            arrived.setdefault(name, {}).setdefault((told, changed), []).append(box)

    arrive(graph.start, frozenset(), 0, begin)
    for name in logic.order:
        node = graph.nodes[name]
        for (told, changed), some in arrived.pop(name, {}).items():
            here = joined(space, [box | logic.idle[name] for box in some])
            work.spend(len(some), name)
            if isinstance(node, Action):
                more = told | {given.key for given in node.recommend}
                if node.then is None:
                    if wanted((name, more)):
                        found.add(changed)
                    continue
                for box in here:
                    arrive(node.then, more, changed, box)
                continue
            unknown = logic.answers(name).unknown
            for box in here:
                for answer, part in logic.split(box, name):
                    branch = unknown if answer is None else answer
                    if branch is not None and branch != REFUSED:
                        arrive(node.branches[branch].go, told, changed, part)
    return found


def _of(
    logic: Logic,
    point: Box,
    names: Sequence[str],
    comes: Comes,
    wanted: Callable[[Outcome], bool],
    work: Work,
) -> Iterable[Change]:
    """The changes of just these findings."""
    space = logic.space
    box = point
    for name in names:
        box = space.put(box, name, space.field[name] & ~space.unknown[name] & ~point)
    if not space.admits(box) or not _may(logic, box, wanted, work):
        return
    found: dict[Outcome, list[Box]] = {}
    for bits in product(*(space.bits(box, name) for name in names)):
        changed = point
        for name, bit in zip(names, bits, strict=True):
            changed = space.put(changed, name, bit)
        work.spend(1, logic.graph.start)
        if space.admits(changed) and (end := comes(changed)) is not None and wanted(end):
            found.setdefault(end, []).append(changed)
    for end, points in found.items():
        for part in joined(space, points):
            sets = {name: set_of(space, name, part & space.field[name]) for name in names}
            yield Change({name: values for name, values in sets.items() if values is not None}, end)


def _may(logic: Logic, box: Box, wanted: Callable[[Outcome], bool], work: Work) -> bool:
    """Whether some case of a box comes to what is wanted, or stops."""
    stopped: list[tuple[str, Box]] = []
    found = any(end is not None and wanted(end) for end, _ in ends(logic, [box], work, stopped=stopped))
    return found or bool(stopped)


def why_not(logic: Logic, point: Box, comes: Comes, name: str, work: Work) -> WhyNot:
    """Return the nearest patients who would get a leaf, or be told to do or consider an intervention."""

    def wanted(end: Outcome) -> bool:
        leaf, keys = end
        return leaf == name or any(key[0] == name and key[1] != Stance.AVOID for key in keys)

    now = comes(point)
    if now is not None and wanted(now):
        return WhyNot(name, (Change({}, now),))
    return WhyNot(name, nearest(logic, point, comes, wanted, work))
