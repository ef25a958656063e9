"""Grids that are kept beside a graph, in a file that people read, edit and merge: `x.layout.json` beside `x.yaml`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import BadFile, Fault, Place
from ...host import read_bytes, write_file
from .grid import Grid
from .routes import Cell

WHOLE, DETAIL = "whole", "detail"
SECTION = "section: "
ENDING = ".layout.json"
MOST_BYTES = 1 << 20
MOST_COLUMNS, MOST_ROWS = 60, 400
_VERSION = 1


@dataclass(frozen=True)
class Kept:
    """The grids of a graph, one for each kind of print: `whole`, `detail` or `section: TITLE`."""

    graph: str
    pages: Mapping[str, Grid] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text of the file: a box a line, in order of row and column."""
        pages = ",\n".join(f"    {_text(name)}: {_page(grid)}" for name, grid in self.pages.items())
        return f'{{\n  "layout": {_VERSION},\n  "graph": {_text(self.graph)},\n  "pages": {{\n{pages}\n  }}\n}}\n'


def place_of(graph: Path) -> Path:
    """Return where the layout of a graph file is kept.

    >>> place_of(Path("graphs/lumbar.yaml")).name
    'lumbar.layout.json'
    """
    return graph.with_name(graph.stem + ENDING)


def _page(grid: Grid) -> str:
    cells = sorted(grid.cells.items(), key=lambda item: (item[1][1], item[1][0], item[0]))
    boxes = ",\n".join(f"        {_text(key)}: [{column}, {row}]" for key, (column, row) in cells)
    width = f"{grid.width:g}"
    return (
        f'{{\n      "columns": {grid.columns},\n      "width": {width},\n      "boxes": {{\n{boxes}\n      }}\n    }}'
    )


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def write_kept(path: Path, kept: Kept) -> None:
    """Write the file whole. Raises HemgraphError where that cannot be done."""
    write_file(path, str(kept))


def read_kept(path: Path, graph: str) -> Kept | None:
    """Return what is kept for a graph; None where there is no file.

    Raises BadFile with each fault of the file: no JSON, another graph, a cell that is none or that two boxes have.
    """
    try:
        data = read_bytes(path, MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadFile([Fault(f"`{path}` cannot be read: {error.strerror or error}")]) from None
    return parsed(data, graph, str(path))


def parsed(data: bytes, graph: str, where: str) -> Kept:
    """Return the grids in the text of a file. Raises BadFile as `read_kept` does."""
    anew = "`hemgraph layout` makes it anew"
    if len(data) > MOST_BYTES:
        raise BadFile([Fault("it is larger than 1 MiB", "a layout has a line for each box", Place(where))])
    try:
        text = data.decode()
        found = json.loads(text, object_pairs_hook=_pairs)
    except json.JSONDecodeError as error:
        raise BadFile([Fault(f"it is no JSON: {error.msg}", anew, Place(where, error.lineno, error.colno))]) from None
    except (ValueError, RecursionError) as error:
        raise BadFile([Fault(f"it is no JSON: {error}", anew, Place(where))]) from None
    if not isinstance(found, dict) or found.get("layout") != _VERSION or not isinstance(found.get("pages"), dict):
        help = f'it begins {{"layout": 1, "graph": ..., "pages": ...}}; {anew}'
        raise BadFile([Fault(f"it is no layout of version {_VERSION}", help, Place(where))])
    faults: list[Fault] = []
    if found.get("graph") != graph:
        faults.append(Fault(f"it is the layout of `{found.get('graph')}`, not of `{graph}`", anew, Place(where)))
    pages = {}
    for name, page in found["pages"].items():
        if grid := _grid(page, name, text, where, faults):
            pages[name] = grid
    if faults:
        raise BadFile(faults)
    return Kept(graph, pages)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        double = next(key for n, (key, _) in enumerate(pairs) if key in [k for k, _ in pairs[:n]])
        raise ValueError(f"`{double}` stands twice")
    return found


def _grid(page: object, name: str, text: str, where: str, faults: list[Fault]) -> Grid | None:
    match page:
        case {"columns": int() as columns, "width": int() | float() as width, "boxes": dict() as boxes}:
            pass
        case _:
            faults.append(Fault(f"page `{name}` has no columns, width and boxes", "", Place(where)))
            return None
    if isinstance(columns, bool) or not 1 <= columns <= MOST_COLUMNS or not 40 <= width <= 600:
        help = f"columns are 1 to {MOST_COLUMNS}, the width 40 to 600 points"
        faults.append(Fault(f"page `{name}` has a size that is none", help, Place(where)))
        return None
    taken: dict[Cell, str] = {}
    for key, cell in boxes.items():
        place = _place(text, key, name, where)
        if not _is_cell(cell, columns):
            help = f"write [column, row], from 0, with a column below {columns}"
            faults.append(Fault(f"`{key}` has no cell: {json.dumps(cell)[:40]}", help, place))
        elif tuple(cell) in taken:
            faults.append(Fault(f"`{key}` and `{taken[tuple(cell)]}` are on one cell", "move one of them", place))
        else:
            taken[tuple(cell)] = key
    return Grid(columns, float(width), {key: cell for cell, key in taken.items()})


def _is_cell(cell: object, columns: int) -> bool:
    match cell:
        case [int() as column, int() as row]:
            whole = not isinstance(column, bool) and not isinstance(row, bool)
            return whole and 0 <= column < columns and 0 <= row < MOST_ROWS
        case _:
            return False


def _place(text: str, key: str, page: str, where: str) -> Place:
    """Where a box stands within its page."""
    at = text.find(f"{_text(key)}:", max(text.find(f"{_text(page)}:"), 0))
    return Place(where, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) if at >= 0 else Place(where)
