"""What was trained beside a backbone, written without it; proven to make the same model again."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import torch

from memstudio.errors import Cancelled, ExportError, MemStudioError, marked
from memstudio.memory.adapter_folder import merged, weights_folder, write_memory
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.adapter_files import PEFT_CONFIG, PEFT_WEIGHTS, read_adapter
from memstudio.models.catalog import resolve_model
from memstudio.models.fingerprint import backbone_fingerprint
from memstudio.models.load import LoadedModel, load_backbone
from memstudio.models.noted_backbones import noted_backbones
from memstudio.models.source import RUN_CONFIG, RUN_MODEL
from memstudio.models.whole_folder import whole_folder
from memstudio.parsing import json_in
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.models.source import ModelSource
    from memstudio.progress import Control


def write_adapter(
    loaded: LoadedModel, folder: Path, control: Control, *, card: str, backbone: str | None = None
) -> None:
    """Write a model's memory, and the adapters of its run, without its backbone.

    The backbone is opened and compared: what is written makes this model of it again.

    Args:
        loaded: with a memory.
        folder: not there yet, or empty.
        control: takes progress; may cancel until the folder is complete.
        card: README.md, in which "BACKBONE" stands for what opens the backbone.
        backbone: what opens it; None for what the model says of itself.

    Raises:
        ExportError: nobody noted the backbone, or it was trained as well.
        ModelLoadError: the backbone cannot be opened.
        StorageError: the folder cannot be written.
        Cancelled: through `control`.
    """
    model: MemoryModel = loaded.model
    if not model.memory_parameters() and _peft_of(loaded.source) is None:
        raise ExportError(
            marked("errors", "The memory '{kind}' of {model} has no weights of its own, and no adapters were trained. Write the model to a folder."),
            kind=model.config.memory_kind, model=loaded.source.name,
        )  # fmt: skip
    reference, base, peft = _found(loaded, control, backbone)
    fingerprint = backbone_fingerprint(weights_folder(base, control), control)
    with whole_folder(folder, replace=False) as temporary:
        write_memory(model, temporary, reference=reference, name=base.name, fingerprint=fingerprint)
        if peft is not None:
            shutil.copyfile(peft / PEFT_WEIGHTS, temporary / PEFT_WEIGHTS)
            settings = json_in(peft / PEFT_CONFIG)
            settings["base_model_name_or_path"] = reference
            text = json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
            (temporary / PEFT_CONFIG).write_text(text, encoding="utf-8")
        text = card.replace("BACKBONE", reference)
        (temporary / "README.md").write_text(text, encoding="utf-8")
        control.checkpoint()


def _found(
    loaded: LoadedModel, control: Control, backbone: str | None
) -> tuple[str, ModelSource, Path | None]:
    """What opens the backbone, where it lies, and the adapter that makes the model's of it."""
    failure: MemStudioError | None = None
    for reference in [backbone] if backbone else noted_backbones(loaded):
        try:
            base = resolve_model(reference, control=control)
            peft = _fitting(loaded, base, control)
        except Cancelled:
            raise
        except MemStudioError as error:
            failure = failure or error
        else:
            return base.lasting_reference, base, peft
    assert failure is not None  # noqa: S101 - whoever asks has seen that there is a name
    raise failure


def _fitting(loaded: LoadedModel, base: ModelSource, control: Control) -> Path | None:
    """The adapter that makes the model's backbone of `base`; None when it is that already.

    Raises:
        ExportError: neither does.
    """
    if base.format == "adapter":
        raise ExportError(
            marked("errors", "The backbone of {model} was {backbone}, which is an adapter itself. Write the model to a folder."),
            model=loaded.source.name, backbone=base.reference,
        )  # fmt: skip
    ours: Any = loaded.model.backbone
    model = load_backbone(base, device="cpu", dtype=ours.dtype, control=control).model
    theirs = model.backbone if isinstance(model, MemoryModel) else model
    control.checkpoint()
    differing = _differing(ours, theirs, exactly=True)
    if not differing:
        return None
    peft = _peft_of(loaded.source)
    if peft is not None and not _differing(ours, merged(theirs, peft), exactly=False):
        return peft
    raise ExportError(
        marked("errors", "The backbone of {model} is no longer {backbone}: {count} of its tensors differ ({first}). Where the whole model was trained there is nothing apart from it; write it to a folder."),
        model=loaded.source.name, backbone=base.reference, count=len(differing), first=differing[0],
    )  # fmt: skip


def _differing(ours: Any, theirs: Any, *, exactly: bool) -> list[str]:
    """The names of tensors in which two models differ."""
    one, other = ours.state_dict(), theirs.state_dict()
    # What was merged on another device may differ in its last digits.
    slack = 1e-5 if ours.dtype in {torch.float32, torch.float64} else 1e-2
    differing = sorted(one.keys() ^ other.keys())
    for name in one.keys() & other.keys():
        mine, its = one[name].cpu(), other[name]
        if mine.shape != its.shape:
            differing.append(name)
        elif exactly or not mine.is_floating_point():
            if not torch.equal(mine, its):
                differing.append(name)
        elif not bool((mine - its).abs().max() <= slack * mine.abs().max()):
            differing.append(name)
    return differing


def _peft_of(source: ModelSource) -> Path | None:
    """Where the adapter lies that was merged into a model; None without one."""
    if source.format == "adapter":
        return source.path if read_adapter(source.path).has_peft else None
    run = source.path.resolve().parent
    if source.path.name != RUN_MODEL or not (run / RUN_CONFIG).is_file():
        return None
    folder = RunFolder(run).adapter
    return folder if (folder / PEFT_WEIGHTS).is_file() else None
