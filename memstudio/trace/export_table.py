"""Writes the numbers of a trace as CSV or Parquet: a folder of tables, complete or not at all."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, Literal

from memstudio.atomic import refuse_existing, writing
from memstudio.errors import marked
from memstudio.leftovers import temporary_beside
from memstudio.trace.export_tables import tables

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from memstudio.progress import Control
    from memstudio.trace.export_tables import Part, Table
    from memstudio.trace.reader import TraceReader

TableFormat = Literal["csv", "parquet"]


def export_tables(
    reader: TraceReader, out: Path, form: TableFormat, control: Control
) -> tuple[Path, ...]:
    """Write the tables of a trace, and what they are of (`about.json`), into a new folder.

    Args:
        reader: of the trace.
        out: the folder to be made.
        form: "csv" or "parquet".
        control: takes progress; cancelling leaves nothing.

    Returns:
        The files.

    Raises:
        StorageError: there is something at `out`, or it cannot be written.
        TraceError: the trace is damaged.
        Cancelled: through `control`.
    """
    refuse_existing(out)
    hidden = temporary_beside(out)
    try:
        with writing(out):
            hidden.mkdir(parents=True)
            found = tables(reader)
            total, done = sum(table.num_rows for table in found), 0
            for table in found:
                done = _write(table, hidden / f"{table.name}.{form}", form, control, done, total)
            about = json.dumps(about_trace(reader), ensure_ascii=False, indent=2)
            (hidden / "about.json").write_text(about, encoding="utf-8")
            if out.exists():
                out.rmdir()
            hidden.rename(out)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return tuple(out / f"{table.name}.{form}" for table in found)


def about_trace(reader: TraceReader) -> dict[str, Any]:
    """What numbers or a picture of a trace must not be parted from."""
    attrs = reader.attrs
    return {
        "document": reader.document,
        "model": reader.model,
        "memory": reader.memory_kind,
        "training_step": reader.step,
        "tokens": reader.num_tokens,
        "segments": reader.num_segments,
        "slots": reader.num_slots,
        "command": attrs.get("command", ""),
        "seed": attrs.get("seed"),
        "created": attrs.get("created"),
        "weights": "the mean over layers and heads of those of the forward pass",
        "words_every": attrs.get("words_every", 1),
        "kept": attrs.get("detail") or attrs.get("reduction"),
        "baseline": attrs.get("baseline"),
        "random_words": attrs.get("control_words") or {},
    }


def _write(
    table: Table, path: Path, form: TableFormat, control: Control, done: int, total: int
) -> int:
    with ExitStack() as stack:
        writer: Any = None
        for part in table.parts(control):
            batch = _batch(part)
            if writer is None:
                writer = stack.enter_context(closing(_writer(path, batch.schema, form)))
            writer.write_batch(batch)
            done += batch.num_rows
            control.report(done, total, marked("progress", "Writing the numbers"), "rows")
    return done


def _writer(path: Path, schema: pa.Schema, form: TableFormat) -> Any:
    if form == "parquet":
        from pyarrow import parquet

        return parquet.ParquetWriter(path, schema, compression="zstd")
    from pyarrow import csv

    return csv.CSVWriter(path, schema)


def _batch(part: Part) -> pa.RecordBatch:
    import pyarrow as pa

    arrays = {}
    for name, values in part.items():
        array = pa.array(values, type=pa.string() if isinstance(values, list) else None)
        # A half float has no form in CSV; nothing is lost by widening it.
        arrays[name] = array.cast(pa.float32()) if pa.types.is_float16(array.type) else array
    return pa.record_batch(arrays)
