"""What a model says of where its backbone came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.models.adapter_files import read_adapter

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel


def noted_backbones(loaded: LoadedModel) -> list[str]:
    """What opens the backbone of a model with a memory, the plainest first; empty if nobody noted it."""
    config = loaded.model.config
    told = [config.backbone_source, (config.trained_on or {}).get("from")]
    if loaded.source.format == "adapter":
        told.insert(0, read_adapter(loaded.source.path).backbone)
    return list(dict.fromkeys(each for each in told if each))
