"""Several graphs at one table: what each says of one patient, and where they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from .api import Graph
from .case import Case
from .errors import BrokenLogic, Fault, Place, RefusedCase, nearest, refuse
from .files.entries import no_place
from .regions.flow import MOST_BOXES
from .results import Comparison, Disagreement, Trace


def compare(
    graphs: Sequence[Graph],
    case: Case | Mapping[str, object],
    id: str = "",
    place: Callable[[str], Place | None] = no_place,
    budget: int | None = None,
) -> Comparison:
    """Return what each graph says of one case, by intervention: its stance, and whether they agree.

    Each graph is given the findings that it knows. One that refuses the case is told among the `refused`.
    Raises RefusedCase for a finding that no graph knows, or where every graph refuses the case; HemgraphError for fewer
    than two graphs, or two of one id and version; NotDecided where the budget does not reach.

    >>> import hemgraph
    >>> graphs = [hemgraph.load("lumbar"), hemgraph.load("compression")]
    >>> found = hemgraph.compare(graphs, {"stage": "recurrence"})
    >>> [(v.intervention, str(v.agreement)) for v in found.voices]
    [('radiotherapy', 'differ')]
    """
    from .analysis import compared

    named = _named(graphs)
    entries: Mapping[str, object] = case.findings if isinstance(case, Case) else case
    faults = [*_unknown(graphs, entries, place), *_bare(graphs, entries, place)]
    traces: dict[str, Trace] = {}
    refused: dict[str, tuple[Fault, ...]] = {}
    for name, graph in named.items():
        own = {finding: value for finding, value in entries.items() if finding in graph.model.findings}
        try:
            traces[name] = graph.trace(graph.case(own, id, place))
        except (RefusedCase, BrokenLogic) as error:
            refused[name] = error.faults
    if not traces:
        faults += dict.fromkeys(fault for some in refused.values() for fault in some)
    if faults:
        raise RefusedCase(faults)
    return Comparison(
        {name: graph.model for name, graph in named.items()},
        {finding: value for trace in traces.values() for finding, value in trace.case.findings.items()},
        case.id if isinstance(case, Case) else id,
        traces,
        refused,
        compared(
            traces, {name: graph.logic for name, graph in named.items()}, MOST_BOXES if budget is None else budget
        ),
    )


def disagreement(graphs: Sequence[Graph], budget: int | None = None) -> Disagreement:
    """Return every region of patients, of whom all is known, of whom graphs say different things of an intervention.

    Raises HemgraphError where their patients cannot be compared, for fewer than two graphs, or two of one id and
    version.

    >>> import hemgraph
    >>> found = hemgraph.disagreement([hemgraph.load("l3"), hemgraph.load("compression")])
    >>> sorted({row.voices.intervention for row in found.apart if row.voices.agreement == "conflict"})
    ['en_bloc_resection', 'preoperative_embolization']
    """
    from .analysis import disagreement

    models = {name: graph.model for name, graph in _named(graphs).items()}
    return disagreement(models, MOST_BOXES if budget is None else budget)


def _named(graphs: Sequence[Graph]) -> dict[str, Graph]:
    """Graphs by id; by id and version where an id stands twice."""
    if len(graphs) < 2:
        raise refuse("one graph alone cannot be compared", "name at least two graphs")
    ids = Counter(graph.model.id for graph in graphs)
    found: dict[str, Graph] = {}
    for graph in graphs:
        name = graph.model.id if ids[graph.model.id] == 1 else f"{graph.model.id} {graph.model.version}"
        if name in found:
            raise refuse(f"`{name}` is given twice", "give each graph an id, or a version, of its own")
        found[name] = graph
    return found


def _unknown(
    graphs: Sequence[Graph], entries: Mapping[str, object], place: Callable[[str], Place | None]
) -> list[Fault]:
    """The findings that no graph knows."""
    known = dict.fromkeys(name for graph in graphs for name in graph.model.findings)
    return [
        Fault(f"no graph here has a finding `{name}`", nearest(name, known), place(name))
        for name in entries
        if name not in known
    ]


def _bare(graphs: Sequence[Graph], entries: Mapping[str, object], place: Callable[[str], Place | None]) -> list[Fault]:
    """The numbers without a unit that the graphs would read in different ones."""
    faults = []
    for name, value in entries.items():
        units = {graph.model.findings[name].unit: graph.model.id for graph in graphs if name in graph.model.findings}
        if len(units) > 1 and not (isinstance(value, str) and value.strip()[-1:].isalpha()):
            read = ", ".join(f"{unit or 'no unit'} in `{graph}`" for unit, graph in units.items())
            help = f"write it with its unit, as {value} {next(unit for unit in units if unit)}"
            faults.append(Fault(f"`{name}`: {value} has no unit, and would be read as {read}", help, place(name)))
    return faults
