"""`knn` beside the authors' own layer (meliad, in JAX): store, read and gate.

Their whole layer runs, with our projections, norm, scale and gate; what stands behind its attention
is taken away. Its local attention has normed keys, no positions here, and no sight of the token
itself, so our backbone gets such a one in the layer with the memory. Its lookup is approximate (the
best of each of k buckets), and exact where k is all that there is. Its store begins with zeros,
which are attended to until it is full; so it is compared from there on, the oldest leaving.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
import transformers as tf
from torch import Tensor, nn
from torch.nn import functional

from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds.knn import NearestNeighbours
from memstudio.memory.memory_model import MemoryModel
from tests.parity.conftest import Compare
from tests.parity.models import BACKBONES, SEGMENT, ids_of, read
from tests.parity.originals import from_meliad, package

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

_CAPACITY = 2 * SEGMENT


@pytest.fixture
def meliad(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    yield from_meliad(monkeypatch, "transformer/memory/transformer_layer.py")
    package("gin").clear_config()


class _NormedAttention(nn.Module):
    """The authors' local attention, as a part of our backbone."""

    def __init__(self, own: Any, log_scale: Tensor) -> None:
        super().__init__()
        self.q_proj, self.k_proj, self.v_proj = own.q_proj, own.k_proj, own.v_proj
        self.o_proj = nn.Linear(32, 32, bias=False)
        nn.init.eye_(self.o_proj.weight)
        self.log_scale = log_scale

    def forward(self, hidden_states: Tensor, **_: Any) -> tuple[Tensor, None]:
        queries, keys, values = (
            projection(hidden_states).unflatten(-1, (4, 8)).transpose(1, 2)
            for projection in (self.q_proj, self.k_proj, self.v_proj)
        )
        queries, keys = functional.normalize(queries, dim=-1), functional.normalize(keys, dim=-1)
        scores = queries @ keys.transpose(2, 3) * self.log_scale.exp()[:, None, None]
        # A token does not see itself, and the first sees nothing.
        is_hidden = torch.ones(scores.shape[-2:]).triu().bool()
        weights = scores.masked_fill(is_hidden, -torch.inf).softmax(-1).nan_to_num(0.0)
        mixed = weights @ values
        return self.o_proj(mixed.transpose(1, 2).flatten(2)), None


def _model() -> MemoryModel:
    torch.manual_seed(0)
    config = tf.LlamaConfig(**BACKBONES["llama"].to_dict() | {"num_key_value_heads": 4})
    model = attach_memory(
        tf.LlamaForCausalLM(config), kind="knn", num_slots=3, segment_length=SEGMENT,
        options={"layer": 2, "neighbours": _CAPACITY, "capacity": _CAPACITY},
    ).eval()  # fmt: skip
    memory = model.memory
    assert isinstance(memory, NearestNeighbours)
    with torch.no_grad():
        memory.gate.copy_(torch.randn(4))
        memory.log_scale.copy_(torch.rand(4) + 1)
    # Only now, because it takes no mask of ours, as a backbone must.
    layer = model.backbone.model.layers[1]
    layer.self_attn = _NormedAttention(layer.self_attn, memory.log_scale)
    return model


class _Theirs:
    """Their layer with our weights."""

    def __init__(self, meliad: ModuleType, model: MemoryModel, rows: int) -> None:
        linen, gin = package("flax.linen"), package("gin")

        class Through(linen.Module):  # type: ignore[name-defined,misc]
            """Instead of what projects the heads' outputs and of the feed-forward layer."""

            is_attention: bool

            def __call__(self, ys: Any, state: Any, **_: Any) -> Any:
                return ys if self.is_attention else state

        for name, is_attention in (("attn_mlp_factory", True), ("ffn_factory", False)):
            gin.bind_parameter(
                f"MemTransformerBase.{name}",
                lambda *_, is_attention=is_attention, **__: Through(is_attention),
            )
        manager = meliad.memory_factory.MemoryManager(
            rows, "test", 4, 8, 8, database_size=_CAPACITY, cross_batch_memory=False
        )
        layer_of = {
            mode: meliad.TransformerLayer(
                mode, rows, 32, memory=manager, num_heads=4, head_size=8, mlp_dim=1,
                window_length=SEGMENT, use_long_xl_architecture=False,
                relative_position_type=None, memory_num_neighbors=_CAPACITY,
            )
            for mode in ("init", "test")
        }  # fmt: skip
        jax = package("jax")
        self._layer = layer_of["test"]
        nothing = np.zeros((rows, SEGMENT, 32), np.float32)
        self._variables = layer_of["init"].init(jax.random.key(0), nothing, **self._rest(rows))
        parameters = self._variables["params"]
        ours, own = model.memory, model.backbone.model.layers[1]
        kvq = parameters["tbase"]["_kvq"]
        for name, projection in (("queries", "q_proj"), ("keys", "k_proj"), ("values", "v_proj")):
            weight = getattr(own.self_attn, projection).weight.detach().numpy()
            kvq[f"{name}_layer"]["kernel"] = weight.T
        kvq["attention_scale"] = ours.log_scale.detach().exp().numpy()
        kvq["pre_attn_layernorm"]["scale"] = own.input_layernorm.weight.detach().numpy()
        parameters["external_memory_bias"] = ours.gate.detach().numpy()

    def _rest(self, rows: int) -> dict[str, Any]:
        return {
            "start_of_sequence": np.zeros(rows, bool), "global_info": {},
            "window_state": (None, None),
        }  # fmt: skip

    def read(self, hidden: Tensor) -> Tensor:
        """What attention makes of hidden states `[B, S, d]`, which are stored."""
        output, changed = self._layer.apply(
            self._variables, hidden.numpy(), **self._rest(len(hidden)), mutable=["database"]
        )
        self._variables = self._variables | changed
        return torch.from_numpy(np.array(output[0])).view_as(hidden)

    def stored(self, name: str, rows: int) -> Tensor:
        """`[B, N, H, e]`, the oldest first."""
        held = self._variables["database"]["mem_layer_test"]["wrapped"]
        start = int(held["database_index"][0]) % _CAPACITY
        entries = torch.from_numpy(np.array(held[f"{name}_db"])).roll(-start, dims=1)
        return entries.unflatten(0, (rows, 4)).transpose(1, 2)


def test_output_and_entries_are_equal_once_the_store_is_full(
    meliad: ModuleType, compare: Compare
) -> None:
    model, ids = _model(), ids_of(6)
    layer = model.backbone.model.layers[1]
    into, out_of = [], []
    layer.input_layernorm.register_forward_pre_hook(lambda _, args: into.append(args[0]))
    layer.self_attn.register_forward_hook(lambda _, __, output: out_of.append(output[0]))
    theirs = _Theirs(meliad, model, rows=2)
    with torch.no_grad():
        _, states = read(model, ids)
        for t, (hidden, output) in enumerate(zip(into, out_of, strict=True)):
            other = theirs.read(hidden)
            if (t + 1) * SEGMENT <= _CAPACITY:
                continue
            compare("output of attention", output, other)
            compare("keys", states[t].tensors["keys"], theirs.stored("key", 2))
            compare("values", states[t].tensors["values"], theirs.stored("value", 2))
