"""Where results go: the terminal, or files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from ..errors import refuse

Makers = Mapping[str, Callable[[], str | bytes]]
"""What can be written, by the ending of the file."""


def strong(text: str) -> str:
    """Make a heading stand out on a terminal; click leaves the marks out anywhere else, and with NO_COLOR."""
    return text if os.environ.get("NO_COLOR") else click.style(text, bold=True)


def now() -> datetime:
    """Return the time of the run: of SOURCE_DATE_EPOCH where it is set. HemgraphError where that is no number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now().astimezone()
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise refuse(f"SOURCE_DATE_EPOCH is `{epoch}`", "it is a number of seconds since 1970") from None


def write_results(outputs: tuple[str, ...], makers: Makers) -> None:
    """Make every result first, then write each to its file; `-` is the text on standard output.

    Raises HemgraphError for an ending that is not known, before anything is written.
    """
    for name in outputs:
        if name != "-" and Path(name).suffix not in makers:
            known = " ".join(makers)
            raise refuse(f"`{name}` has no ending that can be written here", f"the endings are {known}")
    made = [(name, makers[".txt" if name == "-" else Path(name).suffix]()) for name in outputs]
    for name, content in made:
        if name == "-":
            click.echo(content, nl=False)
        else:
            write_file(Path(name), content)
            click.echo(f"wrote {name}", err=True)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole: to a new one in the same folder, which then takes its name.

    Raises HemgraphError where the folder or the file cannot be written; what was there before stays.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise refuse(f"`{path}` is a folder", "name a file")
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        raise refuse(f"`{path}` cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        with suppress(OSError):
            Path(temporary or os.devnull / Path("none")).unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
