"""Rows through a graph by Spark, on many machines: columns are added to a frame, and only counts are fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from ..api import Graph
from ..compile.ends import REFUSED_ROW
from ..compile.sql import Wants
from ..errors import Fault, HemgraphError, ToolFault, refuse
from .answers import Answers
from .columns import EMPTY, Plan, plan
from .counting import counted
from .engine import REFUSED, Lookup
from .run import Asked, Ran
from .source import Source, source_of
from .spark_words import cell, faulty, looked_up, ticked, tip, told, why

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TIP = "hemgraph_tip"
"""The column that is only there on the way: the position of a row's tip."""
WHY = "refused"
"""The column that says why a row is refused."""
_TYPES = {
    "string": "VARCHAR",
    "byte": "TINYINT",
    "short": "SMALLINT",
    "integer": "INTEGER",
    "long": "BIGINT",
    "void": EMPTY,
}


@dataclass(frozen=True)
class Traced:
    """A frame with what its rows are told. Nothing is read before somebody asks for rows or counts.

    `tips` has one column, the position of each row's tip in `lookup.tips`, NULL or that of a fault where it is refused.
    """

    plan: Plan
    lookup: Lookup
    rows: DataFrame
    tips: DataFrame

    def counts(self) -> list[tuple[int, int]]:
        """Return how many rows come to each tip, or to REFUSED. Only these numbers reach the machine that asks."""
        fault = [*faulty(self.lookup), True]
        found: dict[int, int] = {}
        for at, count in self.tips.groupBy(*self.tips.columns).count().collect():
            at = REFUSED if at is None or fault[at] else at  # noqa: PLW2901
            found[at] = found.get(at, 0) + count
        return sorted(found.items())


def trace_frame(
    graph: Graph,
    frame: DataFrame,
    names: Sequence[str] = (),
    wants: Wants = Wants(),  # noqa: B008 - it is frozen
    units: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
) -> DataFrame:
    """Return a frame with columns added: status, leaf, path, missing, what is wanted, and why a row is refused.

    `names` say `column=finding`, `units` say `column=unit`, and `settings` what every row has. Nothing is read yet, and
    Python sees no row; it is much faster where the session has `spark.sql.codegen.hugeMethodLimit` at 8000, above which
    Java compiles no method. Raises HemgraphError where a column cannot hold its finding or would be there twice, and
    NotDecided where the graph is too large for tables. A column's unit is what `units` or its metadata, `unit`, say;
    that the rows are meant so is not checked.
    """
    return traced(graph, frame, names, wants, units, settings).rows


def traced(
    graph: Graph,
    frame: DataFrame,
    names: Sequence[str] = (),
    wants: Wants = Wants(),  # noqa: B008 - it is frozen
    units: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
    known_units: Mapping[str, str] | None = None,
) -> Traced:
    """Return a frame with what its rows are told, and with what counts them; else as `trace_frame`."""
    known = {field.name: field.metadata["unit"] for field in frame.schema if "unit" in field.metadata}
    read = plan(graph, _types(frame), names, units, settings, known_units or known)
    lookup = Lookup(read, recommends=wants.recommendations)
    answers = Answers(lookup, boxes=wants.boxes, recommends=wants.recommendations)
    answers.refuse_clash(frame.columns)
    if taken := [name for name in frame.columns if name.lower() in (WHY, TIP)]:
        raise refuse(f"the rows have a column `{taken[0]}` already", "rename it: it would be there twice")
    cells = {name: f"({sql})" for name, sql in _cells(read).items()}
    # A CASE is written where it is looked at: as a column of its own each would be copied with every row.
    tips = frame.selectExpr("*", f"{tip(lookup, cells)} AS {TIP}")
    kept = [ticked(name) for name in frame.columns]
    new = [f"{sql} AS {ticked(name)}" for name, sql in _told(answers, lookup).items()]
    rows = tips.selectExpr(*kept, *new, f"{why(lookup, cells, TIP)} AS {WHY}")
    return Traced(read, lookup, rows, tips.select(TIP))


def run(graph: Graph, path: Path, asked: Asked) -> Ran:
    """Put every row of a folder of Parquet through a graph; with `asked.output`, write a folder of Parquet.

    The session is the one that is active, else one as Spark is set up here. Raises ToolFault where Spark or
    Java is not there, and HemgraphError where the rows cannot be read, or written: then there is no folder.
    """
    if asked.strict or asked.refused:
        raise refuse("Spark writes no file of refused rows", f"why a row is refused is in the column `{WHY}`")
    source, out = source_of(path), asked.output
    if source.kind != "parquet":
        raise refuse(f"Spark reads Parquet, and `{path}` is {source.kind}", "leave `--engine spark` out")
    if out and not out.parent.is_dir():
        raise refuse(f"`{out}` cannot be written: there is no folder `{out.parent}`", "make it first")
    if out and out.exists():
        raise refuse(f"`{out}` is there already", "name a new folder")
    units = source.units()
    session = _session()
    wants = Wants(asked.boxes, asked.recommends)
    frame = session.read.parquet(str(path))
    found = traced(graph, frame, asked.names, wants, asked.units, asked.settings, units)
    return _ran(found, source, out)


def _ran(found: Traced, source: Source, out: Path | None) -> Ran:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    new = Path(mkdtemp(dir=out.parent, prefix=f".{out.name}.")) if out else None
    try:
        if new:
            found.rows.write.parquet(str(new / "rows"))
        counts = dict(found.counts())
        if out and new:
            (new / "rows").replace(out)
    except (PySparkException, Py4JError) as error:
        raise refuse(f"the rows cannot be read or written: {_said(error)}", "nothing was written") from None
    finally:
        if new:
            rmtree(new, ignore_errors=True)
    refused = counts.pop(REFUSED, 0)
    tips = ((found.lookup.tips[at], count) for at, count in counts.items())
    return Ran(counted(found.plan, source.name, tips, refused), None, found.plan)


def _session() -> SparkSession:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise ToolFault([Fault("pyspark is not there", "pip install 'hemgraph[spark]'")]) from None
    if active := SparkSession.getActiveSession():
        return active
    try:
        builder = SparkSession.builder.appName("hemgraph").config("spark.ui.showConsoleProgress", "false")
        # A longer method than this is never compiled by Java; Spark then writes it in parts.
        session = builder.config("spark.sql.codegen.hugeMethodLimit", "8000").getOrCreate()
    except PySparkException as error:
        raise ToolFault([Fault(f"Spark does not start: {_said(error)}", "it needs Java 17 or later on PATH")]) from None
    session.sparkContext.setLogLevel("ERROR")
    return session


def _said(error: Exception) -> str:
    """What Java says is wrong at the root, on one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    causes = [line.partition(": ")[2] for line in lines if line.startswith("Caused by: ")]
    return (causes or lines)[-1 if causes else 0][:300]


def _types(frame: DataFrame) -> dict[str, str]:
    """The type of each column, as DuckDB would name it."""
    found = {}
    for field in frame.schema:
        name = field.dataType.typeName()
        found[field.name] = _TYPES.get(name) or (
            field.dataType.simpleString().upper() if name == "decimal" else name.upper()
        )
    return found


def _cells(read: Plan) -> dict[str, str]:
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for each in read.reads:
        try:
            found[each.finding.id] = cell(each, read.graph.logic.space.cells[each.finding.id])
        except HemgraphError as error:
            faults += error.faults
    if faults:
        raise HemgraphError(faults)
    return found


def _told(answers: Answers, lookup: Lookup) -> dict[str, str]:
    """What each row is told, by its tip, column by column."""
    import numpy

    every = [REFUSED if fault else n for n, fault in enumerate(faulty(lookup))]
    found = {}
    for name, column in zip(answers.names, answers.columns(numpy.array(every, dtype=numpy.int32)), strict=True):
        if name == "path":
            numbers = [-1 if number is None else number for number in column.to_pylist()]
            found[name] = f"nullif({looked_up(numbers, TIP, 'BIGINT')}, -1)"
        else:
            found[name] = told(column.to_pylist(), TIP)
    refused = f"WHEN {TIP} IS NULL THEN '{REFUSED_ROW}'"
    return found | {"status": f"CASE {refused} WHEN {TIP} IS NOT NULL THEN {found['status']} END"}
