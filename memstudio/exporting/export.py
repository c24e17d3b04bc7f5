"""Writing an open model for use elsewhere, in one of the forms that there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.atomic import refuse_existing
from memstudio.exporting.adapter import write_adapter
from memstudio.exporting.card import adapter_card
from memstudio.exporting.folder import write_folder
from memstudio.exporting.forms import ADAPTER, FOLDER, check_form, form_named
from memstudio.exporting.program import write_program
from memstudio.memory.attach import open_source
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.noted_backbones import noted_backbones

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control


def export_model(
    loaded: LoadedModel,
    form: str,
    folder: Path | str,
    *,
    control: Control,
    backbone: str | None = None,
) -> Path:
    """Write a model; nothing is ever overwritten.

    Args:
        loaded: the model as it is now.
        form: a name in `forms.FORMS`.
        folder: not there yet, or empty.
        control: takes progress; may cancel until the folder is complete.
        backbone: what opens the backbone, for an adapter; None for what the model says of itself.

    Returns:
        The folder, as a whole path.

    Raises:
        ExportError: the model cannot be written so; the message says why and what would do.
        ModelLoadError: for an adapter, the backbone cannot be opened.
        StorageError: there is something at `folder`, it cannot be written, or the disk is full.
        Cancelled: through `control`; nothing is left then.
    """
    folder = Path(folder).expanduser().absolute()
    refuse_existing(folder)
    asked = form_named(form)
    has_memory = isinstance(loaded.model, MemoryModel)
    check_form(
        asked,
        has_memory=has_memory,
        model=loaded.source.name,
        has_backbone=bool(backbone) or (has_memory and bool(noted_backbones(loaded))),
    )
    if form == FOLDER:
        write_folder(loaded, folder, control)
    elif form == ADAPTER:
        card = adapter_card(loaded)
        write_adapter(loaded, folder, control, card=card, backbone=backbone)
    else:
        if loaded.model.device.type != "cpu":
            # A program is bound to where it was made.
            loaded = open_source(loaded.source, device="cpu", control=control)
        write_program(loaded, form, folder, control)
    return folder
