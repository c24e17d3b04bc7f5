from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from memstudio.errors import Cancelled, TraceError
from memstudio.memory.attach import attach_memory
from memstudio.memory.lean_eager import recorded_attention
from memstudio.memory.memory_kind import SegmentReading
from memstudio.models.load import LoadedModel
from memstudio.progress import Control, Progress
from memstudio.trace.budget import BUDGET
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import SEGMENT, SLOTS, STORY
from tests.trace.families import FAMILIES, make_tiny


def record(loaded: LoadedModel, out: Path, text: str = STORY, **options: Any) -> TraceReader:
    options = {"document": "story.txt", "control": Control()} | options
    return record_trace(loaded, text, out=out / "trace.zarr", **options)


def token_ids(loaded: LoadedModel, text: str = STORY) -> torch.Tensor:
    return torch.tensor(loaded.tokenizer(text, add_special_tokens=False)["input_ids"])


def direct_attention(loaded: LoadedModel, ids: torch.Tensor, slots: torch.Tensor) -> torch.Tensor:
    """`[L, H, Q, Q]` of [slots | segment | slots], its mask spelled out place by place."""
    backbone, m, n = loaded.model.backbone, SLOTS, len(ids)
    size = m + n + m
    allowed = torch.zeros(size, size, dtype=torch.bool)
    for query in range(size):
        for key in range(size):
            if query < m:
                allowed[query, key] = key < m
            elif query < m + n:
                allowed[query, key] = key <= query
            else:
                allowed[query, key] = True
    words = backbone.get_input_embeddings()(ids)
    write_at = m + max(SEGMENT, n)
    positions = torch.cat([torch.arange(m + n), torch.arange(write_at, write_at + m)])
    with torch.no_grad(), recorded_attention(backbone):
        output = backbone(
            inputs_embeds=torch.cat([slots, words, slots])[None],
            attention_mask=torch.zeros(1, 1, size, size).masked_fill(~allowed, -torch.inf),
            position_ids=positions[None],
            output_attentions=True,
            use_cache=False,
        )
    return torch.stack(output.attentions)[:, 0]


assert_equal = np.testing.assert_array_equal


def half(tensor: torch.Tensor) -> np.ndarray:
    return tensor.to(torch.float16).float().numpy()


def test_recorded_weights_are_those_of_a_direct_forward(
    loaded: LoadedModel, tmp_path: Path
) -> None:
    trace = record(loaded, tmp_path)
    ids = token_ids(loaded)
    state = loaded.model.initial_state(1)
    for segment in range(trace.num_segments):
        start, stop = trace.segment_tokens(segment)
        n = stop - start
        slots = loaded.model.memory.slot_view(state.tensors)[0].detach()
        attention = direct_attention(loaded, ids[start:stop], slots)
        read = attention[:, :, SLOTS : SLOTS + n, :SLOTS].mean(1)
        written = attention[:, :, SLOTS + n :]
        write = written[..., SLOTS : SLOTS + n].mean(1)
        between = torch.cat([written[..., :SLOTS], written[..., SLOTS + n :]], -1).mean((0, 1))
        for layer in range(trace.num_layers):
            assert_equal(trace.read(start, stop, layer), half(read[layer]))
            assert_equal(trace.write(segment, layer), half(write[layer]))
        assert_equal(trace.read(start, stop), half(read.mean(0)))
        assert_equal(trace.write(segment), half(write.mean(0)))
        assert_equal(trace.between(segment), half(between))
        with torch.no_grad(), recorded_attention(loaded.model.backbone):
            state = loaded.model(ids[None, start:stop], memory_state=state).memory_state
            state = loaded.model.commit(state)


def test_recorded_states_are_the_states_passed_on(loaded: LoadedModel, tmp_path: Path) -> None:
    trace = record(loaded, tmp_path)
    ids = token_ids(loaded)
    assert trace.num_tokens == len(ids)
    assert trace.num_tokens % SEGMENT != 0
    memory = loaded.model.memory
    with torch.no_grad(), recorded_attention(loaded.model.backbone):
        for number in range(trace.num_segments):
            state = loaded.model(ids[None, : number * SEGMENT]).memory_state if number else None
            state = state or loaded.model.initial_state(1)
            expected = memory.slot_view(state.tensors)[0]
            np.testing.assert_array_equal(trace.states(number), half(expected))
        state = loaded.model.commit(loaded.model(ids[None]).memory_state)
    last = memory.slot_view(state.tensors)[0]
    np.testing.assert_array_equal(trace.states(trace.num_segments), half(last))


def test_loss_and_predictions_are_those_of_the_models_logits(
    loaded: LoadedModel, tmp_path: Path
) -> None:
    trace = record(loaded, tmp_path)
    ids = token_ids(loaded)
    with torch.no_grad(), recorded_attention(loaded.model.backbone):
        logits = loaded.model(ids[None]).logits[0].float()
    expected = functional.cross_entropy(logits[:-1], ids[1:], reduction="none").numpy()
    loss = trace.loss()
    assert np.isnan(loss[0])
    np.testing.assert_allclose(loss[1:], expected, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(trace.loss(20, 25), loss[20:25])
    assert trace.predicted(0) == []
    best = logits.softmax(-1).topk(5)
    for token in (1, SEGMENT - 1, SEGMENT, SEGMENT + 1, trace.num_tokens - 1):
        words, scores = zip(*trace.predicted(token), strict=True)
        assert list(words) == [trace.word(i) for i in best.indices[token - 1].tolist()]
        np.testing.assert_allclose(scores, best.values[token - 1], rtol=1e-3)


def test_weights_are_fractions_whose_rest_went_elsewhere(
    loaded: LoadedModel, tmp_path: Path
) -> None:
    trace = record(loaded, tmp_path)
    assert (trace.read() >= 0).all()
    assert (trace.read().sum(1) < 1).all()
    for segment in range(trace.num_segments):
        write, between = trace.write(segment), trace.between(segment)
        assert (write.sum(1) < 1).all()
        np.testing.assert_allclose(write.sum(1) + between.sum(1), 1, atol=2e-3)
        np.testing.assert_allclose(trace.quantity("write_mass")[segment], write.sum(1), atol=2e-3)
        span = trace.segment_tokens(segment)
        np.testing.assert_allclose(
            trace.quantity("read_mass")[segment], trace.read(*span).mean(0), atol=2e-4
        )


def test_change_and_norms_follow_from_the_states(loaded: LoadedModel, tmp_path: Path) -> None:
    trace = record(loaded, tmp_path)
    states = np.stack([trace.states(i) for i in range(trace.num_segments + 1)])
    norms = np.linalg.norm(states, axis=-1)
    change = np.linalg.norm(np.diff(states, axis=0), axis=-1) / norms[:-1]
    np.testing.assert_allclose(trace.norms(), norms, rtol=1e-3)
    np.testing.assert_allclose(trace.change(), change, rtol=5e-3, atol=1e-3)


def test_a_last_segment_that_is_short_has_weights_for_its_own_tokens_only(
    loaded: LoadedModel, tmp_path: Path
) -> None:
    trace = record(loaded, tmp_path)
    start, stop = trace.segment_tokens(trace.num_segments - 1)
    assert 0 < stop - start < SEGMENT
    assert stop == trace.num_tokens
    assert trace.write(trace.num_segments - 1).shape == (SLOTS, stop - start)


@pytest.mark.parametrize("text", ["M", "Mary", "Mary went"])
def test_a_text_shorter_than_a_segment_is_recorded(
    loaded: LoadedModel, tmp_path: Path, text: str
) -> None:
    trace = record(loaded, tmp_path, text)
    assert trace.num_segments == 1
    assert trace.change().shape == (1, SLOTS)
    assert trace.text == text


@pytest.mark.slow
def test_a_long_text_is_read_back_across_chunks(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path
) -> None:
    loaded = make_loaded(segment_length=2)
    trace = record(loaded, tmp_path)
    assert trace.num_segments > 64
    np.testing.assert_array_equal(trace.token_ids, token_ids(loaded).numpy())
    assert len(trace.loss()) == trace.num_tokens
    assert np.isfinite(trace.loss(1)).all()
    assert trace.read(100, 160).shape == (60, SLOTS)
    np.testing.assert_array_equal(trace.read()[100:160], trace.read(100, 160))


def test_a_model_without_memory_gives_text_loss_and_predictions(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path
) -> None:
    trace = record(make_loaded("none"), tmp_path)
    assert trace.num_slots == 0
    assert trace.text == STORY
    assert np.isfinite(trace.loss(1)).all()
    assert len(trace.predicted(3)) == 5
    assert not trace.has("states")
    with pytest.raises(TraceError, match="none"):
        trace.change()


def test_a_plain_backbone_is_read_like_kind_none(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path
) -> None:
    loaded = make_loaded(None)
    trace = record(loaded, tmp_path)
    assert trace.memory_kind == "none"
    assert trace.segment_length == 128
    ids = token_ids(loaded)[:128]
    with torch.no_grad():
        logits = loaded.model(ids[None]).logits[0]
    expected = functional.cross_entropy(logits[:-1], ids[1:], reduction="none")
    np.testing.assert_allclose(trace.loss(1, 128), expected.numpy(), rtol=1e-4, atol=1e-4)


def test_a_kind_that_gives_no_weights_still_gives_states(
    loaded: LoadedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_segment = loaded.model.memory.read_segment

    def without_weights(*args: Any) -> SegmentReading:
        return replace(read_segment(*args), weights=None)

    monkeypatch.setattr(loaded.model.memory, "read_segment", without_weights)
    trace = record(loaded, tmp_path)
    assert trace.change().shape == (trace.num_segments, SLOTS)
    assert not trace.has("write")
    assert not trace.has("read_layers")


def test_only_means_are_kept_when_asked(loaded: LoadedModel, tmp_path: Path) -> None:
    trace = record(loaded, tmp_path, detail="mean")
    assert trace.has("write")
    assert not trace.has("write_layers")
    assert not trace.has("read_layers")


def test_a_cancelled_recording_leaves_nothing(loaded: LoadedModel, tmp_path: Path) -> None:
    control = Control()

    def cancel_soon(progress: Progress) -> None:
        if progress.done == 2:
            control.cancel()

    control._on_progress = cancel_soon
    with pytest.raises(Cancelled):
        record(loaded, tmp_path, control=control)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_text_is_refused(loaded: LoadedModel, tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="nothing to read"):
        record(loaded, tmp_path, "")
    assert list(tmp_path.iterdir()) == []


def test_the_model_is_left_in_the_modes_it_was_in(loaded: LoadedModel, tmp_path: Path) -> None:
    loaded.model.train()
    loaded.model.backbone.eval()
    before = {name: module.training for name, module in loaded.model.named_modules()}
    implementation = loaded.model.backbone.config._attn_implementation
    record(loaded, tmp_path)
    assert {name: module.training for name, module in loaded.model.named_modules()} == before
    assert loaded.model.backbone.config._attn_implementation == implementation
    assert all(parameter.grad is None for parameter in loaded.model.parameters())


def test_recording_draws_no_random_numbers(loaded: LoadedModel, tmp_path: Path) -> None:
    before = torch.get_rng_state()
    record(loaded, tmp_path)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_long_document_is_cut_where_asked(loaded: LoadedModel, tmp_path: Path) -> None:
    trace = record(loaded, tmp_path, max_tokens=20)
    assert trace.num_tokens == 20
    assert trace.attrs["is_truncated"]
    assert STORY.startswith(trace.text)
    assert trace.token_span(19)[1] == len(trace.text)


def test_a_trace_says_what_made_it(loaded: LoadedModel, tmp_path: Path) -> None:
    trace = record(loaded, tmp_path, step=50, command="memstudio trace tiny story.txt")
    assert (trace.model, trace.document, trace.step) == ("tiny", "story.txt", 50)
    assert trace.attrs["command"] == "memstudio trace tiny story.txt"
    assert (trace.num_layers, trace.num_heads, trace.num_slots) == (2, 4, SLOTS)


@pytest.mark.parametrize("budget", [BUDGET, 1])
def test_reads_and_writes_say_how_many_layers_and_heads_each_has(
    make_loaded: Any, tmp_path: Path, budget: int
) -> None:
    trace = record(make_loaded("infini"), tmp_path, budget=budget)
    assert trace.detail("write") == ("heads" if budget > 1 else "mean")
    assert trace.layers_and_heads("read") == (trace.num_layers, trace.num_heads) == (2, 4)
    assert trace.layers_and_heads("write") == (1, 1)


def test_a_newer_recording_replaces_the_old_one(loaded: LoadedModel, tmp_path: Path) -> None:
    record(loaded, tmp_path, step=1)
    assert record(loaded, tmp_path, step=2).step == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["trace.zarr"]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.one_in(3)
def test_every_family_is_recorded(loaded: LoadedModel, tmp_path: Path, family: str) -> None:
    backbone = make_tiny(family, vocab_size=len(loaded.tokenizer))
    model = attach_memory(backbone, kind="rmt", num_slots=SLOTS, segment_length=SEGMENT)
    trace = record(replace(loaded, model=model), tmp_path)
    rest = trace.write(1).sum(1) + trace.between(1).sum(1)
    np.testing.assert_allclose(rest, 1, atol=2e-3)
    assert (trace.read().sum(1) < 1).all()
    assert np.isfinite(trace.loss(1)).all()
    assert all(len(words) == 8 for words in trace.slot_words(1))


def test_a_model_in_bfloat16_is_recorded(loaded: LoadedModel, tmp_path: Path) -> None:
    loaded.model.to(torch.bfloat16)
    trace = record(loaded, tmp_path)
    assert np.isfinite(trace.change()).all()
    assert np.isfinite(trace.loss(1)).all()
    assert (trace.read().sum(1) < 1.01).all()
