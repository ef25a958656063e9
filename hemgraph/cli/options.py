"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

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


def outputs(help: str) -> Callable[[F], F]:
    """Return the option `-o`, which may be repeated."""
    return click.option("-o", "--output", "outputs", multiple=True, metavar="FILE", help=help)
