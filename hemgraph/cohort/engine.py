"""Rows through the tables of a graph, batch by batch, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..compile.ends import FAULT, End
from ..compile.paths import Paths
from ..compile.program import Program, Wanted
from ..compile.sql.words import named
from ..compile.tables import Table, tables
from ..compile.tree import Tip
from ..graph import Action
from ..regions.logic import Logic
from ..results import Key
from .cells import cells_in
from .columns import Plan
from .faults import told_plainly

if TYPE_CHECKING:
    import duckdb
    import numpy
    import pyarrow
    from numpy.typing import NDArray

BATCH = 1 << 16
"""How many rows are held at once."""
REFUSED = -1
_FAR = -(1 << 20)


class Lookup:
    """A graph as arrays: from the numbers of a row's groups of cells to its tip, or REFUSED.

    Raises NotDecided where the graph is too large for tables. Only where it `recommends` it is
    told what stopped rows have in common.
    """

    def __init__(self, plan: Plan, *, recommends: bool = False) -> None:
        self.plan = plan
        self.logic: Logic = plan.graph.logic
        program = Program(self.logic)
        self.paths = Paths(program)
        common = Program(self.logic, Wanted.COMMON) if recommends else None
        cells = self.logic.space.cells
        fixed = {
            name: cells[name].count if value is None else cells[name].cell_of(value)
            for name, value in plan.fixed.items()
        }
        read = {each.finding.id for each in plan.reads}
        masks = {
            name: 1 << fixed[name] if name in fixed else (1 << each.count + 1) - 1 if name in read else 1 << each.count
            for name, each in cells.items()
        }
        found = tables(self.paths, masks, common)
        self._sql: list[str] = []
        self.steps: Sequence[Table] = found.steps
        self.tips: Sequence[Tip] = found.tips

    def select(self, connection: duckdb.DuckDBPyConnection, prefix: str) -> list[str]:
        """Return SQL for a number for each step, NULL for a row with a value that is none of its finding.

        The functions in it are made once: a lookup belongs to one connection.
        """
        if self._sql:
            return self._sql
        cells = self.logic.space.cells
        of = {
            read.finding.id: f"({cells_in(connection, read, cells[read.finding.id], f'{prefix}{n}')})"
            for n, read in enumerate(self.plan.reads)
        }
        used = {name for step in self.steps for name in step.findings}
        found = []
        for n, step in enumerate(self.steps or (Table((), (), (0,)),)):
            number = "0"
            for name, count in zip(step.findings, step.counts, strict=True):
                number = f"({number} * {count} + {of[name]})"
            if n == 0:  # what is not asked is to be right all the same
                number += "".join(f" + 0 * {sql}" for name, sql in of.items() if name not in used)
            found.append(f"CAST({number} AS INTEGER) AS {named(f'{prefix}{n}')}")
        self._sql = found
        return found

    def tips_of(self, columns: Sequence[pyarrow.Array]) -> NDArray[numpy.int32]:
        """Return the position of the tip of each row, or REFUSED."""
        import numpy

        at: NDArray[numpy.int32] | None = None
        for column, array, wide in zip(columns, self._arrays, self._wide, strict=False):
            cells = (column.fill_null(0) if column.null_count else column).to_numpy(zero_copy_only=False)
            at = array[cells if at is None else at * wide + cells]
        if at is None:
            at = numpy.full(len(columns[0]), self._ending[0])
        for column in columns:
            if column.null_count:
                at[column.is_null().to_numpy(zero_copy_only=False)] = REFUSED
        return at

    def told(self, tip: int) -> tuple[str, frozenset[Key]]:
        """Return where a tip ends, a leaf or `incomplete`, and what is recommended on the way."""
        graph, end = self.plan.graph.model, self.tips[tip].end
        assert isinstance(end, End)
        nodes = (graph.nodes[name] for name, _ in self.tips[tip].passed)
        told = {r.key for node in nodes if isinstance(node, Action) for r in node.recommend}
        return end.leaf or end.status, frozenset(told | end.keys)

    @cached_property
    def _arrays(self) -> list[NDArray[numpy.int32]]:
        import numpy

        found = [numpy.array(step.entries, dtype=numpy.int32) for step in self.steps]
        return [*found[:-1], self._ending[found[-1]]] if found else []

    @cached_property
    def _wide(self) -> list[int]:
        from math import prod

        return [prod(step.counts) for step in self.steps]

    @cached_property
    def _ending(self) -> NDArray[numpy.int32]:
        """What the tips come to: themselves, or REFUSED for faults of the graph; and for nobody's, the last, too."""
        import numpy

        ends = [REFUSED if tip.end == FAULT else n for n, tip in enumerate(self.tips)]
        return numpy.array([*ends, REFUSED], dtype=numpy.int32)


@dataclass(frozen=True)
class Batch:
    """Some rows: the number of the first, their columns, and the tip of each by one or two lookups."""

    first: int
    rows: pyarrow.RecordBatch
    tips: tuple[NDArray[numpy.int32], ...]


def batches(
    connection: duckdb.DuckDBPyConnection, relation: str, lookups: Sequence[Lookup], keep: Sequence[str]
) -> Iterator[Batch]:
    """Yield all rows of a relation in their order, with the columns that are kept; first a batch of none."""
    selects: list[str] = []
    counts = []
    for n, lookup in enumerate(lookups):
        new = lookup.select(connection, f"hemgraph_{n}_")
        counts.append(len(new))
        selects += new
    kept = [named(name) for name in keep]
    reader = connection.sql(f"SELECT {', '.join([*kept, *selects])} FROM {relation}").to_arrow_reader(BATCH)
    batch, first = _none(reader.schema), 1
    while batch is not None:
        at, tips = len(keep), []
        for lookup, count in zip(lookups, counts, strict=True):
            tips.append(lookup.tips_of(batch.columns[at : at + count]))
            at += count
        yield Batch(first, batch.select(list(range(len(keep)))), tuple(tips))
        first += batch.num_rows
        with told_plainly():
            batch = next(reader, None)


def _none(schema: pyarrow.Schema) -> pyarrow.RecordBatch | None:
    import pyarrow

    return pyarrow.RecordBatch.from_pylist([], schema=schema)
