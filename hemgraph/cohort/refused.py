"""Why a row was refused: what a case with its values is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import HemgraphError
from .columns import Plan
from .engine import REFUSED, Batch

if TYPE_CHECKING:
    import pyarrow


def refusals(plan: Plan, batch: Batch) -> Iterator[tuple[int, str]]:
    """Yield the number of each refused row of a batch, counted from 1, with the reason on one line."""
    import numpy

    places = numpy.flatnonzero(batch.tips[0] == REFUSED)
    if not len(places):
        return
    rows: pyarrow.RecordBatch = batch.rows.take(places)
    columns = [rows.column(read.column).to_pylist() for read in plan.reads]
    for place, values in zip(places.tolist(), zip(*columns, strict=True) if columns else ((),), strict=True):
        yield batch.first + place, reason(plan, values)


def reason(plan: Plan, values: tuple[object, ...]) -> str:
    """Return why a row with these values of what is read is refused, on one line."""
    entries = {
        read.finding.id: read.entry(value) for read, value in zip(plan.reads, values, strict=True) if value is not None
    }
    fixed = {name: value for name, value in plan.fixed.items() if value is not None}
    try:
        plan.graph.trace(plan.graph.case({**entries, **fixed}))
    except HemgraphError as error:
        return "; ".join(_plain(fault.message, fault.help) for fault in error.faults)
    raise AssertionError("a row was refused that is a case")


def _plain(*texts: str) -> str:
    return ": ".join(" ".join(text.split()) for text in texts if text)
