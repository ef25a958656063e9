"""How rows are written, and which were refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..host import replacing, told_of
from .heads import REFUSED_HEAD, has_refused_rows

if TYPE_CHECKING:
    import pyarrow

ENDINGS = (".parquet", ".csv", ".arrow")


Write = Callable[[Any], None]
"""Writes a batch of rows."""


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
    """The file of refused rows. It is there only if there are some: one of an earlier run goes, too."""

    def __init__(self, path: Path, *like: Path) -> None:
        self.path, self.like = path, like
        self._open = ExitStack()
        self._rows: Any = None

    def __enter__(self) -> Refusals:
        return self

    def add(self, row: int, reason: str) -> None:
        """Add a row, counted from 1, and why it was refused."""
        with told_of(self.path):
            if self._rows is None:
                self.path.parent.mkdir(exist_ok=True)
                new = self._open.enter_context(replacing(self.path, *self.like))
                self._rows = csv.writer(self._open.enter_context(new.open("w", encoding="utf-8", newline="")))
                self._rows.writerow(REFUSED_HEAD)
            self._rows.writerow((row, reason))

    def __exit__(self, *error: Any) -> None:
        self._open.__exit__(*error)
        if error[0] is None and self._rows is None and self.path.exists():
            with told_of(self.path):
                if has_refused_rows(self.path):
                    self.path.unlink()
