"""Two traces on one axis: what is the same text stands together, what is not is left open."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from memstudio.errors import TraceError
from memstudio.progress import Control
from memstudio.trace import comparison
from memstudio.trace.alignment import NOWHERE
from memstudio.trace.comparison import Comparison
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.tiny import tiny_loaded

TEXT = "Daniel went to the garden, and nobody knew why. It was a dark and stormy night. " * 3


def a_trace(
    path: Path, text: str = TEXT, kind: str = "rmt", length: int = 16, **values: object
) -> TraceReader:
    loaded = tiny_loaded(kind, segment_length=length, num_slots=int(values.pop("slots", 3)))  # type: ignore[call-overload]
    return record_trace(
        loaded,
        text,
        document="t",
        out=path,
        control=Control(),
        **values,  # type: ignore[arg-type]
    )


def everywhere(pair: Comparison, name: str) -> tuple[np.ndarray, np.ndarray]:
    return pair.at(name, np.arange(pair.first.num_tokens))


def test_two_steps_of_a_probe_are_aligned_token_by_token(tmp_path: Path) -> None:
    one, two = (a_trace(tmp_path / f"step-{n}.zarr", step=n) for n in (0, 10))
    pair = Comparison(one, two)
    assert pair.alignment.is_whole
    assert pair.alignment.same_tokens
    assert pair.alignment.same_segments
    assert pair.shares_slots
    np.testing.assert_array_equal(pair.alignment.other, np.arange(one.num_tokens))
    # The same model: nothing differs.
    np.testing.assert_array_equal(*everywhere(pair, "change"))


def test_other_lengths_of_segments_are_aligned_by_token_and_keep_their_own_values(
    tmp_path: Path,
) -> None:
    one, two = a_trace(tmp_path / "a.zarr"), a_trace(tmp_path / "b.zarr", length=8)
    pair = Comparison(one, two)
    assert pair.alignment.is_whole
    assert not pair.alignment.same_segments
    assert not pair.shares_slots
    mine, theirs = everywhere(pair, "change")
    token = 21
    np.testing.assert_array_equal(mine[token], one.quantity("change")[one.segment_of(token)])
    np.testing.assert_array_equal(theirs[token], two.quantity("change")[two.segment_of(token)])


def test_a_shorter_text_leaves_the_rest_open_and_says_how_much(tmp_path: Path) -> None:
    one, two = a_trace(tmp_path / "a.zarr"), a_trace(tmp_path / "b.zarr", max_tokens=30)
    pair = Comparison(one, two)
    found = pair.alignment
    assert found.num_matched == 30
    assert found.num_other_matched == found.num_other == 30
    assert not found.is_whole
    assert np.isnan(everywhere(pair, "loss")[1][30:]).all()
    back = Comparison(two, one).alignment
    assert back.num_matched == 30
    assert back.num_other_matched == 30
    assert back.num_other == one.num_tokens


def test_a_text_that_differs_in_the_middle_is_matched_at_both_ends_and_by_words(
    tmp_path: Path,
) -> None:
    changed = TEXT.replace("garden, and nobody", "cellar, then suddenly nobody", 1)
    one, two = a_trace(tmp_path / "a.zarr"), a_trace(tmp_path / "b.zarr", changed)
    found = Comparison(one, two).alignment
    for token in range(one.num_tokens):
        at, partner = int(one.token_starts[token]), int(found.other[token])
        if partner != NOWHERE:
            assert two.text[two.token_starts[partner] : two.token_ends[partner]] != ""
            if found.same_tokens:
                assert one.token_ids[token] == two.token_ids[partner]
        elif at > 40:
            assert one.text[at - 10 : at + 10] in TEXT[:80]
    assert 0 < found.num_matched < one.num_tokens
    assert found.other[-1] == two.num_tokens - 1
    assert found.other[0] == 0


def test_nothing_in_common_is_nothing_aligned(tmp_path: Path) -> None:
    one, two = a_trace(tmp_path / "a.zarr"), a_trace(tmp_path / "b.zarr", "xyzzy " * 30)
    found = Comparison(one, two).alignment
    assert found.num_matched <= 1
    assert not found.is_whole


def test_kinds_and_numbers_of_slots_may_differ(tmp_path: Path) -> None:
    one = a_trace(tmp_path / "a.zarr")
    two = a_trace(tmp_path / "b.zarr", kind="s2s", slots=5)
    pair = Comparison(one, two)
    assert pair.num_slots == 3
    mine, theirs = everywhere(pair, "change")
    assert (mine.shape[1], theirs.shape[1]) == (3, 5)
    assert "loss" in pair.names


def test_a_model_without_a_memory_can_be_compared_by_its_losses_only(tmp_path: Path) -> None:
    one = a_trace(tmp_path / "a.zarr")
    two = record_trace(
        tiny_loaded(None), TEXT, document="t", out=tmp_path / "b.zarr", control=Control()
    )
    pair = Comparison(one, two)
    assert pair.names == ("loss",)
    with pytest.raises(TraceError, match="not in both"):
        everywhere(pair, "change")


def test_a_few_that_stand_far_above_do_not_hide_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (a_trace(tmp_path / f"{n}.zarr") for n in "ab")
    pair = Comparison(one, two)
    values = one.quantity("change").copy()
    values[:] = 0.1
    values[0] = 10.0
    pair.prepare("change")
    pair._fetched["change"] = (values, values + 0.05)
    levels = pair.levels("change")
    # The first of four segments stands above.
    assert levels.high == pytest.approx(10.05)
    assert not levels.is_clipped
    values[0, 1:] = 0.1
    pair._fetched["change"] = (values, values + 0.05)
    levels = pair.levels("change")
    assert levels.high < 0.2
    assert levels.is_clipped
    assert levels.low == 0
    assert levels.apart == pytest.approx(0.05, abs=1e-3)
    assert not levels.is_cut
    # Of a long text, not every word says how the rest is; the one that differs counts.
    monkeypatch.setattr(comparison, "_MOST_LOOKED_AT", 4)
    values = one.loss()[:, None]
    pair._fetched["loss"] = (values, values + 3 * (np.arange(len(values)) == 5)[:, None])
    assert pair.levels("loss").apart == pytest.approx(3)


def test_parts_of_one_character_go_with_their_like(tmp_path: Path) -> None:
    text = "Daniel 🙂 went to the 漢字 garden, and nobody 🙃 knew. " * 3
    one, two = (a_trace(tmp_path / f"step-{n}.zarr", text, step=n) for n in (0, 10))
    shared = np.diff(np.asarray(one.token_starts)) == 0
    assert shared.any()
    pair = Comparison(one, two)
    assert pair.alignment.other.tolist() == list(range(one.num_tokens))
    assert pair.alignment.same_tokens
    assert pair.alignment.same_segments
    np.testing.assert_array_equal(*everywhere(pair, "loss"))
