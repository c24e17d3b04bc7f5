"""Whether a model is one that can be opened: a causal language model that transformers has built in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import CONFIG_MAPPING, MODEL_FOR_CAUSAL_LM_MAPPING
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from memstudio.errors import ModelLoadError, UnsafeModelError, marked
from memstudio.models.checks import read_config

if TYPE_CHECKING:
    from pathlib import Path


def check_architecture(folder: Path, name: str) -> None:
    """Look at a model's configuration before its weights are read.

    Args:
        folder: of the model.
        name: to call it by.

    Raises:
        ModelLoadError: it is of an unknown architecture, or no causal language model.
        UnsafeModelError: it is defined by Python code that comes with it.
    """
    config = read_config(folder)
    model_type = str(config["model_type"])
    if model_type not in CONFIG_MAPPING:
        if "auto_map" in config:
            raise UnsafeModelError(
                marked("errors", "{name} is defined by Python code of its own (auto_map in config.json), which MemStudio never runs. Use a model of an architecture that transformers has built in."),
                name=name,
            )  # fmt: skip
        raise ModelLoadError(
            marked("errors", "{name} is of the architecture '{model_type}', which the installed transformers does not know. Update transformers, or open another model."),
            name=name, model_type=model_type,
        )  # fmt: skip
    if config.get("is_encoder_decoder") or CONFIG_MAPPING[model_type] not in (
        MODEL_FOR_CAUSAL_LM_MAPPING
    ):
        raise _not_causal(name, model_type)
    if other := _other_purpose(config):
        raise _not_causal(name, other)


def _not_causal(name: str, kind: str) -> ModelLoadError:
    return ModelLoadError(
        marked("errors", "{name} ({kind}) is not a causal language model, which is what this version opens. Open a model that continues text, such as Llama, Qwen, Gemma or GPT-2."),
        name=name, kind=kind,
    )  # fmt: skip


def _other_purpose(config: dict[str, Any]) -> str | None:
    """The purpose that the weights were saved for, where it is not continuing text."""
    names = config.get("architectures")
    if not isinstance(names, list) or not names or "For" not in str(names[0]):
        return None
    causal: set[str] = set()
    for known in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.values():
        causal.update([known] if isinstance(known, str) else known)
    if any(name in causal or name.endswith("ForCausalLM") for name in map(str, names)):
        return None
    return str(names[0])
