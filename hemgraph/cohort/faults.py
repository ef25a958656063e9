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
    text = re.sub(r"^[A-Z][\w ]*Error: ", "", str(error).strip()) or type(error).__name__
    lines = [line.strip() for line in text.splitlines()]
    file = next((line.removeprefix("file = ") for line in lines if line.startswith("file = ")), "")
    said = []
    for line in lines:
        if line.startswith(("Possible", "*", "LINE ", "This can happen")):
            break
        if line and not line.startswith(("Original Line", "file = ")):
            said.append(line[0].lower() + line[1:] if line[1:2].islower() else line)
    return (f"{file}: " if file else "") + "; ".join(said)[:MOST]


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what DuckDB or Arrow raise into a message."""
    import duckdb
    import pyarrow

    try:
        yield
    except HemgraphError:
        raise
    except (duckdb.Error, pyarrow.ArrowException, OSError) as error:
        raise refuse(f"the rows cannot be read or written: {plain(error)}", "nothing was written") from None
