"""`lock`: keep what a graph says now, and who approved which of its boxes."""

from __future__ import annotations

import click


@click.command(epilog="Example: hemgraph lock mine/lumbar.yaml")
@click.argument("name", metavar="GRAPH")
def lock(name: str) -> None:
    """Write the lock of a graph: what it says now, and who approved it.

    It holds the content of the graph and of its includes, and who approved which content of a box.
    The lock stands in a file beside the graph, GRAPH.lock. A graph whose status is `reviewed` is from then on refused
    where it is not what its lock holds, and an edited box loses its approval for all to see.
    """
    from .. import __version__
    from ..errors import Fault, HemgraphError
    from ..files.graph_file import lock_now
    from ..files.lock import lock_json, lock_path, read_lock, stale
    from ..files.shelf import find_graph, is_revision
    from ..host import now, write_file
    from ..report.json import dumps
    from .output import check_outputs

    if is_revision(name):
        raise click.UsageError("a revision of git cannot be locked: name a file")
    path = find_graph(name)
    place = lock_path(path)
    graph, made = lock_now(path)
    if old := stale(made, read_lock(place), now().date()):
        help = "who approves it dates it anew; else take approved_by and approved_on away"
        places = graph.places
        raise HemgraphError(
            [Fault(f"box {graph.boxes[node]} {why}", help, places.get(("nodes", node))) for node, why in old.items()]
        )
    check_outputs([str(place)], [path])
    write_file(place, dumps(lock_json(made, graph, __version__, now())) + "\n")
    count = len(made.approvals)
    approved = f", {count} box{'' if count == 1 else 'es'} approved" if count else ""
    click.echo(f"locked {graph.id} {graph.version} ({graph.status}), content {graph.sha256[:12]}{approved}")
    click.echo(f"wrote {place}", err=True)
