"""The graphs and banks that come along."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import nearest, refuse
from ..host import real

REVISION = "git:"
_PACKAGE = Path(__file__).resolve().parent.parent


def is_path(name: str) -> bool:
    """Tell whether a name means a file, not the id of a graph that comes along.

    >>> is_path("lumbar"), is_path("./lumbar"), is_path("lumbar.yaml")
    (False, True, True)
    """
    return "/" in name or "\\" in name or name.endswith((".yaml", ".yml", ".json"))


def is_revision(name: str) -> bool:
    """Tell whether a name means a file in a revision of git.

    >>> is_revision("git:HEAD~1:graphs/lumbar.yaml"), is_revision("lumbar")
    (True, False)
    """
    return name.startswith(REVISION)


def shelf() -> Path:
    """Return the folder of the graphs: within an installed package, beside it in a checkout."""
    packed = _PACKAGE / "graphs"
    return packed if packed.is_dir() else _PACKAGE.parent / "graphs"


def graph_paths() -> dict[str, Path]:
    """Return the graphs that come along, by id, sorted; an include file is none.

    What is not checked: that such a file is a whole graph. Only its id is looked up, as a line of its own.
    """
    files = [path for path in shelf().glob("*.yaml") if _line(path, "hemgraph")]
    return dict(sorted((name, path) for path in files if (name := _line(path, "id"))))


def _line(path: Path, key: str) -> str | None:
    """What stands behind a key on a line of its own."""
    match = re.search(rf"^{key}:\s*([a-z0-9-]+)", path.read_text("utf-8", "replace"), re.MULTILINE)
    return match[1] if match else None


def bank_paths(graph: str | None = None) -> tuple[Path, ...]:
    """Return the banks that come along, or those of one graph, sorted."""
    paths = sorted((shelf() / "cases").glob("*.yaml"))
    return tuple(path for path in paths if graph in (None, _line(path, "graph")))


def find_rows(name: str) -> Path:
    """Return the file or folder of some rows, by path, or by the name of one that comes along."""
    along = shelf() / "rows" / f"{name}.csv"
    return along if not Path(name).exists() and re.fullmatch(r"[a-z-]+", name) and along.is_file() else Path(name)


def banks_of(graph: Path, id: str) -> tuple[Path, ...]:
    """Return the banks of a graph that stand in the folder `cases` beside it, by its id or its path; sorted."""
    paths = sorted((graph.parent / "cases").glob("*.yaml"))
    return tuple(path for path in paths if _names(path, graph, id))


def _names(bank: Path, graph: Path, id: str) -> bool:
    match = re.search(r"^graph:\s*['\"]?([^\s'\"#]+)", bank.read_text("utf-8", "replace"), re.MULTILINE)
    if not match:
        return False
    return real(bank.parent / match[1]) == real(graph) if is_path(match[1]) else match[1] == id


def files_of(names: Iterable[str]) -> list[Path]:
    """Return the files of some graphs, but not of revisions, which no output can write over."""
    return [find_graph(name) for name in names if not is_revision(name)]


def find_graph(name: str) -> Path:
    """Return the file of a graph, by path or by id. Raises HemgraphError where there is none."""
    if is_path(name):
        path = Path(name)
        if path.is_file():
            return path
        if path.exists():
            raise refuse(f"`{name}` is not a file", "name a graph file")
        raise refuse(f"there is no file `{name}`", nearest(path.name, _files(path.parent)))
    graphs = graph_paths()
    if name in graphs:
        return graphs[name]
    help = nearest(name, graphs)
    if re.fullmatch(r"[\w-]*\w", name):
        help += f"; a file is named with a slash or its ending, as ./{name}.yaml"
    raise refuse(f"no graph `{name}` comes along", help)


def _files(folder: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.name for p in folder.iterdir() if p.suffix in (".yaml", ".yml", ".json")))
