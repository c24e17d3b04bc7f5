"""Trials that were cut off: kept now and then, so that hours of learning are not lost."""

from __future__ import annotations

import json
import logging
import time
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from memstudio import __version__
from memstudio.atomic import write_bytes, writing

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.bench.learning import Learning

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN = 30.0


class Unfinished:
    """One trial, in a file of its own.

    Args:
        path: of the file.
        seconds: between two writings.
    """

    def __init__(self, path: Path, seconds: float = _SECONDS_BETWEEN) -> None:
        self._path = path
        self._seconds = seconds
        self._written = time.monotonic()

    def into(self, learning: Learning) -> None:
        """Go on from what is kept, if that is of this version and can be read."""
        if not self._path.is_file():
            return
        fresh = deepcopy(learning.state())
        try:
            state = _read(self._path)
            if state.pop("version") == __version__:
                learning.load_state(state)
        except (OSError, SafetensorError, LookupError, TypeError, ValueError, RuntimeError):
            _log.warning("%s is not gone on from", self._path, exc_info=True)
            learning.load_state(fresh)

    def keep(self, learning: Learning) -> None:
        """Write down how far it is, unless that was done a moment ago.

        Raises:
            StorageError: it cannot be written.
        """
        if time.monotonic() - self._written < self._seconds:
            return
        with writing(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(self._path, _as_bytes(learning.state() | {"version": __version__}))
        self._written = time.monotonic()


# ---------------------------------------------------------------------- values with tensors in them
#
# The tensors, numbered, and beside them what they are part of, as JSON: dictionaries as pairs,
# because their keys may be numbers.


def _as_bytes(state: dict[str, Any]) -> bytes:
    tensors: dict[str, Tensor] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, Tensor):
            name = str(len(tensors))
            tensors[name] = value.detach().cpu().clone().contiguous()
            return {"tensor": name}
        if isinstance(value, dict):
            return {"pairs": [[key, plain(each)] for key, each in value.items()]}
        if isinstance(value, list | tuple):
            return [plain(each) for each in value]
        return value

    return save(tensors, {"state": json.dumps(plain(state))})


def _read(path: Path) -> dict[str, Any]:
    with safe_open(path, "pt") as file:

        def whole(value: Any) -> Any:
            if isinstance(value, list):
                return [whole(each) for each in value]
            if not isinstance(value, dict):
                return value
            if "tensor" in value:
                return file.get_tensor(value["tensor"])
            return {key: whole(each) for key, each in value["pairs"]}

        state: dict[str, Any] = whole(json.loads(file.metadata()["state"]))
    return state
