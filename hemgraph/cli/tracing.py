"""`hemgraph trace`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options
from .exits import Exit

if TYPE_CHECKING:
    from ..api import Graph
    from ..results import Trace


@click.command(epilog="Example: hemgraph trace emergency-extraosseous -o path.svg")
@click.argument("case", required=False)
@options.graph
@options.settings
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON.")
@options.outputs("Write .txt .json .yaml, or the chart with the path: .svg .pdf .png .dot.")
@options.paper
@click.pass_context
def trace(
    ctx: click.Context,
    case: str | None,
    name: str,
    settings: tuple[str, ...],
    as_json: bool,
    outputs: tuple[str, ...],
    paper: str,
) -> None:
    """Trace a case: what is recommended, why, and who disagrees.

    CASE is a file, `-` for standard input, or the id of a worked case that comes along.
    Ends with 4 where not enough is known.
    """
    from ..api import load
    from ..files.shelf import files_of
    from ..report.text import trace_text
    from .cases import the_case
    from .output import strong, tell_small_print, write_results

    graph = load(name)
    found = graph.trace(the_case(graph, case, settings))
    makers = makers_of(graph, found, paper, charts=bool(outputs))
    inputs = [*files_of([name]), *([Path(case)] if case else [])]
    write_results(outputs, makers, inputs, ".json" if as_json else ".txt")
    if outputs:
        tell_small_print(graph.chart(found), outputs, paper)
    if as_json and "-" not in outputs:
        click.echo(makers[".json"](), nl=False)
    elif not outputs:
        click.echo(trace_text(found, strong), nl=False)
    if found.leaf is None:
        ctx.exit(Exit.INCOMPLETE)


def makers_of(graph: Graph, found: Trace, paper: str, *, charts: bool) -> dict[str, Callable[[], str | bytes]]:
    """Return how a trace is written, by the ending of the file."""
    from .. import __version__
    from ..report.json import dumps, trace_json
    from ..report.text import trace_text
    from ..report.yaml import case_yaml

    return {
        **(graph.chart(found).makers(paper) if charts else {}),
        ".txt": lambda: trace_text(found),
        ".json": lambda: dumps(trace_json(found, __version__)) + "\n",
        ".yaml": lambda: case_yaml(found.case),
    }
