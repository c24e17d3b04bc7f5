"""Traces of the first format answer what they can, through the same reader."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from memstudio.errors import TraceError
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import SLOTS, STORY

FIRST = {
    "text", "vocabulary", "token_ids", "token_start", "token_end", "segment_start", "loss",
    "predicted", "predicted_probability", "states", "norm", "change", "slot_words",
    "slot_word_score", "slot_words_distinctive", "slot_word_distinctive_score", "read",
    "read_layers", "write", "write_layers", "between", "read_mass", "write_mass",
}  # fmt: skip
"""The arrays of the first format."""

SINCE = {"detail", "baseline", "states_every", "words_every", "seed", "arrays"}


@pytest.fixture
def both(loaded: LoadedModel, tmp_path: Path) -> tuple[TraceReader, TraceReader]:
    """A trace, and what the first format would have had of it."""
    new = record_trace(loaded, STORY, document="s", out=tmp_path / "new.zarr", control=Control())
    old = tmp_path / "old.zarr"
    shutil.copytree(tmp_path / "new.zarr", old)
    for folder in old.iterdir():
        if folder.is_dir() and folder.name not in FIRST:
            shutil.rmtree(folder)
    described = json.loads((old / "zarr.json").read_text())
    attributes = {k: v for k, v in described["attributes"].items() if k not in SINCE}
    described["attributes"] = attributes | {"format_version": 1}
    (old / "zarr.json").write_text(json.dumps(described))
    return new, TraceReader(old)


def test_quantities_that_follow_from_what_is_there_are_given(
    both: tuple[TraceReader, TraceReader],
) -> None:
    new, old = both
    assert old.quantities == new.quantities
    assert set(old.quantities) >= {"similarity", "age", "usage", "read_entropy"}
    for name in old.quantities:
        np.testing.assert_allclose(old.quantity(name), new.quantity(name), atol=3e-3, err_msg=name)
    assert "gate" not in old.quantities
    with pytest.raises(TraceError, match="no 'gate'"):
        old.quantity("gate")


def test_weights_are_given_for_layers_but_not_for_heads(
    both: tuple[TraceReader, TraceReader],
) -> None:
    new, old = both
    assert (old.detail("read"), old.detail("write"), old.detail("between")) == (
        "layers",
        "layers",
        "mean",
    )
    n = old.num_tokens
    for name in ("read", "write"):
        np.testing.assert_array_equal(old.weights(name, 0, n), new.weights(name, 0, n))
        np.testing.assert_array_equal(old.weights(name, 9, 40, 1), new.weights(name, 9, 40, 1))
        np.testing.assert_array_equal(old.pooled(name, 0, n, 50), new.pooled(name, 0, n, 50))
        assert old.left_out(name, 0, n) is None
        with pytest.raises(TraceError, match="only 'layers'"):
            old.weights(name, 0, n, 0, 0)
    np.testing.assert_array_equal(old.between(2), new.between(2))


def test_states_words_and_losses_are_as_they_were(both: tuple[TraceReader, TraceReader]) -> None:
    new, old = both
    np.testing.assert_array_equal(old.states(3), new.states(3))
    assert old.kept_state(3) == 3
    assert old.slot_words(2) == new.slot_words(2)
    np.testing.assert_array_equal(old.pooled_loss(0, 64, 8), new.pooled_loss(0, 64, 8))
    assert not old.has("gain")
    with pytest.raises(TraceError, match="gain"):
        old.gain()


def test_the_baseline_is_an_even_spread_of_the_same_mass(
    both: tuple[TraceReader, TraceReader],
) -> None:
    new, _ = both
    baseline = new.attrs["baseline"]
    assert baseline["read"] == pytest.approx(new.read().sum(1).mean() / SLOTS, rel=1e-2)
    # The last segment is short, and its few words have more each.
    assert np.ptp(np.diff(new.segment_starts)) > 0
    even = np.concatenate([new.write(s).mean(1) for s in range(new.num_segments)])
    assert baseline["write"] == pytest.approx(even.mean(), rel=1e-2)


def test_age_counts_from_the_last_large_change(both: tuple[TraceReader, TraceReader]) -> None:
    new, _ = both
    age, change = new.quantity("age"), new.quantity("change")
    for slot in range(SLOTS):
        last = -1
        for segment in range(new.num_segments):
            last = segment if change[segment, slot] >= 0.1 else last
            assert age[segment, slot] == segment - last
