"""The forms in which a model is written for use elsewhere. Imports neither torch nor Qt."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from memstudio.errors import ExportError, marked

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = "folder"
ADAPTER = "adapter"
PROGRAM = "program"
ONNX = "onnx"

_NEEDED = ("onnx", "onnxscript")


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes:
        name: on the command line.
        title: what to call it, marked for translation.
        text: what it is, and who opens it; marked for translation.
        needs_memory: whether a model without a memory has nothing to be written so.
        missing: the packages that it needs and that are not installed.
    """

    name: str
    title: str
    text: str
    needs_memory: bool = True
    missing: Callable[[], tuple[str, ...]] = tuple


def _missing_for_onnx() -> tuple[str, ...]:
    return tuple(name for name in _NEEDED if find_spec(name) is None)


FORMS = (
    Form(
        FOLDER,
        marked("export", "Folder"),
        marked("export", "All weights, adapters merged, with the tokenizer and a card. MemStudio, transformers and whatever else reads such folders open it."),
        needs_memory=False,
    ),
    Form(
        ADAPTER,
        marked("export", "Adapter"),
        marked("export", "Only what was trained beside the backbone: the memory, and adapters (LoRA) in PEFT's form. Small; it needs the same backbone, which is checked when it is opened."),
    ),
    Form(
        PROGRAM,
        marked("export", "Program (torch.export)"),
        marked("export", "One step as a program for torch, without MemStudio and transformers: tokens and the memory go in, logits and the new memory come out."),
    ),
    Form(
        ONNX,
        marked("export", "Program (ONNX)"),
        marked("export", "The same step for ONNX Runtime and its kin, without torch."),
        missing=_missing_for_onnx,
    ),
)  # fmt: skip


def form_named(name: str) -> Form:
    """The form called `name`.

    Raises:
        ExportError: there is none.
    """
    for form in FORMS:
        if form.name == name:
            return form
    raise ExportError(
        marked("errors", "A model is written to one of {forms}, not to '{name}'."),
        forms=", ".join(form.name for form in FORMS), name=name,
    )  # fmt: skip


def check_form(
    form: Form,
    *,
    has_memory: bool,
    model: str,
    has_backbone: bool = True,
    is_wholly_trained: bool = False,
) -> None:
    """Make sure that a model can be written in a form, as far as is known before it is opened.

    Args:
        form: the form.
        has_memory: whether the model has a memory of ours.
        model: what to call it.
        has_backbone: whether anything says what its backbone was before it had a memory.
        is_wholly_trained: whether its backbone is known to be another since.

    Raises:
        ExportError: it cannot; the message says why and what would do.
    """
    if form.needs_memory and not has_memory:
        raise ExportError(
            marked("errors", "{model} has no memory, so there is no state that a step could take and give, and nothing beside its backbone. Write it to a folder, or give it a memory first."),
            model=model,
        )  # fmt: skip
    if form.name == ADAPTER and not has_backbone:
        raise ExportError(
            marked("errors", "Nobody noted what the backbone of {model} was before (it may have been made from nothing, or by another program). Write the model to a folder, or name its backbone on the command line (--backbone)."),
            model=model,
        )  # fmt: skip
    if form.name == ADAPTER and is_wholly_trained:
        raise ExportError(
            marked("errors", "All of {model} was trained, so there is nothing apart from its backbone. Write the model to a folder."),
            model=model,
        )  # fmt: skip
    if missing := form.missing():
        raise ExportError(
            marked("errors", "ONNX needs packages that are not installed ({names}). Install them with: pip install {packages}"),
            names=", ".join(missing), packages=" ".join(missing),
        )  # fmt: skip
