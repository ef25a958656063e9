"""A graph as it stood in a revision of git: `git:REV:path`, with its includes of that time."""

from __future__ import annotations

import os
import posixpath
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import ToolFault, refuse
from ..graph import DecisionGraph
from .graph_file import read_graph
from .lock import ENDING
from .shelf import REVISION

_ENDINGS = (".yaml", ".yml", ".json")


def read_revision(name: str, *, draft: bool = False) -> DecisionGraph:
    """Return the graph of `git:REV:path`, in the repository that we stand in; includes are of that revision too.

    As in git, a path is from the top of the repository, or from here where it begins with `./`. Nothing is fetched.
    Raises HemgraphError where git, the revision or the file is not there, and BadFile with every fault of the file.
    """
    revision, colon, path = name.removeprefix(REVISION).partition(":")
    if not colon or not revision or not path or revision.startswith("-"):
        raise refuse(f"`{name}` names no file of a revision", "write git:REV:path, as git:HEAD~1:graphs/lumbar.yaml")
    if path.startswith(("./", "../")):
        path = _git("rev-parse", "--show-prefix").decode().strip() + path
    path = posixpath.normpath(path)
    folder = posixpath.dirname(path)
    _git("rev-parse", "--git-dir")
    _git("rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}", unless=f"there is no revision `{revision}`")
    within = ["--", f"{folder}/"] if folder else []
    listed = _git("ls-tree", "-r", "-z", "--full-tree", revision, *within).decode("utf-8", "surrogateescape")
    kinds = {file: kind for kind, tab, file in (row.partition("\t") for row in listed.split("\0")) if tab}
    files = [file for file in kinds if file.endswith(_ENDINGS)]
    if kinds.get(path, "").startswith("120000"):
        raise refuse(f"`{path}` is a symbolic link in `{revision}`", "name the file that it leads to")
    if path not in files:
        raise refuse(f"there is no graph file `{path}` in `{revision}`", "as in git, paths are from the top, or ./")
    with TemporaryDirectory() as there:
        for file in (*files, *([path + ENDING] if path + ENDING in kinds else [])):
            copy = Path(there, posixpath.relpath(file, folder or "."))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(_git("cat-file", "blob", f"{revision}:{file}"))
        return read_graph(Path(there, posixpath.basename(path)), f"{REVISION}{revision}:{path}", draft=draft)


def _git(*words: str, unless: str = "") -> bytes:
    env = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(["git", *words], capture_output=True, env=env, check=False)  # noqa: S603, S607
    except OSError:
        raise ToolFault(refuse("the program `git` is not on PATH", "name a file instead").faults) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise refuse(
            unless or f"git: {said[0] if said else 'failed'}", "name a file, or git:REV:path of this repository"
        )
    return done.stdout
