"""Exporting a trace of which a part came to harm, and what is no trace, says so in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.progress import Control
from memstudio.trace.recorder import record_trace
from tests.cli.conftest import Run
from tests.tiny import tiny_loaded
from tests.trace.damage import HARM

TEXT = "Daniel went to the garden. Nobody knew why. Where is Daniel? In the garden. " * 4


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    out = tmp_path / "t.zarr"
    record_trace(tiny_loaded("rmt"), TEXT, document="s", out=out, control=Control())
    return out


@pytest.mark.parametrize("json", [(), ("--json",)], ids=["words", "json"])
@pytest.mark.parametrize("harm", ["lose", "cut_chunk", "garble_chunk"])
@pytest.mark.one_in(3)
def test_a_table_is_refused_for_what_it_would_lack(
    trace: Path, tmp_path: Path, harm: str, json: tuple[str, ...], memstudio: Run
) -> None:
    HARM[harm](trace / "read")
    found = memstudio("export", trace, "--to", "csv", "--out", tmp_path / "tables", *json)
    assert found.status == 1
    assert found.out == ""
    assert "is damaged (in 'read')" in found.err
    assert "Traceback" not in found.err
    assert not (tmp_path / "tables").exists()


def test_what_an_export_does_not_need_may_be_gone_but_that_is_said(
    trace: Path, tmp_path: Path, memstudio: Run
) -> None:
    HARM["lose"](trace / "between_heads")
    found = memstudio("export", trace, "--to", "csv", "--out", tmp_path / "tables", "--json")
    assert found.status == 0
    assert len(found.json["files"]) == 3
    assert "is damaged (in 'between_heads')" in found.err


def test_a_table_of_what_is_no_trace_says_that_there_is_none(
    trace: Path, tmp_path: Path, memstudio: Run
) -> None:
    nowhere = memstudio("export", tmp_path / "none.zarr", "--to", "csv", "--out", tmp_path / "a")
    assert (nowhere.status, "There is no trace at" in nowhere.err) == (1, True)
    # No file can have a name of that length, nor a model.
    for to, reason in (("csv", "There is no trace at"), ("folder", "Traceback")):
        found = memstudio("export", "x" * 300, "--to", to, "--out", tmp_path / "a")
        assert (found.status, reason in found.err) == (1, to == "csv")
        assert "went wrong inside" not in found.err
    (trace / "zarr.json").unlink()
    found = memstudio("export", trace, "--to", "csv", "--out", tmp_path / "a")
    assert (found.status, "is not a trace" in found.err) == (1, True)


@pytest.mark.slow
def test_a_picture_that_cannot_be_written_does_not_hide_the_trace(
    trace: Path, tmp_path: Path, backbone: Path, memstudio: Run
) -> None:
    story, out, folder = tmp_path / "s.txt", tmp_path / "new.zarr", tmp_path / "folder"
    story.write_text(TEXT)
    folder.mkdir()
    found = memstudio("trace", backbone, story, "--out", out, "--picture", folder)
    assert found.status == 1
    assert str(out) in found.err
    assert (out / "zarr.json").is_file()
