"""Parquet and Arrow: tables of typed columns, read some rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.data.arrow_cells import readable, rows_of
from memstudio.data.decoding import cleaned
from memstudio.data.documents import Problem
from memstudio.data.row_problems import damaged_behind
from memstudio.data.table_rows import read_table
from memstudio.errors import marked
from memstudio.parsing import from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.table_rows import Rows

    _Batches = Callable[[Path], Iterator[tuple[float, pa.RecordBatch]]]
    """The rows of a file, some at a time, and the share of it that they end at."""

_ROWS_AT_ONCE = 256


def read_parquet(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Every row of a Parquet file."""
    return _read(path, options, _parquet_batches)


def read_arrow(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """Every row of an Arrow file or stream, as `datasets` writes them."""
    return _read(path, options, _arrow_batches)


def _read(path: Path, options: ReadOptions, batches: _Batches) -> Iterator[Reading]:
    with path.open("rb") as file:
        is_enciphered = file.read(4) == b"PARE"
    if is_enciphered:
        text = marked("errors", "The file is enciphered. Save it without encryption, and drop it again.")  # fmt: skip
        yield Problem(path, None, text)
        return
    text = marked("errors", "There is no row in this file.")
    yield from read_table(path, _rows(path, options, batches), options, Problem(path, None, text))


def _rows(path: Path, options: ReadOptions, batches: _Batches) -> Rows:
    import pyarrow as pa

    number = 0
    size = path.stat().st_size
    labels: dict[str, list[str]] | None = None
    try:
        for share, batch in batches(path):
            options.at(int(share * size))
            if labels is None:
                labels = _names_of_labels(batch.schema)
            if not batch.num_columns and batch.num_rows:
                text = marked("errors", "No column of this file holds text, only pictures, sounds or times.")  # fmt: skip
                yield 1, Problem(path, None, text)
                return
            for row in rows_of(batch):
                number += 1
                yield number, _named(row, labels)
    except (pa.ArrowException, OSError) as error:
        # What is wrong with the content has no number, unlike what is wrong with the disk.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        lines = cleaned(str(error))[0].splitlines() or [type(error).__name__]
        yield damaged_behind(path, number, lines[0].strip(" .:")[:200])


def _parquet_batches(path: Path) -> Iterator[tuple[float, pa.RecordBatch]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        chosen = _readable(schema)
        # Columns may be called alike; those within one are read by their names.
        names = [schema.names[place] for place in chosen]
        done = 0
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=names):
            done += batch.num_rows
            yield done / max(1, file.metadata.num_rows), batch


def _arrow_batches(path: Path) -> Iterator[tuple[float, pa.RecordBatch]]:
    import pyarrow as pa

    with pa.memory_map(str(path)) as source:
        size = max(1, source.size())
        is_file = source.read(6) == b"ARROW1"
        source.seek(0)
        reader = pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)
        places = _readable(reader.schema)
        batches = (
            (reader.get_batch(index) for index in range(reader.num_record_batches))
            if is_file
            else iter(reader)
        )
        for batch in batches:
            chosen = batch.select(places)
            for start in range(0, chosen.num_rows, _ROWS_AT_ONCE):
                yield source.tell() / size, chosen.slice(start, _ROWS_AT_ONCE)


def _readable(schema: pa.Schema) -> list[int]:
    """Places of columns that hold no pictures, sounds or times, which nothing is learnt from."""
    return [place for place, field in enumerate(schema) if readable(field.type) is not None]


def _names_of_labels(schema: pa.Schema) -> dict[str, list[str]]:
    """Names of classes by column, where `datasets` has noted some."""
    noted = (schema.metadata or {}).get(b"huggingface", b"{}")
    try:
        features = from_json(noted).get("info", {}).get("features", {})
        # A column of lists has its classes one level down.
        single = {
            name: feature["feature"] if isinstance(feature.get("feature"), dict) else feature
            for name, feature in features.items()
            if isinstance(feature, dict)
        }
        return {
            name: [str(each) for each in feature["names"]]
            for name, feature in single.items()
            if feature.get("_type") == "ClassLabel"
        }
    except (ValueError, AttributeError, KeyError, TypeError):
        return {}


def _named(row: dict[str, Any], labels: dict[str, list[str]]) -> dict[str, Any]:
    """A row with names of classes instead of their numbers; -1 stands for none."""
    for column, names in labels.items():
        number = row.get(column)
        if isinstance(number, int):
            row[column] = _name_of(number, names)
        elif isinstance(number, list):
            found = [_name_of(each, names) if isinstance(each, int) else each for each in number]
            row[column] = [each for each in found if each is not None]
    return row


def _name_of(number: int, names: list[str]) -> str | None:
    return names[number] if 0 <= number < len(names) else None
