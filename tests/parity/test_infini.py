"""`infini` beside infini-transformer-pytorch (lucidrains): its fast-weight memory, in our backbone.

The authors published no code. Theirs is a Transformer of its own, so what is compared is its memory:
it takes the place of ours inside the same backbone, over several segments. Its gates stand for the
words, ours for the memory, so that one is the other's negative before the sigmoid.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from memstudio.memory.attention_parts import Heads, inside_attention
from memstudio.memory.kinds.infini import InfiniAttention
from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.plain_segment import read_plainly
from tests.parity.conftest import Compare
from tests.parity.models import SEGMENT, effect_of_memory, ids_of, model_of, read
from tests.parity.originals import package

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

_CASES = pytest.mark.parametrize(
    ("backbone", "update"),
    [(backbone, update) for backbone in ("gpt2", "llama") for update in ("linear", "delta")],
)


@pytest.fixture
def infini() -> ModuleType:
    return package("infini_transformer_pytorch.infini_transformer")


class _Theirs:
    """Our backbone with their memory in every attention layer."""

    def __init__(self, infini: ModuleType, model: MemoryModel) -> None:
        memory = model.memory
        assert isinstance(memory, InfiniAttention)
        self.backbone = model.backbone
        self.places = memory._places
        self.past: list[Any] = [None] * self.places.num_layers
        self.layers: list[nn.Module] = []
        for gates in memory.gate:
            layer = infini.FastweightMemory(
                self.places.num_heads, use_mem_delta_rule=memory.options.update == "delta"
            ).double()
            with torch.no_grad():
                layer.head_gates.copy_(-gates)
            self.layers.append(layer)

    def read(self, ids: Tensor) -> Tensor:
        """The logits of one segment, whose keys and values are stored."""
        after = list(self.past)

        def mix(index: int, heads: Heads) -> Tensor:
            layer, past = self.layers[index], self.past[index]
            times = self.places.num_heads // self.places.num_groups
            keys, values = (
                part.repeat_interleave(times, dim=2).transpose(1, 2)
                for part in (heads.keys, heads.values)
            )
            after[index] = layer.create_new_memories(keys, values, past)
            mixed: Tensor = layer.retrieve_and_add_to_output(
                heads.mixed.transpose(1, 2), heads.queries.transpose(1, 2), past
            )
            return mixed.transpose(1, 2)

        with inside_attention(self.places.parts(), mix):
            logits = read_plainly(self.backbone, Segment(ids))
        self.past = after
        return logits

    def stacked(self, part: str) -> Tensor:
        """`[B, L, G, ...]`; heads that share keys and values have the same."""
        times = self.places.num_heads // self.places.num_groups
        return torch.stack([getattr(past, part)[:, ::times] for past in self.past], dim=1)


@_CASES
def test_logits_and_memory_are_equal_over_segments(
    infini: ModuleType, compare: Compare, backbone: str, update: str
) -> None:
    model, ids = model_of("infini", backbone, update=update), ids_of(5)
    assert effect_of_memory(model, ids) > 0.1
    theirs = _Theirs(infini, model)
    with torch.no_grad():
        logits, states = read(model, ids)
        for t, state in enumerate(states):
            at = slice(t * SEGMENT, (t + 1) * SEGMENT)
            compare("logits", logits[:, at], theirs.read(ids[:, at]))
            compare("M", state.tensors["matrix"], theirs.stacked("kv_mem"))
            compare("z", state.tensors["normaliser"], theirs.stacked("k_norm"))


@_CASES
def test_gradients_through_all_segments_are_equal(
    infini: ModuleType, compare: Compare, backbone: str, update: str
) -> None:
    model, ids = model_of("infini", backbone, update=update), ids_of(4)
    model.train()
    grads = []
    theirs = _Theirs(infini, model)
    for reading in (
        lambda: read(model, ids)[0],
        lambda: torch.cat([theirs.read(segment) for segment in ids.split(SEGMENT, 1)], dim=1),
    ):
        model.zero_grad()
        torch.nn.functional.cross_entropy(
            reading()[:, :-1].flatten(0, 1), ids[:, 1:].flatten()
        ).backward()
        grads.append([p.grad.clone() for p in model.backbone.parameters() if p.grad is not None])
        if len(grads) == 1:
            gates = model.memory.gate.grad.clone()
    for ours, other in zip(*grads, strict=True):
        compare("of the backbone", ours, other)
    compare("of the gates", gates, -torch.stack([x.head_gates.grad for x in theirs.layers]))
