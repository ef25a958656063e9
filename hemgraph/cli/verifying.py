"""`verify`: which content of which graph a file was made of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options
from .exits import Exit

if TYPE_CHECKING:
    from ..api import Graph


@click.command(epilog="Example: hemgraph verify output/vertebral-hemangioma.svg")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "-g", "--graph", "names", multiple=True, metavar="GRAPH",
    help="The graph it should be of; by default the one with its id that comes along.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON.")
@options.draft
def verify(file: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Read back from FILE which graph made it, and whether it is yours.

    FILE is .svg .pdf .html .json .parquet or .arrow, as written by this program. Exit code 3 where it is of another
    content. Nobody has signed it: who changes a file can change what it says of itself.
    Of a record (.jsonl, by `trace --record`) it is told whether a line was changed, taken out or moved.
    """
    if file.suffix == ".jsonl":
        if names:
            raise click.UsageError("a record is of many graphs: leave out -g")
        _verify_record(file, as_json)
        return
    from ..errors import HemgraphError
    from ..report.json import dumps
    from ..report.verified import verified_json, verified_text
    from ..verify import origin_of
    from ..verify import verify as verified

    if file.suffix == ".lock" and not names and file.with_suffix("").is_file():  # the graph that it stands beside
        names = (os.path.join(".", file.with_suffix("")),)
    graphs: list[Graph] = [options.opened(name) for name in names]
    for name in () if names else dict.fromkeys(said.graph for said in origin_of(file).contents):
        try:
            graphs.append(options.opened(name))
        except HemgraphError as error:
            click.echo(f"note: {error.faults[0].message}; name the file of the graph with -g", err=True)
    found = verified(file, graphs)
    click.echo(dumps(verified_json(found)) + "\n" if as_json else verified_text(found), nl=False)
    if not found.matches:
        click.get_current_context().exit(Exit.FOUND)


def _verify_record(file: Path, as_json: bool) -> None:
    from ..record import chain_of
    from ..report.json import dumps
    from ..report.verified import chain_json, chain_text

    found = chain_of(file)
    click.echo(dumps(chain_json(file, found)) + "\n" if as_json else chain_text(file, found), nl=False)
    if found.broken:
        click.get_current_context().exit(Exit.FOUND)
