"""Why a row was refused: what a case with its values is told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ..case import Case
from ..errors import Fault, HemgraphError
from ..files.entries import read_entries
from ..trace.answer import contradictions
from ..values.domains import Value
from .columns import Plan
from .engine import REFUSED, Batch

if TYPE_CHECKING:
    import pyarrow

MOST_KEPT = 100_000
"""For how many values, and combinations of them, it is kept what is wrong with them."""
Values = tuple[object, ...]


class Reasons:
    """Why the rows of a plan are refused. What was said of some values is said again without a new look."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.logic = plan, plan.graph.logic
        self._fixed = {name: value for name, value in plan.fixed.items() if value is not None}
        barring = {test.finding for entry in plan.graph.model.impossible for test in entry.clause}
        self._barring = [n for n, read in enumerate(plan.reads) if read.finding.id in barring]
        self._entry = lru_cache(MOST_KEPT)(self._read)
        self._barred = lru_cache(MOST_KEPT)(self._contradicts)
        self._broken = lru_cache(MOST_KEPT)(self._traced)

    def of(self, batch: Batch) -> Iterator[tuple[int, str]]:
        """Yield the number of each refused row of a batch, counted from 1, with the reason on one line."""
        import numpy

        places = numpy.flatnonzero(batch.tips[0] == REFUSED)
        if not len(places):
            return
        rows: pyarrow.RecordBatch = batch.rows.take(places)
        columns = [rows.column(read.column).to_pylist() for read in self.plan.reads]
        values = zip(*columns, strict=True) if columns else [()] * len(places)
        for place, row in zip(places.tolist(), values, strict=True):
            yield batch.first + place, self.reason(row)

    def reason(self, row: Values) -> str:
        """Return why a row with these values of what is read is refused, on one line."""
        faults = [fault for n, value in enumerate(row) for fault in self._entry(n, value)[1]]
        faults += self._barred(tuple(row[n] for n in self._barring))
        return "; ".join(_plain(fault.message, fault.help) for fault in faults or self._broken(row))

    def _read(self, n: int, value: object) -> tuple[Value | None, tuple[Fault, ...]]:
        """What a value of one column means, and what is wrong with it; NULL means nothing."""
        read = self.plan.reads[n]
        if value is None:
            return None, ()
        values, faults = read_entries({read.finding.id: read.finding}, {read.finding.id: read.entry(value)})
        return values.get(read.finding.id), tuple(faults)

    def _contradicts(self, barring: Values) -> tuple[Fault, ...]:
        return contradictions(self.logic, self._case(dict(zip(self._barring, barring, strict=True))))

    def _traced(self, row: Values) -> tuple[Fault, ...]:
        try:
            self.plan.graph.trace(self._case(dict(enumerate(row))))
        except HemgraphError as error:
            return error.faults
        raise AssertionError("a row was refused that is a case")

    def _case(self, row: dict[int, object]) -> Case:
        found = {self.plan.reads[n].finding.id: self._entry(n, value)[0] for n, value in row.items()}
        return Case({name: value for name, value in found.items() if value is not None} | self._fixed)


def _plain(*texts: str) -> str:
    return ": ".join(" ".join(text.split()) for text in texts if text)
