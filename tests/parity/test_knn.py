"""`knn` beside memorizing-transformers-pytorch (lucidrains): lookup, storing and attention.

Theirs is a layer of another Transformer: one softmax over the segment and what was found, where the
paper, and ours, have a gate. So its own segment is put out of its sight (a bias of -1e9), our gate
is opened, and what is left is the read. It looks up by a graph (HNSW), which misses entries (of 32
asked for among 32, one query found 31); it is given the exact index of the same library. Its keys
have one head, and so have ours here.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from memstudio.memory.kinds.knn import NearestNeighbours
from memstudio.memory.memory_model import MemoryModel
from tests.parity.conftest import Compare
from tests.parity.models import SEGMENT, ids_of, model_of, read
from tests.parity.originals import package

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

_ROWS = 2


def _theirs(package_: Any, model: MemoryModel, folder: Path) -> tuple[Any, Any]:
    """Their layer with the weights of ours, and a store for it."""
    memory = model.memory
    assert isinstance(memory, NearestNeighbours)
    attention = model.backbone.model.layers[memory.layer].self_attn
    heads, width = memory._places.num_heads, memory._places.head_width
    layer = package_.KNNAttention(
        dim=heads * width,
        heads=heads,
        dim_head=width,
        num_retrieved_memories=memory.options.neighbours,
    )
    with torch.no_grad():
        layer.scale.copy_(memory.log_scale[:, None, None])
        layer.to_q.weight.copy_(attention.q_proj.weight)
        layer.to_kv.weight.copy_(torch.cat([attention.k_proj.weight, attention.v_proj.weight]))
        layer.to_out.weight.copy_(attention.o_proj.weight)
    store = package_.KNNMemory(
        dim=width,
        max_memories=256,
        num_indices=_ROWS,
        memmap_filename=str(folder / "store"),
        multiprocessing=False,
    )
    for lookup in store.knns:
        lookup.index = package("faiss").IndexFlatIP(width)
    return layer.eval(), store


def _model(neighbours: int) -> MemoryModel:
    # Their store is in float32.
    model = model_of("knn", "llama-one-head", neighbours=neighbours).float()
    with torch.no_grad():
        model.memory.log_scale.fill_(1.5)
        model.memory.gate.fill_(50.0)  # all of the output comes from the memory
    return model


class _Layer(nn.Module):
    """Their layer where our backbone has its own attention."""

    def __init__(self, theirs: Any, store: Any, own: nn.Module) -> None:
        super().__init__()
        self.theirs, self.store, self.own = theirs, store, own

    def forward(self, hidden_states: Tensor, **kwargs: Any) -> tuple[Tensor, None]:
        unseen = torch.full((1, 1, SEGMENT, SEGMENT), -1e9)
        is_empty = not self.store.db_offsets.any()
        read, _ = self.theirs(hidden_states, knn_memory=self.store, rel_pos_bias=unseen)
        if is_empty:
            # There is nothing to read, and its own segment is no part of the comparison.
            return self.own(hidden_states, **kwargs)[0], None
        return read, None


@pytest.mark.parametrize("neighbours", [3, 32])
def test_logits_and_entries_are_equal_over_segments(
    compare: Compare, tmp_path: Path, neighbours: int
) -> None:
    package_ = package("memorizing_transformers_pytorch")
    model, ids = _model(neighbours), ids_of(5, _ROWS)
    layer, store = _theirs(package_, model, tmp_path)
    with torch.no_grad():
        logits, states = read(model, ids)
        alone, _ = read(model, ids[:, -SEGMENT:])
        assert (logits[:, -SEGMENT:] - alone).abs().max() > 0.1

        backbone = copy.deepcopy(model.backbone)
        place = backbone.model.layers[model.memory.layer]
        place.self_attn = _Layer(layer, store, place.self_attn)
        for t, state in enumerate(states):
            at = slice(t * SEGMENT, (t + 1) * SEGMENT)
            compare("logits", logits[:, at], backbone(ids[:, at], use_cache=False).logits)
            stored = torch.from_numpy(store.db[:, : (t + 1) * SEGMENT].copy())
            compare("keys", state.tensors["keys"][:, :, 0], stored[:, :, 0])
            compare("values", state.tensors["values"][:, :, 0], stored[:, :, 1])


def test_gradients_of_the_read_are_equal(compare: Compare, tmp_path: Path) -> None:
    """They reach queries and scale, and no further back."""
    package_ = package("memorizing_transformers_pytorch")
    model, ids = _model(3), ids_of(4, _ROWS)
    layer, store = _theirs(package_, model, tmp_path)
    other = copy.deepcopy(model.backbone)
    place = other.model.layers[model.memory.layer]
    place.self_attn = _Layer(layer, store, place.self_attn)
    last = ids[:, -SEGMENT:]
    with torch.no_grad():
        _, states = read(model, ids[:, :-SEGMENT])
        for segment in ids[:, :-SEGMENT].split(SEGMENT, dim=1):
            other(segment, use_cache=False)
    logits = model(last, memory_state=states[-1]).logits
    theirs = other(last, use_cache=False).logits
    for each in (logits, theirs):
        nn.functional.cross_entropy(each[:, :-1].flatten(0, 1), last[:, 1:].flatten()).backward()
    attention = model.backbone.model.layers[model.memory.layer].self_attn
    compare("of the scale", model.memory.log_scale.grad, layer.scale.grad[:, 0, 0])
    compare("of the queries", attention.q_proj.weight.grad, layer.to_q.weight.grad)
    compare("of the output", attention.o_proj.weight.grad, layer.to_out.weight.grad)
    assert layer.to_q.weight.grad.abs().max() > 1e-3
    compare("of the words", *(x.get_input_embeddings().weight.grad for x in (model, other)))
