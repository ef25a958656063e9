"""`hemgraph layout`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@click.command(epilog="Example: hemgraph layout lumbar -o lumbar.layout.json")
@click.argument("name", metavar="GRAPH")
@click.option("-o", "--output", "output", metavar="FILE", help="Write to this file, and not beside the graph.")
@click.option("--quick", is_flag=True, help="Search for seconds, not for minutes.")
@options.draft
def layout(name: str, output: str | None, quick: bool) -> None:
    """Search a good grid for each print of a graph, and keep it.

    It is written beside the graph: GRAPH.layout.json for GRAPH.yaml. Each chart of the graph then uses it, so that a
    box stands at one place for every patient. The file has a box a line, with its column and row, and can be edited.
    """
    from ..chart import Chart
    from ..chart.layout.kept import Kept, place_of, write_kept
    from ..chart.layout.search import QUICK, THOROUGH, searched
    from ..errors import refuse
    from .output import check_outputs, inputs_of

    graph = options.opened(name)
    path = graph.path
    if path is None:
        raise refuse(f"`{name}` is no file that a layout can be kept beside", "name a file, or one that comes along")
    place = Path(output) if output else place_of(path)
    check_outputs([str(place)], inputs_of([name]))
    pages = {}
    charts = Chart(graph.model).printed()
    for n, chart in enumerate(charts, 1):
        with click.progressbar(
            length=100, label=f"{chart.page} ({n} of {len(charts)})", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            found = searched(chart.task(), QUICK if quick else THOROUGH, partial(_show, bar))
        pages[chart.page] = found.grid
        size = f"{len(found.grid.cells)} boxes in {found.grid.columns} columns"
        crossings = f"{found.crossings} crossing{'' if found.crossings == 1 else 's'}"
        text = f"{10 * found.scale:.1f} pt on A4, {crossings}, {found.layout.bends} bends"
        click.echo(f"{chart.page}: {size}, {text}", err=True)
    write_kept(place, Kept(graph.model.id, pages))
    click.echo(f"wrote {place}", err=True)


def _show(bar: ProgressBar[int], part: float) -> None:
    bar.update(int(part * 100) - bar.pos)
