"""Where rows are written: to a new file beside the wanted one, which takes its name when all is there."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import refuse

if TYPE_CHECKING:
    import pyarrow

ENDINGS = (".parquet", ".csv", ".arrow")


Write = Callable[[Any], None]
"""Writes a batch of rows."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a new file in the same folder, which takes the name of the wanted one at the end; at a failure it goes.

    Raises HemgraphError where it cannot be written.
    """
    if path.is_dir():
        raise refuse(f"`{path}` is a folder", "name a file")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise refuse(
            f"`{path}` cannot be written: {(error.strerror or str(error)).lower()}", "name another place"
        ) from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        raise refuse(
            f"`{path}` cannot be written: {(error.strerror or str(error)).lower()}", "nothing was written"
        ) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextmanager
def writer(path: Path, schema: pyarrow.Schema, ending: str) -> Iterator[Write]:
    """Give what writes batches with these columns to a file, by its ending."""
    if ending == ".parquet":
        from pyarrow import parquet

        with parquet.ParquetWriter(path, schema, compression="zstd") as made:
            yield made.write_batch
    elif ending == ".csv":
        from pyarrow import csv as arrow_csv

        options = arrow_csv.WriteOptions(quoting_style="needed")
        plain = _plain_schema(schema)
        with arrow_csv.CSVWriter(path, plain, write_options=options) as made:
            yield lambda batch: made.write_batch(batch.cast(plain))
    else:
        from pyarrow import ipc

        with ipc.new_file(path, schema) as made:
            yield made.write_batch


def _plain_schema(schema: pyarrow.Schema) -> pyarrow.Schema:
    """The columns without dictionaries, which CSV has not."""
    import pyarrow

    fields = [
        field.with_type(field.type.value_type) if pyarrow.types.is_dictionary(field.type) else field for field in schema
    ]
    return pyarrow.schema(fields)


class Refusals:
    """The file of refused rows; it is there only if there are some."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: Any = None
        self._rows: Any = None
        self._temporary: Path | None = None

    def add(self, row: int, reason: str) -> None:
        """Add a row, counted from 1, and why it was refused."""
        if self._file is None:
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
            self._temporary = Path(name)
            self._file = os.fdopen(handle, "w", encoding="utf-8", newline="")
            self._rows = csv.writer(self._file)
            self._rows.writerow(("row", "reason"))
        self._rows.writerow((row, reason))

    def done(self) -> None:
        """Let the file take its name."""
        if self._temporary is not None:
            self._file.close()
            self._temporary.replace(self.path)
            self._temporary = None

    def drop(self) -> None:
        """Leave nothing behind."""
        if self._temporary is not None:
            self._file.close()
            self._temporary.unlink(missing_ok=True)
