"""`hemgraph compare`."""

from __future__ import annotations

import click

from . import options
from .exits import Exit


@click.command(epilog="Example: hemgraph compare -g lumbar -g l3 -g compression")
@click.argument("case", required=False)
@click.option(
    "-g",
    "--graph",
    "names",
    multiple=True,
    metavar="GRAPH",
    help="A path, or the id of a graph that comes along; give at least two.",
)
@options.settings
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@options.budget
@options.outputs("Write .txt or .json.")
@options.draft
@click.pass_context
def compare(
    ctx: click.Context,
    case: str | None,
    names: tuple[str, ...],
    settings: tuple[str, ...],
    as_json: bool,
    budget: int,
    outputs: tuple[str, ...],
) -> None:
    """Compare graphs, stance against stance.

    With a CASE (a file, `-` for standard input, or the id of a worked case) it tells what each graph says of it.
    Without one it tells every region of patients for whom the graphs disagree. Ends with 3 where that was not decided.
    """
    from .. import __version__
    from ..panel import compare, disagreement
    from ..report.comparing import comparison_text, disagreement_text
    from ..report.json import dumps
    from ..report.json_graphs import comparison_json, disagreement_json
    from .cases import entered
    from .output import inputs_of, strong, write_results

    if len(names) < 2:
        raise click.UsageError("name at least two graphs: -g lumbar -g compression")
    graphs = [options.opened(name) for name in names]
    inputs = inputs_of(names, case) if outputs else []
    undecided = False
    if case is not None or settings:
        meant = entered([graph.model.id for graph in graphs], case, settings)
        one = compare(graphs, meant.entries, meant.id, meant.place, budget)
        makers = {
            ".txt": lambda: comparison_text(one),
            ".json": lambda: dumps(comparison_json(one, __version__)) + "\n",
        }
        shown = comparison_text(one, strong)
    else:
        every = disagreement(graphs, budget)
        undecided = bool(every.undecided)
        makers = {".txt": lambda: disagreement_text(every), ".json": lambda: dumps(disagreement_json(every)) + "\n"}
        shown = disagreement_text(every, strong)
    write_results(outputs, makers, inputs, ".json" if as_json else ".txt")
    if as_json and "-" not in outputs:
        click.echo(makers[".json"](), nl=False)
    elif not outputs:
        click.echo(shown, nl=False)
    if undecided:
        ctx.exit(Exit.FOUND)
