"""What every memory kind must hold to, tried on a tiny model: for whoever writes one.

A fresh memory is mostly closed, and what is closed cannot go wrong: the weights of the memory are moved
at random first, so that every path counts.

Shapes: B rows, S tokens of a segment, m slots, d width.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSeq2SeqLM,
    BartConfig,
    LlamaConfig,
    PreTrainedModel,
)

from memstudio.memory.attach import attach_memory
from memstudio.memory.backbone import eager_attention
from memstudio.memory.kinds_registry import description_of, memory_kinds
from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState
from memstudio.models.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

_SEGMENT, _SLOTS, _VOCAB = 8, 4, 97
_CLOSE = 1e-6
"""Of figures in double precision, some of which attention takes in single."""


@dataclass(frozen=True, slots=True)
class KindCheck:
    """One thing that was tried.

    Attributes:
        what: must hold.
        problem: how it does not; empty when it does.
    """

    what: str
    problem: str


def check_kind(kind: str, options: dict[str, Any] | None = None) -> list[KindCheck]:
    """Try a kind on a tiny model of random weights; takes seconds.

    Args:
        kind: its name.
        options: what it is told.

    Raises:
        MemStudioError: there is no such kind, or it cannot be attached at all.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)  # tiny models are slower on many
    try:
        with quiet():
            made = _Made(kind, options or {})
            return [KindCheck(what, _problem(check, made)) for what, check in _CHECKS]
    finally:
        torch.set_num_threads(before)


def _problem(check: Callable[[_Made], str], made: _Made) -> str:
    try:
        return check(made)
    except Exception as error:  # noqa: BLE001 - whatever a kind does wrong is what is asked
        return f"{type(error).__name__}: {error}"


class _Made:
    """Models of one kind, and texts for them."""

    def __init__(self, kind: str, options: dict[str, Any]) -> None:
        self.kind = kind
        self.options = options
        self.is_memory = description_of(kind).has_slots
        self.model = self.stirred()

    def fresh(self, backbone: PreTrainedModel | None = None) -> MemoryModel:
        """With a memory that has learnt nothing."""
        usual = description_of(self.kind).usual_slots
        slots = 24 if usual is not None and usual > 100 else _SLOTS
        model = attach_memory(
            backbone or self.backbone(), kind=self.kind, num_slots=slots,
            segment_length=_SEGMENT, options=self.options,
        )  # fmt: skip
        made: MemoryModel = model.double().eval()
        return made

    def stirred(self) -> MemoryModel:
        """With a memory whose every weight counts."""
        model = self.fresh()
        generator = torch.Generator().manual_seed(1)
        with torch.no_grad():
            for parameter in model.memory.parameters():
                spread = float(parameter.std()) if parameter.numel() > 1 else 0.0
                fan_in = parameter.shape[-1] if parameter.dim() > 1 else 1
                noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
                parameter.add_(noise * (0.3 * spread if spread > 1e-3 else 0.7 * fan_in**-0.5))
        return model

    def backbone(self) -> PreTrainedModel:
        """A tiny model of the family that the kind goes with."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            if memory_kinds.get(self.kind).needs_encoder:
                made: PreTrainedModel = AutoModelForSeq2SeqLM.from_config(
                    BartConfig(
                        vocab_size=_VOCAB, d_model=32, encoder_layers=2, decoder_layers=2,
                        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=48,
                        decoder_ffn_dim=48, max_position_embeddings=256, pad_token_id=0,
                        bos_token_id=0, eos_token_id=1, decoder_start_token_id=0, init_std=0.2,
                    )
                )  # fmt: skip
            else:
                made = AutoModelForCausalLM.from_config(
                    LlamaConfig(
                        hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
                        num_key_value_heads=2, intermediate_size=48, vocab_size=_VOCAB,
                        max_position_embeddings=256, initializer_range=0.2, pad_token_id=0,
                    )
                )  # fmt: skip
        return made.eval()

    def read(self, ids: Tensor, state: MemoryState | None = None, **more: Any) -> Any:
        """What the stirred model makes of it, without a gradient."""
        with torch.no_grad():
            return self.model(ids, memory_state=state, **more)


def _ids(rows: int, columns: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(2, _VOCAB, (rows, columns), generator=generator)


def _apart(one: Tensor, other: Tensor, what: str) -> str:
    """How far apart two tensors are, where that is too far."""
    if one.shape != other.shape:
        return f"{what} are {list(one.shape)} and {list(other.shape)}"
    most = float((one - other).abs().max()) if one.numel() else 0.0
    return "" if most <= _CLOSE else f"{what} differ by {most:.1e}"


def _in_pieces(made: _Made) -> str:
    ids = _ids(2, 3 * _SEGMENT + 3)
    whole = made.read(ids)
    for sizes in ([5, 1, 9, 12], [1] * ids.shape[1]):
        state, pieces = made.model.initial_state(2), []
        for piece in torch.split(ids, sizes, dim=1):
            read = made.read(piece, state)
            state = read.memory_state
            pieces.append(read.logits)
        if apart := _apart(torch.cat(pieces, 1), whole.logits, "logits"):
            return f"{apart} in pieces of {sizes[0]} and more"
        if not state.equals(whole.memory_state, _CLOSE):
            return f"the state is another in pieces of {sizes[0]} and more"
    return ""


def _rows(made: _Made) -> str:
    ids = _ids(2, 2 * _SEGMENT + 3)
    both = made.read(ids).logits
    alone = torch.cat([made.read(ids[:1]).logits, made.read(ids[1:]).logits])
    return _apart(both, alone, "logits")


def _padding(made: _Made) -> str:
    ids = _ids(2, 2 * _SEGMENT + 3)
    mask = torch.ones_like(ids)
    mask[1, _SEGMENT + 2 :] = 0
    padded = made.read(ids, attention_mask=mask)
    alone = made.read(ids[1:, : _SEGMENT + 2])
    if not padded.memory_state.select(torch.tensor([1])).equals(alone.memory_state, _CLOSE):
        return "padding changes the state"
    return _apart(padded.logits[1:, : _SEGMENT + 2], alone.logits, "logits")


def _nothing_left(made: _Made) -> str:
    weights = {name: tensor.clone() for name, tensor in made.model.state_dict().items()}
    state = made.read(_ids(2, _SEGMENT)).memory_state
    copy = replace(state, tensors={name: each.clone() for name, each in state.tensors.items()})
    first = made.read(_ids(2, _SEGMENT, 1), state).memory_state
    if not state.equals(copy):
        return "reading changes the state that it was given"
    if not first.equals(made.read(_ids(2, _SEGMENT, 1), state).memory_state):
        return "the same text after the same state leads to another"
    after = made.model.state_dict()
    changed = [name for name, tensor in weights.items() if not torch.equal(after[name], tensor)]
    return f"reading changes {changed[0]}" if changed else ""


def _saved(made: _Made) -> str:
    ids, rest = _ids(2, 2 * _SEGMENT + 3), _ids(2, _SEGMENT, 1)
    before = made.read(ids)
    with tempfile.TemporaryDirectory() as folder:
        before.memory_state.save(Path(folder) / "state.safetensors")
        state = MemoryState.load(Path(folder) / "state.safetensors")
        if not made.model.accept(state).equals(before.memory_state):
            return "a saved state is loaded as another"
        made.model.save_pretrained(folder)
        again = MemoryModel.from_pretrained(folder, dtype=torch.float64).eval()
    with torch.no_grad():
        read = again(rest, memory_state=state).logits
    return _apart(read, made.read(rest, before.memory_state).logits, "logits of the saved model")


def _view(made: _Made) -> str:
    memory = made.model.memory
    one, other = (made.read(_ids(2, 3 * _SEGMENT, seed)).memory_state.tensors for seed in (0, 1))
    with torch.no_grad():
        view, wanted = memory.slot_view(one), memory.slot_view(other)
        if tuple(view.shape[:2]) != (2, memory.num_slots) and made.is_memory:
            return f"the slot view is {list(view.shape)}, not [B, {memory.num_slots}, d]"
        back = memory.slot_view(memory.with_slot_view(one, view))
        if apart := _apart(back, view, "a view and the view put back"):
            return apart
        if not view.shape[1]:
            return ""
        moved = view.clone()
        moved[:, 0] = wanted[:, 0]
        shown = memory.slot_view(memory.with_slot_view(one, moved))
    return _apart(shown, moved, "a slot that was changed and what is shown of it")


def _weights(made: _Made) -> str:
    model = made.model
    if not made.is_memory:
        return ""
    state = made.read(_ids(2, 3 * _SEGMENT)).memory_state.tensors
    segment = Segment(_ids(2, _SEGMENT, 2), capture=True)
    with torch.no_grad(), eager_attention(model.backbone):
        weights = model.memory.read_segment(model.backbone, segment, state).weights
    slots = model.memory.num_slots
    if weights is None or weights.write is None:
        return "no weights are given where they are asked for"
    if weights.read.dim() != 5 or weights.read.shape[-2:] != (_SEGMENT, slots):
        return f"weights of reads are {list(weights.read.shape)}, not [L, B, H, S, m]"
    if weights.write.dim() != 5 or weights.write.shape[-2:] != (slots, _SEGMENT):
        return f"weights of writes are {list(weights.write.shape)}, not [L, B, H, m, S]"
    into = weights.write.sum(-1)
    for other in (weights.between, weights.source):
        into = into if other is None else into + other.sum(-1)
    for what, least, total in (
        ("reads", weights.read.min(), weights.read.sum(-1).max()),
        ("writes", weights.write.min(), into.max()),
    ):
        if float(least) < 0 or float(total) > 1 + _CLOSE:
            return f"weights of {what} are no shares: from {float(least):.3f}, sums to {float(total):.3f}"
    return ""


def _gradients(made: _Made) -> str:
    model, ids = made.stirred().train(), _ids(2, 3 * _SEGMENT)
    found = []
    for replay in (False, True):
        model.zero_grad()
        model(ids, labels=ids, memory_replay=replay).loss.backward()
        found.append({n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None})
    plain, replayed = found
    if made.is_memory and not any(bool(each.any()) for n, each in plain.items() if n.startswith("memory.")):  # fmt: skip
        return "no gradient reaches the memory's own weights"
    for name, gradient in plain.items():
        again = replayed.get(name, torch.zeros_like(gradient))
        if apart := _apart(again, gradient, f"gradients of {name}, with replay and without,"):
            return apart
    return ""


def _as_described(made: _Made) -> str:
    when = description_of(made.kind).when_fresh
    if when == "changed" or memory_kinds.get(made.kind).needs_encoder:
        return ""
    ids = _ids(2, 2 * _SEGMENT)
    with torch.no_grad():
        plain = made.backbone().double()
        pieces = [plain(piece).logits for piece in torch.split(ids, _SEGMENT, dim=1)]
        fresh = made.fresh()(ids).logits
    length = _SEGMENT if when == "first segment unchanged" else 2 * _SEGMENT
    problem = _apart(fresh[:, :length], torch.cat(pieces, 1)[:, :length], "logits")
    return f"it is described as '{when}', and {problem}" if problem else ""


_CHECKS: tuple[tuple[str, Callable[[_Made], str]], ...] = (
    ("a text read at once, in pieces or token by token is the same", _in_pieces),
    ("no row of a batch hears of another", _rows),
    ("padding counts for nothing", _padding),
    ("reading leaves the weights, and the state that it was given, as they were", _nothing_left),
    ("a saved state and a saved model are loaded as they were", _saved),
    ("the slot view, put back, is the same memory; a changed slot shows it", _view),
    ("weights of reads and writes are shares, of the right shape", _weights),
    ("gradients reach the memory, and are the same with segments replayed", _gradients),
    ("a fresh memory leaves the model as the description says", _as_described),
)
