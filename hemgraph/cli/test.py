"""`hemgraph test`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from . import options
from .exits import Exit


@click.command(epilog="Example: hemgraph test")
@click.argument("banks", nargs=-1, metavar="[BANK]...", type=click.Path(dir_okay=False, path_type=Path))
@options.outputs("Write .txt, or the chart with what no case takes dashed: .svg .pdf .png .dot .mmd .html.")
@options.paper
@options.draft
@click.pass_context
def test(ctx: click.Context, banks: tuple[Path, ...], outputs: tuple[str, ...], paper: str) -> None:
    """Run banks: lists of cases with what is expected of them.

    Without one, all that come with hemgraph are run.
    Each expectation that is not met is told as expected against got, and each branch that no case takes.
    Ends with 3 where a case failed.
    """
    from ..api import Graph
    from ..bank import BankRun, coverage_of, run_bank
    from ..errors import refuse
    from ..files.bank_file import read_bank
    from ..files.shelf import bank_paths
    from ..report.banks import report_text
    from .output import inputs_of, strong, tell_small_print, write_results

    graphs: dict[str, Graph] = {}
    runs: dict[str, list[BankRun]] = {}
    files = banks or bank_paths()
    for path in files:
        bank = read_bank(path)
        if bank.graph not in graphs:
            graphs[bank.graph] = options.opened(bank.graph)
        runs.setdefault(bank.graph, []).append(run_bank(graphs[bank.graph], bank))
    makers: dict[str, Callable[[], str | bytes]] = {".txt": lambda: report_text(runs)}
    if any(Path(name).suffix not in ("", ".txt") for name in outputs):
        if len(graphs) != 1:
            raise refuse("a chart shows the coverage of one graph", "name the banks of one graph")
        ((name, graph),) = graphs.items()
        cases = [case.trace.case for run in runs[name] for case in run.runs if case.trace]
        drawing = graph.chart(coverage_of(runs[name]), cases=cases)
        makers = {**drawing.on(paper).makers(), **makers}
    write_results(outputs, makers, [*files, *inputs_of(graphs)] if outputs else [])
    if len(makers) > 1:
        tell_small_print(drawing.on(paper), outputs)
    if "-" not in outputs:
        click.echo(report_text(runs, strong), nl=False)
    if any(run.failed for done in runs.values() for run in done):
        ctx.exit(Exit.FOUND)
