"""What `m2m` and `s2s` share: how tokens read their slots, and what is written of a segment."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_kind import Segment
from memstudio.memory.slot_reader import reading_layers
from tests.memory.conftest import random_ids, tiny_model
from tests.memory.slot_reference import VARIANTS, slot_model

_each_variant = pytest.mark.parametrize("variant", sorted(VARIANTS))


@_each_variant
@pytest.mark.parametrize("family", ["gpt2", "llama"])
@pytest.mark.one_in(3)
def test_a_fresh_memory_leaves_the_backbone_as_it_is(variant: str, family: str) -> None:
    ids = random_ids(2, 29)
    with torch.no_grad():
        plain = tiny_model(family, "none")(ids).logits
        assert torch.equal(slot_model(variant, family, fresh=True)(ids).logits, plain)
        assert not torch.allclose(slot_model(variant, family)(ids).logits, plain, atol=1e-3)


@_each_variant
def test_a_closed_gate_learns_to_open(variant: str) -> None:
    model = slot_model(variant, fresh=True).train()
    ids = random_ids(2, 24)
    model(ids, labels=ids).loss.backward()
    for layer in model.memory.reader.layers:
        assert layer.gate.grad.abs() > 1e-7


@_each_variant
def test_an_open_gate_lets_gradients_through_to_what_was_written(variant: str) -> None:
    model = slot_model(variant, fresh=True, read_gate_start=1.0).train()
    ids = random_ids(2, 16)
    labels = ids.clone()
    labels[:, :9] = -100  # the second segment alone is asked
    model(ids, labels=labels).loss.backward()
    # What the write does not need to start from gets its gradient all the same.
    for name, parameter in model.memory.named_parameters():
        assert parameter.grad.abs().sum() > 0, name


@_each_variant
def test_what_pads_a_row_is_never_written(variant: str) -> None:
    memory = (model := slot_model(variant)).memory
    mask = torch.tensor([[True] * 8, [True] * 5 + [False] * 3])
    ids = random_ids(2, 8)
    other = ids.clone()
    other[1, 5:] = 3
    with torch.no_grad():
        first, second = (
            memory.read_segment(
                model.backbone, Segment(x, mask, capture=True), memory.initial_state(2)
            )
            for x in (ids, other)
        )
    torch.testing.assert_close(first.state["slots"], second.state["slots"])
    assert not first.weights.write[:, 1, ..., 5:].any()
    assert first.weights.write[0, 1, ..., :5].any()


@_each_variant
@pytest.mark.parametrize("write_layer", [0, 1, 2])
@pytest.mark.one_in(6)
def test_what_is_written_is_the_output_of_the_layer_named(variant: str, write_layer: int) -> None:
    model = slot_model(variant, write_layer=write_layer)
    memory, backbone = model.memory, model.backbone
    outputs = []
    handles = [
        layer.register_forward_hook(lambda _, __, output: outputs.append(output))
        for layer in backbone.transformer.h
    ]
    with torch.no_grad():
        state = memory.initial_state(2)
        after = memory.read_segment(backbone, Segment(random_ids(2, 8)), state).state["slots"]
        hidden = outputs[0] if write_layer == 1 else backbone.transformer.ln_f(outputs[1])
        tokens = memory.placed(hidden)
        rewrite = memory.rewrite(state["slots"], tokens, torch.ones(2, 8, dtype=torch.bool))
    for handle in handles:
        handle.remove()
    expected = rewrite.slots / rewrite.slots.square().mean(-1, keepdim=True).sqrt()
    torch.testing.assert_close(after, expected)


@_each_variant
def test_only_the_layers_named_read(variant: str) -> None:
    model = slot_model(variant, read_layers=(2,), heads=2)
    memory = model.memory
    seen = []
    handle = model.backbone.transformer.h[0].register_forward_hook(
        lambda _, __, output: seen.append(output)
    )
    with torch.no_grad():
        state = memory.initial_state(1)
        segment = Segment(random_ids(1, 8), capture=True)
        reading = memory.read_segment(model.backbone, segment, state)
        elsewhere = memory.with_slot_view(state, -memory.slot_view(state))
        other = memory.read_segment(model.backbone, segment, elsewhere)
    handle.remove()
    assert torch.equal(*seen)
    assert not torch.equal(reading.logits, other.logits)
    assert reading.weights.read.shape == (1, 1, 2, 8, 3)


def test_without_a_choice_up_to_four_layers_read_spread_over_the_depth() -> None:
    assert [reading_layers((), n) for n in (1, 2, 3, 4, 12, 30)] == [
        (0,), (0, 1), (0, 1, 2), (0, 1, 2, 3), (1, 4, 7, 10), (3, 11, 18, 26),
    ]  # fmt: skip
    assert reading_layers((5, 1, 5), 12) == (1, 5)


@_each_variant
def test_the_slot_view_is_the_state(variant: str) -> None:
    model = slot_model(variant)
    memory = model.memory
    ids = random_ids(2, 24)
    with torch.no_grad():
        output = model(ids[:, :16])
        state = output.memory_state.tensors
        view = memory.slot_view(state)
        assert view.shape == (2, 3, 32)
        assert torch.equal(memory.with_slot_view(state, view)["slots"], state["slots"])
        # All slots set back: as if nothing had been read before.
        fresh = memory.initial_state(2)
        reset = memory.with_slot_view(state, memory.slot_view(fresh))
        read = [
            memory.read_segment(model.backbone, Segment(ids[:, 16:]), s)
            for s in (state, reset, fresh)
        ]
    assert torch.equal(read[1].logits, read[2].logits)
    assert torch.equal(read[1].state["slots"], read[2].state["slots"])
    assert not torch.allclose(read[0].logits, read[2].logits, atol=1e-4)


@_each_variant
def test_captured_reads_are_what_tokens_were_given(variant: str) -> None:
    """What the first layer's read adds, computed again from the weights captured."""
    model = slot_model(variant)
    memory, block = model.memory, model.backbone.transformer.h[0]
    seen = []
    handle = block.register_forward_hook(lambda _, args, __: seen.append(args[0]))
    ids = random_ids(2, 8)
    with torch.no_grad():
        state = model(random_ids(2, 8, seed=1)).memory_state.tensors
        seen.clear()
        reading = memory.read_segment(model.backbone, Segment(ids, capture=True), state)
        layer = memory.reader.layers[0]
        values = layer.attention.value(memory.shown(state["slots"])).view(2, 3, 4, 8)
        mixed = torch.einsum("bhsm,bmhe->bshe", reading.weights.read[0], values).flatten(2)
        words = model.backbone.transformer.wte(ids) + model.backbone.transformer.wpe.weight[:8]
        expected = words + layer.gate.tanh() * layer.attention.out(mixed)
    handle.remove()
    torch.testing.assert_close(seen[0], expected, atol=1e-6, rtol=1e-5)


@_each_variant
def test_weights_are_shares(variant: str) -> None:
    model = slot_model(variant)
    with torch.no_grad():
        reading = model.memory.read_segment(
            model.backbone, Segment(random_ids(2, 8), capture=True), model.memory.initial_state(2)
        )
    weights = reading.weights
    assert weights.read.shape == (2, 2, 4, 8, 3)
    read = weights.read.sum(-1)
    assert read.max() < 1
    assert read.min() > 0
    written = weights.write.sum(-1) + weights.between.sum(-1)
    torch.testing.assert_close(written, torch.ones_like(written), atol=1e-4, rtol=0)


@pytest.mark.slow
@_each_variant
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_slots_stay_finite_over_2000_segments(variant: str, dtype: torch.dtype) -> None:
    model = slot_model(variant, "llama", segment_length=4)
    memory = model.memory
    with torch.no_grad():
        for name, parameter in memory.named_parameters():
            if "places" not in name:
                parameter.mul_(3)  # a memory that would grow if it could
        model.to(dtype)
        state = memory.initial_state(1)
        assert state["slots"].dtype == torch.float32
        for ids in random_ids(1, 8000).split(4, dim=1):
            reading = memory.read_segment(model.backbone, Segment(ids), state)
            state = reading.state
    assert torch.isfinite(reading.logits).all()
    assert state["slots"].dtype == torch.float32
    lengths = state["slots"].square().mean(-1)
    torch.testing.assert_close(lengths, torch.ones_like(lengths), atol=1e-2, rtol=0)


@pytest.mark.parametrize("kind", ["m2m", "s2s"])
@pytest.mark.parametrize(
    ("numbers", "options", "words"),
    [
        ({"num_slots": 0}, {}, "at least one slot"),
        ({"segment_length": 65}, {}, "at most 64"),
        ({}, {"heads": 5}, "width of 32 cannot be split into 5 heads"),
        ({}, {"read_layers": [1, 3]}, "has 2 layers, so the memory .* cannot work at layer 3"),
        ({}, {"read_layers": [0]}, "read_layers"),
        ({}, {"write_layer": 3}, "cannot work at layer 3"),
        ({}, {"rivalry": True}, "rivalry"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    kind: str, numbers: dict[str, int], options: dict[str, Any], words: str
) -> None:
    backbone = tiny_model("gpt2", "none").backbone
    with pytest.raises(MemoryAttachError, match=words):
        attach_memory(
            backbone, kind=kind, options=options, **{"num_slots": 3, "segment_length": 8, **numbers}
        )


@_each_variant
def test_options_are_kept_with_the_model(variant: str, tmp_path: Any) -> None:
    model = slot_model(variant, read_layers=(2,), positions=False)
    model.save_pretrained(tmp_path)
    loaded = type(model).from_pretrained(tmp_path).eval()
    ids = random_ids(1, 20)
    with torch.no_grad():
        torch.testing.assert_close(loaded(ids).logits, model(ids).logits)
    assert loaded.memory.options == model.memory.options
