"""What transformers, tokenizers and safetensors raise and report on opening a model, in sentences."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

import torch

from memstudio.errors import MemStudioError, ModelLoadError, UnsafeModelError, is_panic, marked
from memstudio.models.device import free_memory, is_out_of_memory
from memstudio.models.room import too_small

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_log = logging.getLogger(__name__)
_CPU = torch.device("cpu")


@contextlib.contextmanager
def errors_in_words(name: str, needed: int, quantised: str = "") -> Iterator[None]:
    """Turn what the libraries raise into sentences.

    Args:
        name: what the user calls the model.
        needed: bytes that it takes.
        quantised: by which method its weights were; "" where they were not.

    Raises:
        ModelLoadError, UnsafeModelError, DeviceError: in place of whatever was raised.
    """
    try:
        yield
    except MemStudioError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and not is_panic(error):
            raise
        if is_out_of_memory(error):
            raise too_small(needed, _CPU, name, free_memory(_CPU)) from error
        _log.info("could not load %s", name, exc_info=True)
        text = str(error).strip() or type(error).__name__
        if "trust_remote_code" in text:
            raise UnsafeModelError(
                marked("errors", "{name} needs Python code that comes with it (its tokenizer or its model), which MemStudio never runs. Use a model that transformers has built in."),
                name=name,
            ) from error  # fmt: skip
        reason = text.split("\n", 1)[0][:300].rstrip(".")
        if quantised:
            raise ModelLoadError(
                marked("errors", "{name} is quantised ({method}), and could not be opened here: {reason}. Open the model that it was made of, or a GGUF file of it."),
                name=name, method=quantised, reason=reason,
            ) from error  # fmt: skip
        raise ModelLoadError(
            marked("errors", "{name} could not be loaded: {reason}. Its files may be damaged or belong to different models; fetch the model again."),
            name=name, reason=reason,
        ) from error  # fmt: skip


def refuse_missing(name: str, missing: Sequence[str]) -> None:
    """Refuse a model of which tensors are missing: transformers fills them with random numbers.

    Args:
        name: what the user calls the model.
        missing: names of tensors that are not in its files.

    Raises:
        ModelLoadError: there are any.
    """
    if missing:
        raise ModelLoadError(
            marked("errors", "{name} cannot be opened: {count} of its tensors are not in its files ({first}, …). They may be of another kind of model, or damaged; fetch the model again."),
            name=name, count=len(missing), first=min(missing),
        )  # fmt: skip
