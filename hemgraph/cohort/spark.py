"""Rows through a graph by Spark, on many machines: columns are added to a frame, and only counts are fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from time import sleep
from typing import TYPE_CHECKING
from uuid import uuid4

from ..api import Graph
from ..compile.ends import REFUSED_ROW
from ..compile.sql import Wants
from ..errors import Fault, HemgraphError, ToolFault, refuse
from ..host import mode_like, private, real
from .answers import Answers
from .asked import Asked, plans_of
from .columns import EMPTY, Plan, plan
from .engine import REFUSED, Lookup
from .source import Source, source_of
from .spark_words import cell, faulty, looked_up, ticked, tip, told, why
from .totals import Ran, come_to

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TIP = "hemgraph_tip"
"""The column that is only there on the way: the position of a row's tip."""
WHY = "refused"
"""The column that says why a row is refused."""
_OURS = "spark.hemgraph.ours"
"""Says of a session that it was started here, and may be stopped here."""
_PATIENCE = 40
"""How often a folder is removed until it stays away."""
_TYPES = {
    "string": "VARCHAR",
    "byte": "TINYINT",
    "short": "SMALLINT",
    "integer": "INTEGER",
    "long": "BIGINT",
    "void": EMPTY,
}


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
    known = {field.name: field.metadata["unit"] for field in frame.schema if "unit" in field.metadata}
    read = plan(graph, _types(frame), names, units, settings, known)
    return Looked(frame, [Lookup(read, recommends=wants.recommendations)]).rows(wants)


@dataclass(frozen=True)
class Looked:
    """A frame and the lookups of its rows. Nothing is read before somebody asks for rows or counts."""

    frame: DataFrame
    lookups: Sequence[Lookup]

    def rows(self, wants: Wants) -> DataFrame:
        """Return the rows with what they are told by the first lookup. HemgraphError for a column that is there."""
        lookup = self.lookups[0]
        answers = Answers(lookup, boxes=wants.boxes, recommends=wants.recommendations)
        answers.refuse_clash(self.frame.columns)
        if taken := [name for name in self.frame.columns if name.lower() in (WHY, TIP)]:
            raise refuse(f"the rows have a column `{taken[0]}` already", "rename it: it would be there twice")
        cells = _cells(lookup.plan)
        # A CASE is written where it is looked at: as a column of its own each would be copied with every row.
        tips = self.frame.selectExpr("*", f"{tip(lookup, cells)} AS {TIP}")
        kept = [ticked(name) for name in self.frame.columns]
        new = [f"{sql} AS {ticked(name)}" for name, sql in _told(answers, lookup).items()]
        return tips.selectExpr(*kept, *new, f"{why(lookup, cells, TIP)} AS {WHY}")

    def counts(self) -> Counter[tuple[int, ...]]:
        """Return how many rows have which tips. Only these numbers reach the machine that asks."""
        columns = [f"{tip(each, _cells(each.plan))} AS {TIP}{n}" for n, each in enumerate(self.lookups)]
        tips = self.frame.selectExpr(*columns)
        wrong = [faulty(each) for each in self.lookups]
        found: Counter[tuple[int, ...]] = Counter()
        for *at, count in tips.groupBy(*tips.columns).count().collect():
            key = (REFUSED if n is None or fault[n] else n for n, fault in zip(at, wrong, strict=True))
            found[tuple(key)] += count
        return found


def run(graph: Graph, path: Path, asked: Asked, against: Graph | None = None) -> Ran:
    """Put every row of a file or folder of Parquet through a graph; with `asked.output`, write a folder of Parquet.

    The session is the one that is active, else one as Spark is set up here. Raises ToolFault where Spark or
    Java is not there, and HemgraphError where the rows cannot be read, or written: then there is no folder.
    """
    if asked.strict or asked.refused:
        raise refuse("Spark writes no file of refused rows", f"why a row is refused is in the column `{WHY}`")
    source, out = source_of(path), asked.output
    if source.kind != "parquet":
        raise refuse(f"Spark reads Parquet, and `{path}` is {source.kind}", "leave `--engine spark` out")
    if out and out.suffix != ".parquet":
        raise refuse(f"Spark writes Parquet, and `{out}` is to be {out.suffix}", "name a folder that ends in .parquet")
    if out and not out.parent.is_dir():
        raise refuse(f"`{out}` cannot be written: there is no folder `{out.parent}`", "make it first")
    if out and out.exists():
        raise refuse(f"`{out}` is there already", "name a new folder")
    units = source.units()
    with _told_plainly():
        frame = _session().read.parquet(*(str(real(file)) for file in source.files))
        plans = plans_of(graph, against, {**_types(frame), **source.spans}, units, asked)
        recommends = asked.recommends or len(plans) > 1
        looked = Looked(frame, [Lookup(each, recommends=recommends) for each in plans])
        return _ran(looked, source, out, Wants(asked.boxes, asked.recommends))


def _ran(looked: Looked, source: Source, out: Path | None, wants: Wants) -> Ran:
    if not out:
        counts = looked.counts()
        source.check_unchanged()
        return come_to(looked.lookups, counts, source.name)
    rows = looked.rows(wants)
    new = Path(mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        with _work(rows.sparkSession):
            rows.write.parquet(str(real(new) / "rows"))
            counts = looked.counts()
        source.check_unchanged()
        for place in (new / "rows", *(new / "rows").iterdir()):
            place.chmod(mode_like(*source.files, folder=place.is_dir()))
        (new / "rows").replace(out)
    finally:
        _remove(new)
    return come_to(looked.lookups, counts, source.name)


@contextmanager
def _work(session: SparkSession) -> Iterator[None]:
    """Jobs of ours, which end where Python is told to end: Java would go on writing."""
    spark, name = session.sparkContext, f"hemgraph {uuid4()}"
    ours = session.conf.get(_OURS, "") == "yes"
    spark.setJobGroup(name, "rows through a graph", interruptOnCancel=True)
    try:
        yield
    except BaseException as error:
        with suppress(Exception):  # the session can have ended already, which is as well
            spark.cancelJobGroup(name)
        if ours and not isinstance(error, Exception):
            with suppress(Exception):  # what was cancelled goes on for a while, and would make the folder again
                spark.stop()
        raise
    spark.setLocalProperty("spark.jobGroup.id", None)  # type: ignore[arg-type]  # None is how one is taken back


def _remove(folder: Path) -> None:
    """Remove a folder in which cancelled work may still make a last file."""
    for _ in range(_PATIENCE):
        rmtree(folder, ignore_errors=True)
        gone = not folder.exists()
        sleep(0.5)  # long enough for a file that is on its way
        if gone and not folder.exists():
            return


def _session() -> SparkSession:
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        raise ToolFault([Fault("pyspark is not there", "pip install 'hemgraph[spark]'")]) from None
    from pyspark.errors import PySparkException

    if active := SparkSession.getActiveSession():
        return active
    try:
        builder = SparkSession.builder.appName("hemgraph").config("spark.ui.showConsoleProgress", "false")
        builder = builder.config(_OURS, "yes").config("spark.ui.enabled", "false")  # a page that any machine could read
        with private():
            SparkContext._ensure_initialized()  # Java, without which nobody reads how Spark is set up here
        if SparkConf().get("spark.master", "local").startswith("local"):
            builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        # A longer method than this is never compiled by Java; Spark then writes it in parts.
        session = builder.config("spark.sql.codegen.hugeMethodLimit", "8000").getOrCreate()
    except PySparkException as error:
        raise ToolFault([Fault(f"Spark does not start: {_said(error)}", "it needs Java 17 or later on PATH")]) from None
    session.sparkContext.setLogLevel("OFF")  # what goes wrong is told once, by the exception
    return session


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what Spark raises into a message."""
    try:
        yield
    except HemgraphError:
        raise
    except Exception as error:
        # Its exceptions can only be named where it is there.
        if not type(error).__module__.startswith(("pyspark.", "py4j.")) and not isinstance(error, OSError):
            raise
        raise refuse(f"the rows cannot be read or written: {_said(error)}", "nothing was written") from None


def _said(error: Exception) -> str:
    """What Java says is wrong at the root, on one line, without what it quotes: that can be a value of a row."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    causes = [line.partition(": ")[2] for line in lines if line.startswith("Caused by: ")]
    return re.sub(r"(?<!\w)(['\"]).*?\1", "…", (causes or lines)[-1 if causes else 0])[:300]


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
    """The cell of each finding that is read. HemgraphError where a column cannot be read exactly, all at once."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for each in read.reads:
        try:
            found[each.finding.id] = f"({cell(each, read.graph.logic.space.cells[each.finding.id])})"
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
