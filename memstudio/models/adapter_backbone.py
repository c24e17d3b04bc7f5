"""The model that an adapter goes with. Imports neither torch nor transformers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import Cancelled, MemStudioError, ModelLoadError, marked
from memstudio.models.catalog import resolve_model

if TYPE_CHECKING:
    from memstudio.models.adapter_files import AdapterFiles
    from memstudio.models.source import ModelSource
    from memstudio.progress import Control


def backbone_of(files: AdapterFiles, control: Control, *, online: bool = False) -> ModelSource:
    """The model that an adapter goes with.

    Raises:
        ModelLoadError: it is not there, or is an adapter itself.
    """
    # An adapter that lies beside its model, as in a folder that was moved whole.
    beside = files.folder / files.backbone
    reference = str(beside) if beside.is_dir() else files.backbone
    try:
        base = resolve_model(reference, online=online, control=control)
    except Cancelled:
        raise
    except MemStudioError as error:
        raise ModelLoadError(
            marked("errors", "{path} goes with the model {backbone}, which cannot be opened: {reason}"),
            path=str(files.folder), backbone=files.backbone, reason=str(error),
        ) from error  # fmt: skip
    if base.format == "adapter":
        raise ModelLoadError(
            marked("errors", "{path} goes with {backbone}, which is an adapter itself. Export that to a folder, and name it there."),
            path=str(files.folder), backbone=files.backbone,
        )  # fmt: skip
    return base
