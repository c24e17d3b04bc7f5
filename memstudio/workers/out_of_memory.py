"""A device whose memory is spent, in words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from memstudio.errors import DeviceError, marked, panics_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def out_of_memory_in_words() -> Iterator[None]:
    """Say what to do when there is not enough memory for what is done inside, or a library gave up."""
    try:
        with panics_in_words():
            yield
    except (RuntimeError, MemoryError) as error:
        from memstudio.models.device import is_out_of_memory

        if not is_out_of_memory(error):
            raise
        raise DeviceError(
            marked("errors", "There is not enough memory on the device for this. Take shorter segments, a smaller batch, or another device."),
        ) from error  # fmt: skip
