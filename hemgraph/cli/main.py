"""The group of commands. Nothing heavy is imported here: `hemgraph --help` must answer at once."""

from __future__ import annotations

import gc
from importlib import import_module

import click

from .. import __version__
from ..errors import HemgraphError, NotDecided
from .exits import Exit

_HOMES = {
    "about": "about",
    "ask": "asking",
    "cases": "stubs",
    "check": "check",
    "cohort": "cohort",
    "compare": "compare",
    "diff": "diff",
    "draw": "draw",
    "explain": "explaining",
    "export": "exporting",
    "list": "listing",
    "lock": "locking",
    "test": "test",
    "trace": "tracing",
    "verify": "verifying",
}
"""The module of each command; it is read when the command is asked for, so that none waits for the others."""


class Commands(click.Group):
    """A group whose refusals are messages, never tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        if cmd_name not in _HOMES:
            return None
        home = import_module(f".{_HOMES[cmd_name]}", __package__)
        found: click.Command = getattr(home, "list_graphs" if cmd_name == "list" else cmd_name)
        return found

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
            what = f"{error.filename}: " if error.filename else ""
            click.echo(f"{what}{(error.strerror or str(error)).lower()}", err=True)
        ctx.exit(Exit.FAILURE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hemgraph", message="%(prog)s %(version)s")
def main() -> None:
    """Clinical management algorithms as one file: trace a case, print the chart, review the logic.

    It supports the judgement of the treating clinician and replaces none.

    Example: hemgraph trace emergency-extraosseous
    """


# A command lives for a moment; looking for garbage while it imports its modules costs a tenth of a trace.
gc.set_threshold(100_000)
