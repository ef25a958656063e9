"""What differs between two files, node by node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph import Action, Condition, DecisionGraph, Node, Special
from ..regions.logic import Logic
from ..results import Structure
from ..values.sets import ValueSet
from ..wording import property_text
from .entries import impossible_changed, reworded, taken_by_one
from .proof import Proof


def structure(old: Logic, new: Logic, was: DecisionGraph, now: DecisionGraph) -> Structure:
    """Return what differs: nodes matched by id, then by content; `old` and `new` are over the same findings."""
    added = [name for name in now.nodes if name not in was.nodes]
    removed = [name for name in was.nodes if name not in now.nodes]
    renamed = []
    for name in tuple(added):
        same = next((other for other in removed if _content(was.nodes[other]) == _content(now.nodes[name])), None)
        if same is not None:
            renamed.append((name, same))
            added.remove(name)
            removed.remove(same)
    names = {old_id: new_id for new_id, old_id in renamed}
    both = [(name, name) for name in now.nodes if name in was.nodes] + renamed
    changed = [(name, tuple(_parts(was.nodes[other], now.nodes[name], names))) for name, other in both]
    promised = [[property_text(claim) for claim in graph.properties] for graph in (was, now)]
    return Structure(
        tuple(added),
        tuple(removed),
        tuple(renamed),
        tuple((name, parts) for name, parts in changed if parts),
        (
            *(f"- {text}" for text in promised[0] if text not in promised[1]),
            *(f"+ {text}" for text in promised[1] if text not in promised[0]),
        ),
        tuple(_absorbed(old, new)),
        taken_by_one(was, now),
        taken_by_one(now, was),
        tuple(reworded(was, now)),
        impossible_changed(was, now),
        None if names.get(was.start, was.start) == now.start else (was.start, now.start),
    )


def _content(node: Node) -> tuple[object, ...]:
    """What makes a node the same under another id: all but its id, its number, and where it leads."""
    if isinstance(node, Condition):
        branches = tuple(replace(branch, go="") for branch in node.branches)
        return "condition", replace(node, id="", number=None, section="", branches=branches)
    return "action", replace(node, id="", number=None, section="", then=None, reassess=None)


def _parts(old: Node, new: Node, names: dict[str, str]) -> Iterator[str]:
    """What of a node differs; that it leads to a renamed node is no difference."""
    match old, new:
        case Condition(), Condition():
            if old.ask != new.ask:
                yield "question"
            if {b.when for b in old.branches} != {b.when for b in new.branches}:
                yield "branches"
            ways = [{(b.when, names.get(b.go, b.go)) for b in old.branches}, {(b.when, b.go) for b in new.branches}]
            if ways[0] != ways[1]:
                yield "where it leads"
        case Action(), Action():
            if {r.key for r in old.recommend} != {r.key for r in new.recommend}:
                yield "recommendations"
            ends = [tuple(names.get(t or "", t) for t in (old.then, old.reassess)), (new.then, new.reassess)]
            if ends[0] != ends[1]:
                yield "where it leads"
            if old.silent != new.silent:
                yield "silence"
            if (old.expect, old.caution) != (new.expect, new.caution):
                yield "outcomes and cautions"
            if [(r.disputed, r.because) for r in old.recommend] != [(r.disputed, r.because) for r in new.recommend]:
                yield "disputes and reasons"
        case _:
            yield "kind"
    if set(old.all_cites) != set(new.all_cites):
        yield "citations"
    if (old.title, old.note) != (new.title, new.note):
        yield "words"
    if (old.approved_by, old.approved_on) != (new.approved_by, new.approved_on):
        yield "approval"


def _absorbed(old: Logic, new: Logic) -> Iterator[tuple[str, ValueSet]]:
    """The values that newly fall into an `otherwise`."""
    proof = Proof(new)
    for node in new.graph.nodes.values():
        if not isinstance(node, Condition) or not any(b.when is Special.OTHERWISE for b in node.branches):
            continue
        before = old.graph.nodes.get(node.id)
        fell = _into_otherwise(old, before) if isinstance(before, Condition) and before.ask == node.ask else set[int]()
        own = {c for c in _into_otherwise(new, node) if _is_own(new, node, c)}
        if more := sorted(own - {c for c in fell if _is_own(old, node, c)}):
            yield node.id, proof.values(node, more)


def _is_own(logic: Logic, node: Condition, cell: int) -> bool:
    """Whether a cell is of the values that this version knows."""
    if not isinstance(node.ask, str):
        return True
    space = logic.space
    whole = space.full & ~space.unknowns
    return space.admits(space.put(whole, node.ask, 1 << space.offset[node.ask] + cell))


def _into_otherwise(logic: Logic, node: Condition) -> set[int]:
    found = set()
    for cell, takers in enumerate(logic.takers(node)):
        if len(takers) == 1 and node.branches[takers[0]].when is Special.OTHERWISE:
            found.add(cell)
    return found
