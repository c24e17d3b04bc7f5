"""Parquet and Arrow: cut, damaged, enciphered, of odd types, of no rows or no columns."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

from tests.data.broken.case import Family, written
from tests.data.broken.tables import _turns
from tests.data.broken.text_files import ARABIC, EMOJI

FAMILY = Family("columnar")

_MANY = [f"Row {n}." for n in range(2_000)]


def parquet(table: pa.Table, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def arrow(table: pa.Table, *, is_stream: bool = False, rows: int | None = None) -> bytes:
    sink = pa.BufferOutputStream()
    make = pa.ipc.new_stream if is_stream else pa.ipc.new_file
    with make(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=rows)
    return bytes(sink.getvalue().to_pybytes())


def texts(*values: str | None) -> pa.Table:
    return pa.table({"text": pa.array(values, pa.string())})


def beside(kind: pa.DataType, *values: Any, column: Sequence[str] = ("One.", "Two.")) -> pa.Table:
    """Texts, and a column of another type."""
    return pa.table({"text": list(column), "other": pa.array(values, kind)})


def _raw_strings(*values: bytes) -> pa.Table:
    """A column said to be text, of any bytes."""
    raw = pa.array(values, pa.binary())
    return pa.table({"text": pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())})


def _spoiled(content: bytes, place: int, num_bytes: int = 64) -> bytes:
    return content[:place] + bytes(255 for _ in range(num_bytes)) + content[place + num_bytes :]


def _wild_places() -> bytes:
    """Texts that are said to begin far outside of the file."""
    content = arrow(texts("One.", "Two.", "Three."))
    places = struct.pack("<iiii", 0, 4, 8, 14)
    assert places in content
    return content.replace(places, struct.pack("<iiii", 0, 2_000_000_000, -9, 14))


def _spoiled_group() -> bytes:
    """Two groups of rows; the bytes of the second are other ones."""
    content = parquet(texts(*_MANY), row_group_size=1_000, compression="zstd", use_dictionary=False)
    group = pq.ParquetFile(io.BytesIO(content)).metadata.row_group(1).column(0)
    return _spoiled(content, group.data_page_offset + 24)


def _spoiled_end() -> bytes:
    content = parquet(texts(*_MANY))
    size = int.from_bytes(content[-8:-4], "little")
    return _spoiled(content, len(content) - 8 - size, size)


FAMILY.read("scripts.parquet", lambda: parquet(texts(ARABIC, EMOJI)), ARABIC, EMOJI)
FAMILY.read(
    "times.parquet", lambda: parquet(beside(pa.timestamp("us"), 2**60, -(2**60))), "One.", "Two."
)
FAMILY.read("dates.parquet", lambda: parquet(beside(pa.date32(), 10**8, 5)), "One.", "Two.")
FAMILY.read(
    "dates.arrow", lambda: arrow(beside(pa.date64(), 86_400_000 * 10**8, 5)), "One.", "Two."
)
FAMILY.read(
    "intervals.arrow", lambda: arrow(beside(pa.month_day_nano_interval(), (1, 2, 3), None)),
    "One.", "Two.",
)  # fmt: skip
FAMILY.read("halves.parquet", lambda: parquet(beside(pa.float16(), 2.0, None)), "One.", "Two.")
FAMILY.read(
    "maps.parquet", lambda: parquet(beside(pa.map_(pa.string(), pa.int32()), [("a", 1)], None)),
    "One.", "Two.",
)  # fmt: skip
FAMILY.read(
    "words.arrow", lambda: arrow(pa.table({"text": pa.array(["One.", "Two."]).dictionary_encode()})),
    "One.", "Two.",
)  # fmt: skip
FAMILY.read(
    "views.arrow", lambda: arrow(pa.table({"text": pa.array(["One.", "Two."], pa.string_view())})),
    "One.", "Two.",
)  # fmt: skip
FAMILY.read(
    "runs.arrow",
    lambda: arrow(pa.table({
        "text": ["One.", "Two."],
        "n": pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array(["x"])),
    })),
    "One.", "Two.",
)  # fmt: skip
FAMILY.read(
    "unions.arrow",
    lambda: arrow(pa.table({
        "text": ["One.", "Two."],
        "n": pa.UnionArray.from_sparse(
            pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])]
        ),
    })),
    "One.", "Two.",
)  # fmt: skip
FAMILY.read(
    "large.parquet",
    lambda: parquet(pa.table({"text": pa.array(["One."], pa.large_string())})),
    "One.",
)
FAMILY.read(
    "same-names.arrow",
    lambda: arrow(pa.Table.from_arrays([pa.array(["One."]), pa.array([1]), pa.array([2])], ["text", "n", "n"])),
    "One.",
)  # fmt: skip
FAMILY.read(
    "same-names.parquet",
    lambda: parquet(pa.Table.from_arrays([pa.array(["One."]), pa.array([1]), pa.array([2])], ["text", "n", "n"])),
    "One.",
)  # fmt: skip
FAMILY.read(
    "points.parquet", lambda: parquet(pa.table({"a.text": [1, 2], "text": ["One.", "Two."]})),
    "One.", "Two.",
)  # fmt: skip
FAMILY.read(
    "stream.arrow", lambda: arrow(texts("One.", "Two."), is_stream=True)[:-8], "One.", "Two."
)
FAMILY.named(
    "empty-cells.parquet", lambda: parquet(texts("One.", None, "", "Two.")), "One.", "Two.",
    says="no text in the field 'text'", lines=(2, 3),
)  # fmt: skip
FAMILY.named(
    "cut-stream.arrow",
    lambda: arrow(texts("One.", "Two.", "Three."), is_stream=True, rows=1)[:-250], "One.",
    says="damaged behind row 1",
)  # fmt: skip
FAMILY.named(
    "not-utf-8.arrow", lambda: arrow(_raw_strings(b"One.", b"T\xffwo.", b"Three.")),
    "One.", "T\ufffdwo.", "Three.", says="not valid", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "not-utf-8.parquet", lambda: parquet(_raw_strings(b"One.", b"T\xffwo.", b"Three.")),
    "One.", "T\ufffdwo.", "Three.", says="not valid", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "empty-labels.parquet",
    lambda: parquet(pa.table({"text": ["A b.", "C d.", "E f.", "G h."], "label": ["x", None, "y", "x"]})),
    _turns("A b.", "x"), _turns("E f.", "y"), _turns("G h.", "x"),
    says="nothing in the column for 'label'", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "spoiled-group.parquet",
    _spoiled_group, *_MANY[:768],
    says="damaged behind row 768",
)  # fmt: skip
FAMILY.refused("empty.parquet", lambda: "", "The file is empty")
FAMILY.refused("cut.parquet", lambda: parquet(texts(*_MANY))[:5_000], "The file is damaged (")
FAMILY.refused("no-end.parquet", lambda: parquet(texts("One."))[:-4], "The file is damaged (")
FAMILY.refused("spoiled-end.parquet", _spoiled_end, "The file is damaged (")
FAMILY.refused("text.parquet", lambda: "text\nOne.\n", "The file is damaged (")
FAMILY.refused(
    "page.parquet", lambda: "<!doctype html><p>Log in first.</p>", "The file is damaged ("
)
FAMILY.refused("secret.parquet", lambda: b"PARE" + bytes(99) + b"PARE", "enciphered")
FAMILY.refused(
    "pointer.parquet",
    lambda: f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n",
    "Git LFS has not fetched",
)
FAMILY.refused("no-rows.parquet", lambda: parquet(texts()), "no row in this file")
FAMILY.refused("no-columns.parquet", lambda: parquet(pa.table({})), "no row in this file")
FAMILY.refused(
    "only-bytes.parquet",
    lambda: parquet(pa.table({"image": [b"x", b"y"]})),
    "No column of this file holds text",
)
FAMILY.refused("numbers.parquet", lambda: parquet(pa.table({"a": [1, 2]})), "No row has")
FAMILY.refused("text-of-numbers.parquet", lambda: parquet(pa.table({"text": [1, 2]})), "No row has")
FAMILY.refused("nothing.parquet", lambda: parquet(texts(None, None)), "No row has")
FAMILY.refused("wild-places.arrow", _wild_places, "The file is damaged (")
FAMILY.refused("empty.arrow", lambda: "", "The file is empty")
FAMILY.refused("cut.arrow", lambda: arrow(texts(*_MANY))[:300], "The file is damaged (")
FAMILY.refused("text.arrow", lambda: "text\nOne.\n", "The file is damaged (")
FAMILY.refused("old.feather", lambda: b"FEA1" + bytes(64) + b"FEA1", "The file is damaged (")
FAMILY.refused("no-rows.arrow", lambda: arrow(texts()), "no row in this file")
FAMILY.refused("zeros.arrow", lambda: bytes(999), "The file is damaged (")


@FAMILY.made("set", "One.", "Two.", says="The file is damaged (")
def _half_a_dataset(folder: Path) -> Path:
    """A folder as `datasets` writes it, the second file of which was not fetched whole."""
    content = arrow(texts("One.", "Two."), is_stream=True)
    written(folder / "set/data-00000-of-00002.arrow", content)
    written(folder / "set/data-00001-of-00002.arrow", content[:60])
    written(folder / "set/state.json", "{}")
    written(folder / "set/dataset_info.json", "{}")
    return folder / "set"
