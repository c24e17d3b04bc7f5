"""The tables of a trace hold what was recorded, whatever the part in which it was written."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from memstudio.errors import Cancelled, StorageError
from memstudio.leftovers import SUFFIX
from memstudio.models.load import LoadedModel
from memstudio.progress import Control, Progress
from memstudio.trace import export_tables as parts
from memstudio.trace.export_table import export_tables
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import STORY


@pytest.fixture
def trace(loaded: LoadedModel, tmp_path: Path) -> TraceReader:
    return record_trace(
        loaded, STORY, document="a story", out=tmp_path / "t.zarr", control=Control(), command="run"
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_number_is_there_in_both_forms(trace: TraceReader, tmp_path: Path) -> None:
    files = export_tables(trace, tmp_path / "csv", "csv", Control())
    assert [file.name for file in files] == ["tokens.csv", "slots.csv", "events.csv"]
    tokens, slots = rows(files[0]), rows(files[1])
    assert "".join(row["text"] for row in tokens if row["text"]).startswith("Mary went")
    assert len(tokens) == trace.num_tokens
    np.testing.assert_allclose([float(row["loss"]) for row in tokens], trace.loss(), rtol=1e-5)
    write = trace.weights("write", 0, trace.num_tokens)
    for slot in range(trace.num_slots):
        found = [float(row[f"write_{slot}"]) for row in tokens]
        np.testing.assert_allclose(found, write[:, slot], rtol=1e-5)
    for name in trace.quantities:
        found = [float(row[name]) for row in slots]
        np.testing.assert_allclose(found, trace.quantity(name).ravel(), rtol=1e-5, atol=1e-9)
    export_tables(trace, tmp_path / "parquet", "parquet", Control())
    again = parquet.read_table(tmp_path / "parquet" / "tokens.parquet")
    np.testing.assert_array_equal(again["loss"].to_numpy(), trace.loss())
    assert again["text"].to_pylist() == [row["text"] for row in tokens]


@pytest.mark.slow
def test_events_are_the_overwrites_in_words(trace: TraceReader, tmp_path: Path) -> None:
    files = export_tables(trace, tmp_path / "csv", "csv", Control())
    events = rows(files[2])
    expected = np.argwhere(trace.change() >= 0.1)
    assert [(int(row["segment"]), int(row["slot"])) for row in events] == list(
        map(tuple, expected.tolist())
    )
    row = events[-1]
    before, after = (
        {
            w.strip().casefold()
            for w, _ in trace.slot_words(state, distinctive=True)[int(row["slot"])]
        }
        for state in (int(row["segment"]), int(row["segment"]) + 1)
    )
    lost = {word.casefold() for word in row["words_lost"].split(" | ") if word}
    assert lost <= before - after


@pytest.mark.slow
def test_the_parts_make_no_difference(
    trace: TraceReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = export_tables(trace, tmp_path / "whole", "csv", Control())
    monkeypatch.setattr(parts, "_SEGMENTS_AT_ONCE", 2)
    monkeypatch.setattr(parts, "_CELLS_AT_ONCE", 1)
    monkeypatch.setattr(parts, "_FEWEST_TOKENS", 7)
    pieces = export_tables(trace, tmp_path / "pieces", "csv", Control())
    assert [path.read_bytes() for path in whole] == [path.read_bytes() for path in pieces]


def test_only_the_largest_overwrites_are_told_of_a_restless_memory(trace: TraceReader) -> None:
    found = parts.biggest_overwrites(trace, most=4)
    sizes = trace.change()[found[:, 0], found[:, 1]]
    assert sorted(sizes) == sorted(np.sort(trace.change().ravel())[-4:])
    assert found.tolist() == sorted(found.tolist())


def test_a_model_without_slots_has_tokens_only(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path
) -> None:
    trace = record_trace(
        make_loaded(None), STORY, document="plain", out=tmp_path / "t.zarr", control=Control()
    )
    files = export_tables(trace, tmp_path / "out", "csv", Control())
    assert [file.name for file in files] == ["tokens.csv"]


def test_what_the_numbers_are_of_stands_beside_them(trace: TraceReader, tmp_path: Path) -> None:
    export_tables(trace, tmp_path / "out", "csv", Control())
    about = json.loads((tmp_path / "out" / "about.json").read_text(encoding="utf-8"))
    assert about["command"] == "run"
    assert about["document"] == "a story"
    assert about["random_words"]["plain"]


def test_nothing_is_overwritten_and_nothing_is_left_when_it_is_cancelled(
    trace: TraceReader, tmp_path: Path
) -> None:
    export_tables(trace, tmp_path / "out", "csv", Control())
    with pytest.raises(StorageError):
        export_tables(trace, tmp_path / "out", "csv", Control())
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        export_tables(trace, tmp_path / "other", "csv", control)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "t.zarr"]


def test_what_is_half_written_is_known_for_that_by_its_name(
    trace: TraceReader, tmp_path: Path
) -> None:
    names: set[str] = set()

    def look(_: Progress) -> None:
        names.update(each.name for each in tmp_path.iterdir() if each.name.startswith(".csv"))

    export_tables(trace, tmp_path / "csv", "csv", Control(on_progress=look))
    assert len(names) == 1
    # Of a killed program, whoever writes here next takes it away.
    assert names.pop().endswith(SUFFIX)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["csv", "t.zarr"]
