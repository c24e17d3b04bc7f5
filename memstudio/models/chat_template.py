"""What a model's chat template writes.

It is a program of somebody else's: it runs in the sandbox of transformers, which bounds what it may
reach, and not how long it takes nor how much; that is done here.
"""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from typing import TYPE_CHECKING, Any

from memstudio.models.memory_allowance import memory_allowance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST_SECONDS = 20.0
"""A talk of a million words takes a hundredth of it."""
_LOOK_EVERY = 1.0

_MOST_MEMORY = 1 << 30
_MOST_TEXT = 1 << 24
"""Characters beyond a hundred for each that was said."""

# By the template.
_refused: dict[str, str] = {}


def has_template(tokenizer: Any) -> bool:
    """Whether a tokenizer brings a chat template."""
    return bool(getattr(tokenizer, "chat_template", None))


def templated(tokenizer: Any, messages: Sequence[Mapping[str, str]], *, is_asked: bool) -> str:
    """Messages as the tokenizer's chat template writes them.

    Args:
        tokenizer: one that has a template.
        messages: of each, `role` and `content`.
        is_asked: with the beginning of the answer that is to come.

    Raises:
        TemplateTooCostlyError: the template is not done in time, or wants too much memory; it is not
            tried again.
        Exception: any other, with which the template refuses these messages.
    """
    template = str(tokenizer.chat_template)
    if template in _refused:
        raise TemplateTooCostlyError(_refused[template])
    try:
        with _clock.in_time(), memory_allowance(_MOST_MEMORY):
            text: str = tokenizer.apply_chat_template(
                list(messages), tokenize=False, add_generation_prompt=is_asked
            )
    except TimeoutError:
        _refused[template] = f"it is not done after {_MOST_SECONDS:g} s"
    except MemoryError:
        _refused[template] = "it takes too much memory"
    else:
        said = sum(len(message["content"]) for message in messages)
        if len(text) <= _MOST_TEXT + 100 * said:
            return text
        _refused[template] = "it writes far more than was said"
    raise TemplateTooCostlyError(_refused[template])


class TemplateTooCostlyError(Exception):
    """A chat template takes too long, or too much memory."""


class _Watch:
    """Raises a `TimeoutError` in threads that are not done in time.

    One thread watches them all, while there are any: to begin one for each takes longer than most
    templates.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[int, float] = {}
        self._is_watching = False

    @contextlib.contextmanager
    def in_time(self) -> Iterator[None]:
        """Do what is in the block, in time."""
        thread = threading.get_ident()
        with self._lock:
            self._ends[thread] = time.monotonic() + _MOST_SECONDS
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._look, name="templates", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._ends.pop(thread, None)
                # What was raised too late to be met is taken back.
                _raise_in(thread, None)

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY)
            with self._lock:
                if not self._ends:
                    self._is_watching = False
                    return
                late = [thread for thread, end in self._ends.items() if time.monotonic() > end]
                for thread in late:
                    del self._ends[thread]
                    _raise_in(thread, TimeoutError)


_clock = _Watch()


def _raise_in(thread: int, error: type[Exception] | None) -> None:
    what = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
