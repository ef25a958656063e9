"""The rows that are read: one file or a folder of many, of Parquet, CSV or Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import HemgraphError, refuse

if TYPE_CHECKING:
    import duckdb
    import pyarrow

ENDINGS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
UNIT = b"unit"
"""The key in the metadata of a column under which its unit stands."""


@dataclass(frozen=True)
class Source:
    """Some files with the same columns."""

    name: str
    files: tuple[Path, ...]
    kind: str

    @cached_property
    def schema(self) -> pyarrow.Schema | None:
        """The columns as Arrow has them, with their metadata; None of CSV. HemgraphError where files differ."""
        import pyarrow
        from pyarrow import ipc, parquet

        found: pyarrow.Schema | None = None
        for file in self.files if self.kind != "csv" else ():
            try:
                if self.kind == "parquet":
                    schema = parquet.read_schema(file)
                else:
                    with pyarrow.memory_map(str(file)) as opened:
                        schema = ipc.open_file(opened).schema
            except (pyarrow.ArrowInvalid, OSError) as error:
                raise refuse(
                    f"`{file}` cannot be read: {first_line(error)}", f"it is to be a file of {self.kind}"
                ) from None
            if found is not None and not found.equals(schema):
                raise _differ(self.files[0], found, file, schema)
            found = found or schema
        return found

    @cached_property
    def rows(self) -> int | None:
        """How many rows there are, where that can be told without reading them."""
        if self.kind != "parquet":
            return None
        from pyarrow import parquet

        return sum(int(parquet.read_metadata(file).num_rows) for file in self.files)

    def units(self) -> dict[str, str]:
        """Return the unit of each column whose metadata names one."""
        fields = self.schema or ()
        return {
            field.name: field.metadata[UNIT].decode() for field in fields if field.metadata and UNIT in field.metadata
        }

    def relation(self, connection: duckdb.DuckDBPyConnection) -> str:
        """Return what to select from in SQL. Nothing in a CSV file is turned into anything but text."""
        names = "[" + ", ".join("'" + str(file).replace("'", "''") + "'" for file in self.files) + "]"
        if self.kind == "parquet":
            return f"read_parquet({names})"
        if self.kind == "csv":
            return f"read_csv({names}, header = true, all_varchar = true, strict_mode = true, null_padding = false)"
        from pyarrow import dataset

        connection.register("arrow_rows", dataset.dataset([str(file) for file in self.files], format="ipc"))
        return "arrow_rows"


def source_of(path: Path) -> Source:
    """Return a file, or a folder with files of one kind. Raises HemgraphError where there is nothing to read."""
    if path.is_dir():
        files = sorted(
            file for file in path.rglob("*") if file.suffix in ENDINGS and not file.name.startswith((".", "_"))
        )
        kinds = {ENDINGS[file.suffix] for file in files}
        if len(kinds) != 1:
            what = "no file" if not kinds else f"files of {' and '.join(sorted(kinds))}"
            raise refuse(
                f"`{path}` has {what} to read", f"the endings are {' '.join(ENDINGS)}; of one kind in a folder"
            )
        return Source(path.name, tuple(files), kinds.pop())
    if not path.exists():
        raise refuse(f"there is no file `{path}`", "name a file, or a folder of files")
    if path.suffix not in ENDINGS:
        raise refuse(f"`{path}` has no ending that can be read", f"the endings are {' '.join(ENDINGS)}")
    return Source(path.name, (path,), ENDINGS[path.suffix])


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Return the type of each column, as DuckDB names it."""
    with told_plainly():
        rows: Sequence[tuple[Any, ...]] = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def first_line(error: BaseException) -> str:
    """Return what a library says is wrong, in one line."""
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:300]


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
        raise refuse(f"the rows cannot be read or written: {first_line(error)}", "nothing was written") from None


def _differ(one: Path, first: pyarrow.Schema, two: Path, second: pyarrow.Schema) -> HemgraphError:
    def types(schema: pyarrow.Schema) -> Mapping[str, str]:
        return {field.name: str(field.type) for field in schema}

    a, b = types(first), types(second)
    apart = [name for name in (*a, *b) if a.get(name) != b.get(name)]
    name = apart[0] if apart else ""
    what = f"`{name}` is {a.get(name, 'not there')} in `{one.name}` and {b.get(name, 'not there')} in `{two.name}`"
    return refuse(
        what if apart else f"`{two.name}` has other metadata or another order of columns than `{one.name}`", ""
    )
