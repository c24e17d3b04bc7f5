"""Harm to any part of a trace is told, and never taken for what was not recorded, or for zeros."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from memstudio.errors import TraceError
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.export_table import export_tables
from memstudio.trace.html_export import export_html
from memstudio.trace.layout import ALWAYS_THERE
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorded_arrays import recorded_arrays
from memstudio.trace.recorder import record_trace
from tests.tiny import tiny_loaded
from tests.trace.conftest import STORY
from tests.trace.damage import HARM, chunks_of, lose

EXPORTED = (
    "change", "gain", "gate", "loss", "norm", "read", "read_entropy", "read_mass",
    "segment_start", "similarity", "slot_words_distinctive", "slot_word_distinctive_score", "text",
    "token_end", "token_ids", "token_start", "vocabulary", "write", "write_mass",
)  # fmt: skip
"""What tables are made of."""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "t.zarr"
    record_trace(tiny_loaded("m2m"), STORY, document="s", out=out, control=Control(), gain=True)
    return out


def harmed(recorded: Path, folder: Path, array: str, harm: str) -> Path:
    copy = folder / "t.zarr"
    shutil.copytree(recorded, copy)
    HARM[harm](copy / array)
    return copy


def without_list(trace: Path) -> None:
    """As it was recorded before traces listed their arrays."""
    description = trace / "zarr.json"
    content = json.loads(description.read_text())
    del content["attributes"]["arrays"]
    description.write_text(json.dumps(content))


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("array", EXPORTED)
@pytest.mark.one_in(10)
def test_no_table_is_written_of_what_came_to_harm(
    recorded: Path, tmp_path: Path, array: str, harm: str
) -> None:
    trace = harmed(recorded, tmp_path, array, harm)
    with pytest.raises(TraceError, match="is damaged"):
        export_tables(TraceReader(trace), tmp_path / "tables", "csv", Control())
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["t.zarr"]


@pytest.mark.parametrize("array", ["read_mass", "slot_words_distinctive", "write", "gate"])
def test_no_page_is_written_of_what_came_to_harm(
    recorded: Path, tmp_path: Path, array: str
) -> None:
    trace = harmed(recorded, tmp_path, array, "lose")
    with pytest.raises(TraceError, match=rf"is damaged \(in '{array}'\)"):
        export_html(TraceReader(trace), tmp_path / "page.html", Control())
    assert not (tmp_path / "page.html").exists()


def test_every_array_that_is_gone_is_missed(recorded: Path, tmp_path: Path) -> None:
    names = sorted(entry.name for entry in recorded.iterdir() if entry.is_dir())
    assert {"read_heads", "between", "states", *EXPORTED} <= set(names)
    for name in set(names) - set(ALWAYS_THERE):
        trace = tmp_path / name
        shutil.copytree(recorded, trace)
        lose(trace / name)
        if name == "change":
            with pytest.raises(TraceError, match="is damaged"):
                TraceReader(trace)
            continue
        with pytest.raises(TraceError, match=rf"is damaged \(in '{name}'\)"):
            TraceReader(trace).check()
    TraceReader(recorded).check()


def test_a_part_that_goes_while_a_trace_is_open_is_not_taken_for_zeros(
    recorded: Path, tmp_path: Path
) -> None:
    shutil.copytree(recorded, tmp_path / "t.zarr")
    trace = TraceReader(tmp_path / "t.zarr")
    assert trace.read(0, 2).any()
    for chunk in chunks_of(trace.path / "read"):
        chunk.unlink()
    with pytest.raises(TraceError, match=r"is damaged \(in 'read'\)"):
        trace.read(0, 2)


def test_a_recording_is_told_from_another_at_its_place(recorded: Path, tmp_path: Path) -> None:
    shutil.copytree(recorded, tmp_path / "t.zarr")
    trace = TraceReader(tmp_path / "t.zarr")
    assert not trace.was_replaced
    lose(trace.path / "read")
    assert not trace.was_replaced
    record_trace(
        tiny_loaded("m2m"), "Go.", document="s", out=tmp_path / "t.zarr", control=Control()
    )
    assert trace.was_replaced


def test_damage_is_told_to_who_listens(recorded: Path, tmp_path: Path) -> None:
    trace = TraceReader(harmed(recorded, tmp_path, "write", "garble_chunk"))
    told: list[str] = []
    trace.listen(lambda error: told.append(str(error)))
    trace.read(0, 2)
    assert told == []
    with pytest.raises(TraceError):
        trace.write(0)
    assert [text.count("'write'") for text in told] == [1]


@pytest.mark.parametrize("array", ["read", "norm", "slot_words", "states", "between_heads"])
def test_what_an_earlier_trace_had_is_told_by_what_it_says_of_itself(
    recorded: Path, tmp_path: Path, array: str
) -> None:
    trace = harmed(recorded, tmp_path, array, "lose")
    without_list(trace)
    with pytest.raises(TraceError, match=rf"is damaged \(in '{array}'\)"):
        TraceReader(trace).check()


@pytest.mark.slow
def test_nothing_is_missed_of_an_earlier_trace_that_is_whole(
    loaded: LoadedModel, recorded: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small.zarr"
    record_trace(loaded, STORY * 40, document="s", out=small, control=Control(), budget=60_000)
    plain = tmp_path / "plain.zarr"
    record_trace(tiny_loaded("none"), STORY, document="s", out=plain, control=Control())
    copy = tmp_path / "copy.zarr"
    shutil.copytree(recorded, copy)
    assert (small / "read_top").is_dir() or (small / "write_top").is_dir()
    for trace in (small, plain, copy):
        without_list(trace)
        TraceReader(trace).check()


def test_of_the_largest_of_each_row_all_three_arrays_are_missed() -> None:
    attrs = {"num_slots": 2, "detail": {"read": "mean"}}
    for kept in ("read_top", "read_top_index", "read_left_out"):
        names = recorded_arrays(attrs, frozenset({kept}))
        assert {"read_top", "read_top_index", "read_left_out"} <= names


@pytest.mark.parametrize("value", [None, "x", [1]])
@pytest.mark.parametrize("name", ["num_slots", "num_tokens", "document", "segment_length"])
def test_a_description_that_was_garbled_is_refused(
    recorded: Path, tmp_path: Path, name: str, value: object
) -> None:
    shutil.copytree(recorded, tmp_path / "t.zarr")
    description = tmp_path / "t.zarr" / "zarr.json"
    content = json.loads(description.read_text())
    content["attributes"][name] = 3 if (name, value) == ("document", "x") else value
    description.write_text(json.dumps(content))
    with pytest.raises(TraceError, match=rf"is damaged \(in '{name}'\)"):
        TraceReader(tmp_path / "t.zarr")


def test_a_whole_trace_is_read_as_it_was_written(recorded: Path) -> None:
    import zarr

    trace, arrays = TraceReader(recorded), zarr.open_group(recorded, mode="r")
    np.testing.assert_array_equal(trace.read(), np.asarray(arrays["read"]).astype(np.float32))
    assert dict(arrays.attrs)["arrays"]["read"] == list(np.asarray(arrays["read"]).shape)
