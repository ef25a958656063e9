"""Where results go: the terminal, or files that are there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from ..errors import refuse
from ..host import check_place, now, real, told_of, write_file

if TYPE_CHECKING:
    from ..api import Graph
    from ..chart import Drawing

Makers = Mapping[str, Callable[[], str | bytes]]
"""What can be written, by the ending of the file."""


def strong(text: str) -> str:
    """Make a heading stand out on a terminal; click leaves the marks out anywhere else, and we with NO_COLOR."""
    return text if os.environ.get("NO_COLOR") else click.style(text, bold=True)


def tell_small_print(drawing: Drawing, outputs: tuple[str, ...]) -> None:
    """Warn where the kept layout does not fit the graph, and where a page was written whose text is hard to read."""
    for remark in drawing.layout_remarks():
        click.echo(f"note: {remark}", err=True)
    kinds: tuple[Literal[".pdf", ".png"], ...] = (".pdf", ".png")
    said = (drawing.small_print(kind) for kind in kinds if any(name.endswith(kind) for name in outputs))
    for warning in dict.fromkeys(said):
        if warning:
            click.echo(f"note: {warning}", err=True)


def show_progress(drawing: Drawing) -> None:
    """Show on a terminal how far the search for a layout is."""
    if sys.stderr.isatty():
        drawing.picture.chart.progress = _show_part


def _show_part(page: str, part: float) -> None:
    bar = "█" * round(20 * part) + "░" * (20 - round(20 * part))
    click.echo(f"\r\x1b[2Klaying out the chart, {page}  {bar}" if part < 1 else "\r\x1b[2K", nl=False, err=True)


def tell_expiry(graph: Graph) -> None:
    """Warn where a graph is past the date by which it was to be reviewed, or approvals of it no longer hold."""
    if graph.model.lapsed:
        boxes = ", ".join(map(str, sorted(graph.model.boxes[name] for name in graph.model.lapsed)))
        click.echo(f"note: not approved as it stands, or not locked since: box {boxes}", err=True)
    due = graph.model.review_by
    if due and now().date() > due:
        click.echo(f"note: `{graph.model.id}` has EXPIRED: it was to be reviewed by {due}", err=True)


def default_path(name: str) -> Path:
    """Return where something is written that was given no place: in `output`, which is made."""
    folder = Path("output")
    with told_of(folder):
        folder.mkdir(exist_ok=True)
    return folder / name


def inputs_of(graphs: Iterable[str], *others: str | None) -> list[Path]:
    """Return every file that is read for some graphs, with their includes and locks, and other files that are named."""
    from ..files.graph_file import files_read
    from ..files.shelf import files_of

    read = [file for path in files_of(graphs) for file in files_read(path)]
    return [*read, *(Path(name) for name in others if name)]


def check_outputs(names: Iterable[str], inputs: Iterable[Path]) -> None:
    """Raise HemgraphError for a place no file is written to, and for a file that was read."""
    read = {real(path) for path in inputs}
    for name in names:
        check_place(Path(name))
        if real(Path(name)) in read:
            raise refuse(f"`{name}` was read for this, and is not written over", "name another file")


def write_results(outputs: tuple[str, ...], makers: Makers, inputs: Iterable[Path] = (), dash: str = ".txt") -> None:
    """Make every result first, then write each to its file; `-` is standard output, with what `dash` says.

    Raises HemgraphError, before anything is written, for an ending that is not known, for a folder, and for a
    file that was read for these results.
    """
    endings = {name: dash if name == "-" else Path(name).suffix for name in outputs}
    inputs = [*inputs]
    check_outputs((name for name in outputs if name != "-"), inputs)
    for name, ending in endings.items():
        if ending not in makers:
            raise refuse(f"`{name}` has no ending that can be written here", f"the endings are {' '.join(makers)}")
    made = [(name, makers[ending]()) for name, ending in endings.items()]
    for name, content in made:
        if name == "-":
            click.echo(content, nl=False)
        else:
            write_file(Path(name), content, *inputs)
            click.echo(f"wrote {name}", err=True)
