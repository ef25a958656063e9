"""`hemgraph check`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from . import options
from .exits import Exit

if TYPE_CHECKING:
    from ..results import Review, Trace


@click.command(epilog="Example: hemgraph check lumbar l3 compression vertebral-hemangioma")
@click.argument("names", nargs=-1, metavar="[GRAPH]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; of several graphs one object a line.")
@click.option("--strict", is_flag=True, help="End with 3 for warnings too.")
@options.budget
@options.outputs("Write .txt .json, or the chart with the issues on it: .svg .pdf .png .dot .mmd .html.")
@options.paper
@options.draft
@click.pass_context
def check(
    ctx: click.Context,
    names: tuple[str, ...],
    as_json: bool,
    strict: bool,
    budget: int,
    outputs: tuple[str, ...],
    paper: str,
) -> None:
    """Prove the logic of graphs.

    GRAPH is a file, as ./my.yaml, or the id of a graph that comes with hemgraph; without one all of these are checked.
    Each issue comes with its place, what would be right, and a patient who shows it. Banks of cases are looked for in
    the folder `cases` beside the file. Ends with 3 where there are errors or something was not decided, with 1
    where a file cannot be read, else with 0.
    """
    from ..bank import traces_of
    from ..errors import refuse
    from ..files.bank_file import read_bank
    from ..files.shelf import banks_of, find_graph, graph_paths
    from ..report.issues import review_text
    from ..report.json import dumps, json_line, review_json
    from ..results import Severity
    from .cases import worked
    from .output import strong, tell_small_print, write_results

    paths = {name: find_graph(name) for name in names or graph_paths()}
    graphs = {name: options.opened(name) for name in paths}
    banks = {name: banks_of(path, graphs[name].model.id) for name, path in paths.items()}
    reviews = []
    for name, graph in graphs.items():
        traces: list[Trace] = []
        for path in banks[name]:
            bank = read_bank(path)
            found = traces_of(graph, bank)
            traces += found
            if lost := len(bank.cases) - len(found):
                cases = "a case" if lost == 1 else f"{lost} cases"
                click.echo(f"note: {cases} of {path} got no answer; hemgraph test tells why", err=True)
        reviews.append(graph.check(beside=graphs.values(), traces=traces, budget=budget))
    makers: dict[str, Callable[[], str | bytes]] = {
        ".txt": lambda: "\n".join(review_text(review) for review in reviews),
        ".json": lambda: _json(reviews, json_line if len(reviews) > 1 else dumps, review_json),
    }
    drawing = None
    if outputs and len(reviews) == 1:
        ((name, graph),) = graphs.items()
        drawing = graph.chart(reviews[0], cases=worked(graph, name, outputs))
        makers = {**drawing.on(paper).makers(), **makers}
    elif any(name.endswith((".svg", ".pdf", ".png", ".dot", ".mmd", ".html")) for name in outputs):
        raise refuse("a chart shows the issues of one graph", "name one graph, or write .txt or .json")
    read = [*paths.values(), *(path for some in banks.values() for path in some)]
    if as_json and "-" not in outputs:
        click.echo(makers[".json"](), nl=False)
    elif "-" not in outputs:
        click.echo("\n".join(review_text(review, strong) for review in reviews), nl=False)
    write_results(outputs, makers, read, ".json" if as_json else ".txt")
    if drawing:
        tell_small_print(drawing.on(paper), outputs)
    bad = [Severity.ERROR, Severity.WARNING] if strict else [Severity.ERROR]
    if any(review.undecided or any(review.count(severity) for severity in bad) for review in reviews):
        ctx.exit(Exit.FOUND)


def _json(reviews: list[Review], dumped: Callable[..., str], shaped: Callable[[Review], object]) -> str:
    return "".join(dumped(shaped(review)) + "\n" for review in reviews)
