"""Named memory states, as they are kept from a conversation with the bundled model."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from safetensors.numpy import load_file

from memstudio.bench.faults.saying import GONE, Saying
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.states.state_library import StateLibrary

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.memory.memory_state import MemoryState

_NAMES = 3


class StatesActivity:
    """Each round reads a sentence more, and keeps the memory under one of a few names."""

    rounds = 8

    def prepare(self, world: Path) -> None:
        """Open the model."""
        self._conversation = Conversation(open_model("demo", device="cpu"))

    def begin(self, world: Path) -> None:
        """It begins with the bundled model open."""

    def round(self, world: Path, number: int, saying: Saying) -> None:
        """Read, and keep."""
        talk = self._conversation
        talk.read(f"Lily put {number} red balls into box {number % 7}. ", control=Control())
        state = talk.state
        if state is None:
            return
        name = f"state {number % _NAMES}"
        value = _digest_of(_tensors_of(state))
        saying.will(name, value)
        StateLibrary().keep(name, talk.save, replaces=True)
        saying.saved(name, value)

    def value(self, world: Path, item: str) -> str:
        """The digest of a state's numbers."""
        try:
            path = StateLibrary().find(item).path
            return _digest_of(dict(load_file(path)))
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is lost
            return GONE

    def start(self, world: Path) -> None:
        """List the states."""
        StateLibrary().entries()

    def stop(self) -> bool:
        """It is broken off."""
        return False


def _tensors_of(state: MemoryState) -> dict[str, Any]:
    found = {f"tensors.{name}": tensor.cpu().numpy() for name, tensor in state.tensors.items()}
    for name in ("pending_ids", "pending_lengths", "num_segments"):
        found[name] = getattr(state, name).cpu().numpy()
    return found


def _digest_of(tensors: dict[str, Any]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode() + tensors[name].tobytes())
    return digest.hexdigest()[:16]
