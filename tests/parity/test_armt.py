"""`armt` beside the authors' layers (Rodkin), patched where transformers has changed since.

Two versions: the released one, and a later one, whose features have length one as ours have (the
`phi` of the first is given that). Ours on purpose: the memory tokens see each other (theirs are given
that mask; with one token there is no difference), and two bounds (out of reach here). Theirs: gamma
has 1e-5 in it, which the paper has not; it is taken out, because it comes to more than 1e-5 over a
few segments.
"""

from __future__ import annotations

import copy
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from memstudio.memory import associative_layer
from memstudio.memory.kinds.armt import AssociativeMemory
from memstudio.memory.memory_model import MemoryModel
from tests.parity.conftest import Compare
from tests.parity.models import SEGMENT, effect_of_memory, ids_of, model_of, read
from tests.parity.originals import repository, stand_in, torch_but

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

_CASES = pytest.mark.parametrize(
    ("backbone", "num_slots"),
    [("gpt2", 1), ("llama", 1), ("gpt2", 3), ("llama", 3), ("gpt2-wide", 3)],
)


_VERSIONS = {
    # Their gamma is 1 - (r + e) / (1 + e), and in the second 1 - (r + e); both become 1 - r.
    "associative-recurrent-memory-transformer": lambda gamma: gamma * (1 + 1e-5),
    "associative-recurrent-memory-transformer-experimental": lambda gamma: gamma + 1e-5,
}


@pytest.fixture(params=_VERSIONS)
def armt(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for bound in ("_LONGEST", "_MOST_PULL"):
        monkeypatch.setattr(associative_layer, bound, 1e9)
    stand_in(monkeypatch, {
        "wandb": "", "munch": "Munch", "modeling_amt.act_utils": "ACT_basic gen_timing_signal",
        "baselines.rwkv.language_modeling": "RWKVModel",
    })  # fmt: skip
    module = repository(request.param, "modeling_amt/language_modeling.py")
    without_e = _VERSIONS[request.param]

    class InTuple(nn.Module):
        """A layer that gives its output in a tuple, as it did when theirs was written."""

        def __init__(self, layer: nn.Module) -> None:
            super().__init__()
            self.layer = layer
            self.others: tuple[Any, ...] = ()

        def forward(self, hidden_states: Tensor, **kwargs: Any) -> tuple[Tensor]:
            return (self.layer(hidden_states, *self.others, **kwargs),)

    class Wrapper(module.AssociativeLayerWrapper):  # type: ignore[name-defined,misc]
        """Theirs, called as a layer is called today."""

        def __init__(self, layer: nn.Module, *args: Any, **kwargs: Any) -> None:
            super().__init__(InTuple(layer), *args, **kwargs)
            dpfp = self.phi
            self.phi = lambda x: functional.normalize(dpfp(x), dim=-1)

        def forward(self, hidden_states: Tensor, *others: Any, **kwargs: Any) -> Tensor:
            self.layer.others = others
            output: tuple[Tensor] = super().forward(hidden_states, **kwargs)
            return output[0]

    def clip(gamma: Tensor, least: float, most: float) -> Tensor:
        return torch.clip(without_e(gamma), least, most)

    monkeypatch.setattr(module, "AssociativeLayerWrapper", Wrapper)
    monkeypatch.setattr(module, "torch", torch_but(clip=clip))
    return module


def _theirs(armt: ModuleType, model: MemoryModel) -> Any:
    memory = model.memory
    assert isinstance(memory, AssociativeMemory)
    cell = armt.AssociativeMemoryCell(
        copy.deepcopy(model.backbone),
        memory.num_slots,
        memory.d_mem,
        "transformer.h" if model.backbone.config.model_type == "gpt2" else "model.layers",
        wrap_pos=False,
        correction=memory.layer(0).is_corrected,
    ).double()
    with torch.no_grad():
        cell.memory.copy_(memory.memory_tokens)
        for index, theirs in enumerate(cell.layers):
            ours = memory.layer(index)
            theirs.W_mq.weight.copy_(ours.to_query.weight)
            theirs.W_mk.weight.copy_(ours.to_key.weight)
            theirs.W_mv.weight.copy_(ours.to_value.weight * ours._scale)
            theirs.W_mb.weight.copy_(ours.to_strength.weight * ours._scale)
            theirs.W_mb.bias.copy_(ours.to_strength.bias)
    m = memory.num_slots
    if m > 1:
        allowed = torch.ones(SEGMENT + m, SEGMENT + m).tril().bool()
        allowed[-m:, -m:] = True
        mask = torch.zeros(allowed.shape).double()
        mask = mask.masked_fill(~allowed, torch.finfo(mask.dtype).min)

        def with_mask(_: nn.Module, args: Any, kwargs: dict[str, Any]) -> Any:
            rows = len(kwargs["inputs_embeds"])
            return args, kwargs | {"attention_mask": mask.expand(rows, 1, -1, -1)}

        cell.model.register_forward_pre_hook(with_mask, with_kwargs=True)
    return armt.AssociativeRecurrentWrapper(cell, segment_size=SEGMENT)


def _read(wrapper: Any, ids: Tensor) -> Any:
    every = torch.ones_like(ids)
    return wrapper(ids, labels=ids, labels_mask=every.bool(), attention_mask=every)


@pytest.mark.parametrize("correction", [True, False])
@_CASES
def test_logits_and_associations_are_equal_over_segments(
    armt: ModuleType, compare: Compare, backbone: str, num_slots: int, correction: bool
) -> None:
    model = model_of("armt", backbone, num_slots=num_slots, d_mem=8, correction=correction)
    ids = ids_of(5)
    assert effect_of_memory(model, ids) > 0.1
    wrapper = _theirs(armt, model)
    with torch.no_grad():
        logits, states = read(model, ids)
        compare("logits", logits, _read(wrapper, ids)["logits"])
        wrapper.memory_cell.zero_mem()
        for segment, state in zip(ids.split(SEGMENT, dim=1), states, strict=True):
            wrapper.memory_cell(segment)
            for index, layer in enumerate(wrapper.memory_cell.layers):
                # The second version has heads, of which this is the one.
                matrix, normaliser = (state.tensors[x][:, index] for x in ("matrix", "normaliser"))
                compare("A", matrix, layer.W_mem.view_as(matrix))
                compare("z", normaliser, layer.z.view_as(normaliser))


@_CASES
def test_gradients_through_all_segments_are_equal(
    armt: ModuleType, compare: Compare, backbone: str, num_slots: int
) -> None:
    model, ids = model_of("armt", backbone, num_slots=num_slots, d_mem=8), ids_of(4)
    wrapper = _theirs(armt, model)
    ours, theirs = model(ids, labels=ids).loss, _read(wrapper, ids)["loss"]
    compare("loss", ours, theirs)
    ours.backward()
    theirs.backward()
    cell = wrapper.memory_cell
    compare("of the memory tokens", model.memory.memory_tokens.grad, cell.memory.grad)
    for index, layer in enumerate(cell.layers):
        mine = model.memory.layer(index)
        for name, other, scale in (
            ("to_query", layer.W_mq, 1.0), ("to_key", layer.W_mk, 1.0),
            ("to_value", layer.W_mv, mine._scale), ("to_strength", layer.W_mb, mine._scale),
        ):  # fmt: skip
            gradient = getattr(mine, name).weight.grad
            compare("of the projections", gradient, other.weight.grad * scale)
    words = model.get_input_embeddings().weight.grad
    compare("of the words", words, cell.model.get_input_embeddings().weight.grad)
