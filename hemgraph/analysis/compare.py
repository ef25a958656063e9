"""Where graphs disagree: stance against stance, of one patient and of all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from ..diagram.conditions import REFUSED
from ..errors import NotDecided
from ..graph import Condition, DecisionGraph, Stance
from ..regions.ends import ends
from ..regions.flow import MORE, MOST_BOXES, Flow, Work
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Agreement, Apart, Disagreement, Heard, Key, Trace, Voices
from .disputes import conflicts, shown
from .joint import joint
from .meaning import MOST_LISTED, MOST_WIDENED, regions
from .some import some_apart
from .voices import Told, names, stance_of, strongest, voices


def disagreement(graphs: Mapping[str, DecisionGraph], budget: int = MOST_BOXES) -> Disagreement:
    """Return every region of whole patients of whom some graphs, by their names, say different things.

    Interventions are matched by id. Where the regions are too many to list, some of them are shown for each two
    graphs and stances. Raises NotDecided where it cannot be told whether a graph has gaps. What is not looked at: what
    is said where something is unknown.
    """
    models = joint(*graphs.values())
    logics = [Logic(model, beside=[other for other in models if other is not model]) for model in models]
    told: dict[str, list[Told]] = {}
    apart: list[Apart] = []
    heard: list[Heard] = []
    undecided = []
    named, wide = list(_named(list(graphs.values()))), Work(MOST_WIDENED)
    for intervention in named:
        try:
            told[intervention] = rows = voices(logics, intervention, Work(min(budget, MOST_LISTED)))
            found = list(_apart(list(graphs), logics, intervention, rows, wide))
            voice = _heard(graphs, intervention, rows)
        except NotDecided:
            found, voice, decided = some_apart(dict(zip(graphs, logics, strict=True)), intervention, budget)
            undecided += [] if decided else [intervention]
        apart += found
        heard += [voice] if voice.graphs and not found and intervention not in undecided else []
    apart.sort(key=lambda row: (row.voices.agreement is not Agreement.CONFLICT, named.index(row.voices.intervention)))
    how = (shown(conflict, graphs, told, logics[0]) for conflict in conflicts(graphs.values()))
    by_name = dict(zip(graphs, logics, strict=True))
    return Disagreement(
        graphs,
        tuple(apart),
        tuple(heard),
        tuple(how),
        tuple(undecided),
        tuple(name for name, logic in by_name.items() if _has_gaps(logic, budget)),
        tuple((one, other) for one, other in combinations(by_name, 2) if _strange(by_name[one], by_name[other])),
    )


def _has_gaps(logic: Logic, budget: int) -> bool:
    """Whether some whole patient of a graph gets no answer. Raises NotDecided where that is too much work."""
    if all(logic.is_plain(node) for node in logic.graph.nodes.values() if isinstance(node, Condition)):
        return False
    flow = Flow(logic, {logic.graph.start: [logic.space.full & ~logic.space.unknowns]}, Work(budget, MORE))
    return any(answer == REFUSED for parts in flow.parts.values() for answer, _ in parts)


def _strange(one: Logic, other: Logic) -> bool:
    """Whether no whole patient is possible in both of two graphs."""
    return not one.space.admits_in(one.space.full & ~one.space.unknowns, other.space)


def _apart(
    graphs: Sequence[str], logics: Sequence[Logic], intervention: str, rows: Sequence[Told], wide: Work
) -> Iterator[Apart]:
    """The patients of whom stances on one intervention differ, those of whom most graphs speak first."""

    def possible(box: Box) -> bool:
        return any(logic.space.admits(box) for logic in logics)

    by_stance: dict[tuple[Stance | bool | None, ...], list[Told]] = {}
    for row in rows:
        by_stance.setdefault(tuple(False if one is None else stance_of(one) for one in row[0]), []).append(row)
    for _, some in sorted(by_stance.items(), key=lambda row: sum(not one for one in row[0])):
        voice = _voices(graphs, intervention, some)
        if voice.agreement in (Agreement.CONFLICT, Agreement.DIFFER):
            boxes = [box for _, boxes in some for box in boxes]
            yield Apart(voice, tuple(regions(logics[0], boxes, possible, wide)))


def compared(traces: Mapping[str, Trace], logics: Mapping[str, Logic], budget: int) -> tuple[Voices, ...]:
    """Return what each graph says of one patient, by intervention, those at odds first.

    A graph for which not enough is known has the stance that every way on gives. Raises NotDecided where these are too
    many.
    """
    ways = {name: _ways(trace, logics[name], budget) for name, trace in traces.items() if trace.leaf is None}
    found = []
    for intervention in _named([trace.graph for trace in traces.values()]):
        said, stances, unsettled = {}, {}, []
        for name, trace in traces.items():
            given = (r.recommendation for r in trace.recommendations if r.intervention == intervention)
            said[name] = frozenset(given)
            stances[name] = stance_of(said[name])
            if name in ways:
                each = {strongest({Stance(key[1]) for key in way if key[0] == intervention}) for way in ways[name]}
                stances[name] = each.pop() if len(each) == 1 else None
                unsettled += [name] if each else []
        voice = Voices(intervention, said, stances, tuple(unsettled))
        if voice.agreement is not None or unsettled:
            found.append(voice)
    order = [Agreement.CONFLICT, Agreement.DIFFER, Agreement.AGREE, Agreement.SINGLE, None]
    return tuple(sorted(found, key=lambda voice: order.index(voice.agreement)))


def _ways(trace: Trace, logic: Logic, budget: int) -> set[frozenset[Key]]:
    """What is recommended on the ways on from where a trace stopped; nothing where one is refused."""
    point = logic.space.point(trace.case)
    found = ends(logic, [logic.space.refinements(point)], Work(budget, MORE))
    return {end[1] if end else frozenset() for end, _ in found}


def _named(graphs: Collection[DecisionGraph]) -> Iterator[str]:
    """The interventions that some graph names in an action, in the order of the vocabularies."""
    for name in dict.fromkeys(name for graph in graphs for name in graph.interventions):
        if any(names(graph, name) for graph in graphs):
            yield name


def _voices(graphs: Iterable[str], intervention: str, rows: Sequence[Told]) -> Voices:
    """Rows of the same stances as one."""
    names = list(graphs)
    said = {name: frozenset(r for row, _ in rows for r in row[n] or ()) for n, name in enumerate(names)}
    refused = tuple(name for n, name in enumerate(names) if rows[0][0][n] is None)
    return Voices(intervention, said, {name: stance_of(some) for name, some in said.items()}, (), refused)


def _heard(graphs: Iterable[str], intervention: str, rows: Sequence[Told]) -> Heard:
    """Who names an intervention on which nobody disagrees."""
    names_it = tuple(name for n, name in enumerate(graphs) if any(row[0][n] for row in rows))
    return Heard(intervention, names_it, any(sum(map(bool, row[0])) > 1 for row in rows))
