"""`hemgraph draw`."""

from __future__ import annotations

import click

from . import options


@click.command(epilog="Example: hemgraph draw lumbar -o lumbar.svg")
@click.argument("name", metavar="[GRAPH]", default="vertebral-hemangioma")
@click.option(
    "--case", "case", metavar="CASE", help="Mark the path of this case: a file, `-`, or the id of a worked case."
)
@options.settings
@options.paper
@click.option(
    "--engine",
    type=click.Choice(["builtin", "dot"]),
    default="builtin",
    show_default=True,
    help="Lay out within this program, or by `dot` on PATH.",
)
@options.outputs("Write .svg .pdf .png .dot, or .txt: the chart in words.")
def draw(
    name: str, case: str | None, settings: tuple[str, ...], paper: str, engine: str, outputs: tuple[str, ...]
) -> None:
    """Draw the chart, with or without the path of a case.

    Without -o it writes SVG and PDF to the folder `output`.
    """
    from ..api import load
    from .cases import the_case
    from .output import tell_small_print, write_results

    graph = load(name)
    found = graph.trace(the_case(graph, case, settings)) if case or settings else None
    stem = graph.model.id + (f"-{found.case.id or 'case'}" if found else "")
    files = outputs or (f"output/{stem}.svg", f"output/{stem}.pdf")
    drawing = graph.chart(found, engine=engine)
    write_results(files, drawing.makers(paper))
    tell_small_print(drawing, files, paper)
