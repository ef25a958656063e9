"""`hemgraph test`."""

from __future__ import annotations

from pathlib import Path

import click

from .exits import Exit


@click.command(epilog="Example: hemgraph test")
@click.argument("banks", nargs=-1, metavar="[BANK]...", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def test(ctx: click.Context, banks: tuple[Path, ...]) -> None:
    """Run banks of cases; without one, all that come along.

    Each expectation that is not met is told as expected against got, and each branch that no case takes.
    Ends with 3 where a case failed.
    """
    from ..api import Graph, load
    from ..bank import BankRun, run_bank
    from ..files.bank_file import read_bank
    from ..files.shelf import bank_paths
    from ..report.banks import bank_text, coverage_text
    from .output import strong

    graphs: dict[str, Graph] = {}
    runs: dict[str, list[BankRun]] = {}
    for path in banks or bank_paths():
        bank = read_bank(path)
        if bank.graph not in graphs:
            graphs[bank.graph] = load(bank.graph)
        run = run_bank(graphs[bank.graph], bank)
        runs.setdefault(bank.graph, []).append(run)
        click.echo(bank_text(run, strong), nl=False)
    click.echo("\n" + strong("Coverage"))
    for name, done in runs.items():
        click.echo(f"{name}\n" + coverage_text(graphs[name].model, done), nl=False)
    if any(run.failed for done in runs.values() for run in done):
        ctx.exit(Exit.FOUND)
