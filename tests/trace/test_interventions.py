from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from memstudio.errors import Cancelled, TraceError
from memstudio.memory.memory_state import MemoryState
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.interventions import AblationEffect, ablate_slots
from tests.trace.conftest import SEGMENT, SLOTS, STORY

AT = 3


def ablate(loaded: LoadedModel, **options: Any) -> AblationEffect:
    options = {"slots": [1], "at_segment": AT, "control": Control()} | options
    return ablate_slots(loaded, STORY, **options)


def ids_of(loaded: LoadedModel) -> torch.Tensor:
    return torch.tensor(loaded.tokenizer(STORY, add_special_tokens=False)["input_ids"])


def state_before(loaded: LoadedModel, segment: int) -> MemoryState:
    if segment == 0:
        return loaded.model.initial_state(1)
    with torch.no_grad():
        output = loaded.model(ids_of(loaded)[None, : segment * SEGMENT])
    state: MemoryState = output.memory_state
    return state


@pytest.mark.parametrize("segment", [0, AT])
def test_a_slot_replaced_by_itself_changes_nothing(loaded: LoadedModel, segment: int) -> None:
    state = state_before(loaded, segment)
    own = loaded.model.memory.slot_view(state.tensors)[0, [0, 2]].detach()
    effect = ablate(loaded, slots=[0, 2], at_segment=segment, replacement=own)
    assert (effect.change == 0).all()


def test_tokens_before_the_replacement_are_unchanged(loaded: LoadedModel) -> None:
    effect = ablate(loaded)
    assert (effect.change[: AT * SEGMENT + 1] == 0).all()
    assert (effect.change[AT * SEGMENT + 1 :] != 0).any()


def test_the_change_is_that_of_reading_on_with_another_memory(loaded: LoadedModel) -> None:
    effect = ablate(loaded, slots=[0, 2])
    model, ids = loaded.model, ids_of(loaded)
    state = state_before(loaded, AT)
    slots = model.memory.slot_view(state.tensors).clone()
    slots[:, [0, 2]] = model.memory.slot_view(model.memory.initial_state(1))[:, [0, 2]]
    other = state.with_tensors(model.memory.with_slot_view(state.tensors, slots))
    rest = ids[None, AT * SEGMENT :]
    with torch.no_grad():
        before, after = (
            model(rest, memory_state=s).logits[0].log_softmax(-1) for s in (state, other)
        )
    expected = (after - before)[:-1].gather(1, rest[0, 1:, None])[:, 0].numpy()
    np.testing.assert_allclose(effect.change[AT * SEGMENT + 1 :], expected, rtol=1e-3, atol=1e-4)
    assert effect.total(AT * SEGMENT) == pytest.approx(float(expected.sum()), abs=1e-2)


def test_log_probabilities_are_those_of_the_untouched_reading(loaded: LoadedModel) -> None:
    effect = ablate(loaded)
    ids = ids_of(loaded)
    with torch.no_grad():
        logits = loaded.model(ids[None]).logits[0].log_softmax(-1)
    expected = logits[:-1].gather(1, ids[1:, None])[:, 0].numpy()
    assert np.isnan(effect.log_probability[0])
    np.testing.assert_allclose(effect.log_probability[1:], expected, rtol=1e-3, atol=1e-4)
    np.testing.assert_array_equal(effect.token_ids, ids.numpy())


def test_the_mean_over_the_document_is_the_mean_of_its_states(loaded: LoadedModel) -> None:
    model = loaded.model
    num_segments = -(-len(ids_of(loaded)) // SEGMENT)
    states = [state_before(loaded, index) for index in range(1, num_segments)]
    with torch.no_grad():
        states.append(model.commit(model(ids_of(loaded)[None]).memory_state))
    mean = torch.stack([model.memory.slot_view(s.tensors)[0, 1] for s in states]).mean(0)
    given = ablate(loaded, replacement=mean[None].detach())
    np.testing.assert_allclose(ablate(loaded, replacement="mean").change, given.change, atol=1e-4)


@pytest.mark.parametrize("slots", [[SLOTS], [-1], []])
def test_a_slot_that_is_not_there_is_refused(loaded: LoadedModel, slots: list[int]) -> None:
    with pytest.raises(TraceError, match="no slot"):
        ablate(loaded, slots=slots)


def test_a_segment_that_is_not_there_is_refused(loaded: LoadedModel) -> None:
    with pytest.raises(TraceError, match="no segment 999"):
        ablate(loaded, at_segment=999)


def test_a_model_without_slots_is_refused(make_loaded: Callable[..., LoadedModel]) -> None:
    with pytest.raises(TraceError, match="no slot"):
        ablate(make_loaded("none"), slots=[0])


def test_an_ablation_can_be_cancelled(loaded: LoadedModel) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        ablate(loaded, control=control)
