"""`hemgraph list`."""

from __future__ import annotations

from textwrap import wrap

import click


@click.command("list", epilog="Example: hemgraph list")
def list_graphs() -> None:
    """List the graphs that come along: id, version, title, status, nodes."""
    from ..api import load
    from ..files.shelf import graph_paths

    rows = [("id", "version", "title", "status", "nodes")]
    for name in graph_paths():
        graph = load(name, draft=True).model
        rows.append((graph.id, graph.version, graph.title, graph.status, str(len(graph.nodes))))
    widths = [max(len(row[i]) for row in rows) for i in (0, 1, 3, 4)]
    room = 80 - sum(widths) - 8
    for name, version, title, status, nodes in rows:
        first, *more = wrap(title, room)
        left, right = f"{name:<{widths[0]}}  {version:<{widths[1]}}", f"{status:<{widths[2]}}  {nodes}"
        click.echo(f"{left}  {first:<{room}}  {right}")
        for line in more:
            click.echo(f"{'':<{len(left)}}  {line}")
