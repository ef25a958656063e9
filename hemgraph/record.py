"""A record of answers: a file of lines that only grows, each with the hash of the one before it.

Who changes, takes out or moves a line breaks the chain at the line behind it. Who changes or cuts off the end does not,
and is found out by the hash of the last line where somebody kept it. Writers wait for one another. A writer that was
killed leaves a torn line, which the next line skips and names by its hash.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from .errors import refuse
from .host import check_place, lock, reading, told_of

HEAD = b'{"record": '
START = "0" * 64
"""What stands in the first line for the one before it."""
MOST = 1 << 20
"""How many bytes a line may have."""


@dataclass(frozen=True)
class Chain:
    """What a record holds: how many lines, how many torn ones, the hash of the last line, and where it is broken."""

    lines: int
    torn: int
    last: str
    broken: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    number: int
    before: str
    torn: str
    hash: str

    @classmethod
    def read(cls, data: bytes) -> _Line | None:
        """Return what a line says of the chain; None where it is no whole line."""
        if not data.startswith(HEAD) or len(data) > MOST:
            return None
        try:
            said = json.loads(data)
        except (ValueError, RecursionError):
            return None
        if not isinstance(said, dict):
            return None
        found = said.get("record"), said.get("before"), said.get("torn", "")
        number, before, torn = found
        if type(number) is not int or not isinstance(before, str) or not isinstance(torn, str):
            return None
        return cls(number, before, torn, sha256(data).hexdigest())


def append(path: Path, body: Mapping[str, Any]) -> str:
    """Add a line to a record, which is made where it is not there, and return its hash once the disk has the line.

    Its owner alone can read a new record. Raises HemgraphError where the file is no record, or cannot be written: then
    the line is not in it.
    """
    check_place(path)
    with told_of(path), _locked(path) as file:
        size = os.fstat(file).st_size
        last, skipped = _end(file, size, path)
        head: dict[str, Any] = {"record": last.number + 1 if last else 1, "before": last.hash if last else START}
        if torn := _torn(skipped):
            head["torn"] = torn
        line = json.dumps({**head, **body}, ensure_ascii=False).encode("utf-8", "backslashreplace")
        if len(line) > MOST:
            raise refuse(f"a line of the record would have {len(line)} bytes", f"at most {MOST} are written")
        ended = not size or _part(file, size - 1, size) == b"\n"
        try:
            _write(file, (b"" if ended else b"\n") + line + b"\n")
            os.fsync(file)
        except OSError:
            os.ftruncate(file, size)
            raise
        return sha256(line).hexdigest()


def _part(file: int, start: int, end: int) -> bytes:
    os.lseek(file, start, os.SEEK_SET)
    data = b""
    while len(data) < end - start and (more := os.read(file, end - start - len(data))):
        data += more
    return data


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _end(file: int, size: int, path: Path) -> tuple[_Line | None, bytes]:
    """The last whole line, and the torn ones behind it."""
    start = max(0, size - 2 * MOST)
    data = _part(file, start, size)
    end = len(data)
    while end > 0:
        begin = data.rfind(b"\n", 0, end) + 1
        if line := _Line.read(data[begin:end]):
            return line, data[end + 1 :]
        end = begin - 1
    if start or (data and not data.startswith(HEAD[: len(data)])):
        raise refuse(f"`{path}` is no record", "name another file, or a new one")
    return None, data


def _torn(skipped: bytes) -> str:
    """The hash by which a line names the torn ones before it; nothing where there are none."""
    return sha256(found).hexdigest() if (found := skipped.strip(b"\n")) else ""


@contextmanager
def _read(path: Path) -> Iterator[BinaryIO]:
    try:
        with reading(path) as file:
            yield file
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise refuse(f"`{path}` cannot be read: {why}", "name a record") from None


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file, opened, and nobody else's until it is closed; where its writer is killed, the system closes it."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    file = os.open(path, flags, 0o600)
    try:
        lock(file)
        yield file
    finally:
        os.close(file)


def chain_of(path: Path) -> Chain:
    """Return what a record holds. Raises HemgraphError where it cannot be read, or is no record."""
    count = torn = 0
    last, skipped, broken = START, b"", []
    with _read(path) as file:
        for place, data in enumerate(iter(lambda: file.readline(MOST + 1), b""), 1):
            line = _Line.read(data.removesuffix(b"\n"))
            if line is None:
                torn += data != b"\n"
                skipped += data
                if len(skipped) > 2 * MOST:
                    break
                continue
            count += 1
            if line.number != count or line.before != last:
                broken.append(f"line {place} does not follow the one before it")
                count = line.number
            elif line.torn != _torn(skipped):
                broken.append(f"what is torn before line {place} was changed")
            last, skipped = line.hash, b""
    if len(skipped) > 2 * MOST or (not count and not broken):
        raise refuse(f"`{path}` is no record", "only what `trace --record` wrote can be verified")
    return Chain(count, torn, last, tuple(broken))
