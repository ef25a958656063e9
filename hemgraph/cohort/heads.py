"""The head of a CSV file. No program guesses what the file is like: a wrong guess drops rows without a word."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from ..compile.sql.words import quoted
from ..errors import refuse
from .faults import told_plainly

SEPARATORS = ",;\t|"
REFUSED_HEAD = ("row", "reason")
"""The columns of a file of refused rows."""
_MOST = 1 << 20


def head_of(file: Path) -> tuple[str, tuple[str, ...]]:
    """Return what separates the fields, and the names of the columns: one without a name gets `column` and its place.

    What separates them is what the first line has most of. Raises HemgraphError where there are no names.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            line = re.sub(r'"[^"]*"', "", opened.readline(_MOST))
            separator = max(SEPARATORS, key=line.count)
            opened.seek(0)
            names = next(csv.reader(opened, delimiter=separator, strict=True), [])
    except (UnicodeDecodeError, csv.Error) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise refuse(f"`{file}` cannot be read: {why}", "it is to be a CSV file in UTF-8") from None
    if not names:
        raise refuse(f"`{file}` begins with no names of columns", "its first line has the name of each column")
    return separator, tuple(name or f"column{n}" for n, name in enumerate(names))


def has_refused_rows(file: Path) -> bool:
    """Tell whether a file begins as one that a run writes of refused rows."""
    with file.open("rb") as opened:
        return opened.readline(100).rstrip() == ",".join(REFUSED_HEAD).encode()


def check_lines(file: Path) -> None:
    """Raise HemgraphError for a line of over 2 MB, of which DuckDB drops one without a word where it is the last."""
    with told_plainly(), file.open("rb") as opened:
        since = 0
        while part := opened.read(_MOST):
            first = min((at for sign in (b"\n", b"\r") if (at := part.find(sign)) >= 0), default=-1)
            since += len(part) if first < 0 else first
            if since > 2 * _MOST:
                raise refuse(f"`{file}` has a line of over 2 MB", "a row has one value for each column")
            if first >= 0:
                since = len(part) - 1 - max(part.rfind(b"\n"), part.rfind(b"\r"))


def csv_sql(files: str, separator: str, names: Sequence[str]) -> str:
    """Return how DuckDB is to read such files: all is text, and only an empty field is NULL."""
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({files}, auto_detect = false, columns = {{{columns}}}, delim = {quoted(separator)}, header = true,"
        " quote = '\"', escape = '\"', comment = '', nullstr = '', skip = 0, strict_mode = true, null_padding = false,"
        " hive_partitioning = false)"
    )
