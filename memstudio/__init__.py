"""MemStudio: train language models with a long-term memory, and see what they remember.

As a library: `memstudio.open_model` opens a model, and its `reader` takes texts in. Nothing heavy is
imported before one of these is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from memstudio.errors import MemStudioError
    from memstudio.library import Model, Reader, open_model

__version__ = "0.1.0"

__all__ = ["MemStudioError", "Model", "Reader", "__version__", "open_model"]

_HOMES = {
    "MemStudioError": "memstudio.errors",
    "Model": "memstudio.library",
    "Reader": "memstudio.library",
    "open_model": "memstudio.library",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
