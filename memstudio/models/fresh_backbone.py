"""Backbones made from a configuration, with random weights."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM

from memstudio.errors import ModelLoadError, marked
from memstudio.models.architecture import check_config, has_an_encoder
from memstudio.models.checks import read_config_file
from memstudio.models.made_alone import made_alone
from memstudio.models.plain_config import plain
from memstudio.models.quiet import quiet
from memstudio.models.room import check_room
from memstudio.models.source import MEMORY_MODEL

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import PreTrainedModel

    from memstudio.models.families import TokenNumbers

_log = logging.getLogger(__name__)
_SINGLE = 4
# What says how weights are stored, which there are none of.
_OF_STORED_WEIGHTS = ("quantization_config", "dtype", "torch_dtype", "_name_or_path")


def config_from_file(path: Path, tokens: TokenNumbers) -> dict[str, Any]:
    """The configuration in a file, such as a model's config.json, for another tokenizer.

    Args:
        path: of the file.
        tokens: of the tokenizer.

    Raises:
        ModelLoadError: it cannot be read, or is not that of a model that writes text.
        UnsafeModelError: it needs Python code that comes with it.
    """
    try:
        values = read_config_file(path)
    except OSError as error:
        raise ModelLoadError(
            marked("errors", "{path} could not be read ({reason})."),
            path=str(path), reason=error.strerror or str(error),
        ) from error  # fmt: skip
    check_config(values, path.name)
    if values["model_type"] == MEMORY_MODEL:
        raise ModelLoadError(
            marked("errors", "{path} is the configuration of a model with a memory. Name that of a plain model: the memory is chosen apart."),
            path=str(path),
        )  # fmt: skip
    kept = {name: value for name, value in values.items() if name not in _OF_STORED_WEIGHTS}
    # In models of several parts, the numbers are those of the part that writes text.
    text = kept.get("text_config")
    inner = dict(text) if isinstance(text, dict) else kept
    inner |= tokens.config(has_encoder=has_an_encoder(kept))
    return kept if inner is kept else kept | {"text_config": inner}


def count_parameters(values: dict[str, Any]) -> int:
    """How many parameters a model of this configuration has; none of them is made.

    Raises:
        ModelLoadError: no model can be made of it.
    """
    with made_alone(), torch.device("meta"):
        model = _made(values)
    return sum(parameter.numel() for parameter in model.parameters())


def make_backbone(values: dict[str, Any], seed: int) -> PreTrainedModel:
    """A model of this configuration, with weights drawn by `seed`, in single precision on the CPU.

    Raises:
        ModelLoadError: no model can be made of it.
        DeviceError: it does not fit in memory.
    """
    needed = _SINGLE * count_parameters(values)
    check_room(needed, torch.device("cpu"), str(values["model_type"]))
    with made_alone(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return _made(values)


def _made(values: dict[str, Any]) -> PreTrainedModel:
    auto = AutoModelForSeq2SeqLM if has_an_encoder(values) else AutoModelForCausalLM
    try:
        with quiet():
            config = plain(AutoConfig.for_model(**values))
            model: PreTrainedModel = auto.from_config(config, trust_remote_code=False)
    except Exception as error:
        # Families refuse numbers in ways of their own, down to errors of shape.
        _log.info("no model can be made of %s", values, exc_info=True)
        reason = str(error).strip().split("\n", 1)[0][:300].rstrip(".") or type(error).__name__
        raise ModelLoadError(
            marked("errors", "No {model_type} can be made with these numbers: {reason}. Change the configuration."),
            model_type=str(values["model_type"]), reason=reason,
        ) from error  # fmt: skip
    return model
