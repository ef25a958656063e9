"""`hemgraph explain`."""

from __future__ import annotations

import click

from . import options


@click.command(epilog="Example: hemgraph explain incidental --why-not vertebroplasty")
@click.argument("case", required=False)
@options.graph
@options.settings
@click.option(
    "--why-not",
    "why_not",
    multiple=True,
    metavar="X",
    help="Say why a leaf or an intervention was not given; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@options.budget
@options.outputs("Write .txt or .json.")
@options.draft
def explain(
    case: str | None,
    name: str,
    settings: tuple[str, ...],
    why_not: tuple[str, ...],
    as_json: bool,
    budget: int,
    outputs: tuple[str, ...],
) -> None:
    """Explain a case: why, why not, what if, what to ask.

    It names the fewest findings that fix the recommendation whatever the rest, and the smallest changes that would give
    another one. Where not enough is known: which unknowns matter, what to ask next, and where each answer can lead.
    """
    from .. import __version__
    from ..host import now
    from ..report.json import dated, dumps, explanation_json
    from ..report.why import explanation_text
    from .cases import the_case
    from .output import inputs_of, strong, write_results

    graph = options.opened(name)
    found = graph.explain(the_case(graph, case, settings), why_not, budget)
    makers = {
        ".txt": lambda: explanation_text(found),
        ".json": lambda: dumps(dated(explanation_json(found, __version__), now())) + "\n",
    }
    inputs = inputs_of([name], case) if outputs else []
    write_results(outputs, makers, inputs, ".json" if as_json else ".txt")
    if as_json and "-" not in outputs:
        click.echo(makers[".json"](), nl=False)
    elif not outputs:
        click.echo(explanation_text(found, strong), nl=False)
