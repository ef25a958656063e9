"""Why: the fewest findings that alone fix what a case comes to, whatever the rest.

The reason and its counterexamples are dual: a set of findings is sufficient just where it meets every set in which some
case with another end differs (Ignatiev et al. 2020). So the smallest set that meets all counterexamples found
so far is tried, until there is no further one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from ..graph import DecisionGraph
from ..regions.ends import ends
from ..regions.flow import Work, joined
from ..regions.logic import Logic
from ..regions.space import Box, Space
from ..results import Deciding, Outcome
from ..values.sets import ValueSet


def reason(logic: Logic, point: Box, outcome: Outcome, work: Work) -> tuple[Deciding, ...]:
    """Return the fewest findings that fix an outcome, those of least effort first, each widened as far as it holds.

    `point` is a case that comes to the outcome. Raises NotDecided where the work is used up.
    """
    space = logic.space
    against: list[frozenset[str]] = []
    while True:
        chosen = _smallest(logic.graph, against)
        found = _other_end(logic, point, {name: point & space.field[name] for name in chosen}, outcome, work)
        if found is None:
            break
        against.append(found)
    fields = {name: point & space.field[name] for name in logic.graph.findings if name in chosen}
    for name in tuple(fields):
        fields = _widened(logic, point, fields, name, outcome, work)
    return tuple(Deciding(name, set_of(space, name, field)) for name, field in fields.items())


def _smallest(graph: DecisionGraph, against: list[frozenset[str]]) -> tuple[str, ...]:
    """The smallest choice of findings that meets each of some sets; of several that of least effort."""
    names = [name for name in graph.findings if any(name in found for found in against)]
    for size in range(len(names) + 1):
        meeting = [c for c in combinations(names, size) if all(found.intersection(c) for found in against)]
        if meeting:
            return min(meeting, key=lambda chosen: sum(graph.findings[name].effort for name in chosen))
    raise AssertionError("a set without findings cannot be met")


def _other_end(
    logic: Logic, point: Box, fields: Mapping[str, Box], outcome: Outcome, work: Work
) -> frozenset[str] | None:
    """The findings in which some case of these fields, that comes to something else, differs from a case; or None."""
    space = logic.space
    box = space.full
    for name, field in fields.items():
        box = space.put(box, name, field)
    for part, excused in _others(logic, box, outcome, work):
        differ = [n for n, field in space.field.items() if not part & field & point]
        while True:
            near = part
            for name, field in space.field.items():
                if name not in differ:
                    near = space.put(near, name, point & field)
            if space.admits(near):
                # What is excused was unknown at the stop: a difference just where the case knows it.
                unknown_too = {n for n in excused if point & space.unknown[n]}
                kept = {n for n in fields if near & space.field[n] & point}
                return (excused | frozenset(differ)) - unknown_too - kept
            differ.append(next(n for n in space.field if n in space.groups and n not in differ))
    return None


def _others(logic: Logic, box: Box, outcome: Outcome, work: Work) -> Iterator[tuple[Box, frozenset[str]]]:
    """The parts of a box that come to something else.

    A case that stops at a finding that has to stay unknown is told by those that know it; these findings are excused.
    """
    space = logic.space
    waiting: list[tuple[Box, frozenset[str]]] = [(box, frozenset())]
    seen = set(waiting)
    for start, excused in waiting:
        stopped: list[tuple[str, Box]] = []
        for end, part in ends(logic, [start], work, whole=True, stopped=stopped):
            if end != outcome:
                yield part, excused
        for node, part in stopped:
            for name, cases in _forced(logic, node, part, work):
                more = space.put(cases, name, space.field[name]), excused | {name}
                if more not in seen:
                    seen.add(more)
                    waiting.append(more)


def _forced(logic: Logic, node: str, part: Box, work: Work) -> Iterator[tuple[str, Box]]:
    """The findings that have to stay unknown and could change the answer of a condition, each with the cases of a part.

    Whether one could depends on what the condition asks, and on what hangs together with that.
    """
    space = logic.space
    asked = logic.graph.condition(node).findings
    forced = {name for name in asked if part & space.field[name] == space.unknown[name]}
    if not forced:
        return
    near = set(asked).union(*(space.groups.get(name, ()) for name in asked))
    names = [name for name in space.field if name in near]
    found: dict[str, list[Box]] = {}
    choices = ([*space.bits(part, name), *([u] if (u := part & space.unknown[name]) else [])] for name in names)
    for bits in product(*choices):
        box = part
        for name, bit in zip(names, bits, strict=True):
            box = space.put(box, name, bit)
        work.spend(1, node)
        if space.admits(box):
            for name in logic.open_findings(box, node):
                if name in forced:
                    found.setdefault(name, []).append(box)
    for name, boxes in found.items():
        yield from ((name, box) for box in joined(space, boxes))


def _widened(
    logic: Logic, point: Box, fields: Mapping[str, Box], name: str, outcome: Outcome, work: Work
) -> dict[str, Box]:
    """The fields with one of them as wide as the outcome still holds: from the value of the case outwards."""
    space, found = logic.space, dict(fields)
    if found[name] == space.unknown[name]:
        return found
    own = (found[name] >> space.offset[name]).bit_length() - 1
    order = sorted(range(space.cells[name].count), key=lambda cell: abs(cell - own))
    for cell in order[1:]:
        wider = {**found, name: found[name] | 1 << space.offset[name] + cell}
        box = space.full
        for other, field in wider.items():
            box = space.put(box, other, field)
        if next(_others(logic, box, outcome, work), None) is None:
            found = wider
    return found


def set_of(space: Space, name: str, field: Box) -> ValueSet | None:
    """Return the known cells of a field as a set of values; None where it is only unknown."""
    cells, mask = space.cells[name], (field & ~space.unknown[name]) >> space.offset[name]
    return cells.values(mask) if mask else None
