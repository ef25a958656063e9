"""What is asked of the machine: what time it is, to write a file whole, and where to keep what can be made again."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from .errors import refuse


def now() -> datetime:
    """Return the time of the run: of SOURCE_DATE_EPOCH where it is set. HemgraphError where that is no number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now().astimezone()
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise refuse(f"SOURCE_DATE_EPOCH is `{epoch}`", "it is a number of seconds since 1970") from None


def cache_folder() -> Path:
    """Return the folder for what can be made again; it need not be there."""
    home = Path.home()
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "hemgraph"
    named = Path(os.environ.get("XDG_CACHE_HOME") or "")
    return (named if named.is_absolute() else home / ".cache") / "hemgraph"


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole: to a new one in the same folder, which then takes its name.

    Raises HemgraphError where the folder or the file cannot be written; what was there before stays.
    """
    data = content.encode() if isinstance(content, str) else content
    if path.is_dir():
        raise refuse(f"`{path}` is a folder", "name a file")
    if not path.parent.is_dir():
        raise refuse(
            f"`{path}` cannot be written: there is no folder `{path.parent}`", "make it first, or name another"
        )
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise refuse(
            f"`{path}` cannot be written: {(error.strerror or str(error)).lower()}", "name another place"
        ) from None
    finally:
        if temporary:
            with suppress(OSError):
                temporary.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
