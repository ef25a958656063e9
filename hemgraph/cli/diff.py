"""`hemgraph diff`."""

from __future__ import annotations

from collections.abc import Callable

import click

from . import options
from .exits import Exit


@click.command(epilog="Example: hemgraph diff lumbar lumbar")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@options.budget
@options.outputs("Write .txt .json, or one chart of both versions: .svg .pdf .png .dot .mmd .html.")
@options.paper
@options.draft
@click.pass_context
def diff(
    ctx: click.Context, old: str, new: str, as_json: bool, budget: int, outputs: tuple[str, ...], paper: str
) -> None:
    """Compare two versions of a graph, in patients.

    OLD and NEW are files, ids of graphs that come with hemgraph, or `git:REV:path`. It tells who is told something
    else, and what the version number has to become. Ends with 3 where the meaning changed, or that was not decided.
    """
    from ..report.differing import difference_text
    from ..report.json import dumps
    from ..report.json_graphs import difference_json
    from .cases import worked
    from .output import inputs_of, strong, tell_small_print, write_results

    graph = options.opened(new)
    found = options.opened(old).diff(graph, budget)
    drawing = graph.chart(found, cases=worked(graph, new, outputs)) if outputs else None
    makers: dict[str, Callable[[], str | bytes]] = {
        **(drawing.on(paper).makers() if drawing else {}),
        ".txt": lambda: difference_text(found),
        ".json": lambda: dumps(difference_json(found)) + "\n",
    }
    write_results(outputs, makers, inputs_of([old, new]), ".json" if as_json else ".txt")
    if drawing:
        tell_small_print(drawing.on(paper), outputs)
    if as_json and "-" not in outputs:
        click.echo(makers[".json"](), nl=False)
    elif not outputs:
        click.echo(difference_text(found, strong), nl=False)
    if not found.equivalent:
        ctx.exit(Exit.FOUND)
