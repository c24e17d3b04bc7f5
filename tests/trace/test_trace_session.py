"""A trace is gone on with only by the model that recorded it, as it was then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from memstudio.errors import TraceError
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.recorder import record_trace
from memstudio.trace.trace_session import session_of_trace
from tests.trace.conftest import STORY


@pytest.mark.parametrize("step", [None, 0])
def test_a_model_that_was_trained_since_is_told_from_the_one_that_recorded(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path, step: int | None
) -> None:
    loaded = make_loaded()
    out = tmp_path / "t.zarr"
    trace = record_trace(loaded, STORY, document="d", out=out, control=Control(), step=step)
    assert session_of_trace(loaded, trace, control=Control()).num_segments == trace.num_segments
    # The same weights in other numbers are told by how they read.
    loaded.model.double()
    session_of_trace(loaded, trace, control=Control())
    loaded.model.float()
    words = loaded.model.get_output_embeddings().weight
    with torch.no_grad():
        # One number of thousands: no word is noticeably less likely than before.
        words.view(-1)[7] += 1e-4
    with pytest.raises(TraceError):
        session_of_trace(loaded, trace, control=Control())
    # Earlier traces do not say which weights these were: how likely words are must tell.
    trace.attrs["weights"] = None
    session_of_trace(loaded, trace, control=Control())
    with torch.no_grad():
        words.mul_(1.01)
    with pytest.raises(TraceError) as caught:
        session_of_trace(loaded, trace, control=Control())
    said = str(caught.value)
    # A probe of a run bears its model's name, which may well be the open one's.
    assert ("Open that model" in said) == (step is None)
    assert ("training step 0 of tiny" in said) == (step is not None)
