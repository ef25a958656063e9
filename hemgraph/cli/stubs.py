"""`hemgraph cases`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from . import options


@click.command(epilog="Example: hemgraph cases lumbar -o stubs.yaml")
@click.argument("name", metavar="[GRAPH]", default="vertebral-hemangioma")
@options.outputs("Write .yaml: a bank of cases.")
def cases(name: str, outputs: tuple[str, ...]) -> None:
    """Write a bank of cases that takes every branch and stands on both sides of every boundary.

    Each case has only the findings that it needs, smallest first. It expects what the graph says today and is
    marked `review: yes`: a person has to judge it.
    """
    from ..api import load
    from ..files.shelf import find_graph, is_path
    from ..report.yaml import stubs_yaml
    from .output import write_results

    graph = load(name)
    found = graph.stubs()
    files = outputs or ("-",)
    for file in files:
        home = Path(file).parent if file != "-" else Path()
        named = Path(os.path.relpath(find_graph(name), home)).as_posix() if is_path(name) else name
        bank = stubs_yaml(named if "/" in named or not is_path(name) else f"./{named}", found)
        write_results((file,), dict.fromkeys((".yaml", ".yml"), partial(str, bank)), [find_graph(name)], ".yaml")
    count = f"{len(found.traces)} case{'' if len(found.traces) == 1 else 's'}"
    click.echo(f"{count}; {found.reached} of {found.goals} branches and boundaries", err=True)
