"""The group of commands. Nothing heavy is imported here: `hemgraph --help` must answer at once."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..errors import HemgraphError, NotDecided
from .exits import Exit

_COMMANDS = {
    "about": ("about", "Tell the versions and licences of the engine and its parts."),
    "ask": ("asking", "Be asked, one question at a time, up to the trace."),
    "cases": ("stubs", "Write stubs of cases for every branch and boundary."),
    "check": ("check", "Prove the logic of graphs."),
    "cohort": ("cohort", "Put every row of FILE through a graph."),
    "compare": ("compare", "Compare graphs, stance against stance."),
    "diff": ("diff", "Compare two versions of a graph, in patients."),
    "draw": ("draw", "Draw the chart, with or without the path of a case."),
    "explain": ("explaining", "Explain a case: why, why not, what if, what to ask."),
    "export": ("exporting", "Write a graph as one query for another database."),
    "layout": ("layout", "Search a good grid for each print of a graph, and keep it."),
    "list": ("listing", "List the graphs that come along: id, version, title, status, nodes."),
    "lock": ("locking", "Write the lock of a graph: what it says now, and who approved it."),
    "test": ("test", "Run banks: lists of cases with what is expected of them."),
    "trace": ("tracing", "Trace a case: what is recommended, why, and who disagrees."),
    "verify": ("verifying", "Read back from FILE which graph made it, and whether it is yours."),
}
"""The module of each command, read when the command is asked for, and the first sentence of its help.

It stands here again so that the list of all commands need not read them all.
"""


class Commands(click.Group):
    """A group whose refusals are messages, never tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of all commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        home = import_module(f".{_COMMANDS[cmd_name][0]}", __package__)
        found: click.Command = getattr(home, "list_graphs" if cmd_name == "list" else cmd_name)
        return found

    def main(self, *args: Any, **more: Any) -> Any:
        """Run the program; what cannot be printed before any command runs ends with exit code 1, too."""
        try:
            return super().main(*args, **more)
        except OSError as error:
            _tell(error)
            sys.exit(Exit.FAILURE)

    def invoke(self, ctx: click.Context) -> object:  # noqa: RET503 - `exit` does not return
        """Run a command; a refusal goes to standard error, with exit code 1."""
        try:
            return super().invoke(ctx)
        except NotDecided as error:
            click.echo(str(error), err=True)
            ctx.exit(Exit.FOUND)
        except HemgraphError as error:
            click.echo(str(error), err=True)
        except BrokenPipeError:
            raise  # somebody closed the pipe: click ends quietly
        except OSError as error:
            _tell(error)
        ctx.exit(Exit.FAILURE)


def _tell(error: OSError) -> None:
    what = f"{error.filename}: " if error.filename else ""
    click.echo(f"{what}{(error.strerror or str(error)).lower()}", err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hemgraph", message="%(prog)s %(version)s")
def main() -> None:
    """Clinical management algorithms as one file: trace a case, print the chart, review the logic.

    It supports the judgement of the treating clinician and replaces none.

    Example: hemgraph trace emergency-extraosseous
    """


# A command lives for a moment; looking for garbage while it imports its modules costs a tenth of a trace.
gc.set_threshold(100_000)
