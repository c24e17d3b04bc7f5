"""The shape of a model with a memory as a run would train it, from its configuration; no weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transformers import AutoConfig, PretrainedConfig

from memstudio.errors import ModelLoadError, marked
from memstudio.memory.kind_options import options_of
from memstudio.memory.kinds_registry import description_of
from memstudio.memory.memory_config import MemoryConfig
from memstudio.models.catalog import resolve_model
from memstudio.progress import Control

if TYPE_CHECKING:
    from memstudio.training.run_config import RunConfig


def shape_of(config: RunConfig) -> MemoryConfig:
    """The configuration of the model that a run would train.

    Args:
        config: of the run; its model may be anything that a model is opened by, or a config.json.

    Raises:
        ModelLoadError: there is no such model, or no configuration that is understood.
        MemoryAttachError: the memory's numbers are out of bounds.
    """
    found = _configuration(config.model)
    if isinstance(found, MemoryConfig):
        found.bptt_depth, found.memory_replay = config.bptt_depth, config.memory_replay
        return found
    asked = config.memory
    description = description_of(asked.kind)
    if description.needs_encoder != bool(getattr(found, "is_encoder_decoder", False)):
        raise ModelLoadError(
            marked("errors", "The memory '{kind}' does not go with {model}. One of them has an encoder, and the other wants none."),
            kind=asked.kind, model=found.model_type,
        )  # fmt: skip
    shape = MemoryConfig(
        backbone_config=found,
        memory_kind=asked.kind,
        num_slots=asked.num_slots if description.has_slots else 0,
        segment_length=asked.segment_length,
        bptt_depth=config.bptt_depth,
        memory_replay=config.memory_replay,
        kind_options=options_of(asked.kind, asked.options).model_dump(),
    )
    shape.check_numbers()
    return shape


def own_memory(config: RunConfig) -> tuple[str, int, int] | None:
    """Kind, slots and tokens of a segment of the memory that a run's model has; None without one.

    Raises:
        ModelLoadError: as `shape_of`.
    """
    found = _configuration(config.model)
    if not isinstance(found, MemoryConfig):
        return None
    return found.memory_kind, found.num_slots, found.segment_length


def _configuration(reference: str) -> PretrainedConfig:
    path = Path(reference)
    if path.suffix == ".json" and path.is_file():
        return _of_json(path)
    source = resolve_model(reference, online=False, control=Control())
    if source.format != "folder":
        raise ModelLoadError(
            marked("errors", "What {model} costs is worked out from its config.json, and a file of weights has none. Name the folder that it was made from."),
            model=source.name,
        )  # fmt: skip
    return _of_json(source.path / "config.json")


def _without_types(told: Any) -> Any:
    """A configuration, and those within it, without the types of numbers of files that are not read.

    A model would be made in these, and the whole program would count in them meanwhile.
    """
    if not isinstance(told, dict):
        return told
    return {
        name: _without_types(value)
        for name, value in told.items()
        if name not in {"dtype", "torch_dtype"}
    }


def _of_json(path: Path) -> PretrainedConfig:
    try:
        told: dict[str, Any] = _without_types(json.loads(path.read_text(encoding="utf-8")))
        config: PretrainedConfig = AutoConfig.for_model(**told)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelLoadError(
            marked("errors", "The configuration {path} is not one that transformers knows ({reason})."),
            path=str(path), reason=str(error).split("\n")[0][:200],
        ) from error  # fmt: skip
    if not getattr(config, "vocab_size", None) and not isinstance(config, MemoryConfig):
        raise ModelLoadError(
            marked("errors", "The configuration {path} is not that of a language model."),
            path=str(path),
        )
    return config
