from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr

from memstudio.errors import StorageError, TraceError
from memstudio.trace import layout, store
from memstudio.trace.reader import TraceReader
from memstudio.trace.store import TraceWriter

SLOTS, DIM, LENGTH, SEGMENTS = 4, 8, 4, 150
TOKENS = SEGMENTS * LENGTH - 1
TEXT = "word " * TOKENS


def fill(
    writer: TraceWriter, without: tuple[str, ...] = (), **changes: Any
) -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    places = 5 * np.arange(TOKENS)
    arrays = {
        "text": np.frombuffer(TEXT.encode(), np.uint8),
        "vocabulary": np.frombuffer(json.dumps({7: " word"}).encode(), np.uint8),
        "token_ids": np.full(TOKENS, 7),
        "token_start": places,
        "token_end": places + 5,
        "segment_start": np.minimum(LENGTH * np.arange(SEGMENTS + 1), TOKENS),
        "loss": random.random(TOKENS),
        "predicted": random.integers(0, 9, (TOKENS, 5)),
        "predicted_probability": random.random((TOKENS, 5)),
        "states": random.standard_normal((SEGMENTS + 1, SLOTS, DIM)),
        "change": random.random((SEGMENTS, SLOTS)),
        "write": random.random((SEGMENTS, SLOTS, LENGTH)),
        "read": random.random((TOKENS, SLOTS)),
    }
    arrays = {name: array for name, array in arrays.items() if name not in without}
    for start in range(0, len(TEXT), 7):
        rows = {name: array[start : start + 7] for name, array in arrays.items()}
        writer.append(**{name: array for name, array in rows.items() if len(array)})
    attributes = {
        "num_tokens": TOKENS,
        "num_segments": SEGMENTS,
        "num_slots": SLOTS,
        "segment_length": LENGTH,
        "num_layers": 1,
        "num_heads": 1,
        "memory_kind": "rmt",
        "document": "words",
        "model": "none",
        "text_crc32": zlib.crc32(TEXT.encode()),
    }
    writer.describe(**(attributes | changes))
    return arrays


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
        fill(writer)
    return tmp_path / "t.zarr"


def test_what_was_appended_in_parts_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_BYTES_TO_GATHER", 1)
    with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
        arrays = fill(writer)
        waiting = sum(sum(map(len, rows)) for rows in writer._waiting.values())
        assert waiting < 13 * 64 * LENGTH + len(TEXT) + 99
    trace = TraceReader(tmp_path / "t.zarr")
    half = {name: array.astype(np.float16).astype(np.float32) for name, array in arrays.items()}
    np.testing.assert_array_equal(trace.change(), arrays["change"].astype(np.float32))
    np.testing.assert_array_equal(trace.read(250, 270), half["read"][250:270])
    np.testing.assert_array_equal(trace.states(SEGMENTS), half["states"][-1])
    np.testing.assert_array_equal(trace.write(100), half["write"][100])
    np.testing.assert_array_equal(trace.write(SEGMENTS - 1), half["write"][-1][:, : LENGTH - 1])
    assert trace.text == TEXT
    assert trace.token_text(3) == " word"
    assert trace.token_at(17) == 3
    assert trace.token_at(len(TEXT)) is None
    assert trace.segment_of(LENGTH) == 1
    assert trace.segment_text(1) == "word " * LENGTH


def test_a_reader_outside_this_project_needs_only_zarr(stored: Path) -> None:
    group = zarr.open_group(stored, mode="r")
    assert group["states"].shape == (SEGMENTS + 1, SLOTS, DIM)
    assert group["write"].dtype == np.float16


def test_every_array_is_documented() -> None:
    for name in layout.COLUMNS:
        base = name
        for ending in ("_top_index", "_top", "_left_out"):
            if base.endswith(ending):
                assert f"| X{ending} |" in (layout.__doc__ or "")
                base = base.removesuffix(ending)
        assert base in (layout.__doc__ or "")


def test_numbers_beyond_float16_are_stored_as_its_largest(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
        writer.append(states=np.array([[[1e6, -1e6, 1.0]]]))
    states = zarr.open_group(tmp_path / "t.zarr", mode="r")["states"][:]
    np.testing.assert_array_equal(states[0, 0], np.array([65504, -65504, 1], np.float16))


def test_an_error_while_writing_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
            fill(writer)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_error_while_replacing_keeps_the_old_trace(stored: Path) -> None:
    def fail() -> None:
        with TraceWriter(stored, segment_length=LENGTH) as writer:
            fill(writer)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert TraceReader(stored).text == TEXT
    assert list(stored.parent.iterdir()) == [stored]


def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def write() -> None:
        with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
            fill(writer)

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(StorageError, match="disk is full"):
        write()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["a file", "a folder"])
def test_what_is_not_a_trace_is_never_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "thesis"
    if content == "a file":
        path.write_text("years of work")
    else:
        path.mkdir()
        (path / "chapter").write_text("years of work")
    with (
        pytest.raises(TraceError, match="not a trace"),
        TraceWriter(path, segment_length=LENGTH),
    ):
        pass
    assert list(tmp_path.rglob("*")) == [path, *path.rglob("*")]


def test_a_lost_chunk_is_noticed(stored: Path) -> None:
    (stored / "write" / "c" / "0" / "0" / "0").unlink()
    trace = TraceReader(stored)
    with pytest.raises(TraceError, match=r"damaged \(in 'write'\)"):
        trace.write(0)


def test_a_chunk_that_was_cut_off_is_noticed(stored: Path) -> None:
    chunk = stored / "write" / "c" / "0" / "0" / "0"
    chunk.write_bytes(chunk.read_bytes()[:40])
    with pytest.raises(TraceError, match="damaged"):
        TraceReader(stored).write(0)


def test_a_changed_text_is_noticed(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
        fill(writer, text_crc32=1)
    with pytest.raises(TraceError, match="damaged"):
        _ = TraceReader(tmp_path / "t.zarr").text


def test_a_trace_without_a_needed_array_is_refused(stored: Path) -> None:
    (stored / "loss" / "zarr.json").unlink()
    with pytest.raises(TraceError, match="damaged"):
        TraceReader(stored)


def test_metadata_that_is_not_json_is_refused(stored: Path) -> None:
    (stored / "zarr.json").write_text("{")
    with pytest.raises(TraceError, match="not a trace"):
        TraceReader(stored)


def test_a_trace_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
        fill(writer, format_version=99)
    with pytest.raises(TraceError, match="newer"):
        TraceReader(tmp_path / "t.zarr")


@pytest.mark.parametrize("kind", ["nothing", "file", "empty folder", "other zarr"])
def test_what_is_not_a_trace_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "t.zarr"
    if kind == "file":
        path.write_text("text")
    elif kind == "empty folder":
        path.mkdir()
    elif kind == "other zarr":
        zarr.create_group(path)
    with pytest.raises(TraceError, match="no trace" if kind == "nothing" else "not a trace"):
        TraceReader(path)


def test_an_index_outside_is_an_index_error(stored: Path) -> None:
    with pytest.raises(IndexError):
        TraceReader(stored).states(SEGMENTS + 1)


def test_importing_the_reader_imports_neither_torch_nor_zarr() -> None:
    program = (
        "import sys, memstudio.trace.reader;"
        "print([m for m in ('torch', 'transformers', 'zarr', 'PySide6') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert answer.stdout.decode().strip() == "[]"


def test_opening_a_trace_imports_no_torch(stored: Path) -> None:
    program = (
        "import sys; from memstudio.trace.reader import TraceReader;"
        f"TraceReader({str(stored)!r}).write(0);"
        "print([m for m in ('torch', 'transformers') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert answer.stdout.decode().strip() == "[]"


@pytest.mark.parametrize("name", ["write_top", "write_top_index", "write_left_out"])
def test_damage_in_what_was_kept_of_rows_is_noticed(tmp_path: Path, name: str) -> None:
    random = np.random.default_rng(0)
    rows = {
        "write_top": random.random((SEGMENTS, SLOTS, 2)),
        "write_top_index": random.integers(0, LENGTH, (SEGMENTS, SLOTS, 2)),
        "write_left_out": random.random((SEGMENTS, SLOTS)),
    }
    with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
        fill(writer, without=("write",))
        writer.append(**rows)
    (chunk,) = (file for file in (tmp_path / "t.zarr" / name / "c").rglob("*") if file.is_file())
    chunk.write_bytes(chunk.read_bytes()[:20])
    trace = TraceReader(tmp_path / "t.zarr")
    assert trace.has("write")
    with pytest.raises(TraceError, match=rf"damaged \(in '{name}'\)"):
        (trace.left_out if name == "write_left_out" else trace.weights)("write", 0, 40)


@pytest.mark.parametrize("index", [LENGTH, 60_000])
def test_a_place_outside_of_its_row_is_damage(tmp_path: Path, index: int) -> None:
    with TraceWriter(tmp_path / "t.zarr", segment_length=LENGTH) as writer:
        fill(writer, without=("write",))
        writer.append(
            write_top=np.ones((SEGMENTS, SLOTS, 2)),
            write_top_index=np.full((SEGMENTS, SLOTS, 2), index),
            write_left_out=np.ones((SEGMENTS, SLOTS)),
        )
    with pytest.raises(TraceError, match=r"damaged \(in 'write_top_index'\)"):
        TraceReader(tmp_path / "t.zarr").write(0)


def test_what_is_killed_leaves_no_trace(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys, pathlib, numpy as np;"
        "from memstudio.trace.store import TraceWriter;"
        f"w = TraceWriter(pathlib.Path({str(tmp_path)!r}) / 't.zarr', segment_length=1);"
        "w.__enter__();"
        "w.append(states=np.ones((1 << 16, 4, 8)));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -9
    # Parts of it lie in a hidden folder, and nothing by its name.
    assert not (tmp_path / "t.zarr").exists()
    assert [entry.name[:8] for entry in tmp_path.iterdir()] == [".t.zarr."]


def test_a_trace_that_a_power_cut_emptied_is_recorded_again(tmp_path: Path) -> None:
    path = tmp_path / "trace.zarr"
    with TraceWriter(path, segment_length=LENGTH) as writer:
        fill(writer)
    (path / "zarr.json").write_bytes(b"")
    with TraceWriter(path, segment_length=LENGTH) as writer:
        fill(writer)
    assert TraceReader(path).document == "words"
    (path / "zarr.json").write_bytes(b"")
    (path / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(TraceError), TraceWriter(path, segment_length=LENGTH):
        pass


def test_all_of_a_trace_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trace.zarr"
    synced: set[int] = set()
    sync = os.fsync

    def noted(number: int) -> None:
        synced.add(os.fstat(number).st_ino)
        sync(number)

    monkeypatch.setattr(os, "fsync", noted)
    with TraceWriter(path, segment_length=LENGTH) as writer:
        fill(writer)
    written = {each.stat().st_ino for each in (path, *path.rglob("*"))}
    assert written <= synced
    assert tmp_path.stat().st_ino in synced
