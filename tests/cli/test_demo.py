"""The whole of it once: the bundled model on the bundled book, as a computer without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from memstudio.models.catalog import demo_folder
from memstudio.trace.reader import TraceReader
from memstudio.training.run_folder import RunFolder
from tests.cli.conftest import Run


def test_the_demo_ends_with_a_run_and_a_picture_of_a_story(memstudio: Run, tmp_path: Path) -> None:
    found = memstudio("demo", "--out", tmp_path / "runs", "--steps", 2)
    assert found.status == 0, found.err
    run, picture = (line.split(maxsplit=1)[1] for line in found.out.splitlines())
    assert RunFolder.open(run).summary().state == "completed"
    assert Path(picture).parent == Path(run)
    with Image.open(picture) as image:
        assert image.format == "PNG"
    trace = TraceReader(Path(run) / "traces" / "story.zarr")
    assert "Where is" in trace.text
    assert trace.num_segments >= 16


@pytest.mark.slow
def test_a_story_is_still_known_after_the_demo_has_trained_on_the_book(
    memstudio: Run, tmp_path: Path
) -> None:
    found = memstudio("demo", "--out", tmp_path / "runs", "--json").json
    assert found["loss_after"] < found["loss_before"]
    assert found["questions"] >= 5
    assert found["right"] >= 0.8 * found["questions"]


@pytest.mark.slow
def test_the_bundled_model_is_evaluated_on_what_it_was_made_for(memstudio: Run) -> None:
    found = memstudio("eval", "demo", "--stories", 4, "--json").json
    assert found["task"] == "stories"
    assert found["at_length"]["asked"] > 30
    assert found["at_length"]["accuracy"] > 0.9
    assert found["reset"]["accuracy"] < 0.3


def test_the_bundled_model_is_listed_and_opens_by_its_name(memstudio: Run) -> None:
    listed = memstudio("models", "--json").json
    assert [m["path"] for m in listed if m["reference"] == "demo"] == [str(demo_folder())]
