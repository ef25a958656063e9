"""What DuckDB and Arrow say is wrong, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import HemgraphError, refuse

MOST = 300
"""How much of it is told."""


def plain(error: BaseException) -> str:
    r"""Return what a library says is wrong, in one line, without its advice on its own settings.

    >>> plain(ValueError("Invalid Input Error: CSV Error on Line: 3\nOriginal Line: a\nToo short\nPossible fixes:"))
    'CSV Error on Line: 3; too short'
    """
    if isinstance(error, OSError) and error.strerror:
        return (f"`{error.filename}`: " if error.filename else "") + error.strerror.lower()
    text = re.sub(r"^[A-Z][\w ]*Error: ", "", str(error).strip()) or type(error).__name__
    lines = [line.strip() for line in text.splitlines()]
    file = next((line.removeprefix("file = ") for line in lines if line.startswith("file = ")), "")
    said = []
    if "Original Line" in text:  # a row, which can have several lines
        lines = [line for n, line in enumerate(lines) if not n or _TOLD.match(line)]
    for line in lines:
        if line.startswith(("Possible", "*", "LINE ", "This can happen")):
            break
        if line and not line.startswith(("Original Line", "file = ")):
            said.append(line[0].lower() + line[1:] if line[1:2].islower() else line)
    return (f"{file}: " if file else "") + "; ".join(said)[:MOST]


_TOLD = re.compile(
    r"(expected number of columns|value with unterminated quote|invalid unicode|maximum line size|too |the csv parser)",
    re.IGNORECASE,
)
"""What DuckDB says of a line of CSV that is no part of the line."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what DuckDB or Arrow raise into a message."""
    import duckdb
    import pyarrow

    try:
        yield
    except HemgraphError:
        raise
    except (RuntimeError, duckdb.InterruptException) as error:  # as DuckDB says that Ctrl-C was pressed
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise
    except (duckdb.Error, pyarrow.ArrowException, OSError) as error:
        raise refuse(f"the rows cannot be read or written: {plain(error)}", "nothing was written") from None
