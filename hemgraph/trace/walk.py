"""One case walks through the graph until a leaf, an unknown, or a fault of the graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..case import Case
from ..diagram.conditions import REFUSED
from ..errors import Fault
from ..graph import Action, DecisionGraph, Special
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Given, Key
from ..values.domains import value_text


@dataclass(frozen=True)
class Walk:
    """The nodes that a case passes; the last is a leaf, or the condition where the walk stops or is refused."""

    point: Box
    nodes: tuple[str, ...]
    took_unknown: bool = False
    refused: bool = False


def walk(logic: Logic, point: Box) -> Walk:
    """Return the walk of a case, as far as its findings lead."""
    name, nodes, took_unknown = logic.graph.start, list[str](), False
    conditions, known, memo = logic.conditions, logic.known(point), dict[int, bool]()
    while True:
        nodes.append(name)
        node = logic.graph.nodes[name]
        if isinstance(node, Action):
            if node.then is None:
                return Walk(point, tuple(nodes), took_unknown)
            name = node.then
            continue
        branch = conditions.answer(name, known, memo)
        if branch is None:
            branch = conditions.unknown[name]
            took_unknown = True
        if branch is None or branch == REFUSED:
            return Walk(point, tuple(nodes), took_unknown, refused=branch == REFUSED)
        name = node.branches[branch].go


def is_leaf(graph: DecisionGraph, name: str) -> bool:
    """Tell whether a node ends a path."""
    node = graph.nodes[name]
    return isinstance(node, Action) and node.is_leaf


def given_on(graph: DecisionGraph, nodes: Iterable[str]) -> tuple[Given, ...]:
    """Return what some nodes recommend, in their order; the same one met again adds only its citations."""
    found: dict[Key, Given] = {}
    for name in nodes:
        node = graph.nodes[name]
        for new in node.recommend if isinstance(node, Action) else ():
            old = found.get(new.key)
            if old is None:
                found[new.key] = Given(name, graph.interventions[new.intervention], new)
                continue
            known = old.recommendation
            cites = tuple(dict.fromkeys((*known.cites, *new.cites)))
            both = replace(
                known, cites=cites, because=known.because or new.because, disputed=known.disputed or new.disputed
            )
            found[new.key] = replace(old, recommendation=both)
    return tuple(found.values())


def keys_on(graph: DecisionGraph, names: Iterable[str]) -> frozenset[Key]:
    """Return the set by which recommendations are compared."""
    nodes = (graph.nodes[name] for name in names)
    return frozenset(given.key for node in nodes if isinstance(node, Action) for given in node.recommend)


def refusal(logic: Logic, refused: Walk, case: Case) -> Fault:
    """Return why a walk was refused: node, value, and the branches there are."""
    graph = logic.graph
    node = graph.condition(refused.nodes[-1])
    if isinstance(node.ask, str):
        finding, cells, space = graph.findings[node.ask], logic.space.cells[node.ask], logic.space
        first = space.bits(space.possible(refused.point, node.ask), node.ask)[0]
        value = case.findings.get(node.ask, cells.sample((first >> space.offset[node.ask]).bit_length() - 1))
        unit = f" {finding.unit}" if finding.unit else ""
        said = f"`{node.ask}` {value_text(value)}{unit}"
    else:
        value = logic.taken(node).index(REFUSED) == 0
        said = f"the answer {value_text(value)}"
    where = f"box {graph.boxes[node.id]} `{node.id}`"
    takers = [branch for branch in node.branches if not isinstance(branch.when, Special) and value in branch.when]
    if takers:
        names = " and ".join(f"`{branch.test}` to `{branch.go}`" for branch in takers)
        return Fault(f"{where}: more than one branch takes {said}: {names}", "correct the graph: let only one take it")
    names = ", ".join(f"`{branch.test}`" for branch in node.branches)
    return Fault(f"{where}: no branch takes {said}; there are {names}", "correct the graph: give this value a branch")
