"""What is laid side by side over the steps of a training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from memstudio.progress import Control
from memstudio.trace.probe_summary import summarise_probe
from memstudio.trace.quantities import entropy_of
from memstudio.trace.recorder import record_trace
from tests.tiny import SENTENCES, tiny_loaded


@pytest.mark.parametrize(("kind", "slots"), [("knn", 6), ("armt", 4)])
def test_usage_is_the_share_of_all_reading_also_where_some_segments_read_nothing(
    kind: str, slots: int, tmp_path: Path
) -> None:
    loaded, text = tiny_loaded(kind, num_slots=slots), SENTENCES[0] * 6
    trace = record_trace(loaded, text, document="t", out=tmp_path / "t.zarr", control=Control())
    assert trace.num_segments > 1
    read = np.nan_to_num(trace.read(0, trace.num_tokens)).sum(0)
    assert not np.nan_to_num(trace.read(*trace.segment_tokens(0))).any()
    found = summarise_probe(trace, 0).slots["usage"]
    np.testing.assert_allclose(found, read / read.sum(), atol=2e-3)
    assert found.sum() == pytest.approx(1, abs=1e-5)


def test_the_spread_of_writing_is_that_of_the_segments_that_wrote(tmp_path: Path) -> None:
    loaded, text = tiny_loaded("lm-bow", num_slots=64), SENTENCES[0] * 6
    trace = record_trace(loaded, text, document="t", out=tmp_path / "t.zarr", control=Control())
    found = summarise_probe(trace, 0).slots["write_entropy"]
    seen = set()
    for slot in range(trace.num_slots):
        rows = [np.nan_to_num(trace.write(t))[slot] for t in range(trace.num_segments)]
        own = [float(entropy_of(row[:, None])[0]) for row in rows if row.any()]
        seen.add(min(1, len(own)) if len(own) < len(rows) else 2)
        expected = np.mean(own) if own else np.nan
        assert found[slot] == pytest.approx(expected, abs=1e-5, nan_ok=True)
    # Slots that were never written, and some that were now and then.
    assert {0, 1} <= seen


def test_the_change_is_that_of_the_measure_of_health(tmp_path: Path) -> None:
    loaded, text = tiny_loaded("rmt", num_slots=4), SENTENCES[0] * 6
    trace = record_trace(loaded, text, document="t", out=tmp_path / "t.zarr", control=Control())
    found = summarise_probe(trace, 0)
    assert found.slots["change"].mean() == pytest.approx(found.health["churn"], rel=1e-5)
    assert found.health["churn"] != pytest.approx(trace.quantity("change").mean(), rel=1e-2)
