"""Titans against its equations in float64, and what must hold of it whatever it is given."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import transformers as tf
from torch.nn.functional import normalize

from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.memory.deep_memory import Network, Rates, answers, learn
from memstudio.memory.memory_kind import Segment
from tests.memory.conftest import FAMILIES, random_ids
from tests.memory.titans_reference import LENGTH, reference_titans, titans_model

CLOSE = {"atol": 1e-10, "rtol": 0}
VARIANTS = pytest.mark.parametrize("variant", ["context", "gate"])


@VARIANTS
@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("momentum", [True, False])
@pytest.mark.one_in(3)
def test_it_equals_the_equations(variant: str, depth: int, momentum: bool) -> None:
    model = titans_model(
        variant=variant, depth=depth, momentum=momentum, persistent_tokens=2
    ).double()
    ids = random_ids(2, 3 * LENGTH + 5)
    with torch.no_grad():
        output = model(ids)
    for row in range(2):
        logits, teacher = reference_titans(model, ids[row])
        torch.testing.assert_close(output.logits[row], logits, **CLOSE)
        tensors = output.memory_state.tensors
        for layer in range(depth):
            torch.testing.assert_close(
                tensors[f"weights_{layer}"][row], teacher.weights[layer], **CLOSE
            )
            if momentum:
                torch.testing.assert_close(
                    tensors[f"momentum_{layer}"][row], teacher.momentum[layer], **CLOSE
                )
    assert ("momentum_0" in output.memory_state.tensors) == momentum


@VARIANTS
def test_chunks_of_one_token_are_the_recurrence_of_the_paper(variant: str) -> None:
    model = titans_model(variant=variant, chunk_length=1, depth=1).double()
    ids = random_ids(1, 3 * LENGTH)
    with torch.no_grad():
        output = model(ids)
    logits, teacher = reference_titans(model, ids[0], chunk=1)
    torch.testing.assert_close(output.logits[0], logits, **CLOSE)
    tensor = output.memory_state.tensors["weights_0"][0]
    torch.testing.assert_close(tensor, teacher.weights[0], **CLOSE)


@VARIANTS
@pytest.mark.one_in(2)
def test_training_differentiates_through_the_update(variant: str) -> None:
    """By finite differences, in a direction that touches every parameter of the memory."""
    model = titans_model(variant=variant).double()
    ids = random_ids(2, 3 * LENGTH)
    labels = ids.clone()
    labels[:, : 2 * LENGTH] = -100  # what was taught before is all that keys and rates change
    parameters = dict(model.memory.named_parameters())
    generator = torch.Generator().manual_seed(3)
    for name, parameter in parameters.items():
        model.zero_grad()
        model(ids, labels=labels).loss.backward()
        direction = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
        slope = float((parameter.grad * direction).sum())
        losses = []
        with torch.no_grad():
            for side in (1e-5, -2e-5):
                parameter.add_(direction, alpha=side)
                # float32 is all that the summed loss is given in; logits are exact.
                logits = model(ids).logits[:, 2 * LENGTH - 1 : -1]
                losses.append(
                    torch.nn.functional.cross_entropy(
                        logits.flatten(0, 1), ids[:, 2 * LENGTH :].flatten()
                    )
                )
            parameter.add_(direction, alpha=1e-5)
        assert slope != 0, name
        assert slope == pytest.approx(float(losses[0] - losses[1]) / 2e-5, rel=1e-4, abs=1e-9), name


@VARIANTS
@pytest.mark.parametrize("family", sorted(FAMILIES))
@pytest.mark.one_in(9)
def test_a_fresh_memory_leaves_the_backbone_as_it_was(family: str, variant: str) -> None:
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES[family]).eval()
    ids = random_ids(2, 3 * LENGTH)
    with torch.no_grad():
        plain = torch.cat([backbone(part).logits for part in ids.split(LENGTH, 1)], 1)
        model = attach_memory(
            backbone,
            kind="titans",
            num_slots=3,
            segment_length=LENGTH,
            options={"variant": variant},
        ).eval()
        output = model(ids)
    torch.testing.assert_close(output.logits, plain, atol=1e-5, rtol=1e-4)
    # Though the memory learns all the same, and its gates are asked to open.
    assert (output.memory_state.tensors["weights_0"] != model.memory.initial_weights[0]).any()
    model.train()(ids, labels=ids).loss.backward()
    assert model.memory.read_gate.grad.abs().sum() > 0


@VARIANTS
@pytest.mark.parametrize("persistent_tokens", [0, 2])
@pytest.mark.one_in(6)
def test_it_is_the_same_token_by_token_through_the_cache_and_padded(
    variant: str, persistent_tokens: int
) -> None:
    model = titans_model("llama", variant=variant, persistent_tokens=persistent_tokens).double()
    ids = random_ids(2, 21)
    with torch.no_grad():
        whole = model(ids)
        state, logits = None, []
        for at in range(21):
            output = model(ids[:, at : at + 1], memory_state=state)
            state = output.memory_state
            logits.append(output.logits)
        torch.testing.assert_close(torch.cat(logits, 1), whole.logits, atol=1e-6, rtol=0)
        generated = model.generate(
            ids[:, :5], max_new_tokens=20, do_sample=False, pad_token_id=0, eos_token_id=None
        )
        again = ids[:, :5]
        for _ in range(20):
            again = torch.cat([again, model(again).logits[:, -1:].argmax(-1)], 1)
        assert torch.equal(generated, again)

        # A short last segment, committed, padded or not.
        short = model.commit(model(ids[:, :13]).memory_state)
        mask = torch.ones_like(ids)
        mask[:, 13:] = 0
        padded = model.commit(model(ids, attention_mask=mask).memory_state)
        for name, tensor in short.tensors.items():
            torch.testing.assert_close(padded.tensors[name], tensor, atol=1e-6, rtol=0)


@VARIANTS
def test_rows_do_not_touch(variant: str) -> None:
    model = titans_model("llama", variant=variant).double()
    ids = random_ids(3, 2 * LENGTH + 3)
    with torch.no_grad():
        together = model(ids)
        alone = model(ids[1:2])
    torch.testing.assert_close(together.logits[1:2], alone.logits, atol=1e-6, rtol=0)
    for name, tensor in alone.memory_state.tensors.items():
        torch.testing.assert_close(together.memory_state.tensors[name][1:2], tensor, **CLOSE)


@pytest.mark.slow
@VARIANTS
@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_it_stays_finite_over_2000_segments(variant: str, depth: int, dtype: torch.dtype) -> None:
    """With rates at their worst: the fastest learning, nearly no forgetting, long momentum."""
    model = titans_model("llama", variant=variant, depth=depth).to(dtype)
    with torch.no_grad():
        model.memory.to_rates.bias.copy_(torch.tensor([20.0, -20.0, 20.0]))
        model.memory.to_value.weight *= 100
    state = model.memory.initial_state(1)
    ids = random_ids(1, 50 * LENGTH)
    ids[:, : 10 * LENGTH] = 5  # the same word again and again adds up
    with torch.no_grad():
        for t in range(2000):
            at = t % 50 * LENGTH
            segment = Segment(ids[:, at : at + LENGTH])
            reading = model.memory.read_segment(model.backbone, segment, state)
            state = reading.state
            assert torch.isfinite(reading.logits).all(), t
    for tensor in state.values():
        assert tensor.dtype == torch.float32
        assert torch.isfinite(tensor).all()
        assert tensor.norm() <= 4.001 * tensor.shape[1] ** 0.5


def test_like_keys_are_not_learnt_past_their_value() -> None:
    """Sixteen times the same pair at the fastest rate: a plain sum would overshoot 16 times."""
    key = normalize(torch.ones(1, 1, 4), dim=-1).expand(-1, 16, -1)
    value = torch.tensor([1.0, -2.0, 3.0]).expand(1, 16, 3)
    rates = Rates(torch.full((1, 16), 0.5), torch.full((1, 16), 1e-6), None)
    network = Network([torch.zeros(1, 4, 3)], [])
    mask = torch.ones(1, 16, dtype=torch.bool)
    after, _ = learn(network, key, value, rates, mask=mask, chunk_length=16)
    torch.testing.assert_close(answers(after.weights, key), value, atol=1e-3, rtol=0)


# ---------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"variant": "layer"}, "variant"),
        ({"depth": 0}, "depth"),
        ({"depth": 5}, "depth"),
        ({"chunk_length": 0}, "chunk_length"),
        ({"opening": 2}, "opening"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], reason: str) -> None:
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES["gpt2"])
    with pytest.raises(MemoryAttachError, match=reason):
        attach_memory(backbone, kind="titans", segment_length=LENGTH, options=options)


def test_slots_and_segments_that_do_not_fit_are_refused() -> None:
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES["gpt2"])
    with pytest.raises(MemoryAttachError, match="1 to 128 slots"):
        attach_memory(backbone, kind="titans", num_slots=129, segment_length=LENGTH)
    with pytest.raises(MemoryAttachError, match="1 to 64 slots"):
        attach_memory(backbone, kind="titans", num_slots=65, segment_length=8, options={"depth": 1})
    with pytest.raises(MemoryAttachError, match="at most 32"):
        attach_memory(backbone, kind="titans", segment_length=33)
    attach_memory(backbone, kind="titans", segment_length=33, options={"variant": "gate"})
