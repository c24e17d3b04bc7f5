"""Keeping transformers from writing to the terminal."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import transformers

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No progress bars and notices of transformers on the terminal."""
    level = transformers.logging.get_verbosity()
    had_bars = transformers.utils.logging.is_progress_bar_enabled()
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers.logging.set_verbosity(level)
        if had_bars:
            transformers.utils.logging.enable_progress_bar()
