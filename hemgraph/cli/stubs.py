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
@options.draft
def cases(name: str, outputs: tuple[str, ...]) -> None:
    """Write stubs of cases for every branch and boundary.

    They are a bank: a list of cases with what is expected of them. Each case has only the findings that it needs,
    smallest first. It expects what the graph says today and is marked `review: yes`: a person has to judge it.
    """
    from ..errors import refuse
    from ..files.shelf import find_graph, is_path
    from ..report.yaml import stubs_yaml
    from .output import inputs_of, write_results

    graph = options.opened(name)
    found = graph.stubs()
    if not found.traces:
        raise refuse("no case can be written: whoever is traced runs into a fault of the graph", "see hemgraph check")
    files = outputs or ("-",)
    for file in files:
        home = Path(file).parent if file != "-" else Path()
        named = Path(os.path.relpath(find_graph(name), home)).as_posix() if is_path(name) else name
        bank = stubs_yaml(named if "/" in named or not is_path(name) else f"./{named}", found)
        write_results((file,), dict.fromkeys((".yaml", ".yml"), partial(str, bank)), inputs_of([name]), ".yaml")
    count = f"{len(found.traces)} case{'' if len(found.traces) == 1 else 's'}"
    click.echo(f"{count}; {found.reached} of {found.goals} branches and boundaries", err=True)
    if found.faulty:
        click.echo(f"note: {found.faulty} of them lead to a fault of the graph; see hemgraph check", err=True)
    if found.goals > found.reached + found.faulty:
        click.echo(f"note: more than {len(found.traces)} cases would be needed for the rest", err=True)
