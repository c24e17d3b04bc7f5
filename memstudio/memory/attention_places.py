"""Where a memory inside attention has its place: the same layers whatever wraps their modules.

Places are kept by name and looked up at each use, because weights may come later than modules
(a model being loaded) and modules may be wrapped (LoRA). For the same reason the proof that the
attention was understood is put off until there are weights to run.

Shapes: B rows, L layers, H heads, G heads of keys and values, e width of a head, d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.attention_parts import AttentionParts, find_attention
from memstudio.memory.whole_weights import whole_weights

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class AttentionPlaces:
    """The attention of all decoder layers of one backbone.

    Attributes:
        num_layers: L.
        num_heads: H.
        num_groups: G.
        head_width: e.

    Raises:
        MemoryAttachError: the attention is not understood, or not of one size in all layers.
    """

    def __init__(self, backbone: PreTrainedModel) -> None:
        self._backbone = backbone
        self._is_proven = backbone.device.type != "meta"
        parts = find_attention(backbone, proves=self._is_proven)
        sizes = {(part.num_heads, part.num_groups, part.head_width) for part in parts}
        if len(sizes) > 1:
            raise MemoryAttachError(
                marked("errors", "The layers of {model} differ in their attention heads, so this memory has no place in it. Take a memory that works at the embedding or between layers, such as 'rmt' or 'armt'."),
                model=type(backbone).__name__,
            )  # fmt: skip
        ((self.num_heads, self.num_groups, self.head_width),) = sizes
        self.num_layers = len(parts)
        self._keep(parts)

    def _keep(self, parts: list[AttentionParts]) -> None:
        names = {id(module): name for name, module in self._backbone.named_modules()}
        self._names = [
            ([names[id(module)] for module in part.inputs], names[id(part.output)])
            for part in parts
        ]
        self._layouts = [part.layout for part in parts]

    def parts(self) -> dict[int, AttentionParts]:
        """The projections of every layer as they are now."""
        if not self._is_proven:
            self._keep(find_attention(self._backbone))
            self._is_proven = True
        find = self._backbone.get_submodule
        return {
            index: AttentionParts(
                tuple(find(name) for name in inputs),
                find(output),
                self.num_heads,
                self.num_groups,
                self.head_width,
                layout,
            )
            for index, ((inputs, output), layout) in enumerate(
                zip(self._names, self._layouts, strict=True)
            )
        }

    def outputs(self, layer: int, values: Tensor) -> Tensor:
        """What a layer's attention adds to the hidden states when its heads give `values`.

        Args:
            layer: which.
            values: `[..., G, e]`; all heads of a group give the same.

        Returns:
            `[..., d]`, of the type of `values`, without the bias.
        """
        name = self._names[layer][1]
        module = self._backbone.get_submodule(name)
        mixed = values.repeat_interleave(self.num_heads // self.num_groups, dim=-2).flatten(-2)
        mixed = mixed.to(self._backbone.dtype)
        with whole_weights(self._backbone, name):
            added: Tensor = module(mixed) - module(torch.zeros_like(mixed))
        return added.to(values.dtype)

    def projection(self, layer: int, like: Tensor) -> Tensor:
        """`outputs` as a matrix `[G, e, d]`, of the type and on the device of `like`."""
        size = self.num_groups * self.head_width
        each = torch.eye(size, dtype=like.dtype, device=like.device)
        rows = self.outputs(layer, torch.unflatten(each, -1, (self.num_groups, self.head_width)))
        return torch.unflatten(rows, 0, (self.num_groups, self.head_width))
