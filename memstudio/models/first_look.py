"""What can be said of a model without opening it. Imports neither torch nor transformers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from memstudio.models.adapter_backbone import backbone_of
from memstudio.models.adapter_files import read_adapter
from memstudio.models.catalog import resolve_model
from memstudio.models.checks import read_config
from memstudio.models.gguf_header import read_gguf_header
from memstudio.models.source import MEMORY_MODEL
from memstudio.models.window import window_in
from memstudio.progress import Control

if TYPE_CHECKING:
    from memstudio.models.source import ModelSource


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A model that is not open.

    Attributes:
        name: what to show.
        window: the most positions that it sees at once; None when its files do not say.
        has_memory: whether it has a memory of ours (the kind `none` counts).
        has_encoder: whether an encoder stands before the decoder.
    """

    name: str
    window: int | None
    has_memory: bool
    has_encoder: bool = False


def look_at(reference: str) -> FirstLook:
    """Look at a model's files; nothing is downloaded.

    Raises:
        ModelLoadError, UnsafeModelError: it cannot be opened; the sentence says why.
    """
    return _look_at_source(resolve_model(reference))


def _look_at_source(source: ModelSource) -> FirstLook:
    if source.format == "gguf":
        return FirstLook(source.name, read_gguf_header(source.path).window, has_memory=False)
    if source.format == "adapter":
        files = read_adapter(source.path)
        beside = _look_at_source(backbone_of(files, Control()))
        has_memory = files.memory is not None or beside.has_memory
        return replace(beside, name=source.name, has_memory=has_memory)
    return _look_at_config(source, read_config(source.path))


def _look_at_config(source: ModelSource, config: dict[str, Any]) -> FirstLook:
    has_memory = config["model_type"] == MEMORY_MODEL
    backbone = config.get("backbone_config") if has_memory else config
    has_encoder = isinstance(backbone, dict) and bool(backbone.get("is_encoder_decoder"))
    window = window_in(backbone) if isinstance(backbone, dict) else None
    return FirstLook(source.name, window, has_memory, has_encoder)
