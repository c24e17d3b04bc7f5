"""A model's step as a program that runs without MemStudio and without transformers."""

from __future__ import annotations

import contextlib
import json
import logging
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import save_file

from memstudio.errors import Cancelled, ExportError, MemStudioError, marked
from memstudio.exporting.forms import ONNX
from memstudio.exporting.program_card import STATE, manifest, program_card
from memstudio.exporting.refusals import cannot
from memstudio.exporting.step import Step
from memstudio.memory.precision import in_double
from memstudio.models.checks import PROGRAM
from memstudio.models.quiet import quiet
from memstudio.models.whole_folder import whole_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from torch import Tensor
    from torch.export import ExportedProgram

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_log = logging.getLogger(__name__)

# In half precision a step may differ by its last digits.
_EXACT, _ROUGH = 1e-3, 0.1


@dataclass(frozen=True)
class Example:
    """A few segments that were read by the model itself, to hold a program against.

    Attributes:
        segments: tokens `[1, S]` and how many of them count.
        logits: what the model said to them, `[1, length, V]`.
        state: its state after the last, in the program's sizes.
    """

    segments: tuple[tuple[Tensor, int], ...]
    logits: tuple[Tensor, ...]
    state: tuple[Tensor, ...]


def write_program(loaded: LoadedModel, form: str, folder: Path, control: Control) -> None:
    """Write the step of a model, its initial state, its tokenizer and how to use them.

    Args:
        loaded: with a memory, on the CPU.
        form: "program" for torch.export, "onnx" for ONNX.
        folder: not there yet, or empty.
        control: takes progress; may cancel until the folder is complete.

    Raises:
        ExportError: the model does something that cannot be put into such a program, or the
            program does not do what the model does.
        StorageError: the folder cannot be written.
        Cancelled: through `control`.
    """
    step = Step(loaded.model).eval()
    with whole_folder(folder, replace=False) as temporary, quiet(), torch.no_grad():
        control.report(0, 4, marked("progress", "Making a program of the model"))
        # Before the program: what a memory looks for at its first reading is not to be found there.
        example = read_by_model(step)
        program = _exported(step, loaded.source.name)
        control.checkpoint()
        control.report(1, 4, marked("progress", "Writing the program"))
        if form == ONNX:
            from memstudio.exporting.onnx_program import runner, write_onnx

            file = write_onnx(program, step, temporary, loaded.source.name)
            run = runner(file, step)
        else:
            file = temporary / "step.pt2"
            torch.export.save(program, file)
            run = program.module()
        control.checkpoint()
        control.report(2, 4, marked("progress", "Holding the program against the model"))
        difference = _difference(step, run, example, control)
        if difference is not None and not difference <= _slack(loaded.model):
            raise ExportError(
                marked("errors", "The program does not do what {model} does: it differs by {difference:.2g}. It was not kept."),
                model=loaded.source.name, difference=difference,
            )  # fmt: skip
        control.report(3, 4, marked("progress", "Writing the program"))
        state = step.initial_state()
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, temporary / STATE)
        loaded.tokenizer.save_pretrained(temporary)
        described = manifest(loaded, step, state, file.name, difference)
        text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
        (temporary / PROGRAM).write_text(text, encoding="utf-8")
        (temporary / "README.md").write_text(program_card(loaded, described), encoding="utf-8")
        control.checkpoint()


def _exported(step: Step, name: str) -> ExportedProgram:
    tokens, length = torch.zeros(1, step.segment_length, dtype=torch.long), torch.tensor([1])
    inputs = (tokens, length, *step.initial_state().values())
    try:
        with warnings.catch_warnings(), _silent("torch.fx.experimental.symbolic_shapes"):
            warnings.simplefilter("ignore")
            # Not strict: hooks that are there only while a segment is read are then followed.
            return torch.export.export(step, inputs, strict=False)
    except (Cancelled, MemStudioError):
        raise
    except Exception as error:
        # What it cannot follow is told by errors of many classes.
        _log.info("%s cannot be exported", name, exc_info=True)
        raise cannot("torch.export", name, step.model, error) from error


@contextlib.contextmanager
def _silent(name: str) -> Iterator[None]:
    """Without what a library logs of the sizes it cannot name, which says nothing to a user."""
    library = logging.getLogger(name)
    level = library.level
    library.setLevel(logging.ERROR)
    try:
        yield
    finally:
        library.setLevel(level)


def _slack(model: MemoryModel) -> float:
    return _EXACT if model.dtype in {torch.float32, torch.float64} else _ROUGH


def read_by_model(step: Step, num_full: int = 2) -> Example:
    """A few full segments and a short one, of words drawn by chance, as the model reads them."""
    length, model = step.segment_length, step.model
    generator = torch.Generator().manual_seed(0)
    words = model.config.get_text_config(decoder=True).vocab_size
    state, segments, logits = model.initial_state(1), [], []
    for number in (*[length] * num_full, max(1, length // 2)):
        ids = torch.randint(words, (1, length), generator=generator)
        read = model(ids[:, :number], memory_state=state)
        state = read.memory_state
        segments.append((ids, number))
        logits.append(read.logits)
    tensors = step.fixed(model.commit(state).tensors)
    return Example(tuple(segments), tuple(logits), tuple(tensors[name] for name in step.names))


def _difference(
    step: Step, run: Callable[..., tuple[Any, ...]] | None, example: Example, control: Control
) -> float | None:
    """How far the program is from the model, at most; None where it cannot be run here."""
    if run is None:
        return None
    state = tuple(step.initial_state().values())
    differences = []
    for (ids, number), said in zip(example.segments, example.logits, strict=True):
        control.checkpoint()
        logits, *after = run(ids, torch.tensor([number]), *state)
        state = tuple(after)
        differences.append((logits[:, :number] - said).abs().max())
    differences += [
        (in_double(one) - in_double(other)).abs().max() / in_double(other).abs().max().clamp(min=1)
        for one, other in zip(state, example.state, strict=True)
    ]
    # Unlike the greatest of a list, this is no number where one of them is none.
    return float(torch.stack([in_double(each) for each in differences]).max())
