"""RMT and ARMT as their authors train them, written anew from papers and published code.

Both read a text segment by segment with the backbone of transformers, keep all logits and all
hidden states of every segment, and take the loss of the whole text at the end; the gradient flows
through everything (booydar/recurrent-memory-transformer 9d0ebe1, whose `k2` changes nothing;
RodkinIvan/associative-recurrent-memory-transformer aa145de, which has no such thing). The mask is
the backbone's own, as in their wrappers for models of Hugging Face.

Shapes: B rows, T tokens, S tokens of a segment, m slots, d width, V words, D features.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from memstudio.bench.peers.contestant import Contestant, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transformers import LlamaForCausalLM

    from memstudio.bench.memory_cost_models import CostSize

_SMALLEST = 1e-5
_ORDER = 3


class _Published(Contestant):
    """All segments are read in one go, with gradients through all of them."""

    @override
    def losses(self, ids: Tensor) -> Iterator[Tensor]:
        yield _loss(self._read(ids), ids)

    @override
    def read(self, ids: Tensor) -> None:
        with torch.no_grad():
            self._read(ids)

    @abstractmethod
    def _read(self, ids: Tensor) -> Tensor:
        """The logits of all tokens, `[B, T, V]`."""


class PublishedRmt(_Published):
    """Memory tokens on both sides of a segment; behind the last layer the second are the memory."""

    def __init__(self, size: CostSize) -> None:
        module = _WithTokens(backbone(size), size.num_slots)
        super().__init__(module)
        self._module = module
        self._length = size.segment_length

    @override
    def _read(self, ids: Tensor) -> Tensor:
        m = self._module.tokens.shape[0]
        memory = self._module.tokens.expand(len(ids), -1, -1)
        logits, hidden = [], []
        for segment in torch.split(ids, self._length, dim=1):
            words = self._module.backbone.get_input_embeddings()(segment)
            output = self._module.backbone(
                inputs_embeds=torch.cat([memory, words, memory], dim=1), output_hidden_states=True
            )
            memory = output.hidden_states[-1][:, -m:]
            logits.append(output.logits[:, m:-m])
            hidden.append([layer[:, m:-m] for layer in output.hidden_states])
        return _whole(logits, hidden)


class PublishedArmt(_Published):
    """Memory tokens behind a segment write an association in every layer, which all tokens read."""

    def __init__(self, size: CostSize, d_mem: int) -> None:
        module = _WithTokens(backbone(size), size.num_slots)
        layers = module.backbone.model.layers
        for index, layer in enumerate(layers):
            layers[index] = _Associative(layer, size.width, size.num_slots, d_mem)
        super().__init__(module)
        self._module = module
        self._length = size.segment_length

    @override
    def _read(self, ids: Tensor) -> Tensor:
        m = self._module.tokens.shape[0]
        layers: Any = self._module.backbone.model.layers
        for layer in layers:
            layer.forget()
        logits, hidden = [], []
        for segment in torch.split(ids, self._length, dim=1):
            words = self._module.backbone.get_input_embeddings()(segment)
            tokens = self._module.tokens.expand(len(ids), -1, -1)
            output = self._module.backbone(
                inputs_embeds=torch.cat([words, tokens], dim=1), output_hidden_states=True
            )
            logits.append(output.logits[:, :-m])
            hidden.append([layer[:, :-m] for layer in output.hidden_states])
        # What is left in the layers would keep the graph.
        for layer in layers:
            layer.forget()
        return _whole(logits, hidden)


class _WithTokens(nn.Module):
    """A backbone, and learnt tokens `[m, d]` as large as its words."""

    def __init__(self, model: LlamaForCausalLM, num_tokens: int) -> None:
        super().__init__()
        self.backbone = model
        words = model.get_input_embeddings().weight.data
        self.tokens = nn.Parameter(torch.randn(num_tokens, words.shape[1]) * words.std())


class _Associative(nn.Module):
    """A layer that is asked before it and written behind it."""

    def __init__(self, layer: nn.Module, width: int, num_tokens: int, d_mem: int) -> None:
        super().__init__()
        self.layer = layer
        self._num_tokens = num_tokens
        self.to_query = nn.Linear(width, d_mem, bias=False)
        self.to_key = nn.Linear(width, d_mem, bias=False)
        self.to_value = nn.Linear(width, width, bias=False)
        self.to_strength = nn.Linear(width, 1)
        nn.init.zeros_(self.to_value.weight)
        self._matrix: Tensor | None = None
        self._sum: Tensor | None = None

    def forget(self) -> None:
        """Begin a text."""
        self._matrix = self._sum = None

    @override
    def forward(self, hidden: Tensor, **others: Any) -> Tensor:
        if self._matrix is not None:
            hidden = hidden + self._recall(_features(self.to_query(hidden)))[0]
        output: Tensor = self.layer(hidden, **others)
        self._write(output[:, -self._num_tokens :])
        return output

    def _recall(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """What features `[B, Q, D]` find, `[B, Q, d]`, and how much was written there."""
        found = torch.einsum("bqf,bfd->bqd", features, self._matrix)
        mass = torch.einsum("bf,bqf->bq", self._sum, features)[..., None] + _SMALLEST
        return found / mass, mass

    def _write(self, tokens: Tensor) -> None:
        keys = _features(self.to_key(tokens))
        values = self.to_value(tokens)
        strength = self.to_strength(tokens).sigmoid()[..., 0]
        new, matrix, total = keys, self._matrix, self._sum
        if matrix is not None:
            known, mass = self._recall(keys)
            values = values - known
            length = torch.linalg.norm(keys, dim=-1, keepdim=True) ** 2 + _SMALLEST
            new = (1 - mass / length).clip(0, 1).detach() * keys
        written = torch.einsum("bqf,bqd,bq->bfd", keys, values, strength)
        self._matrix = written if matrix is None else matrix + written
        self._sum = new.sum(1) if total is None else total + new.sum(1)


def _features(x: Tensor) -> Tensor:
    """DPFP of order 3: `[..., 6 e]` of `[..., e]`."""
    parts = torch.cat([x.relu(), (-x).relu()], dim=-1)
    rolled = torch.cat([parts.roll(shift, dims=-1) for shift in range(1, _ORDER + 1)], dim=-1)
    return torch.cat([parts] * _ORDER, dim=-1) * rolled


def _whole(logits: list[Tensor], hidden: list[list[Tensor]]) -> Tensor:
    """The logits of a text `[B, T, V]`; its hidden states are put together beside them, as theirs."""
    for layer in zip(*hidden, strict=True):
        torch.cat(layer, dim=1)
    return torch.cat(logits, dim=1)


def _loss(logits: Tensor, ids: Tensor) -> Tensor:
    return functional.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
