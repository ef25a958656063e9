"""What is asked of the machine: what time it is, to write a file whole, and where to keep what can be made again."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from .errors import refuse

_FAR = 1 << 40


def now() -> datetime:
    """Return the time of the run: of SOURCE_DATE_EPOCH where it is set. HemgraphError where that is no number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
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


def real(path: Path) -> Path:
    """Return where a path leads through all links; one that leads in a circle is left as it is."""
    return Path(os.path.realpath(path))


def read_bytes(path: Path, most: int) -> bytes:
    """Return what is in a file, and no more than one byte over `most`. Raises OSError as `reading` does."""
    with reading(path) as file:
        return file.read(most + 1)


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be read. Raises OSError where it cannot be, and for a pipe, which might never end."""
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        yield file


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def write_file(path: Path, content: str | bytes, *like: Path) -> None:
    """Write a file whole, as `replacing` does."""
    with replacing(path, *like) as new:
        new.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def replacing(path: Path, *like: Path) -> Iterator[Path]:
    """Give a new file in the same folder, which takes the name of the wanted one at the end; at a failure it goes.

    So what is killed leaves the old file or the new one. Until then only its owner may read it; after that who could
    read the old one, or where there is none, who may read all files that it is `like`. Raises HemgraphError where it
    cannot be written: what was there before stays.
    """
    import tempfile  # of all that is imported here it alone takes long

    check_place(path)
    with told_of(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
    temporary = Path(name)
    try:
        with told_of(path):
            yield temporary
            _settle(temporary)
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else mode_like(*like))
            temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def mode_like(*like: Path, folder: bool = False) -> int:
    """Return who may do what with a new file: others no more than with each of some files that are there."""
    mode = (0o777 if folder else 0o666) & ~_umask()
    for path in like:
        if path.exists():
            theirs = path.stat().st_mode
            mode &= 0o700 | theirs | ((theirs & 0o444) >> 2 if folder else 0)
    return mode


@contextmanager
def private() -> Iterator[None]:
    """Let only the owner read what is made meanwhile, by programs that are started too."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def check_place(path: Path) -> None:
    """Raise HemgraphError for a place no file is written to: a folder, a link, a device, or in no folder."""
    if "\0" in str(path):
        raise refuse("a name has no NUL character", "name another file")
    with told_of(path):
        if path.is_symlink():
            raise refuse(f"`{path}` is a link, and is not written through", f"name the file: {os.readlink(path)}")
        if path.is_dir():
            raise refuse(f"`{path}` is a folder", "name a file")
        if not path.parent.is_dir():
            raise refuse(f"`{path}` cannot be written: there is no folder `{path.parent}`", "make it first")
        if path.exists() and not path.is_file():
            raise refuse(f"`{path}` is no file", "name a file; `-` is standard output")


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Say which file cannot be written, and why."""
    try:
        yield
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise refuse(f"`{path}` cannot be written: {why}", "name another place") from None


def _settle(path: Path) -> None:
    """Wait until the disk has it, or a machine that stops at the wrong moment has the name without the file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def lock(file: int) -> None:
    """Wait until an open file is nobody else's; it is let go when it is closed. OSError where that cannot be had."""
    if os.name == "nt":
        import msvcrt

        os.lseek(file, _FAR, os.SEEK_SET)  # a byte that is never written: what is locked nobody could read
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
