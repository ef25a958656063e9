"""`verify`: which content of which graph a file was made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

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
def verify(file: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Read back from FILE which content of which graph it was made of, and whether that is the graph at hand.

    FILE is .svg .pdf .html .json .parquet or .arrow, as written by this program. Exit code 3 where it is of another
    content. Nobody has signed it: who changes a file can change what it says of itself.
    """
    from ..api import load
    from ..errors import HemgraphError
    from ..report.json import dumps
    from ..report.verified import verified_json, verified_text
    from ..verify import origin_of
    from ..verify import verify as verified

    graphs: list[Graph] = [load(name) for name in names]
    for name in () if names else dict.fromkeys(said.graph for said in origin_of(file).contents):
        try:
            graphs.append(load(name))
        except HemgraphError as error:
            click.echo(f"note: {error.faults[0].message}; name the file of the graph with -g", err=True)
    found = verified(file, graphs)
    click.echo(dumps(verified_json(found)) + "\n" if as_json else verified_text(found), nl=False)
    if not found.matches:
        click.get_current_context().exit(Exit.FOUND)
