"""Errors that a user reads, and the marking of their text for translation.

An error says what happened and what to do next, in one or two sentences. Its text is a template,
marked for translation where it is written, and its values are kept apart, so that the window can
show it in the user's language and the command line in English.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def marked(context: str, text: str) -> str:
    """Return `text` unchanged; lupdate finds the call and puts `text` in the catalog."""
    return text


def filled(text: str, values: Mapping[str, object]) -> str:
    """A template with its values; as it is when they do not go together, as in a damaged record."""
    try:
        return text.format(**values) if values else text
    except (LookupError, ValueError, AttributeError, TypeError):
        return text


class MemStudioError(Exception):
    """Base of every error that is shown to a user.

    Args:
        text: a template with `{name}` fields, marked with `marked("errors", ...)`.
        **values: what goes into the fields.
    """

    def __init__(self, text: str, **values: object) -> None:
        self.text = text
        self.values = values
        super().__init__(filled(text, values))


def is_panic(error: BaseException) -> bool:
    """Whether a library in Rust gave up, which no `except Exception` hears."""
    return type(error).__name__ == "PanicException"


class ModelLoadError(MemStudioError):
    """A model could not be opened."""


class UnsafeModelError(ModelLoadError):
    """A model that would have to run code to be opened, which is never done."""


class DataError(MemStudioError):
    """Text could not be read or used."""


class DeviceError(MemStudioError):
    """A device is not there, or its memory is spent."""


@contextmanager
def panics_in_words() -> Iterator[None]:
    """Say in words that a library in Rust gave up on a text, so that `except Exception` hears it."""
    try:
        yield
    except BaseException as error:
        if not is_panic(error):
            raise
        raise DataError(
            marked("errors", "A library gave up on this text: {reason}. The model's tokenizer may have a pattern that is never done with it; use another model, or another text."),
            reason=str(error)[:200].rstrip("."),
        ) from error  # fmt: skip


class MemorySpent(DeviceError):  # noqa: N818 - what happened to the memory
    """The memory of a device is spent, or would be."""


class MemoryAttachError(MemStudioError):
    """A memory cannot be attached to this backbone, or with these numbers."""


class MemoryStateError(MemStudioError):
    """A memory state does not fit this model, or is damaged."""


class TrainingError(MemStudioError):
    """A run cannot start, go on or be resumed."""


class TraceError(MemStudioError):
    """A trace cannot be recorded, stored or read."""


class ServeError(MemStudioError):
    """A server cannot listen where it is to."""


class ExportError(MemStudioError):
    """A model cannot be written in the form that was asked for."""


class StorageError(MemStudioError):
    """Something could not be written: full disk, read-only folder."""


class DiskFull(StorageError):  # noqa: N818 - what happened to the disk
    """There is no room left where something was to be written."""


class Cancelled(MemStudioError):  # noqa: N818 - it is a decision of the user, not a fault
    """The user stopped what was going on."""

    def __init__(self) -> None:
        super().__init__(marked("errors", "Cancelled."))
