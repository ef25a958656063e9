"""How the conflicts that the files name show in stances, or why a stance cannot show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..graph import Action, Conflict, DecisionGraph
from ..regions.logic import Logic
from ..results import Agreement, How, Shown, agreement
from .voices import Told, stance_of

_HOW: Mapping[Agreement, How] = {
    Agreement.CONFLICT: "opposed",
    Agreement.DIFFER: "strength",
    Agreement.AGREE: "same",
    Agreement.SINGLE: "single",
}
Found = dict[How, dict[str, dict[str, None]]]
"""The interventions that show a conflict in one way, each with the graphs that name it, in their order."""


def conflicts(graphs: Iterable[DecisionGraph]) -> list[Conflict]:
    """Return the conflicts that some graphs name, each once."""
    found: list[Conflict] = []
    for graph in graphs:
        found += [conflict for conflict in graph.conflicts.values() if conflict not in found]
    return found


def shown(
    conflict: Conflict, graphs: Mapping[str, DecisionGraph], told: Mapping[str, Sequence[Told]], logic: Logic
) -> Shown:
    """Return how a conflict shows in what rests on it, given what these graphs say by intervention.

    A recommendation rests on it that cites one of its claims. Where the conflict has a `when`, only patients count for
    whom that holds; where it has an `about`, what is recommended beside that is told apart.
    """
    if not all(name in told for name in _resting(conflict, graphs.values())):
        return Shown(conflict, "undecided", {}, {})
    found = _found(conflict, list(graphs), told, logic)
    everything = _listed(found.values())
    about = {name for name in everything if name in conflict.about} or set(everything)
    for how in ("opposed", "strength"):
        if at := about & found[how].keys():
            return _apart(conflict, how, _listed([found[how]]), everything, at)
    speaking = {graph for name in about for graph in everything[name]}
    if len(speaking) <= 1:
        return _apart(conflict, "single" if speaking else "none", everything, everything, about)
    if at := about & found["same"].keys():
        return _apart(conflict, "same", _listed([found["same"]]), everything, at)
    return _apart(conflict, "apart", everything, everything, about)


def _resting(conflict: Conflict, graphs: Iterable[DecisionGraph]) -> set[str]:
    """The interventions of all recommendations that cite one of its claims."""
    claims = _claims(conflict)
    actions = (node for graph in graphs for node in graph.nodes.values() if isinstance(node, Action))
    return {given.intervention for node in actions for given in node.recommend if claims.intersection(given.cites)}


def _claims(conflict: Conflict) -> set[str]:
    return {claim for some in conflict.positions.values() for claim in some}


Listed = dict[str, tuple[str, ...]]


def _apart(conflict: Conflict, how: How, voices: Listed, everything: Listed, at: set[str]) -> Shown:
    """Where the conflict shows, and apart from that what else rests on it."""
    return Shown(
        conflict,
        how,
        {name: graphs for name, graphs in voices.items() if name in at},
        {name: graphs for name, graphs in everything.items() if name not in at},
    )


def _listed(found: Iterable[Mapping[str, Iterable[str]]]) -> Listed:
    names: dict[str, dict[str, None]] = {}
    for some in found:
        for intervention, graphs in some.items():
            names.setdefault(intervention, {}).update(dict.fromkeys(graphs))
    return {intervention: tuple(graphs) for intervention, graphs in names.items()}


def _found(conflict: Conflict, names: Sequence[str], told: Mapping[str, Sequence[Told]], logic: Logic) -> Found:
    claims, when = _claims(conflict), logic.space.clause(conflict.when)
    found: Found = {"opposed": {}, "strength": {}, "same": {}, "single": {}}
    for intervention, rows in told.items():
        for said, boxes in rows:
            if all(logic.space.is_void(box & when) for box in boxes):
                continue
            resting = {}
            for name, given in zip(names, said, strict=True):
                if some := [one for one in given or () if claims.intersection(one.cites)]:
                    resting[name] = stance_of(some)
            if how := agreement(resting):
                found[_HOW[how]].setdefault(intervention, {}).update(dict.fromkeys(resting))
    return found
