"""A whole run: read, look up, count, write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from .. import __version__
from ..api import Graph
from ..errors import Fault, ToolFault, refuse
from ..host import now, replacing
from ..origin import Origin
from .answers import Answers
from .asked import Asked, plans_of
from .columns import Plan
from .engine import REFUSED, Batch, Lookup, batches
from .faults import told_plainly
from .output import Refusals, writer
from .refused import Reasons
from .source import Source, columns_of, source_of
from .tally import Tally
from .totals import Ran, come_to

if TYPE_CHECKING:
    import duckdb
    import pyarrow

MEMORY = "400MB"
"""How much DuckDB may hold before it works on disk."""
Write = Callable[[Batch], None]
Progress = Callable[[int, int | None], None]
"""Is told after each batch how many rows are done, and how many there are where that is known."""


def run(graph: Graph, path: Path, asked: Asked, against: Graph | None = None, progress: Progress | None = None) -> Ran:
    """Put every row of a file or folder through a graph, and through another one to be set against it.

    Raises HemgraphError where the rows cannot be read, mean no findings of the graph, or cannot be written: then
    there is no file. NotDecided where the graph is too large for tables.
    """
    duck = _duckdb()
    source = source_of(path)
    _ = source.schema  # which raises what is wrong with the files
    connection = duck.connect()
    with connection, told_plainly():
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET enable_progress_bar = false")  # it would be in the results
        relation = source.relation(connection)
        columns = {**columns_of(connection, relation), **source.spans}
        plans = plans_of(graph, against, columns, source.units(), asked)
        lookups = [Lookup(each, recommends=asked.recommends or len(plans) > 1) for each in plans]
        return _Run(source, asked, plans, lookups, tuple(columns)).through(connection, relation, progress)


class _Run:
    def __init__(
        self, source: Source, asked: Asked, plans: list[Plan], lookups: list[Lookup], columns: tuple[str, ...]
    ) -> None:
        self.source, self.asked, self.plans, self.lookups = source, asked, plans, lookups
        self.answers = Answers(lookups[0], boxes=asked.boxes, recommends=asked.recommends)
        if asked.output:
            self.answers.refuse_clash(columns)
        self.reasons = Reasons(plans[0])
        self.read = tuple(each.column for each in plans[0].reads)
        self.keep = columns if asked.output else self.read if asked.strict else ()

    def through(self, connection: duckdb.DuckDBPyConnection, relation: str, progress: Progress | None) -> Ran:
        """Read all rows, and return what they come to."""
        tally, done = Tally([len(lookup.tips) for lookup in self.lookups]), 0
        with ExitStack() as stack:
            place = self.asked.refused
            refused = stack.enter_context(Refusals(place, *self.source.files)) if place else None
            write: Write | None = None
            for batch in batches(connection, relation, self.lookups, self.keep):
                write = write or self._writing(stack, batch.rows.schema)
                if self.keep and REFUSED in batch.tips[0]:
                    self._refuse(batch, refused)
                write(batch)
                tally.add(batch.tips)
                done += len(batch.tips[0])
                if progress:
                    progress(done, self.source.rows)
            found = come_to(self.lookups, tally.counts(), self.source.name)
            if found.cohort.refused and refused and not self.keep:  # a second time, since few runs refuse any
                for batch in batches(connection, relation, self.lookups[:1], self.read):
                    self._refuse(batch, refused)
            self.source.check_unchanged()
        return found

    def _refuse(self, batch: Batch, refused: Refusals | None) -> None:
        for row, why in self.reasons.of(batch):
            if self.asked.strict:
                raise refuse(f"row {row} is refused: {why}", "mend it, or leave `--strict` out")
            if refused is None:
                return
            refused.add(row, why)

    def _writing(self, stack: ExitStack, rows: pyarrow.Schema) -> Write:
        """What writes a batch with its answers; nothing where no file is wanted."""
        import pyarrow

        if not self.asked.output:
            return lambda _: None
        pairs = zip(rows, self.source.schema, strict=True)
        fields = [field.with_name(known.name).with_metadata(known.metadata) for field, known in pairs]
        made_by = {"hemgraph": str(Origin.of(__version__, now(), [each.graph.model for each in self.plans]))}
        schema = pyarrow.schema([*fields, *self.answers.schema], metadata=made_by)
        new = stack.enter_context(replacing(self.asked.output, *self.source.files))
        made = stack.enter_context(writer(new, schema, self.asked.output.suffix))

        def write(batch: Batch) -> None:
            columns = [*batch.rows.columns, *self.answers.columns(batch.tips[0])]
            made(pyarrow.RecordBatch.from_arrays(columns, schema=schema))

        return write


def _duckdb() -> ModuleType:
    try:
        import duckdb
        import numpy  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise ToolFault(
            [Fault(f"a cohort needs `{error.name}`, which is not there", "pip install 'hemgraph[cohort]'")]
        ) from None
    return duckdb
