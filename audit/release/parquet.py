"""A table as Parquet, through pyarrow (the extra ``parquet``).

Parquet knows no labels for what is not there: a figure without a number is null, and the column ``status`` says why. The exact
decimal stays text, as in the database; ``<name>_float`` beside it is for computing.
"""

from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from itertools import islice
from typing import IO, Any

from audit.release.table import Column, Row, Table

_ROWS_PER_GROUP = 16384


class ParquetMissingError(Exception):
    """pyarrow is not installed; the message is a sentence."""


def write_parquet(table: Table, stream: IO[bytes]) -> int:
    """Write a table; return how many rows. Raises `ParquetMissingError`."""
    if find_spec("pyarrow") is None:
        raise ParquetMissingError("Parquet needs pyarrow, the optional extra `parquet`: pip install 'pyarrow>=26'.")
    import pyarrow as pa  # noqa: PLC0415 - optional, and heavy
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    kinds = {"integer": pa.int64(), "datetime": pa.timestamp("us", "UTC")}
    fields = []
    for column in table.columns:
        facts = {"description": column.description}
        fields.append(pa.field(column.name, kinds.get(column.type, pa.string()), metadata=facts))
        if column.type == "number":
            fields.append(pa.field(f"{column.name}_float", pa.float64()))
    schema = pa.schema(fields)
    count = 0
    rows = iter(table.rows())
    with ParquetWriter(stream, schema, compression="zstd") as writer:
        while group := list(islice(rows, _ROWS_PER_GROUP)):
            values = [list(_values(column, group, place)) for place, column in enumerate(table.columns)]
            columns = [cells for pair in zip(table.columns, values, strict=True) for cells in _with_float(*pair)]
            arrays = [pa.array(cells, field.type) for cells, field in zip(columns, fields, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


def _values(column: Column, group: list[Row], place: int) -> Iterator[Any]:
    for row in group:
        cell = row[place]
        if column.type == "number" and column.missing and cell in column.missing:
            cell = None
        yield datetime.fromisoformat(str(cell)) if cell is not None and column.type == "datetime" else cell


def _with_float(column: Column, cells: list[Any]) -> Iterator[list[Any]]:
    yield cells
    if column.type == "number":
        yield [None if cell is None else float(cell) for cell in cells]
