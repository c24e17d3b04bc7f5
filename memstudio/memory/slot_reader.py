"""How tokens read slots: cross-attention added to the residual stream before some decoder layers.

Before a layer that reads, every token's hidden state x `[d]` gets what it finds in the slots:

    x_j <- x_j + tanh(a) MHA(LN(x_j) + p_j, [K ; 0])    K `[m, d]`: what the slots show to readers

p_j `[d]` is the token's place in the segment: rotary backbones keep no places in their hidden
states, and could not ask for what stood at one. The zero is a place to look away to: it scores 0 and
gives nothing, so that the weights on slots sum to less than one and say whether a token reads at
all. With a = 0 a fresh memory leaves the backbone's logits as they are, and a has a gradient all the
same (Alayrac et al., Flamingo, NeurIPS 2022, arXiv 2204.14198, open their gates so). A token reads
by itself, so nothing of later tokens can reach it.

Shapes: B rows, S tokens, m slots, d width, H heads, L layers that read.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from typing_extensions import override

from memstudio.memory.decoder_layers import around_layers, decoder_layers
from memstudio.memory.multi_head import MultiHead

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from transformers import PreTrainedModel

_MOST_READING_LAYERS = 4


@dataclass
class Reading:
    """What was seen while the backbone ran.

    Attributes:
        weights: of each layer that read, `[B, H, S, m]`.
        inputs: of each decoder layer that was asked for, before it read, `[B, S, d]`.
    """

    weights: list[Tensor] = field(default_factory=list)
    inputs: dict[int, Tensor] = field(default_factory=dict)


class SlotReader(nn.Module):
    """The reads of all layers that read.

    Args:
        width: d.
        num_heads: H.
        layers: indices of the decoder layers before which tokens read, ascending.
    """

    def __init__(self, width: int, num_heads: int, layers: Sequence[int]) -> None:
        super().__init__()
        self.at = tuple(layers)
        self.layers = nn.ModuleList(LayerRead(width, num_heads) for _ in self.at)

    def initialise(self, spread: float, gate: float) -> None:
        """Give fresh values.

        Args:
            spread: of word embeddings; an open read is about as large.
            gate: where a starts; 0 leaves the backbone as it is.
        """
        for layer in self.layers:
            cast("LayerRead", layer).initialise(spread, gate)

    def gates(self) -> list[nn.Parameter]:
        """a, of each layer that reads."""
        return [cast("LayerRead", layer).gate for layer in self.layers]

    @contextmanager
    def reading(
        self,
        backbone: PreTrainedModel,
        keys: Tensor,
        places: Tensor | None = None,
        *,
        keep_input_of: int | None = None,
    ) -> Iterator[Reading]:
        """Let the backbone's tokens read `keys` `[B, m, d]` for as long as this lasts.

        Args:
            backbone: the model.
            keys: what the slots show to readers.
            places: `[S, d]`, of the tokens; None to read without.
            keep_input_of: a decoder layer whose input is wanted.
        """
        seen = Reading()

        def with_read(index: int, hidden: Tensor) -> Tensor:
            if index == keep_input_of:
                seen.inputs[index] = hidden
            if index not in self.at:
                return hidden
            layer = self.layers[self.at.index(index)]
            read: tuple[Tensor, Tensor] = layer(hidden.to(keys.dtype), keys, places)
            seen.weights.append(read[1])
            return hidden + read[0].to(hidden.dtype)

        with around_layers(decoder_layers(backbone), before=with_read):
            yield seen


class LayerRead(nn.Module):
    """The read before one decoder layer."""

    def __init__(self, width: int, num_heads: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.attention = MultiHead(width, num_heads)
        self.gate = nn.Parameter(torch.zeros(()))

    def initialise(self, spread: float, gate: float) -> None:
        """Give fresh values; see `SlotReader.initialise`."""
        initialise_parts(self)
        with torch.no_grad():
            self.attention.out.weight.mul_(spread)
            self.gate.fill_(gate)

    @override
    def forward(self, hidden: Tensor, keys: Tensor, places: Tensor | None) -> tuple[Tensor, Tensor]:
        """What hidden states `[B, S, d]` get from slots `[B, m, d]`, and weights `[B, H, S, m]`."""
        nothing = torch.zeros_like(keys[:, :1])
        queries: Tensor = self.norm(hidden)
        if places is not None:
            queries = queries + places
        read, weights = self.attention(queries, torch.cat([keys, nothing], dim=1))
        added: Tensor = self.gate.tanh() * read
        return added, weights[..., :-1]


def reading_layers(chosen: Sequence[int], num_layers: int) -> tuple[int, ...]:
    """The layers that read: those chosen, or up to four spread over the depth when none are."""
    if chosen:
        return tuple(sorted(set(chosen)))
    count = min(_MOST_READING_LAYERS, num_layers)
    return tuple((2 * i + 1) * num_layers // (2 * count) for i in range(count))


def initialise_parts(module: nn.Module) -> None:
    """Fresh values for linear layers (of spread d**-0.5, biases 0) and norms in `module`."""
    for part in module.modules():
        if isinstance(part, nn.Linear):
            nn.init.normal_(part.weight, std=part.in_features**-0.5)
            if part.bias is not None:
                nn.init.zeros_(part.bias)
        elif isinstance(part, nn.LayerNorm | nn.GRUCell):
            part.reset_parameters()


def waves(num_places: int, width: int) -> Tensor:
    """Sines and cosines `[num_places, width]` (Vaswani et al. 2017), to start positions from."""
    places = torch.arange(num_places)[:, None]
    frequencies = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    angles = places * frequencies
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :width]
