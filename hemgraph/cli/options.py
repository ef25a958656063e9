"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

    from ..api import Graph

_DRAFT = "hemgraph.draft"
F = TypeVar("F", bound=Callable[..., Any])

settings = click.option(
    "--set", "settings", multiple=True, metavar="FINDING=VALUE", help="Set one finding of the case; may be repeated."
)
graph = click.option(
    "-g",
    "--graph",
    "name",
    default="vertebral-hemangioma",
    show_default=True,
    metavar="GRAPH",
    help="A path, or the id of a graph that comes along.",
)
budget = click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=200_000,
    show_default=True,
    metavar="N",
    help="How much work one question may cost; beyond it the answer is `not decided`.",
)
paper = click.option(
    "--paper",
    type=click.Choice(["a4", "letter", "a3", "fit"]),
    default="a4",
    show_default=True,
    help="For .pdf and .png; `fit` is as large as the chart.",
)
theme = click.option(
    "--theme", type=click.Choice(["print", "colour", "dark"]), help="Colours; by default `print`, and `colour` in .svg."
)
style = click.option(
    "--style",
    type=click.Choice(["clinical", "iso5807"]),
    default="clinical",
    show_default=True,
    help="Questions as hexagons, or as diamonds.",
)
sections = click.option(
    "--sections",
    type=click.Choice(["needed", "file", "auto", "off"]),
    default="needed",
    show_default=True,
    help="When a .pdf has one section a page: `needed`, where one page would have over 25 boxes or text under 8 pt and"
    " the file has sections; `file`, always as the file says; `auto`, as needed, and divided by the program where the"
    " file has none; `off`, never.",
)
poster = click.option(
    "--poster",
    metavar="COLSxROWS",
    help="Print the chart alone as a poster of so many sheets, to cut and glue: .pdf.",
)

draft = click.option(
    "--draft",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, _, value: ctx.meta.__setitem__(_DRAFT, value),
    help="Use a reviewed graph that is not what its lock holds, as a draft.",
)


def opened(name: str | Path) -> Graph:
    """Return a graph, as a draft where that was asked for and is needed. Raises HemgraphError as `load` does."""
    from ..api import load

    return load(name, draft=click.get_current_context().meta.get(_DRAFT, False))


def outputs(help: str) -> Callable[[F], F]:
    """Return the option `-o`, which may be repeated."""
    return click.option("-o", "--output", "outputs", multiple=True, metavar="FILE", help=help)
