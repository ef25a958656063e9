"""The files of a folder that are read: what is left out is told, and what cannot be looked at is refused."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import refuse
from .heads import has_refused_rows

REFUSED = ".refused.csv"
"""How the names of files end that have the refused rows of a run."""


def files_in(folder: Path, endings: Iterable[str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the files with some endings in a folder and those below it, sorted, and what is left out.

    Left out are what is hidden, by a name that begins with `.` or `_`, and the refused rows of an earlier run. Raises
    HemgraphError where a folder cannot be looked at, and for a link to a folder, a dangling link, a pipe or a device.
    """
    found: list[Path] = []
    left: list[Path] = []

    def stop(error: OSError) -> None:
        why = (error.strerror or str(error)).lower()
        raise refuse(f"`{error.filename}` cannot be looked at: {why}", "every file of a folder is read, or none")

    for at, folders, names in os.walk(folder, onerror=stop):
        for name in folders:
            if not _hidden(name) and Path(at, name).is_symlink():
                raise refuse(f"`{Path(at, name)}` is a link to a folder, and is not followed", "name it by itself")
        rows = [name for name in names if Path(name).suffix.lower() in endings]
        left += [Path(at, name) for name in (*folders, *rows) if _hidden(name)]
        folders[:] = [name for name in folders if not _hidden(name)]
        for file in (Path(at, name) for name in rows if not _hidden(name)):
            if not file.is_file():
                raise refuse(f"`{file}` is no file", "every file of a folder is read, or none")
            (left if file.name.endswith(REFUSED) and has_refused_rows(file) else found).append(file)
    return tuple(sorted(found)), tuple(sorted(left))


def _hidden(name: str) -> bool:
    return name.startswith((".", "_"))
