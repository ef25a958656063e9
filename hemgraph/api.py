"""The object that `hemgraph.load` returns: one graph with all that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from .case import Case
from .errors import Fault, Place, RefusedCase, nearest, refuse
from .files.entries import no_place, read_entries
from .files.graph_file import read_graph
from .files.shelf import find_graph, is_revision
from .graph import DecisionGraph
from .host import now as time_of_run
from .regions.logic import Logic
from .results.pictured import Pictured
from .trace import trace
from .trace.answer import contradictions

if TYPE_CHECKING:
    from .analysis import Stubs
    from .chart import Chart, DecisionList, Drawing, Form
    from .chart.layout.kept import Kept
    from .compile.compiled import Compiled
    from .results import Cohort, Coverage, Difference, Explanation, Moves, Review, Trace


class Graph:
    """One algorithm. It keeps nothing of a case, and threads may share it."""

    def __init__(self, model: DecisionGraph, path: Path | None = None) -> None:
        self.model = model
        self.path = path
        self._charts: dict[tuple[str, str, str, bool], Chart] = {}
        self._compiled: Compiled | None = None
        self._lock = Lock()

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
        case = Case(values, id, of=self.logic.kinds)
        if faults := [*faults, *contradictions(self.logic, case)]:
            raise RefusedCase(faults)
        return case

    def trace(self, case: Case | Mapping[str, object]) -> Trace:
        """Return what the graph says of a case, and why.

        Raises RefusedCase for a case that `case` refuses, or that was read for other findings, and BrokenLogic where
        the graph itself is at fault.

        >>> import hemgraph
        >>> graph = hemgraph.load("vertebral-hemangioma")
        >>> trace = graph.trace({"stage": "initial", "deficit": "progressive"})
        >>> str(trace.status), [str(r.stance) for r in trace.recommendations if r.intervention == "mri_whole_spine"]
        ('recommended', ['do'])
        """
        return trace(self.logic, self._own(case))

    def _own(self, case: Case | Mapping[str, object]) -> Case:
        if not isinstance(case, Case):
            return self.case(case)
        if case.of not in ("", self.logic.kinds):
            what = f"the case was read for other findings than those of `{self.model.id}`"
            raise RefusedCase([Fault(what, "a number can be of another unit there: give the entries themselves")])
        return case

    def compile(self) -> Compiled:
        """Return the graph as Python generated from it: the same traces, faster; made at the first use.

        Raises NotDecided where a condition weighs too much for that, or too many states would be needed.

        >>> import hemgraph
        >>> compiled = hemgraph.load("vertebral-hemangioma").compile()
        >>> trace = compiled.trace({"stage": "initial", "deficit": "progressive"})
        >>> str(trace.status), [step.node for step in trace.path][-1] == trace.leaf
        ('recommended', True)
        """
        from .compile.compiled import Compiled

        with self._lock:
            if self._compiled is None:
                self._compiled = Compiled(self.logic, self._own)
            return self._compiled

    def explain(
        self, case: Case | Mapping[str, object], why_not: Sequence[str] = (), budget: int | None = None
    ) -> Explanation:
        """Return why a case comes to what it does, what would change that, and what is still needed.

        `why_not` are leaves or interventions to say why they were not given. Raises what `trace` raises, HemgraphError
        for a name that is neither, and NotDecided where the budget does not reach.

        >>> import hemgraph
        >>> graph = hemgraph.load("vertebral-hemangioma")
        >>> case = {"stage": "initial", "deficit": "none", "imaging": "radiograph", "pain": "mild"}
        >>> [(d.finding, str(d.values)) for d in graph.explain(case).reason]
        [('stage', 'initial'), ('deficit', 'none'), ('imaging', 'none, radiograph, uncertain')]
        """
        from .analysis import explain
        from .regions.flow import MOST_BOXES
        from .trace.ways import outcome_of

        leaves = [leaf.id for leaf in self.model.leaves]
        for name in why_not:
            if name not in leaves and name not in self.model.interventions:
                known = nearest(name, [*leaves, *self.model.interventions])
                raise refuse(f"`{name}` is no leaf and no intervention of `{self.model.id}`", known)
        found = self.trace(case)
        budget = MOST_BOXES if budget is None else budget
        return explain(self.logic, found, partial(outcome_of, self.logic), tuple(why_not), budget)

    def next_question(self, case: Case, findings: Sequence[str]) -> str:
        """Return which of some unknown findings to ask: that of least effort, on the average, to an end.

        Raises NotDecided where that is too much work.
        """
        from .analysis.needed import ask_next
        from .regions.flow import Work
        from .trace.ways import outcome_of

        point = self.logic.space.point(case)
        found = ask_next(self.logic, point, findings, partial(outcome_of, self.logic), Work())
        return found.finding if found else findings[0]

    def check(self, *, beside: Iterable[Graph] = (), traces: Sequence[Trace] = (), budget: int | None = None) -> Review:
        """Return every issue of the logic, each with a patient, and the properties that are proved.

        `beside` are graphs that share an include with this one: a word is unused where none of them uses it. `traces`
        are of the cases of its banks. The budget, in boxes, is that of each question.

        >>> import hemgraph
        >>> review = hemgraph.load("compression").check()
        >>> [issue.code for issue in review.issues if issue.severity == "error"], len(review.proved)
        ([], 4)
        """
        from .analysis import check, used_words
        from .regions.flow import MOST_BOXES

        used = used_words([self.model, *(other.model for other in beside)])
        today = time_of_run().date()
        return check(self.logic, today=today, traces=traces, used=used, budget=MOST_BOXES if budget is None else budget)

    def stubs(self) -> Stubs:
        """Return cases that take every branch that can be taken and stand on both sides of every boundary.

        Raises NotDecided where that is too much work.

        >>> import hemgraph
        >>> found = hemgraph.load("compression").stubs()
        >>> found.reached == found.goals
        True
        """
        from .analysis import stubs

        return stubs(self.logic, self.trace)

    def diff(self, new: Graph, budget: int | None = None) -> Difference:
        """Return what differs between this version and a new one: in patients, and in the file.

        Raises HemgraphError where their patients cannot be compared, and NotDecided where the budget does not reach.

        >>> import hemgraph
        >>> graph = hemgraph.load("lumbar")
        >>> graph.diff(graph).equivalent
        True
        """
        from .analysis import diff, versions
        from .regions.flow import MOST_BOXES
        from .trace.ways import outcome_of

        old_logic, new_logic = versions(self.model, new.model)
        comes = partial(outcome_of, old_logic), partial(outcome_of, new_logic)
        return diff(self.model, new.model, (old_logic, new_logic), comes, MOST_BOXES if budget is None else budget)

    def chart(
        self,
        shown: Trace | Review | Coverage | Difference | Cohort | Moves | None = None,
        *,
        engine: str = "builtin",
        layout: str = "grid",
        style: str = "clinical",
        detailed: bool = False,
        now: datetime | None = None,
        cases: Iterable[Case] = (),
    ) -> Drawing:
        """Return the chart, with the path of a trace, the issues of a review, or the branches that no case takes.

        Of a difference it is one chart of both versions, whichever of them is asked. Of a cohort it has the counts, and
        of moves those before and after, on the new graph.
        `layout` is `grid`, or `graphviz`, by an `engine` that is `builtin`, or `dot` for the program on PATH. `style`
        is `clinical` or `iso5807`; `detailed` has what is recommended in the boxes. `now` is the time that stands on
        it, by default that of the run. `cases` can be chosen on a page for a browser.
        """
        from . import __version__
        from .chart import Chart, Drawing, Picture, Stamp, Style
        from .results import Cohort, Difference, Moves, Review, Trace

        if style not in list(Style):
            raise refuse(f"unknown style `{style}`", f"styles are {', '.join(Style)}")
        shapes, stamp = Style(style), Stamp(__version__, now or time_of_run())
        if isinstance(shown, Difference):
            if self.model not in (shown.old, shown.new):
                raise refuse(f"the difference is not one of `{self.model.id}`", "ask one of its two versions")
            found = Chart.of_versions(shown, shapes, self._kept())
            return Drawing(Picture(found, None, stamp, shown=shown, cases=tuple(cases)))
        if isinstance(shown, Cohort | Moves):
            graphs = (shown.graph,) if isinstance(shown, Cohort) else (shown.old.graph, shown.new.graph)
            if self.model not in graphs:
                raise refuse(f"the rows are not counted on `{self.model.id}`", "ask the graph that they are counted on")
            counted = Chart.of_cohort(shown, shapes, self._kept())
            return Drawing(Picture(counted, stamp=stamp, shown=shown, cases=tuple(cases)))
        if isinstance(shown, Trace | Review) and shown.graph.sha256 != self.model.sha256:
            raise refuse(f"what is to be shown is not of `{self.model.id}` as it stands here", "ask its own graph")
        key = engine, style, layout, detailed
        with self._lock:
            if key not in self._charts:
                more = {"layout": layout, "kept": self._kept(), "detailed": detailed}
                self._charts[key] = Chart(self.model, engine, style=shapes, **more)  # type: ignore[arg-type]
            chart = self._charts[key]
        trace, other = (shown, None) if isinstance(shown, Trace) else (None, shown)
        return Drawing(Picture(chart, trace, stamp, shown=other, cases=tuple(cases)))

    def _kept(self) -> Kept | None:
        """The layout that is kept beside the file of the graph, if there is one. Raises BadFile where it is broken."""
        from .chart.layout.kept import place_of, read_kept

        return read_kept(place_of(self.path), self.model.id) if self.path else None

    def form(self, *, now: datetime | None = None) -> Form:
        """Return a blank form of the findings in the order in which they are asked; `now` is as for `chart`."""
        from . import __version__
        from .chart import Form, Stamp

        return Form(self.model, Stamp(__version__, now or time_of_run()))

    def decision_list(
        self, trace: Trace | None = None, *, detailed: bool = False, now: datetime | None = None
    ) -> DecisionList:
        """Return the graph as a numbered decision list, with the path of a trace; `now` is as for `chart`.

        If `detailed` it has every recommendation. Raises HemgraphError for a trace of another graph.
        """
        from . import __version__
        from .chart import DecisionList, Stamp

        if trace and trace.graph.sha256 != self.model.sha256:
            raise refuse(f"what is to be shown is not of `{self.model.id}` as it stands here", "ask its own graph")
        return DecisionList(self.model, trace, Stamp(__version__, now or time_of_run()), detailed)


def _picture(shown: Trace | Review | Difference | Cohort | Moves) -> str:
    from .results import Difference, Moves

    new = shown.new.graph if isinstance(shown, Moves) else shown.new if isinstance(shown, Difference) else shown.graph
    return Graph(new).chart(shown).picture.svg()


Pictured.painter = staticmethod(_picture)


def load(name: str | Path, *, draft: bool = False) -> Graph:
    """Return the graph of a file, of an id that comes along, or of a file in a revision of git: `git:REV:path`.

    A reviewed graph that is not what its lock holds is refused; with `draft` it is a draft. Raises HemgraphError where
    there is none, and BadFile with every fault of the file.

    >>> load("vertebral-hemangioma").model.status
    'draft'
    """
    if isinstance(name, str) and is_revision(name):
        from .files.revision import read_revision

        return Graph(read_revision(name, draft=draft))
    path = name if isinstance(name, Path) else find_graph(name)
    return Graph(read_graph(path, draft=draft), path)
