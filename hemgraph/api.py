"""The object that `hemgraph.load` returns: one graph with all that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .case import Case
from .errors import Place, RefusedCase
from .files.entries import no_place, read_entries
from .files.graph_file import read_graph
from .files.shelf import find_graph
from .graph import DecisionGraph
from .regions.logic import Logic
from .results import Trace
from .trace import trace
from .trace.answer import contradictions

if TYPE_CHECKING:
    from .chart import Chart


class Graph:
    """One algorithm. It keeps nothing of a case, and threads may share it."""

    def __init__(self, model: DecisionGraph) -> None:
        self.model = model

    def __repr__(self) -> str:
        return f"<hemgraph {self.model.id} {self.model.version}, {len(self.model.nodes)} nodes, {self.model.status}>"

    @cached_property
    def logic(self) -> Logic:
        """The conditions as sets of cases; made at the first use."""
        return Logic(self.model)

    def case(
        self, findings: Mapping[str, object], id: str = "", place: Callable[[str], Place | None] = no_place
    ) -> Case:
        """Return a case of this graph.

        Raises RefusedCase with every fault at once: an unknown finding or option, a value out of range
        or off its step, a wrong unit, and findings that no patient can have together.

        >>> import hemgraph
        >>> hemgraph.load("vertebral-hemangioma").case({"defict": "none"})
        Traceback (most recent call last):
        hemgraph.errors.RefusedCase: unknown finding `defict`
          help: did you mean `deficit`?
        """
        values, faults = read_entries(self.model.findings, findings, place)
        case = Case(values, id)
        if faults := [*faults, *contradictions(self.logic, case)]:
            raise RefusedCase(faults)
        return case

    def trace(self, case: Case | Mapping[str, object]) -> Trace:
        """Return what the graph says of a case, and why.

        Raises RefusedCase for a case that `case` refuses, and BrokenLogic where the graph itself
        is at fault.

        >>> import hemgraph
        >>> graph = hemgraph.load("vertebral-hemangioma")
        >>> trace = graph.trace({"stage": "initial", "deficit": "progressive"})
        >>> str(trace.status), [str(r.stance) for r in trace.recommendations if r.intervention == "mri_whole_spine"]
        ('recommended', ['do'])
        """
        return trace(self.logic, case if isinstance(case, Case) else self.case(case))

    def chart(self, trace: Trace | None = None, *, engine: str = "builtin") -> Picture:
        """Return the chart, with the path of a trace where one is given."""
        return Picture(self._chart(engine), trace)

    def _chart(self, engine: str) -> Chart:
        from .chart import Chart

        return self._charts.setdefault(engine, Chart(self.model, engine=engine))


def load(name: str | Path) -> Graph:
    """Return the graph of a file, or of an id that comes along.

    Raises HemgraphError where there is none, and BadFile with every fault of the file.

    >>> load("vertebral-hemangioma").model.status
    'draft'
    """
    return Graph(read_graph(name if isinstance(name, Path) else find_graph(name)))
