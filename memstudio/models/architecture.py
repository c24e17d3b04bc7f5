"""Whether a model is one that can be opened: one that writes text, built into transformers."""

from __future__ import annotations

from typing import Any

from transformers import (
    CONFIG_MAPPING,
    MODEL_FOR_CAUSAL_LM_MAPPING,
    MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING,
)
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
    MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
)

from memstudio.errors import ModelLoadError, UnsafeModelError, marked


def check_config(config: dict[str, Any], name: str) -> None:
    """Make sure that a configuration is that of a model which can be opened, or made.

    Args:
        config: it names a model_type.
        name: to call the model by.

    Raises:
        ModelLoadError: it is of an unknown architecture, or does not write text.
        UnsafeModelError: it is defined by Python code that comes with it.
    """
    model_type = str(config["model_type"])
    if model_type not in CONFIG_MAPPING:
        if "auto_map" in config:
            raise defined_by_code(name)
        raise ModelLoadError(
            marked("errors", "{name} is of the architecture '{model_type}', which the installed transformers does not know. Update transformers, or open another model."),
            name=name, model_type=model_type,
        )  # fmt: skip
    has_encoder = has_an_encoder(config)
    known = MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING if has_encoder else MODEL_FOR_CAUSAL_LM_MAPPING
    if CONFIG_MAPPING[model_type] not in known:
        raise _writes_no_text(name, model_type)
    if other := _other_purpose(config, has_encoder=has_encoder):
        raise _writes_no_text(name, other)


def has_an_encoder(config: dict[str, Any]) -> bool:
    """Whether a plain model's configuration puts an encoder before its decoder."""
    return bool(config.get("is_encoder_decoder"))


def defined_by_code(name: str) -> UnsafeModelError:
    """The sentence for a model that brings its own code."""
    return UnsafeModelError(
        marked("errors", "{name} is defined by Python code of its own (auto_map in config.json), which MemStudio never runs. Use a model of an architecture that transformers has built in."),
        name=name,
    )  # fmt: skip


def _writes_no_text(name: str, kind: str) -> ModelLoadError:
    return ModelLoadError(
        marked("errors", "{name} ({kind}) is not a causal language model, nor one with an encoder and a decoder: it writes no text. Open a model such as Llama, Qwen, Gemma, GPT-2, BART or T5."),
        name=name, kind=kind,
    )  # fmt: skip


def _other_purpose(config: dict[str, Any], *, has_encoder: bool) -> str | None:
    """The purpose that the weights were saved for, where it is not writing text."""
    names = config.get("architectures")
    if not isinstance(names, list) or not names or "For" not in str(names[0]):
        return None
    mapping = MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
    if has_encoder:
        mapping = MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES
    writers: set[str] = set()
    for known in mapping.values():
        writers.update([known] if isinstance(known, str) else known)
    if any(name in writers or name.endswith("ForCausalLM") for name in map(str, names)):
        return None
    return str(names[0])
