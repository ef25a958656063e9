"""`hemgraph cohort`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import refuse
from ..host import real
from . import options
from .exits import ended_tidily

if TYPE_CHECKING:
    from ..api import Graph
    from ..cohort.asked import Asked
    from ..cohort.run import Progress
    from ..cohort.source import Source
    from ..cohort.totals import Ran
    from ..results import Cohort, Moves

ROWS = (".parquet", ".csv", ".arrow")


@click.command(
    epilog="Example: hemgraph cohort registry -o traced.csv -o flow.svg",
)
@click.argument("file")
@options.graph
@click.option("--map", "names", multiple=True, metavar="COLUMN=FINDING", help="Say which column has a finding.")
@click.option("--unit", "units", multiple=True, metavar="COLUMN=UNIT", help="Say in which unit a column is.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="FINDING=VALUE",
    help="What if every row had this; `unknown` where no column has it.",
)
@click.option("--against", metavar="GRAPH", help="Tell which rows end elsewhere than by this graph.")
@click.option("--path", "boxes", is_flag=True, help="Add the boxes of each path, beside its number.")
@click.option("--recommendations", "recommends", is_flag=True, help="Add a column for each intervention.")
@click.option(
    "--refused",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where refused rows are written, with reasons (.csv); by default beside the first -o, else in output/.",
)
@click.option("--strict", is_flag=True, help="Refuse the whole file at the first row that is refused.")
@click.option(
    "--min-cell",
    "least",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    metavar="N",
    help="Tell no count under N, nor what would betray it; 0 tells all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What reads the rows; spark (Parquet only) adds a column `refused` in place of a file of refused rows.",
)
@options.outputs(
    "Write the rows (.parquet .csv .arrow), the counts (.txt .json) or the chart with them (.svg .pdf ...)."
)
@options.paper
@options.draft
def cohort(
    file: str,
    name: str,
    names: tuple[str, ...],
    units: tuple[str, ...],
    settings: tuple[str, ...],
    against: str | None,
    boxes: bool,
    recommends: bool,
    refused: Path | None,
    strict: bool,
    least: int,
    as_json: bool,
    engine: str,
    outputs: tuple[str, ...],
    paper: str,
) -> None:
    """Put every row of FILE through a graph.

    FILE is .parquet, .csv or .arrow, or a folder of many. `registry` are 600 made-up rows that come along.
    A column with the name of a finding has it; values are written as in a case. What is empty is not known. With --set
    or --against it tells whose answer changes.
    """
    from .. import __version__
    from ..cohort.asked import Asked
    from ..cohort.source import source_of
    from ..files.shelf import find_rows
    from ..host import now
    from ..report.cohort import cohort_json, cohort_text
    from ..report.json import dated, dumps
    from ..results.masking import masked
    from .cases import setting
    from .output import check_outputs, inputs_of, strong, tell_expiry, write_results

    graph, path = options.opened(name), find_rows(file)
    other = options.opened(against) if against else None
    rows = [output for output in outputs if Path(output).suffix in ROWS]
    if len(rows) > 1:
        raise click.UsageError("the rows are written to one file: name one of .parquet, .csv or .arrow")
    rest = tuple(output for output in outputs if output not in rows)
    source = source_of(path)
    inputs = [*source.files, *inputs_of([name, *([against] if against else [])])]
    out = Path(rows[0]) if rows else None
    if engine == "duckdb" or refused:
        refused = _refused(refused, out, source)
    files = [output for output in outputs if output != "-"]
    if refused and (refused.parent.is_dir() or refused.parent != Path("output")):  # which is made when it is needed
        files.append(str(refused))
    check_outputs((file for file in files if engine == "duckdb" or file not in rows), inputs)  # Spark writes a folder
    _check_places(path, files)
    _check_endings(graph, rest)
    was_there = refused and refused.exists()
    asked = Asked(names, units, dict(map(setting, settings)), out, refused, boxes, recommends, strict)
    with ended_tidily(), _progress() as progress:
        ran = _run(engine, graph, path, asked, other, progress)
    found: Cohort | Moves = masked(ran.moves, least) if ran.moves else masked(ran.cohort, least)
    drawing = graph.chart(found).on(paper) if any(map(_is_drawn, rest)) else None
    makers: dict[str, Callable[[], str | bytes]] = {
        **(drawing.makers() if drawing else {}),
        ".txt": lambda: cohort_text(found),
        ".json": lambda: dumps(dated(cohort_json(found, __version__), now())) + "\n",
    }
    if out:
        click.echo(f"wrote {out}", err=True)
    write_results(rest, makers, inputs, ".json" if as_json else ".txt")
    if as_json and "-" not in outputs:
        click.echo(makers[".json"](), nl=False)
    elif not rest:
        click.echo(cohort_text(found, strong), nl=False)
    if was_there and refused and not refused.exists():
        click.echo(f"removed {refused}, of an earlier run: no row is refused now", err=True)
    _tell_left(source.left)
    if ran.cohort.refused:
        column = f"the column `refused` of {out}" if out else "a column `refused` with `-o rows.parquet`"
        _tell_refused(found, refused or column)
    tell_expiry(graph)


def _run(engine: str, graph: Graph, path: Path, asked: Asked, against: Graph | None, progress: Progress | None) -> Ran:
    if engine == "spark":
        import logging

        from ..cohort import spark

        logging.disable()  # what goes wrong is told once, by the exception; the bridge to Java logs tracebacks
        return spark.run(graph, path, asked, against)
    from ..cohort.run import run

    return run(graph, path, asked, against, progress)


def _refused(named: Path | None, out: Path | None, source: Source) -> Path:
    """Return where refused rows go; if nobody says, HemgraphError where that is a file of somebody's own."""
    from ..cohort.folder import REFUSED
    from ..cohort.heads import has_refused_rows

    if named:
        if named.suffix != ".csv":
            raise refuse(f"refused rows are written as CSV, and not to `{named}`", "name a file that ends in .csv")
        return named
    place = out.with_suffix(REFUSED) if out else Path("output", source.stem + REFUSED)
    if place.is_file() and not has_refused_rows(place):
        raise refuse(f"`{place}` is there, and has no refused rows of a run", "name another file by --refused")
    return place


def _tell_left(left: tuple[Path, ...]) -> None:
    """Say what of a folder was not read."""
    names = ", ".join(f"`{path}`" for path in left[:3])
    more = f" and {len(left) - 3} more" if len(left) > 3 else ""
    if left:
        click.echo(f"note: not read, being hidden or refused rows of an earlier run: {names}{more}", err=True)


def _tell_refused(found: Cohort | Moves, place: Path | str) -> None:
    """Say how many rows were refused, and where it stands why."""
    from ..results import Cohort

    count = found.refused if isinstance(found, Cohort) else found.new.refused
    what = "1 row was" if count == 1 else f"{count or 'some'} rows were"
    click.echo(f"note: {what} refused; why is in {place}", err=True)


def _is_drawn(output: str) -> bool:
    return output != "-" and Path(output).suffix not in (".txt", ".json")


def _check_endings(graph: Graph, outputs: tuple[str, ...]) -> None:
    """Raise HemgraphError before any row is read where an output cannot be made."""
    endings = [*graph.chart().makers(), ".json"] if any(map(_is_drawn, outputs)) else []
    for output in filter(_is_drawn, outputs):
        if Path(output).suffix not in endings:
            known = f"the endings are {' '.join((*ROWS, *endings))}"
            raise refuse(f"`{output}` has no ending that can be written here", known)


def _check_places(path: Path, files: list[str]) -> None:
    """Raise HemgraphError for one file that is to be two, and for what would be read as rows the next time."""
    from ..cohort.folder import REFUSED
    from ..cohort.source import ENDINGS

    places = [real(Path(file)) for file in files]
    for n, place in enumerate(places):
        if place in places[:n]:
            raise refuse(f"`{files[n]}` is named twice", "name another file")
        read_next = place.suffix.lower() in ENDINGS and not place.name.endswith(REFUSED)
        if path.is_dir() and real(path) in place.parents and read_next:
            raise refuse(f"`{files[n]}` is in the folder that is read", "name a place outside of it")


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar on standard error, only on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = click.progressbar(length=1, file=sys.stderr, label="rows", show_pos=True)

    def told(done: int, whole: int | None) -> None:
        bar.length = whole or done + 1
        bar.update(done - bar.pos)

    with bar:
        yield told
