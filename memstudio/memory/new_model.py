"""Making a new model: a backbone is given a fresh memory, and both are saved as one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.atomic import refuse_existing
from memstudio.errors import marked
from memstudio.memory.attach import attach_memory, open_model
from memstudio.memory.kind_options import options_of
from memstudio.memory.kinds_registry import memory_kinds
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.load import LoadedModel
from memstudio.models.save import save_model
from memstudio.models.source import ModelSource
from memstudio.progress import Control

if TYPE_CHECKING:
    from memstudio.memory.new_model_settings import NewModelSettings


def make_model(
    settings: NewModelSettings,
    *,
    device: str = "auto",
    control: Control | None = None,
    online: bool = False,
    opened: LoadedModel | None = None,
) -> LoadedModel:
    """Open a backbone, attach a memory, and save the two; nothing is ever overwritten.

    Args:
        settings: the backbone, the memory, and where to.
        device: "auto", "cpu", "cuda:0", ...
        control: takes progress; may cancel until the folder is complete.
        online: whether a Hub id that is not in the cache may be downloaded.
        opened: the model that is open; taken, and not opened again, when it is the backbone. It
            stays as it is when this fails.

    Returns:
        The new model, as it lies in its folder.

    Raises:
        ModelLoadError: the backbone cannot be opened.
        MemStudioError: there is no such kind of memory.
        MemoryAttachError: the memory cannot be attached with these numbers.
        StorageError: the folder is taken or cannot be written, or the disk is full.
        DeviceError: the device is missing or too small.
        Cancelled: through `control`; no folder is left then.
    """
    control = control or Control()
    folder = Path(settings.folder)
    refuse_existing(folder)
    # What is known to be wrong is said before a model is opened, which may take long.
    memory_kinds.check(settings.kind)
    options_of(settings.kind, settings.options)
    if (
        opened is None
        or opened.source.reference != settings.backbone
        or isinstance(opened.model, MemoryModel)
    ):
        opened = open_model(settings.backbone, device=device, control=control, online=online)
    control.report(0, 0, marked("progress", "Attaching the memory"))
    control.checkpoint()
    model = attach_memory(
        opened.model,
        kind=settings.kind,
        num_slots=settings.num_slots,
        segment_length=settings.segment_length,
        seed=settings.seed,
        options=settings.options,
    ).eval()
    model.config.backbone_source = opened.source.lasting_reference
    card = _card(opened.source.name, model, settings.seed)
    save_model(model, opened.tokenizer, folder, card=card, replace=False, control=control)
    source = ModelSource(str(folder), folder.absolute().name, "folder", folder)
    return LoadedModel(model, opened.tokenizer, source)


def _card(backbone: str, model: MemoryModel, seed: int) -> str:
    config = model.config
    return f"""---
library_name: memstudio
tags: [memstudio, memory, {config.memory_kind}]
---

# {backbone} with a memory

The weights of `{backbone}` with a fresh memory of kind `{config.memory_kind}` ({config.num_slots} slots,
segments of {config.segment_length} tokens, seed {seed}), which has learnt nothing yet.
"""
