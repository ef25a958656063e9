"""Grids that are kept beside a graph, in a file that people read, edit and merge: `x.layout.json` beside `x.yaml`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import BadFile, Fault
from ...host import read_bytes, write_file
from .grid import Grid

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
    if len(data) > MOST_BYTES:
        raise BadFile([Fault(f"{where}: it is larger than 1 MiB", "a layout has a line for each box")])
    try:
        text = data.decode()
        found = json.loads(text, object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadFile([Fault(f"{where}{line}: it is no JSON: {error}", "`hemgraph layout` makes it anew")]) from None
    faults: list[Fault] = []
    if not isinstance(found, dict) or found.get("layout") != _VERSION or not isinstance(found.get("pages"), dict):
        help = 'it begins {"layout": 1, "graph": ..., "pages": ...}; `hemgraph layout` makes it anew'
        raise BadFile([Fault(f"{where}: it is no layout of version {_VERSION}", help)])
    if found.get("graph") != graph:
        faults.append(Fault(f"{where}: it is the layout of `{found.get('graph')}`, not of `{graph}`"))
    pages = {}
    for name, page in found["pages"].items():
        grid = _grid(page, f"page `{name}`", text, where, faults)
        if grid:
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
            faults.append(Fault(f"{where}: {name} has no columns, width and boxes"))
            return None
    if isinstance(columns, bool) or not 1 <= columns <= MOST_COLUMNS or not 40 <= width <= 600:
        faults.append(Fault(f"{where}: {name}: columns are 1 to {MOST_COLUMNS}, the width 40 to 600 points"))
        return None
    taken: dict[tuple[int, int], str] = {}
    for key, cell in boxes.items():
        at = f"{where}:{_line(text, key, name)}"
        match cell:
            case [int() as column, int() as row] if 0 <= column < columns and 0 <= row < MOST_ROWS:
                if (column, row) in taken:
                    help = "move one of them to a free cell"
                    faults.append(Fault(f"{at}: `{key}` and `{taken[column, row]}` are on one cell", help))
                taken[column, row] = key
            case _:
                help = f"write [column, row], from 0, with a column below {columns}"
                faults.append(Fault(f"{at}: `{key}` has no cell: {json.dumps(cell)}", help))
    return Grid(columns, float(width), {key: cell for cell, key in taken.items()})


def _line(text: str, key: str, name: str) -> int:
    """The line of a box, within its page."""
    page = text.find(_text(name.removeprefix("page `").removesuffix("`")))
    at = text.find(f"{_text(key)}:", max(page, 0))
    return text.count("\n", 0, max(at, 0)) + 1
