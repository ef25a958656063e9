"""Which case is meant: a file, standard input, a worked case that comes along, or findings on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import Fault, Place, RefusedCase, nearest, refuse

if TYPE_CHECKING:
    from ..api import Graph
    from ..case import Case
    from ..files.bank_file import Entered


def the_case(graph: Graph, name: str | None, settings: Iterable[str]) -> Case:
    """Return the case that is meant, with the settings laid over it. Raises HemgraphError with every fault."""
    found = entered([graph.model.id], name, settings)
    if not found.entries and name is None:
        raise click.UsageError("name a case, or give findings: --set deficit=none")
    return graph.case(found.entries, found.id, found.place)


def entered(graphs: Sequence[str], name: str | None, settings: Iterable[str]) -> Entered:
    """Return the case that is meant, as it was entered, with the settings laid over it.

    A worked case is looked for in the banks of these graphs, in their order. Raises HemgraphError with every fault.
    """
    from ..files.bank_file import Entered

    set_here = dict(setting(text) for text in settings)
    found = _named(graphs, name) if name is not None else Entered("", {}, lambda _: None)

    def place(finding: str) -> Place | None:
        return None if finding in set_here else found.place(finding)

    return Entered(found.id, {**found.entries, **set_here}, place)


def worked(graph: Graph, name: str, outputs: Iterable[str]) -> tuple[Case, ...]:
    """Return the worked cases that a page for a browser offers; none where no such page is written."""
    from ..bank import worked_cases
    from ..files.shelf import banks_of, files_of

    if not any(file.endswith(".html") for file in outputs):
        return ()
    return worked_cases(graph, [bank for path in files_of([name]) for bank in banks_of(path, graph.model.id)])


def setting(text: str) -> tuple[str, str]:
    """Return a finding and its value as `--set` gives them. Raises RefusedCase for anything else."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise RefusedCase([Fault(f"`{text}` is no setting", "write finding=value, as --set deficit=none")])
    return name.strip(), value.strip()


def _named(graphs: Sequence[str], name: str) -> Entered:
    from ..files.bank_file import read_bank, read_case, read_case_text
    from ..files.shelf import bank_paths, is_path

    if name == "-":
        if sys.stdin is None:
            raise refuse("standard input is closed", "name a file, or give findings: --set deficit=none")
        return read_case_text(sys.stdin.buffer.read(1 << 21), "standard input")
    if is_path(name):
        return read_case(Path(name))
    worked: dict[str, Entered] = {}
    for graph in graphs:
        for path in bank_paths(graph):
            worked = {case.id: case for case in read_bank(path).cases} | worked
    if name not in worked:
        help = f"{nearest(name, worked)}; a file is named with a slash or its ending, as ./{name}.yaml"
        several = " or ".join(f"`{graph}`" for graph in graphs)
        raise refuse(f"no worked case `{name}` comes along with {several}", help)
    return worked[name]
