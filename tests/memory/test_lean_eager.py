"""Fewer passes over attention weights, the same numbers."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.memory.lean_eager import lean_eager

_SIZES: dict[str, Any] = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64,
    "num_key_value_heads": 2, "vocab_size": 50, "attn_implementation": "eager",
}  # fmt: skip
_COMMON = (tf.LlamaConfig, tf.Qwen3Config, tf.MistralConfig)
_OTHER = (tf.GPT2Config, tf.Gemma2Config, tf.OPTConfig)


def a_model(config: type[tf.PreTrainedConfig]) -> Any:
    torch.manual_seed(0)
    return tf.AutoModelForCausalLM.from_config(config(**_SIZES)).eval()


def attended(model: Any) -> tuple[torch.Tensor, ...]:
    """Logits and attentions of two rows, one of them padded on the left."""
    ids = torch.randint(0, 50, (2, 9), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    mask[1, :4] = 0
    with torch.no_grad():
        output = model(input_ids=ids, attention_mask=mask, output_attentions=True)
    return output.logits, *output.attentions


def function_of(model: Any) -> Any:
    return getattr(sys.modules[type(model).__module__], "eager_attention_forward", None)


@pytest.mark.parametrize("config", [*_COMMON, *_OTHER], ids=lambda c: c.__name__)
def test_logits_and_weights_stay_what_they_are(config: type[tf.PreTrainedConfig]) -> None:
    model = a_model(config)
    expected = attended(model)
    with lean_eager(model):
        found = attended(model)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, atol=2e-6, rtol=1e-5)


@pytest.mark.parametrize("config", _COMMON, ids=lambda c: c.__name__)
def test_the_common_function_is_replaced_and_put_back(config: type[tf.PreTrainedConfig]) -> None:
    model = a_model(config)
    own = function_of(model)
    with lean_eager(model):
        assert function_of(model).__wrapped__ is own
    assert function_of(model) is own


def test_recordings_within_each_other_and_beside_each_other_leave_the_common_function() -> None:
    models = [a_model(config) for config in _COMMON * 2]
    before = [function_of(model) for model in models]

    def record(model: Any) -> None:
        for _ in range(200):
            with lean_eager(model), lean_eager(models[0]):
                assert function_of(model).__wrapped__ is before[models.index(model)]

    with ThreadPoolExecutor(len(models)) as threads:
        list(threads.map(record, models))
    assert [function_of(model) for model in models] == before


def test_the_common_function_is_put_back_after_an_error() -> None:
    model = a_model(tf.LlamaConfig)
    own = function_of(model)
    with suppress(KeyError), lean_eager(model):
        raise KeyError
    assert function_of(model) is own


@pytest.mark.parametrize("config", _OTHER, ids=lambda c: c.__name__)
def test_another_familys_own_is_left_alone(config: type[tf.PreTrainedConfig]) -> None:
    model = a_model(config)
    own = function_of(model)
    with lean_eager(model):
        assert function_of(model) is own


def test_gradients_are_those_of_the_familys_own() -> None:
    model = a_model(tf.LlamaConfig)
    ids = torch.arange(8)[None]

    def gradient() -> torch.Tensor:
        model.zero_grad()
        model(input_ids=ids, labels=ids).loss.backward()
        return model.get_input_embeddings().weight.grad.clone()

    expected = gradient()
    with lean_eager(model):
        torch.testing.assert_close(gradient(), expected, atol=0, rtol=0)
