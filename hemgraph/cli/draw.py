"""`hemgraph draw`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from ..api import Graph
    from ..results import Trace


@click.command(epilog="Example: hemgraph draw lumbar -o lumbar.svg")
@click.argument("name", metavar="[GRAPH]", default="vertebral-hemangioma")
@click.option(
    "--case",
    "case",
    metavar="CASE",
    help="Mark the path of this case: a file, `-`, or the id of a worked case; a .pdf has its handout.",
)
@options.settings
@options.paper
@options.sections
@options.poster
@options.theme
@options.style
@click.option(
    "--layout",
    type=click.Choice(["grid", "graphviz"]),
    default="grid",
    show_default=True,
    help="Boxes in columns with right angles, or by Graphviz; above 120 boxes it is always Graphviz.",
)
@click.option("--detail", is_flag=True, help="What is recommended stands in the boxes, with dose and timing.")
@click.option(
    "--engine",
    type=click.Choice(["builtin", "dot"]),
    default="builtin",
    show_default=True,
    help="Which Graphviz: the one within this program, or `dot` on PATH.",
)
@click.option("-v", "--verbose", is_flag=True, help="Measure the chart on the paper: text, crossings, overlaps.")
@click.option("--form", is_flag=True, help="Draw a blank form of the findings instead: .pdf or .png.")
@click.option(
    "--list", "as_list", is_flag=True, help="Draw a numbered decision list instead: .pdf or .png; also with --case."
)
@options.outputs("Write .svg .pdf .png .dot .mmd, .html: a page that answers, or .txt: the chart in words.")
@options.draft
def draw(
    name: str,
    case: str | None,
    settings: tuple[str, ...],
    paper: str,
    sections: str,
    poster: str | None,
    theme: str | None,
    style: str,
    layout: str,
    detail: bool,
    engine: str,
    verbose: bool,
    form: bool,
    as_list: bool,
    outputs: tuple[str, ...],
) -> None:
    """Draw the chart, with or without the path of a case.

    Without -o it writes SVG and PDF to the folder `output`.
    """
    from .cases import the_case, worked
    from .output import inputs_of, show_progress, tell_expiry, tell_small_print, write_results

    if poster and outputs and not any(file.endswith(".pdf") for file in outputs):
        raise click.UsageError("--poster is for a .pdf: name one with -o")
    if as_list and (form or poster):
        raise click.UsageError(
            f"a list is no {'form' if form else 'poster'}: --list goes without --{'form' if form else 'poster'}"
        )
    graph = options.opened(name)
    if form:
        if case is not None or settings:
            raise click.UsageError("a form is blank: --form goes with no case")
        if poster:
            raise click.UsageError("a form is no poster: --form goes without --poster")
        if not outputs:
            Path("output").mkdir(exist_ok=True)
        named = outputs or (f"output/{graph.model.id}-form.pdf",)
        write_results(named, graph.form().makers(paper), inputs_of([name]), ".pdf")
        return
    found = graph.trace(the_case(graph, case, settings)) if case is not None or settings else None
    if as_list:
        if not outputs:
            Path("output").mkdir(exist_ok=True)
        named = outputs or (f"output/{_stem(graph, found)}-list.pdf",)
        write_results(named, graph.decision_list(found, detailed=detail).makers(paper), inputs_of([name], case), ".pdf")
        tell_expiry(graph)
        return
    files = outputs or tuple(f"output/{_stem(graph, found)}{ending}" for ending in (".svg", ".pdf"))
    if not outputs:
        Path("output").mkdir(exist_ok=True)
    drawing = graph.chart(
        found, engine=engine, layout=layout, style=style, detailed=detail, cases=worked(graph, name, files)
    )
    show_progress(drawing)
    drawing = drawing.on(paper, poster=poster, sections=sections, theme=theme)
    write_results(files, drawing.makers(), inputs_of([name], case))
    tell_small_print(drawing, files)
    tell_expiry(graph)
    if verbose:
        for row in drawing.measured():
            click.echo(row, err=True)


def _stem(graph: Graph, trace: Trace | None) -> str:
    """The name of a file for a chart: of the id of a case only what cannot lead out of the folder."""
    if trace is None:
        return graph.model.id
    return f"{graph.model.id}-{re.sub('[^A-Za-z0-9_]+', '-', trace.case.id)[:64].strip('-') or 'case'}"
