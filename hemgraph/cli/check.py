"""`hemgraph check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options
from .exits import Exit

if TYPE_CHECKING:
    from ..api import Graph
    from ..results import Issue, Review, Trace


@click.command(epilog="Example: hemgraph check lumbar l3 compression vertebral-hemangioma")
@click.argument("names", nargs=-1, metavar="[GRAPH]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; of several graphs one object a line.")
@click.option("--hazards", is_flag=True, help="Print the hazard log that stands in the folder of the graph.")
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
    hazards: bool,
    strict: bool,
    budget: int,
    outputs: tuple[str, ...],
    paper: str,
) -> None:
    """Prove the logic of graphs.

    GRAPH is a file, as ./my.yaml, or the id of a graph that comes with hemgraph; without one all of these are checked.
    Each issue comes with its place, what would be right, and a patient who shows it. Banks of cases are looked for in
    the folder `cases` beside the file, and the hazards of the graph in `hazards.yaml`: a hazard whose control or
    evidence is gone is an issue. Ends with 3 where there are errors or something was not decided, with 1
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
    from .output import inputs_of, strong, tell_small_print, write_results

    paths = {name: find_graph(name) for name in names or graph_paths()}
    graphs = {name: options.opened(name) for name in paths}
    banks = {name: banks_of(path, graphs[name].model.id) for name, path in paths.items()}
    reviews = []
    if hazards:
        click.echo("\n".join(_hazard_log(paths[name], graph) for name, graph in graphs.items()), nl=False)
        return
    for name, graph in graphs.items():
        traces: list[Trace] = []
        cases: list[str] = []
        for path in banks[name]:
            bank = read_bank(path)
            cases += [case.id for case in bank.cases]
            found = traces_of(graph, bank)
            traces += found
            if unanswered := len(bank.cases) - len(found):
                some = "a case" if unanswered == 1 else f"{unanswered} cases"
                click.echo(f"note: {some} of {path} got no answer; hemgraph test tells why", err=True)
        review = graph.check(beside=graphs.values(), traces=traces, budget=budget)
        lost = _lost(paths[name], graph, cases)
        reviews.append(replace(review, issues=(*lost, *review.issues)))
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
    read = [*inputs_of(paths), *(path for some in banks.values() for path in some)] if outputs else []
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


def _lost(path: Path, graph: Graph, cases: list[str]) -> list[Issue]:
    from ..analysis.lost import lost_links
    from ..files.hazards import hazards_beside, missing_tests

    if (log := hazards_beside(path, graph.model.id)) is None:
        return []
    links = [link for each in log.hazards.values() for link in (*each.control, *each.evidence)]
    tests = missing_tests([link.name for link in links if link.kind == "test"], path.parent.parent)
    return list(lost_links(log, graph.model, cases, tests))


def _hazard_log(path: Path, graph: Graph) -> str:
    from ..files.hazards import hazards_beside
    from ..report.hazards import hazards_text
    from .output import strong

    if (log := hazards_beside(path, graph.model.id)) is None:
        return f"`{graph.model.id}` has no hazard log: it would be hazards.yaml in the folder of its file\n"
    return hazards_text(log, graph.model, strong)


def _json(reviews: list[Review], dumped: Callable[..., str], shaped: Callable[[Review], object]) -> str:
    return "".join(dumped(shaped(review)) + "\n" for review in reviews)
