"""The memory state: all that passes from one segment to the next, as a value.

A state is never changed in place: every operation returns a new one, so that a document can be
read on from any point twice, and an intervention leaves the original as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_safetensors
from torch import Tensor

from memstudio.atomic import write_bytes
from memstudio.errors import MemoryStateError, marked
from memstudio.memory.fingerprint import check_same
from memstudio.memory.growing_rows import as_long
from memstudio.memory.precision import in_double
from memstudio.memory.state_file import FORMAT, PROVENANCE, not_a_state, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.memory.state_provenance import StateProvenance

# A file may hold others, which torch stores and cannot calculate with.
_NUMBERS = frozenset({
    torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.bool,
})  # fmt: skip


@dataclass(frozen=True)
class MemoryState:
    """What a model remembers of what it has read, for a batch of B streams.

    Attributes:
        kind: the memory kind it belongs to.
        fingerprint: kind, slots, width and layers of the model it belongs to; a state is refused
            by a model with another one.
        tensors: the kind's own state, each tensor `[B, ...]`.
        pending_ids: `[B, P]` int64, tokens read since the last write, left-aligned. They are part
            of the state because the next tokens still see them.
        pending_lengths: `[B]` int64, how many of the P belong to each row.
        num_segments: `[B]` int64, segments written so far.
    """

    kind: str
    fingerprint: str
    tensors: dict[str, Tensor]
    pending_ids: Tensor
    pending_lengths: Tensor
    num_segments: Tensor

    @property
    def batch_size(self) -> int:
        """The number of streams."""
        return int(self.num_segments.shape[0])

    @property
    def device(self) -> torch.device:
        """Where the state lies."""
        return self.pending_ids.device

    @property
    def num_bytes(self) -> int:
        """Bytes of the kind's tensors, for all rows."""
        return sum(tensor.nbytes for tensor in self.tensors.values())

    def with_tensors(self, tensors: dict[str, Tensor]) -> MemoryState:
        """The same place in the text with other memory: what an intervention makes."""
        return replace(self, tensors=tensors)

    def one_token_back(self) -> tuple[MemoryState, int] | None:
        """The state before its last token and that token, of one row; None when none is pending."""
        if not int(self.pending_lengths[0]):
            return None
        before = replace(
            self,
            pending_ids=self.pending_ids[:, :-1],
            pending_lengths=self.pending_lengths - 1,
        )
        return before, int(self.pending_ids[0, -1])

    def select(self, rows: Tensor) -> MemoryState:
        """The rows named by `rows` (`[N]` indices or a boolean mask of B), in that order."""
        return replace(
            self,
            tensors={name: tensor[rows] for name, tensor in self.tensors.items()},
            pending_ids=self.pending_ids[rows],
            pending_lengths=self.pending_lengths[rows],
            num_segments=self.num_segments[rows],
        )

    def repeat(self, times: int) -> MemoryState:
        """Each row `times` times in a row, as beams need it."""
        rows = torch.arange(self.batch_size, device=self.device).repeat_interleave(times)
        return self.select(rows)

    def to(self, device: torch.device | str) -> MemoryState:
        """The same state on another device."""
        return replace(
            self,
            tensors={name: tensor.to(device) for name, tensor in self.tensors.items()},
            pending_ids=self.pending_ids.to(device),
            pending_lengths=self.pending_lengths.to(device),
            num_segments=self.num_segments.to(device),
        )

    def detach(self) -> MemoryState:
        """The same values without the graph that made them."""
        return self.with_tensors({name: tensor.detach() for name, tensor in self.tensors.items()})

    def equals(self, other: MemoryState, tolerance: float = 0.0) -> bool:
        """Whether two states say the same: same place in the text, same memory.

        Args:
            other: the state to compare with, on the same device.
            tolerance: by how much a number may differ.
        """
        if (self.fingerprint, self.batch_size) != (other.fingerprint, other.batch_size):
            return False
        mine, theirs = self._placed(), other._placed()
        if self.tensors.keys() != other.tensors.keys():
            return False
        mine, theirs = mine | self.tensors, theirs | other.tensors
        for name, tensor in mine.items():
            one, two = as_long(tensor, theirs[name])
            if one.shape != two.shape or one.dtype != two.dtype:
                return False
            # In the widest type, so that whole numbers are compared as well.
            apart = (in_double(one) - in_double(two)).abs()
            if not bool((apart <= tolerance).all()):
                return False
        return True

    def _placed(self) -> dict[str, Tensor]:
        """The place in the text, as tensors `[B, ...]`."""
        return {
            "pending_ids": self.pending_ids,
            "pending_lengths": self.pending_lengths,
            "num_segments": self.num_segments,
        }

    def check_fits(self, fingerprint: str) -> None:
        """Make sure that this state belongs to a model with `fingerprint`.

        Raises:
            MemoryStateError: it belongs to another kind or shape of model.
        """
        check_same(self.fingerprint, fingerprint)

    def check_sound(self) -> None:
        """Make sure that nothing in this state contradicts itself.

        Raises:
            MemoryStateError: it holds NaN or infinity, or parts that do not go together.
        """
        for name, tensor in self.tensors.items():
            if tensor.dtype not in _NUMBERS or not torch.isfinite(tensor).all():
                raise MemoryStateError(
                    marked("errors", "The memory state holds values that are not numbers (in '{name}'). It is damaged; reset the memory, or load another state."),
                    name=name,
                )  # fmt: skip
        rows = {tensor.shape[:1] for tensor in (*self._placed().values(), *self.tensors.values())}
        is_sound = (
            len(rows) == 1
            and [tensor.dim() for tensor in self._placed().values()] == [2, 1, 1]
            and all(tensor.dtype == torch.long for tensor in self._placed().values())
            and all(bool((tensor >= 0).all()) for tensor in self._placed().values())
            and bool((self.pending_lengths <= self.pending_ids.shape[1]).all())
        )
        if not is_sound:
            raise MemoryStateError(
                marked("errors", "The parts of the memory state do not go together. It is damaged; reset the memory, or load another state."),
            )  # fmt: skip

    def save(self, path: Path, provenance: StateProvenance | None = None) -> None:
        """Write the state to a safetensors file, complete or not at all.

        Args:
            path: of the file.
            provenance: where the state comes from, for the file's metadata.

        Raises:
            StorageError: the file cannot be written.
        """
        tensors = {f"tensors.{name}": tensor for name, tensor in self.tensors.items()}
        tensors |= self._placed()
        metadata = {
            "format": FORMAT,
            "kind": self.kind,
            "fingerprint": self.fingerprint,
        }
        if provenance is not None:
            metadata[PROVENANCE] = provenance.model_dump_json()
        content = {k: t.detach().to("cpu").contiguous() for k, t in tensors.items()}
        write_bytes(path, to_safetensors(content, metadata))

    @classmethod
    def load(cls, path: Path) -> MemoryState:
        """Read a state written by `save`.

        Raises:
            MemoryStateError: the file is not a memory state, or is damaged.
        """
        try:
            with safe_open(path, framework="pt") as file:
                metadata: dict[str, str] = file.metadata() or {}
                # Copied: Windows neither replaces nor removes a file that a tensor is mapped from.
                tensors: dict[str, Any] = {key: file.get_tensor(key).clone() for key in file.keys()}  # noqa: SIM118 - not a dict
            if metadata.get("format") != FORMAT:
                raise not_a_state(path)
            state = cls(
                kind=metadata["kind"],
                fingerprint=metadata["fingerprint"],
                tensors={
                    key.removeprefix("tensors."): tensor
                    for key, tensor in tensors.items()
                    if key.startswith("tensors.")
                },
                pending_ids=tensors["pending_ids"],
                pending_lengths=tensors["pending_lengths"],
                num_segments=tensors["num_segments"],
            )
            state.check_sound()
        except (SafetensorError, OSError, KeyError, ValueError) as error:
            raise unreadable(path, str(error)) from error
        return state
