"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

settings = click.option(
    "--set", "settings", multiple=True, metavar="FINDING=VALUE", help="Set one finding of the case; may be repeated."
)
paper = click.option(
    "--paper", type=click.Choice(["a4", "letter", "a3"]), default="a4", show_default=True, help="For .pdf and .png."
)


def outputs(help: str) -> Callable[[F], F]:
    """Return the option `-o`, which may be repeated."""
    return click.option("-o", "--output", "outputs", multiple=True, metavar="FILE", help=help)
