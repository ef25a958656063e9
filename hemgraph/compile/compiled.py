"""The object that `Graph.compile` returns: the trace of the reference, by Python generated from the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from ..case import Case
from ..errors import HemgraphError
from ..regions.logic import Logic
from ..results import Trace
from ..trace import trace
from ..values.domains import Value
from .later import LaterTrace
from .paths import Path, Paths
from .program import Program, Wanted
from .reading import Reader
from .source import NOT_DECIDED, source
from .told import Teller
from .unsure import Slower

Entries = Mapping[str, object]


class Compiled:
    """One graph as Python. It keeps nothing of a case, and threads may share it.

    The code decides each case of which all is known that is asked on its way. All others are left to the reference, so
    that answers, refusals and messages are the same. `source` is the code, for who wants to read it.
    """

    def __init__(self, logic: Logic, own: Callable[[Case | Entries], Case]) -> None:
        """Compile; `own` reads entries with all strictness, and refuses a case that was read for other findings.

        Raises NotDecided where too many states are needed.
        """
        program = Program(logic, Wanted.WALK)
        paths = Paths(program)
        written = source(program, paths)
        told = {"graph": logic.graph, "_teller": Teller(logic, paths)}
        self._ended = {leaf.id: LaterTrace.ending(leaf, told) for leaf in logic.graph.leaves}
        names: dict[str, Any] = {**written.names, "other": self.leaf_and_path, "slower": self.trace}
        names |= {name: self._ended[leaf] for name, leaf in written.leaves.items()} | {"ends": self._ended}
        exec(compile(written.text, f"<{len(program.states)} states>", "exec"), names)  # noqa: S102 - see `written`
        self.logic, self.source = logic, written.text
        self._walk: Callable[[Mapping[str, Value]], tuple[str, int]] = names["walk"]
        self._own, self._read, self._slower = own, Reader(logic.graph.findings).read, Slower(logic, paths)
        self._kinds = logic.kinds
        for name in ("leaf_and_path", "trace"):  # the same for what they decide, else they ask the method: a call less
            if name in names:
                vars(self)[name] = names[name]

    def trace(self, case: Case | Entries) -> Trace:
        """Return what the graph says of a case, and why: equal to what the reference returns.

        Its parts may be made when they are first looked at. Raises RefusedCase, BrokenLogic and NotDecided as the
        reference does. What is not checked: that the values of a `Case` lie in their domains.

        >>> import hemgraph
        >>> graph = hemgraph.load("vertebral-hemangioma")
        >>> case = {"stage": "initial", "deficit": "progressive"}
        >>> graph.compile().trace(case) == graph.trace(case)
        True
        """
        if type(case) is not Case or case.of is not self._kinds:
            case = self._entered(case)
        try:
            return self._trace(case, self._walk(case.known))
        except NOT_DECIDED:
            return trace(self.logic, case)

    def _trace(self, case: Case, found: tuple[str, int]) -> Trace:
        ended = self._ended[found[0]]
        made = ended.__new__(ended)
        vars(made).update(case=case, _number=found[1])  # a trace is frozen, and what else it has is of its class
        return made

    def leaf_and_path(self, case: Case | Entries) -> tuple[str | None, int]:
        """Return the leaf, None where the trace is incomplete, and the number of the path, which `path` reads.

        Raises what `trace` raises, and NotDecided where a case stopped at an unknown, was settled all the same, and the
        graph is too large to number such paths. What is not checked: that the values of a `Case` lie in their domains.

        >>> import hemgraph
        >>> compiled = hemgraph.load("lumbar").compile()
        >>> leaf, number = compiled.leaf_and_path({})
        >>> leaf, compiled.path(number).stops
        (None, True)
        """
        if type(case) is not Case or case.of is not self._kinds:
            case = self._entered(case)
        try:
            return self._walk(case.known)
        except NOT_DECIDED:
            return self._slower.leaf_and_path(case)

    def path(self, number: int) -> Path:
        """Return the path of a number. Raises ValueError where there is none, NotDecided where that cannot be told."""
        return self._slower.path(number)

    def trace_many(self, cases: Iterable[Case | Entries]) -> Iterator[Trace]:
        """Return the traces of some cases, one by one as they are asked for.

        A case that `trace` refuses is refused in the same way, with its number, counted from 1, in front of each
        message. That does not end it: whoever catches the refusal and asks on gets the next trace.

        >>> import hemgraph
        >>> compiled = hemgraph.load("compression").compile()
        >>> traces = compiled.trace_many([{"pain": "green"}, {"pain": "mild"}])
        >>> next(traces)
        Traceback (most recent call last):
        hemgraph.errors.RefusedCase: case 1: `pain`: `green` is not one of its options
          help: known here: `mild`, `none`, `refractory`
        >>> dict(next(traces).case.findings)
        {'pain': 'mild'}
        """
        return map(self._numbered, cases, count(1))

    def _numbered(self, case: Case | Entries, number: int) -> Trace:
        try:
            return self.trace(case)
        except HemgraphError as error:
            faults = [replace(fault, message=f"case {number}: {fault.message}") for fault in error.faults]
            raise type(error)(faults) from error

    def _entered(self, case: Case | Entries) -> Case:
        known = None if isinstance(case, Case) else self._read(case)
        return self._own(case) if known is None else Case(known, of=self._kinds)
