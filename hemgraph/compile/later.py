"""A trace whose parts are made when they are first looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cached_property

from ..graph import Action
from ..results import Given, Status, Step, Trace
from ..trace import trace
from .told import Teller


class LaterTrace(Trace):
    """The trace of a case that generated code decided: equal to one made at once, and any copy of it is one.

    No part can be refused: what is not known here cannot change the walk.
    """

    _teller: Teller
    _number: int

    @classmethod
    def ending(cls, leaf: Action, told: Mapping[str, object]) -> type[LaterTrace]:
        """Return the class of the traces that end in a leaf, which has all parts that are the same for them."""
        status = Status.SILENT if leaf.silent else Status.RECOMMENDED
        return type(cls.__name__, (cls,), {**told, "leaf": leaf.id, "status": status, "reachable": (leaf.id,)})

    @cached_property
    def path(self) -> tuple[Step, ...]:
        """The steps; where a combined condition did not need all of its findings, as the reference has them."""
        try:
            return tuple([make(self.case.known) for make in self._teller.told(self._number).steps])
        except KeyError:
            return self._at_once.path

    @cached_property
    def recommendations(self) -> tuple[Given, ...]:
        """What is recommended on the path."""
        return self._teller.told(self._number).recommendations

    @cached_property
    def did_not_matter(self) -> tuple[str, ...]:
        """The unknown findings of combined conditions on the path."""
        return self._at_once.did_not_matter if self.path and "_at_once" in self.__dict__ else ()

    @cached_property
    def _at_once(self) -> Trace:
        return trace(self._teller.logic, self.case)

    def __eq__(self, other: object) -> bool:
        return _whole(self) == other  # which, if it is another of these, is asked in turn

    __hash__ = Trace.__hash__

    def __repr__(self) -> str:
        return repr(_whole(self))

    def __reduce__(self) -> tuple[object, ...]:
        whole = _whole(self)
        return Trace, tuple(getattr(whole, field.name) for field in fields(whole))


def _whole(trace: LaterTrace) -> Trace:
    return Trace(
        graph=trace.graph,
        case=trace.case,
        status=trace.status,
        leaf=trace.leaf,
        path=trace.path,
        recommendations=trace.recommendations,
        missing=trace.missing,
        reachable=trace.reachable,
        did_not_matter=trace.did_not_matter,
    )
