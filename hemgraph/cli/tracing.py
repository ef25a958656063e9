"""`hemgraph trace`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import refuse
from ..identity import identifies
from . import options
from .exits import Exit

if TYPE_CHECKING:
    from ..chart import Drawing
    from ..chart.picture import Parts
    from ..results import Trace


@click.command(epilog="Example: hemgraph trace emergency-extraosseous -o path.svg")
@click.argument("case", required=False)
@options.graph
@options.settings
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON.")
@options.outputs(
    "Write .txt .json .yaml, the chart with the path (.svg .png .dot .mmd .html), or also the handout: .pdf."
)
@click.option(
    "--record",
    metavar="FILE.jsonl",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add findings, path and result to a record that only grows; its lines are chained by their hashes.",
)
@click.option(
    "--decision", type=click.Choice(["accepted", "overridden"]), help="What was decided upon it, for the record."
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the record; where it was overridden it is needed.")
@options.paper
@options.sections
@click.option("--chart-only", "parts", flag_value="chart", help="Of a .pdf the pages of the chart only.")
@click.option("--handout-only", "parts", flag_value="handout", help="Of a .pdf the pages behind the chart only.")
@options.draft
@click.pass_context
def trace(
    ctx: click.Context,
    case: str | None,
    name: str,
    settings: tuple[str, ...],
    as_json: bool,
    outputs: tuple[str, ...],
    record: Path | None,
    decision: str | None,
    reason: str,
    paper: str,
    sections: str,
    parts: Parts | None,
) -> None:
    """Trace a case: what is recommended, why, and who disagrees.

    CASE is a file, `-` for standard input, or the id of a worked case that comes along.
    Ends with 4 where not enough is known.
    """
    from ..report.text import trace_text
    from .cases import the_case, worked
    from .output import check_outputs, inputs_of, show_progress, strong, tell_expiry, tell_small_print, write_results

    if parts and not any(file.endswith(".pdf") for file in outputs):
        raise click.UsageError("--chart-only and --handout-only are for a .pdf: name one with -o")
    _check_decision(record, decision, reason)
    graph = options.opened(name)
    found = graph.trace(the_case(graph, case, settings))
    drawing = None
    if outputs:
        chart = graph.chart(found, cases=worked(graph, name, outputs))
        show_progress(chart)
        drawing = chart.on(paper, sections=sections, parts=parts or "all")
    makers = makers_of(found, drawing)
    inputs = inputs_of([name], case) if outputs or record else []
    if record:
        check_outputs([output for output in outputs if output != "-"], inputs)
        _record(record, found, decision, reason, [*inputs, *map(Path, outputs)])
    write_results(outputs, makers, inputs, ".json" if as_json else ".txt")
    if drawing:
        tell_small_print(drawing, outputs)
    if as_json and "-" not in outputs:
        click.echo(makers[".json"](), nl=False)
    elif not outputs:
        click.echo(trace_text(found, strong), nl=False)
    tell_expiry(graph)
    if found.leaf is None:
        ctx.exit(Exit.INCOMPLETE)


def _check_decision(record: Path | None, decision: str | None, reason: str) -> None:
    if record and record.suffix != ".jsonl":
        raise click.UsageError("a record is a file that ends in .jsonl")
    if (decision or reason) and not record:
        raise click.UsageError("--decision and --reason are for a record: name one with --record")
    if reason and not decision:
        raise click.UsageError("--reason is that of a decision: add --decision accepted or overridden")
    if decision == "overridden" and not reason.strip():
        raise click.UsageError("say why it was overridden: --reason '...'")
    if what := identifies(reason):
        raise refuse(f"the reason has {what}, which can tell who the patient is", "say it without")


def _record(record: Path, found: Trace, decision: str | None, reason: str, others: list[Path]) -> None:
    from .. import __version__
    from ..host import now
    from ..record import append
    from ..report.json import record_json
    from .output import check_outputs

    check_outputs([str(record)], others)
    append(record, record_json(found, __version__, now(), decision, reason))
    click.echo(f"recorded in {record}", err=True)


def makers_of(found: Trace, drawing: Drawing | None) -> dict[str, Callable[[], str | bytes]]:
    """Return how a trace is written, by the ending of the file; as a chart where there is a drawing."""
    from ..report.text import trace_text

    def as_json() -> str:
        from .. import __version__
        from ..host import now
        from ..report.json import dated, dumps, trace_json

        return dumps(dated(trace_json(found, __version__), now())) + "\n"

    def as_yaml() -> str:
        from ..report.yaml import case_yaml

        return case_yaml(found.case)

    return {
        **(drawing.makers() if drawing else {}),
        ".txt": lambda: trace_text(found),
        ".json": as_json,
        ".yaml": as_yaml,
    }
