"""The memory kinds by name. A new kind is one file in `kinds` and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.errors import marked
from memstudio.registry import Registry

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import MemoryKind

memory_kinds: Registry[type[MemoryKind]] = Registry("memory kind")
memory_kinds.add("armt", "memstudio.memory.kinds.armt:AssociativeMemory")
memory_kinds.add("nlm", "memstudio.memory.kinds.nlm:NeuralMemory")
memory_kinds.add("none", "memstudio.memory.kinds.none:NoMemory")
memory_kinds.add("rmt", "memstudio.memory.kinds.rmt:RecurrentMemory")


@dataclass(frozen=True, slots=True)
class KindDescription:
    """What a user reads about a kind before choosing it; listed without importing torch.

    Attributes:
        tokens_per_slot: places in the backbone's window that each slot takes from the segment.
        needs_encoder: whether it goes with models that have an encoder, and only with those.
    """

    name: str
    title: str
    summary: str
    paper: str
    has_slots: bool
    tokens_per_slot: int = 0
    needs_encoder: bool = False


KIND_DESCRIPTIONS: tuple[KindDescription, ...] = (
    KindDescription(
        "rmt",
        marked("memory", "Recurrent memory (RMT)"),
        marked("memory", "Memory tokens before and after each segment; what the model writes into the ones after is what it reads before the next segment."),
        "Bulatov, Kuratov, Burtsev: Recurrent Memory Transformer, NeurIPS 2022, arXiv 2207.06881",
        has_slots=True,
        tokens_per_slot=2,
    ),
    KindDescription(
        "nlm",
        marked("memory", "Neural memory (NLM)"),
        marked("memory", "Slots between an encoder and a decoder: the source reads them, the decoder attends to them, and a gate rewrites them after each segment."),
        "Wu et al.: Memformer, Findings of AACL 2022, arXiv 2010.06891",
        has_slots=True,
        needs_encoder=True,
    ),
    KindDescription(
        "armt",
        marked("memory", "Associative recurrent memory (ARMT)"),
        marked("memory", "A matrix in every layer, written by memory tokens after each segment and read by every token; new facts replace old ones under the same key."),
        "Rodkin, Kuratov, Bulatov, Burtsev: Associative Recurrent Memory Transformer, 2024, arXiv 2407.04841",
        has_slots=True,
        tokens_per_slot=1,
    ),
    KindDescription(
        "none",
        marked("memory", "No memory"),
        marked("memory", "The plain model: each segment is read by itself. The baseline of every comparison."),
        "",
        has_slots=False,
    ),
)  # fmt: skip


def kinds_for(*, has_encoder: bool) -> list[KindDescription]:
    """The kinds that go with a model."""
    return [kind for kind in KIND_DESCRIPTIONS if kind.needs_encoder == has_encoder]
