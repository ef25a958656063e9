"""The group of commands. Nothing heavy is imported here: `hemgraph --help` must answer at once."""

from __future__ import annotations

import gc

import click

from .. import __version__
from ..errors import HemgraphError, NotDecided
from .asking import ask
from .check import check
from .cohort import cohort
from .compare import compare
from .diff import diff
from .draw import draw
from .exits import Exit
from .explaining import explain
from .exporting import export
from .listing import list_graphs
from .stubs import cases
from .test import test
from .tracing import trace


class Commands(click.Group):
    """A group whose refusals are messages, never tracebacks."""

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

for command in (list_graphs, trace, draw, test, check, cases, explain, ask, diff, compare, cohort, export):
    main.add_command(command)
