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
    from ..files.shelf import bank_paths, banks_of, find_graph, is_path, is_revision
    from ..host import real
    from ..report.yaml import stubs_yaml
    from .output import inputs_of, write_results

    graph = options.opened(name)
    found = graph.stubs()
    if not found.traces:
        raise refuse("no case can be written: whoever is traced runs into a fault of the graph", "see hemgraph check")
    files = outputs or ("-",)
    banks = () if is_revision(name) else banks_of(find_graph(name), graph.model.id)
    judged = {real(bank) for bank in (*banks, *bank_paths(graph.model.id))}
    for file in files:
        if real(Path(file)) in judged:
            raise refuse(f"`{file}` has cases that somebody judged, and is not written over", "name another file")
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
