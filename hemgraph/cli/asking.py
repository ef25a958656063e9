"""`hemgraph ask`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from . import options
from .exits import Exit

if TYPE_CHECKING:
    from ..finding import Finding
    from ..interview import Interview, Question

KEYS = "? help, u unknown, b back, q quit"
Read = Callable[[list[str]], str]
"""Reads one line; gets the words that can be completed. Raises EOFError at the end of the input."""


@click.command(epilog="Example: hemgraph ask -g lumbar --set stage=recurrence")
@options.graph
@options.settings
@click.option(
    "--order",
    type=click.Choice(["graph", "fewest"]),
    default="graph",
    show_default=True,
    help="Ask in the order of the graph, or what needs the least effort on the average.",
)
@options.outputs("Save the case as .yaml, the trace as .txt .json, or its chart: .svg .pdf .png .dot .mmd.")
@options.paper
@options.draft
@click.pass_context
def ask(
    ctx: click.Context, name: str, settings: tuple[str, ...], order: str, outputs: tuple[str, ...], paper: str
) -> None:
    """Be asked, one question at a time, up to the trace.

    Only what matters is asked. An answer is its number, its name, or a value with its unit; `?` tells what is meant and
    why it is asked, `u` that it is not known, `b` goes back, `q` ends. Ends with 4 where not enough is known.
    """
    from ..interview import Interview
    from ..report.text import trace_text
    from ..results import UNKNOWN
    from ..values.domains import value_text
    from .cases import setting
    from .output import inputs_of, strong, write_results
    from .tracing import makers_of

    graph = options.opened(name)
    interview = Interview(graph, dict(map(setting, settings)), "fewest" if order == "fewest" else "graph")
    ended = _run(interview, _reader())
    found = interview.trace()
    if not ended:
        known = [(finding, value_text(value)) for finding, value in found.case.findings.items()]
        known += [(finding, UNKNOWN) for finding in interview.unknown]
        words = ["hemgraph", "ask", "-g", name, *(f"--set {finding}={value}" for finding, value in known)]
        click.echo(f"\nStopped. To go on from here: {' '.join(words)}", err=True)
    write_results(outputs, makers_of(found, graph.chart(found).on(paper) if outputs else None), inputs_of([name]))
    if "-" not in outputs:
        click.echo(trace_text(found, strong), nl=False)
    if found.leaf is None or not ended:
        ctx.exit(Exit.INCOMPLETE)


def _run(interview: Interview, read: Read) -> bool:
    """Ask until nothing is left; whether that was reached."""
    question = interview.question()
    while question is not None:
        _show(question, interview.count + 1)
        try:
            said = _answered(interview, question, read)
        except (EOFError, KeyboardInterrupt):
            return False
        if said == "q":
            return False
        question = interview.question()
    return True


def _answered(interview: Interview, question: Question, read: Read) -> str:
    """Take one answer that is allowed, or go back; `q` where the reader wants to stop."""
    from ..errors import RefusedCase
    from ..results import UNKNOWN

    finding = question.finding
    words = _words(finding)
    while True:
        said = read([*words, "unknown"]).strip()
        match said.lower():
            case "":
                continue
            case "?":
                _tell(finding.help or "The graph says no more about it.")
                _tell(question.why)
            case "q":
                return "q"
            case "b":
                if interview.back() is not None:
                    return "b"
                _tell("This is the first question.")
            case word:
                try:
                    interview.answer(finding.id, UNKNOWN if word in ("u", "unknown") else _meant(words, said))
                except RefusedCase as refused:
                    _tell(str(refused))
                else:
                    return said


def _words(finding: Finding) -> list[str]:
    """The names of the answers, in the order they are numbered."""
    return {"choice": list(finding.labels), "boolean": ["yes", "no"]}.get(finding.type, [])


def _meant(words: list[str], said: str) -> str:
    """An answer by its number, by its name, or by how its name begins where only one does."""
    if words and said.isdigit() and 1 <= int(said) <= len(words):
        return words[int(said) - 1]
    begun = [word for word in words if word.startswith(said.lower())]
    return said.lower() if said.lower() in words else begun[0] if len(begun) == 1 else said


def _show(question: Question, number: int) -> None:
    """The question with its answers, on standard error."""
    from ..values.domains import Number
    from ..values.numbers import format_number
    from ..wording import unit_text
    from .output import strong

    finding = question.finding
    click.echo("", err=True)
    for line in wrap(f"{number}. {finding.ask}", 80, subsequent_indent="   "):
        click.echo(strong(line), err=True)
    labels = list(finding.labels.values()) or [word.capitalize() for word in _words(finding)]
    for n, (word, label) in enumerate(zip(_words(finding), labels, strict=True), 1):
        named = f"  ({word})" if word != label.lower() else ""
        click.echo(f"   {n}  {label}{named}", err=True)
    if isinstance(finding.domain, Number):
        low, high = format_number(finding.domain.low), format_number(finding.domain.high)
        click.echo(f"   a number from {low} to {high} {unit_text(finding.unit)}".rstrip(), err=True)


def _tell(text: str) -> None:
    for part in text.splitlines():
        for line in wrap(part, 80, initial_indent="   ", subsequent_indent="   "):
            click.echo(line, err=True)


def _reader() -> Read:
    """What reads the answers: a line editor on a terminal, plain lines from anything else."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return _plain_line
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.output import create_output

    session: PromptSession[str] = PromptSession(output=create_output(stdout=sys.stderr))

    def read(words: list[str]) -> str:
        return session.prompt(f"   [{KEYS}] > ", completer=WordCompleter(words), complete_while_typing=False)

    return read


def _plain_line(words: list[str]) -> str:
    click.echo(f"   [{KEYS}] > ", err=True, nl=False)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line:
        raise EOFError
    click.echo("", err=True)
    return line
