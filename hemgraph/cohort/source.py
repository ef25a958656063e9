"""The rows that are read: one file or a folder of many, of Parquet, CSV or Arrow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..compile.sql.words import quoted
from ..errors import HemgraphError, refuse
from ..host import real
from ..identity import told_names
from .faults import plain, told_plainly
from .folder import files_in
from .heads import check_lines, csv_sql, head_of

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


State = tuple[int, int, int] | None
"""The number, size and time of a file; None where it is gone."""


@dataclass(frozen=True)
class Source:
    """Some files with the same columns; what of their folder is `left` out; and the files as they were `found`."""

    name: str
    files: tuple[Path, ...]
    kind: str
    left: tuple[Path, ...]
    found: tuple[State, ...]

    def check_unchanged(self) -> None:
        """Raise HemgraphError where a file is not as it was found, as its size and time tell."""
        for file, before in zip(self.files, self.found, strict=True):
            if _state(file) != before:
                raise refuse(f"`{file}` was changed while it was read", "run it again when nobody writes to it")

    @property
    def stem(self) -> str:
        """The name of a file without its ending, of a folder all of it."""
        return Path(self.name).stem if _ending(Path(self.name)) in ENDINGS else self.name

    @cached_property
    def schema(self) -> pyarrow.Schema:
        """The columns as Arrow has them, with their metadata. HemgraphError where files differ, or names are alike."""
        found = self._schema(self.files[0])
        low = [name.lower() for name in found.names]
        twice = [name for name in found.names if low.count(name.lower()) > 1]
        if twice:
            both = " and ".join(f"`{name}`" for name in twice if told_names(low))
            what = f"there are columns with the same name{f': {both}' if both else ''}"
            raise refuse(what, "rename one; the case of letters is no help")
        for field in found:
            if str(field.type).startswith("decimal256"):
                raise refuse(f"the numbers of column `{field.name}` have {field.type.precision} digits", "at most 38")
        for file in self.files[1:]:
            schema = self._schema(file)
            if not found.equals(schema) or _units(found) != _units(schema):
                raise _differ(self.files[0], found, file, schema)
        return found

    @cached_property
    def separator(self) -> str:
        """What separates the fields of a CSV file. HemgraphError where files differ."""
        found = {head_of(file)[0]: file.name for file in self.files}
        if len(found) > 1:
            said = " and ".join(f"`{sign}` in `{file}`" for sign, file in found.items())
            raise refuse(f"the fields are separated by {said}", "by one sign in all files")
        return next(iter(found))

    def _schema(self, file: Path) -> pyarrow.Schema:
        import pyarrow
        from pyarrow import ipc, parquet

        if self.kind == "csv":
            check_lines(file)
            return pyarrow.schema([(name, pyarrow.string()) for name in head_of(file)[1]])
        try:
            if self.kind == "parquet":
                return parquet.read_schema(file)
            with pyarrow.memory_map(str(file)) as opened:
                return ipc.open_file(opened).schema
        except (pyarrow.ArrowException, OSError) as error:
            raise refuse(f"`{file}` cannot be read: {plain(error)}", f"it is to be a file of {self.kind}") from None

    @cached_property
    def rows(self) -> int | None:
        """How many rows there are, where that can be told without reading them."""
        if self.kind != "parquet":
            return None
        from pyarrow import parquet

        return sum(int(parquet.read_metadata(file).num_rows) for file in self.files)

    def units(self) -> dict[str, str]:
        """Return the unit of each column whose metadata names one."""
        return _units(self.schema)

    @property
    def spans(self) -> dict[str, str]:
        """The columns with spans of time, which are read as whole numbers where nobody looks at Arrow's own types."""
        import pyarrow

        return {field.name: "INTERVAL" for field in self.schema if pyarrow.types.is_duration(field.type)}

    def relation(self, connection: duckdb.DuckDBPyConnection) -> str:
        """Return what to select from in SQL. Nothing is guessed from the names of files."""
        plain_names = (re.sub(r"([\[*?])", r"[\1]", str(file)) for file in self.files)
        names = f"[{', '.join(map(quoted, plain_names))}]"
        if self.kind == "parquet":
            return f"read_parquet({names}, hive_partitioning = false)"
        if self.kind == "csv":
            return csv_sql(names, self.separator, self.schema.names)
        from pyarrow import dataset

        connection.register("arrow_rows", dataset.dataset([str(file) for file in self.files], format="ipc"))
        return "arrow_rows"


def source_of(path: Path) -> Source:
    """Return a file, or a folder with files of one kind. Raises HemgraphError where there is nothing to read.

    What is left out of a folder is told by `files_in`, as is what is refused there.
    """
    name = path.name or real(path).name
    if path.is_dir():
        files, left = files_in(path, ENDINGS)
        for file in files:
            _check_name(file)
        kinds = {ENDINGS[_ending(file)] for file in files}
        if len(kinds) != 1:
            what = "no file" if not kinds else f"files of {' and '.join(sorted(kinds))}"
            raise refuse(
                f"`{path}` has {what} to read", f"the endings are {' '.join(ENDINGS)}; of one kind in a folder"
            )
        return Source(name, files, kinds.pop(), left, tuple(map(_state, files)))
    if not path.exists():
        raise refuse(f"there is no file `{path}`", "name a file, or a folder of files")
    if not path.is_file():  # a pipe can be waited for without end
        raise refuse(f"`{path}` is no file", "name a file, or a folder of files")
    if _ending(path) not in ENDINGS:
        raise refuse(f"`{path}` has no ending that can be read", f"the endings are {' '.join(ENDINGS)}")
    _check_name(path)
    return Source(name, (path,), ENDINGS[_ending(path)], (), (_state(path),))


def _state(file: Path) -> State:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _ending(file: Path) -> str:
    return file.suffix.lower()


def _check_name(file: Path) -> None:
    try:
        str(file).encode()
    except UnicodeEncodeError:
        raise refuse(f"the name of {str(file)!a} is not UTF-8", "give the file another name") from None


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Return the type of each column, as DuckDB names it."""
    with told_plainly():
        rows: Sequence[tuple[Any, ...]] = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def _units(schema: pyarrow.Schema) -> dict[str, str]:
    said = {field.name: (field.metadata or {}).get(UNIT, b"").decode("utf-8", "replace") for field in schema}
    return {name: unit for name, unit in said.items() if unit.strip()}


def _differ(one: Path, first: pyarrow.Schema, two: Path, second: pyarrow.Schema) -> HemgraphError:
    def types(schema: pyarrow.Schema) -> Mapping[str, str]:
        units = _units(schema)
        return {field.name: f"{field.type} {units.get(field.name, '')}".strip() for field in schema}

    a, b = types(first), types(second)
    for name in (*a, *b):
        if a.get(name) != b.get(name):
            said = (f"{types.get(name, 'not there')} in `{file.name}`" for types, file in ((a, one), (b, two)))
            return refuse(f"`{name}` is {' and '.join(said)}", "all files have the same columns")
    return refuse(f"`{two.name}` has another order of columns than `{one.name}`", "all files have the same columns")
