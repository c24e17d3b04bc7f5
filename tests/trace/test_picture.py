from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from memstudio.look.theme import load_theme
from memstudio.look.tints import contrast, rgb
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace import picture_text
from memstudio.trace.picture import HEIGHT, WIDTH, draw_picture
from memstudio.trace.picture_colours import coloured, inks
from memstudio.trace.picture_text import Pen
from memstudio.trace.quantity_kinds import quantity_kind
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import SLOTS, STORY


@pytest.fixture
def trace(loaded: LoadedModel, tmp_path: Path) -> TraceReader:
    return record_trace(
        loaded, STORY, document="故事.txt", out=tmp_path / "t.zarr", control=Control()
    )


@pytest.fixture
def fresh_fonts() -> Iterator[None]:
    caches = (picture_text.font_files, picture_text._fonts, picture_text._font_for)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_the_heat_map_has_the_colours_of_its_numbers(trace: TraceReader, tmp_path: Path) -> None:
    assert draw_picture(trace, tmp_path / "memory.png") == ()
    image = pixels(tmp_path / "memory.png")
    assert image.shape == (HEIGHT, WIDTH, 3)
    change = trace.change()
    scale = quantity_kind("change").scale(change)
    colours = coloured(change / scale.high)
    left, top, right, bottom = 116, 162, 1004, 340
    for segment in range(trace.num_segments):
        for slot in range(SLOTS):
            x = left + (segment + 0.5) * (right - left) / trace.num_segments
            y = top + (slot + 0.5) * (bottom - top) / SLOTS
            np.testing.assert_array_equal(image[int(y), int(x)], colours[segment, slot])


def test_words_of_an_earlier_state_say_of_which(
    trace: TraceReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    write = Pen.write

    def kept(self: Pen, at: tuple[float, float], text: str, *args: Any, **more: Any) -> float:
        said.append(text)
        return write(self, at, text, *args, **more)

    monkeypatch.setattr(Pen, "write", kept)
    draw_picture(trace, tmp_path / "all.png")
    assert "Each slot's nearest words at the end" in said
    for every, words in (
        (trace.num_segments - 1, f"after segment {trace.num_segments - 2}"),
        (1000, "at the start"),
    ):
        monkeypatch.setattr(
            TraceReader, "named_state", lambda _, state, every=every: state // every * every
        )
        said.clear()
        draw_picture(trace, tmp_path / "some.png")
        assert f"Nearest words {words}" in said


@pytest.mark.slow
def test_a_model_without_memory_is_drawn_by_its_loss(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path
) -> None:
    trace = record_trace(
        make_loaded("none"), STORY, document="s", out=tmp_path / "t.zarr", control=Control()
    )
    draw_picture(trace, tmp_path / "memory.png")
    assert len(np.unique(pixels(tmp_path / "memory.png").reshape(-1, 3), axis=0)) > 50


@pytest.mark.parametrize("text", ["M", "Mary went", "\n\n \t\r\n x", "a" * 300, "字" * 200])
@pytest.mark.parametrize("kind", ["rmt", "none"])
@pytest.mark.one_in(9)
def test_odd_texts_are_drawn(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path, text: str, kind: str
) -> None:
    trace = record_trace(
        make_loaded(kind), text, document="s" * 300, out=tmp_path / "t.zarr", control=Control()
    )
    draw_picture(trace, tmp_path / "memory.png")
    assert pixels(tmp_path / "memory.png").shape == (HEIGHT, WIDTH, 3)


def test_a_model_that_diverged_is_recorded_and_drawn(loaded: LoadedModel, tmp_path: Path) -> None:
    with torch.no_grad():
        loaded.model.backbone.lm_head.weight[0, 0] = torch.nan
        loaded.model.backbone.model.norm.weight[0] = torch.nan
    trace = record_trace(
        loaded, STORY, document="s", out=tmp_path / "t.zarr", control=Control(), step=1
    )
    assert np.isnan(trace.change()).all()
    assert np.isnan(trace.loss()).all()
    draw_picture(trace, tmp_path / "memory.png")


@pytest.mark.usefixtures("fresh_fonts")
def test_a_font_that_is_missing_is_named(
    trace: TraceReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_text, "font_files", lambda _: ())
    (note,) = draw_picture(trace, tmp_path / "memory.png")
    assert "Noto Sans CJK" in note
    assert "U+" in note


@pytest.mark.slow
def test_a_slot_has_the_hue_that_it_has_in_the_window(trace: TraceReader, tmp_path: Path) -> None:
    draw_picture(trace, tmp_path / "memory.png")
    image, look = pixels(tmp_path / "memory.png"), load_theme("light")
    assert tuple(image[2, 2]) == rgb(look.surface)
    for slot in range(SLOTS):
        y = 162 + int((slot + 0.5) * (340 - 162) / SLOTS)
        assert tuple(image[y, 116 - 12]) == rgb(look.slot_colour(slot))


def test_words_are_tinted_as_strongly_as_leaves_them_legible() -> None:
    colours = inks()
    assert colours.slot_tint(0, 0.0) == colours.ground
    for slot in range(10):
        assert contrast(colours.slot_tint(slot, 1.0), colours.ink) >= 4.5
    assert contrast(colours.loss_tint(1.0), colours.ink) >= 4.5


def test_what_lies_beyond_the_scale_is_painted_like_its_ends() -> None:
    ends = coloured(np.array([-1.0, 0.0, np.nan, 1.0, 2.0]))
    assert (ends[:3] == ends[0]).all()
    assert (ends[3:] == ends[4]).all()
