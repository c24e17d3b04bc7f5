"""Checkpoints on disk: complete or absent, the newest ones and the best kept."""

from __future__ import annotations

import errno
import json
import math
import os
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from safetensors.torch import load_file

from memstudio.atomic import put_in_place, storage_error, writing
from memstudio.errors import TrainingError, marked
from memstudio.parsing import json_in
from memstudio.training.shards import part_like

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from torch import Tensor, nn

    from memstudio.training.run_folder import RunFolder

_STAGING = ".unfinished"
STANDING = "run_state.json"


@dataclass
class Standing:
    """What a run must know of its past, beside weights and optimiser, to go on.

    Attributes:
        tokens: read so far.
        elapsed: seconds of training so far, pauses left out.
        loss_before: held-out loss before the first step.
        loss_memory_reset: the last held-out loss with the memory reset before each segment; None
            when only the one with memory was measured.
        best_loss: the lowest held-out loss so far.
        best_step: where that was.
        validated_step: the last step at which the held-out text was read.
        num_worse: validations in a row since the best one.
        samples_per_step: that all processes together read; None in what older versions wrote.
    """

    tokens: int = 0
    elapsed: float = 0.0
    loss_before: float | None = None
    loss_memory_reset: float | None = None
    best_loss: float | None = None
    best_step: int | None = None
    validated_step: int | None = None
    num_worse: int = 0
    samples_per_step: int | None = None

    def validated(self, step: int, loss: float) -> bool:
        """Note a held-out loss; whether it is the best so far, which no loss is that is no number."""
        self.validated_step = step
        is_best = math.isfinite(loss) and (self.best_loss is None or loss < self.best_loss)
        if not is_best:
            self.num_worse += 1
            return False
        self.best_loss, self.best_step, self.num_worse = loss, step, 0
        return True

    def save(self, checkpoint: Path) -> None:
        """Write it into a checkpoint."""
        (checkpoint / STANDING).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, checkpoint: Path) -> Standing:
        """Read it from a checkpoint.

        Raises:
            TrainingError: it is damaged.
        """
        try:
            known = {field.name for field in fields(cls)}  # a newer version may have written more
            found = json_in(checkpoint / STANDING)
            standing = cls(**{name: value for name, value in found.items() if name in known})
            if standing.best_loss is not None and not math.isfinite(standing.best_loss):
                # Older versions took a loss that is no number for the best.
                standing.best_loss = standing.best_step = None
            return standing
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise TrainingError(
                marked("errors", "The checkpoint {path} is damaged ({reason}). Delete it, and the run goes on from the one before."),
                path=str(checkpoint), reason=str(error),
            ) from error  # fmt: skip


def staging_of(checkpoint: Path) -> Path:
    """The folder in which a checkpoint is before it is complete."""
    return checkpoint.parent / _STAGING


@contextmanager
def complete_or_absent(checkpoint: Path) -> Iterator[Path]:
    """Give a folder to write `checkpoint` into; it gets to its place when all is there.

    The block writes into the folder given plus the checkpoint's name, as the Trainer does.

    Raises:
        StorageError: the disk is full or cannot be written; nothing of the checkpoint is left.
    """
    staging = staging_of(checkpoint)
    try:
        with writing(checkpoint), full_disk_in_words(checkpoint):
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir(parents=True)
            yield staging
            written = staging / checkpoint.name
            put_in_place(written, checkpoint)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def forget_old(folder: RunFolder, best_step: int | None, num_kept: int) -> None:
    """Delete all checkpoints but the newest ones and the best."""
    steps = folder.checkpoint_steps()
    for step in steps[:-num_kept]:
        if step != best_step:
            # Renamed first: a folder that is half deleted must not look like a checkpoint.
            doomed = folder.checkpoints / f".deleted-{step}"
            with writing(doomed):
                folder.checkpoint(step).rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)


def clear_remains(folder: RunFolder) -> None:
    """Delete what a crash left half written or half deleted."""
    if folder.checkpoints.is_dir():
        for entry in os.scandir(folder.checkpoints):
            if entry.name == _STAGING or entry.name.startswith(".deleted-"):
                shutil.rmtree(entry.path, ignore_errors=True)


def load_weights(model: nn.Module, checkpoint: Path) -> None:
    """Give `model` the weights of a checkpoint, in place; of weights in parts, its own part.

    Raises:
        TrainingError: they do not fit the model, or the files are damaged.
    """
    index = checkpoint / "model.safetensors.index.json"
    files = ["model.safetensors"]
    tensors: dict[str, Tensor] = {}
    try:
        if index.is_file():
            files = sorted(set(json_in(index)["weight_map"].values()))
        for name in files:
            tensors |= load_file(checkpoint / name)
        own = model.state_dict()
        tensors = {name: part_like(tensor, own.get(name)) for name, tensor in tensors.items()}
        result = model.load_state_dict(tensors, strict=False)
    except Exception as error:
        raise TrainingError(
            marked("errors", "The weights in {path} could not be read ({reason})."),
            path=str(checkpoint), reason=str(error).splitlines()[0],
        ) from error  # fmt: skip
    missing = _not_shared(model, result.missing_keys, set(tensors))
    if missing or result.unexpected_keys:
        raise TrainingError(
            marked("errors", "The weights in {path} are those of another model ('{name}' does not fit)."),
            path=str(checkpoint), name=(missing + list(result.unexpected_keys))[0],
        )  # fmt: skip


def let_go_of_files(model: nn.Module) -> None:
    """Copy the weights that are mapped from files, which Windows could else not remove."""
    for tensor in (*model.parameters(), *model.buffers()):
        if tensor.device.type == "cpu":
            tensor.data = tensor.data.clone()


def _not_shared(model: nn.Module, missing: list[str], loaded: set[str]) -> list[str]:
    """Those of `missing` that are not the same tensor as one that was loaded (tied weights)."""
    own = model.state_dict(keep_vars=True)
    given = {id(own[name]) for name in loaded if name in own}
    return [name for name in missing if id(own[name]) not in given]


def link_or_copy(source: str, target: str) -> None:
    """Let a file that is never written again lie in a second place, without room of its own."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@contextmanager
def full_disk_in_words(path: Path) -> Iterator[None]:
    """Torch and safetensors hide a full disk in errors of their own: name it."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        text = str(error)
        is_full = "No space left" in text or "os error 28" in text or "disk quota" in text.lower()
        if is_full or "failed writing file" in text or "unexpected pos" in text:
            raise storage_error(OSError(errno.ENOSPC, text), path) from error
        raise
