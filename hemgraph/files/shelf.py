"""The graphs and banks that come along."""

from __future__ import annotations

from pathlib import Path

from ..errors import HemgraphError, nearest, refuse
from .bank_file import is_path

_PACKAGE = Path(__file__).resolve().parent.parent


def shelf() -> Path:
    """Return the folder of the graphs: within an installed package, beside it in a checkout."""
    packed = _PACKAGE / "graphs"
    return packed if packed.is_dir() else _PACKAGE.parent / "graphs"


def graph_ids() -> tuple[str, ...]:
    """Return the ids of the graphs that come along, sorted; an include file is none."""
    return tuple(path.stem for path in sorted(shelf().glob("*.yaml")) if path.read_bytes()[:9] == b"hemgraph:")


def bank_paths() -> tuple[Path, ...]:
    """Return the banks that come along, sorted."""
    return tuple(sorted((shelf() / "cases").glob("*.yaml")))


def find_graph(name: str) -> Path:
    """Return the file of a graph, by path or by id. Raises HemgraphError where there is none."""
    if is_path(name):
        path = Path(name)
        if path.is_file():
            return path
        raise refuse(f"there is no file `{name}`", nearest(path.name, _files(path.parent)))
    if name in graph_ids():
        return shelf() / f"{name}.yaml"
    raise no_graph(name)


def no_graph(name: str) -> HemgraphError:
    """Return the error for an id that no graph has."""
    help = nearest(name, graph_ids())
    return refuse(f"no graph `{name}` comes along", f"{help}; a file is named with a slash or its ending, as ./{name}.yaml")


def _files(folder: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.name for p in folder.iterdir() if p.suffix in (".yaml", ".yml", ".json")))
