"""Queries, keys, values and head outputs inside any Hugging Face model's attention.

Found by the names of the projections, split by trying the known layouts, and *checked by running*:
a single token attends only to itself, so what goes into the output projection must be its value. A
model whose attention is built otherwise is refused by name, never misread.

Shapes: B rows, S tokens, H heads, G heads of keys and values, e width of a head.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import torch
from torch import Tensor, nn

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.decoder_layers import decoder_layers
from memstudio.memory.evaluating import evaluating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from transformers import PreTrainedModel

_SEPARATE = (("q_proj", "k_proj", "v_proj"), ("query", "key", "value"), ("Wq", "Wk", "Wv"))
_FUSED = ("c_attn", "query_key_value", "qkv_proj", "Wqkv")
_OUTPUTS = ("o_proj", "out_proj", "c_proj", "dense")
_LAYOUTS = ("blocks", "heads", "groups")


@dataclass(frozen=True)
class Heads:
    """What one attention layer works with for the tokens at hand, before positions enter.

    Attributes:
        queries: `[B, S, H, e]`.
        keys: `[B, S, G, e]`; head h of the queries goes with head h // (H // G) of these.
        values: `[B, S, G, e]`.
        mixed: `[B, S, H, e]`, what the attention made of the values, before the output projection.
    """

    queries: Tensor
    keys: Tensor
    values: Tensor
    mixed: Tensor


HeadFunction: TypeAlias = "Callable[[int, Heads], Tensor]"


@dataclass(frozen=True)
class AttentionParts:
    """The projections of one attention layer.

    Attributes:
        inputs: the query, key and value projections, or the one that makes all three.
        output: the projection of the heads' outputs.
        num_heads: H.
        num_groups: G.
        head_width: e.
        layout: of a fused projection's output; "" for three projections.
    """

    inputs: tuple[nn.Module, ...]
    output: nn.Module
    num_heads: int
    num_groups: int
    head_width: int
    layout: str = ""

    def split(self, projected: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values by head, from what the projections gave, each `[B, S, ...]`."""
        heads, groups, width = self.num_heads, self.num_groups, self.head_width
        if not self.layout:
            queries, keys, values = projected
            return (
                _in_parts(queries, (heads, width)),
                _in_parts(keys, (groups, width)),
                _in_parts(values, (groups, width)),
            )
        (fused,) = projected
        if self.layout == "blocks":
            sizes = [heads * width, groups * width, groups * width]
            parts = torch.split(fused, sizes, dim=-1)
            return (
                _in_parts(parts[0], (heads, width)),
                _in_parts(parts[1], (groups, width)),
                _in_parts(parts[2], (groups, width)),
            )
        if self.layout == "heads":
            by_head = _in_parts(fused, (heads, 3, width))
            return by_head[..., 0, :], by_head[..., 1, :], by_head[..., 2, :]
        by_group = _in_parts(fused, (groups, heads // groups + 2, width))
        return by_group[..., :-2, :].flatten(-3, -2), by_group[..., -2, :], by_group[..., -1, :]


def _in_parts(tensor: Tensor, sizes: tuple[int, ...]) -> Tensor:
    """The last dimension cut into several."""
    return tensor.reshape(*tensor.shape[:-1], *sizes)


def find_attention(backbone: PreTrainedModel, *, proves: bool = True) -> list[AttentionParts]:
    """The attention of every decoder layer.

    Args:
        backbone: a causal language model.
        proves: whether to run it; without (weights on the meta device), sizes are right but the
            layout of a fused projection may not be.

    Raises:
        MemoryAttachError: a layer has no attention whose projections are known, or they are not
            laid out in a known way.
    """
    config = backbone.config.get_text_config(decoder=True)
    layers = decoder_layers(backbone)
    num_heads = int(getattr(config, "num_attention_heads", 0))
    candidates = [_candidates(layer, num_heads, config) for layer in layers]
    if not all(candidates):
        raise MemoryAttachError(
            marked("errors", "The attention of {model} is not built of query, key and value projections that are known here, so this memory has no place in it. Take a memory that works at the embedding or between layers, such as 'rmt' or 'armt'."),
            model=type(backbone).__name__,
        )  # fmt: skip
    first = {index: parts[0] for index, parts in enumerate(candidates)}
    if not proves:
        return list(first.values())
    # Layers mostly look alike: one run for all of them, and more only where that was not it.
    fits = _fitting(backbone, first)
    return [
        first[index] if index in fits else _proven(backbone, index, parts)
        for index, parts in enumerate(candidates)
    ]


@contextmanager
def inside_attention(parts: dict[int, AttentionParts], function: HeadFunction) -> Iterator[None]:
    """Change what attention makes of the values, in some layers.

    Args:
        parts: by layer.
        function: takes the layer and its `Heads`; gives what is to go into the output projection
            instead, `[B, S, H, e]`.
    """
    handles: list[Any] = []
    try:
        for index, part in parts.items():
            handles += _tap(index, part, function)
        yield
    finally:
        for handle in handles:
            handle.remove()


def _tap(index: int, part: AttentionParts, function: HeadFunction) -> list[Any]:
    projected: dict[int, Tensor] = {}

    def keep(number: int) -> Callable[..., None]:
        def hook(_: nn.Module, __: Any, output: Tensor) -> None:
            projected[number] = output

        return hook

    def change(_: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
        queries, keys, values = part.split([projected.pop(n) for n in sorted(projected)])
        mixed: Tensor = args[0]
        heads = _in_parts(mixed, (part.num_heads, part.head_width))
        changed = function(index, Heads(queries, keys, values, heads))
        return (changed.flatten(-2), *args[1:])

    handles: list[Any] = [
        module.register_forward_hook(keep(number)) for number, module in enumerate(part.inputs)
    ]
    handles.append(part.output.register_forward_pre_hook(change))
    return handles


def _candidates(layer: nn.Module, num_heads: int, config: Any) -> list[AttentionParts]:
    """The ways in which a layer's own attention may be read."""
    for name, module in layer.named_modules():
        if "cross" in name or "encoder_attn" in name:
            continue
        output = _output_of(layer, name, module)
        own = getattr(module, "num_heads", None)
        # A model with an encoder may mean that one's heads in its configuration.
        num_heads = own if isinstance(own, int) else num_heads
        if output is None or num_heads < 1:
            continue
        for names in _SEPARATE:
            found = [getattr(module, each, None) for each in names]
            if all(isinstance(each, nn.Module) for each in found):
                inputs = tuple(each for each in found if isinstance(each, nn.Module))
                widths = [_width_of(each) for each in inputs]
                width = widths[0] // num_heads
                if width and widths[1] == widths[2] and not widths[1] % width:
                    return [AttentionParts(inputs, output, num_heads, widths[1] // width, width)]
        for each in _FUSED:
            fused = getattr(module, each, None)
            if isinstance(fused, nn.Module):
                return _fused(fused, output, num_heads, config)
    return []


def _fused(
    fused: nn.Module, output: nn.Module, num_heads: int, config: Any
) -> list[AttentionParts]:
    width = int(getattr(config, "head_dim", None) or config.hidden_size // num_heads)
    num_groups = (_width_of(fused) // width - num_heads) // 2
    if num_groups < 1 or num_heads % num_groups:
        return []
    return [
        AttentionParts((fused,), output, num_heads, num_groups, width, layout)
        for layout in _LAYOUTS
        if layout != "heads" or num_groups == num_heads
    ]


def _output_of(layer: nn.Module, name: str, module: nn.Module) -> nn.Module | None:
    """The output projection that goes with the projections of `module`, if any."""
    for each in _OUTPUTS:
        found = getattr(module, each, None)
        if isinstance(found, nn.Module):
            return found
    # BERT and its kin keep it beside the attention, in a module of its own.
    parent = layer.get_submodule(name.rpartition(".")[0]) if name else layer
    found = getattr(getattr(parent, "output", None), "dense", None)
    return found if isinstance(found, nn.Module) and name else None


def _width_of(projection: nn.Module) -> int:
    """The width of what a projection gives."""
    for name in ("out_features", "nf"):
        width = getattr(projection, name, None)
        if isinstance(width, int):
            return width
    weight = getattr(projection, "weight", None)
    return int(weight.shape[0]) if isinstance(weight, Tensor) else 0


def _proven(
    backbone: PreTrainedModel, index: int, candidates: list[AttentionParts]
) -> AttentionParts:
    """The reading under which a token that attends to itself alone gets its own value."""
    for part in candidates:
        if _fitting(backbone, {index: part}):
            return part
    raise MemoryAttachError(
        marked("errors", "The attention of {model} does not work as its projections suggest, so this memory cannot be put into it. Take a memory that works at the embedding or between layers, such as 'rmt' or 'armt'."),
        model=type(backbone).__name__,
    )  # fmt: skip


def _fitting(backbone: PreTrainedModel, parts: dict[int, AttentionParts]) -> set[int]:
    """The layers in which `parts` says rightly what a token's own value is."""
    fits: dict[int, bool] = {}

    def check(index: int, heads: Heads) -> Tensor:
        times = heads.mixed.shape[-2] // heads.values.shape[-2]
        own = heads.values.repeat_interleave(times, dim=-2)
        # In proportion, because fresh weights can make values of any size.
        error = (own - heads.mixed).float().norm()
        size = own.float().norm()
        is_own = bool(size > 0) and bool(error <= 0.01 * size)
        fits[index] = fits.get(index, True) and is_own
        return heads.mixed

    try:
        with evaluating(backbone), inside_attention(parts, check):
            # Not the first words: the padding word among them may be all zeros.
            word = backbone.get_input_embeddings().weight.shape[0] // 2
            ids = torch.full((1, 1), word, device=backbone.device)
            backbone(input_ids=ids, use_cache=False)
    except (RuntimeError, KeyError, ValueError, IndexError):
        return set()
    return {index for index, fit in fits.items() if fit}
