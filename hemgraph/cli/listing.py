"""`hemgraph list`."""

from __future__ import annotations

import click


@click.command("list", epilog="Example: hemgraph list")
def list_graphs() -> None:
    """List the graphs that come along: id, version, title, status, nodes."""
    from ..api import load
    from ..files.shelf import graph_paths

    rows = [("id", "version", "title", "status", "nodes")]
    for name in graph_paths():
        graph = load(name).model
        rows.append((graph.id, graph.version, graph.title, graph.status, str(len(graph.nodes))))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        click.echo("  ".join(text.ljust(width) for text, width in zip(row, (*widths, 0), strict=True)).rstrip())
