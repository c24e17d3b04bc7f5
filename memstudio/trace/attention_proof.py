"""Making sure, by running, that what is kept of a model's attention gives its weights.

A few words are read twice: watched, and eagerly, when the model itself gives its weights. Shapes: S
words of the trial, L layers, H heads.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from transformers.cache_utils import DynamicCache

from memstudio.errors import TraceError, marked
from memstudio.memory.backbone import eager_attention, is_exact
from memstudio.trace.attention_pictures import weighed
from memstudio.trace.attention_watch import OWN_ATTENTION, Watch, refusal, watching

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel

_log = logging.getLogger(__name__)

_WORDS = 24
_FIRST_PART = 17
_EXACT = 1e-4
"""How far weights may lie apart."""
_HALF = 0.05
"""How much of a row's attention may lie elsewhere, on average, where a model rounds its scores."""


@dataclass(frozen=True)
class Proof:
    """What was found out about a model.

    Attributes:
        layers: what it calls its layers with attention.
        num_heads: H.
        reads_in_parts: whether it gives the same when a text comes in parts, with a cache.
        bytes_per_place: what a layer takes of each place that it is kept of, at most.
    """

    layers: tuple[int, ...]
    num_heads: int
    reads_in_parts: bool
    bytes_per_place: int = 0

    @property
    def num_layers(self) -> int:
        """L."""
        return len(self.layers)


def prove(backbone: PreTrainedModel, ids: Tensor) -> Proof:
    """Hold what is kept against the model's own weights, on the first words of a text.

    Args:
        backbone: any model of transformers without an encoder beside a decoder.
        ids: `[N]`, a text.

    Raises:
        TraceError: they differ, or the model attends where nobody can look.
    """
    name = type(backbone).__name__
    words = ids[None, :_WORDS]
    watch = Watch(name)
    try:
        with watching(backbone, watch):
            watch.begin(0, 0)
            backbone.base_model(input_ids=words, use_cache=False)
    except TraceError:
        raise
    except Exception as error:
        # Families refuse what they do not take in ways of their own.
        _log.info("%s cannot be watched", name, exc_info=True)
        raise refusal(name, OWN_ATTENTION) from error
    if not watch.kept:
        raise refusal(name, OWN_ATTENTION)
    weights = _weights(watch)
    own = _own_weights(backbone, words)
    exact = is_exact(backbone)
    if len(own) != len(weights) or not all(
        _agree(mine, theirs, is_exact=exact) for mine, theirs in zip(weights, own, strict=False)
    ):
        raise refusal(
            name,
            marked(
                "errors",
                "The attention of {model} cannot be shown truly, so it is not shown: what its scores are made of does not give the weights that it uses.",
            ),
        )
    heads = {part.shape[0] for part in weights}
    if len(heads) != 1:
        raise refusal(
            name,
            marked(
                "errors",
                "The attention of {model} cannot be shown truly, so it is not shown: its layers have different numbers of heads.",
            ),
        )
    slack = 1e-3 if exact else 0.3
    in_parts = not turns_with_length(backbone, len(ids)) and _reads_in_parts(
        backbone, words, watch, slack
    )
    return Proof(_names(watch), heads.pop(), in_parts, _bytes_per_place(watch))


def turns_with_length(backbone: PreTrainedModel, num_tokens: int) -> bool:
    """Whether words lie elsewhere in so long a text than in its beginning alone.

    Some rotary positions ("longrope", "dynamic") are others once a text is longer than those that
    the model first learnt from. Read in parts, its first words would have been placed as in a
    short one.
    """
    shared = getattr(backbone.config.get_text_config(decoder=True), "rope_parameters", None) or {}
    for module in backbone.modules():
        kinds = getattr(module, "rope_type", None)
        for layer, kind in (kinds if isinstance(kinds, dict) else {"": kinds}).items():
            if not isinstance(kind, str) or ("dynamic" not in kind and kind != "longrope"):
                continue
            named = shared.get(layer, shared).get("original_max_position_embeddings")
            known = (named, getattr(module, "original_max_seq_len", None))
            if num_tokens > min((each for each in known if isinstance(each, int)), default=0):
                return True
    return False


def _bytes_per_place(watch: Watch) -> int:
    """Of queries, keys, two numbers a head and three a row."""
    return max(
        4 * (part[0].shape[0] * (part[0].shape[2] + 2) + key[0].shape[0] * key[0].shape[2] + 3)
        for part, key in ((layer.queries, layer.keys) for layer in watch.kept.values())
    )


def _agree(mine: Tensor, theirs: Tensor, *, is_exact: bool) -> bool:
    """Whether two layers' weights `[H, S, S]` are the same, as far as they are precise."""
    if mine.shape != theirs.shape:
        return False
    apart = (mine - theirs).abs()
    return bool(apart.max() <= _EXACT if is_exact else apart.sum(-1).mean() / 2 <= _HALF)


def _own_weights(backbone: PreTrainedModel, words: Tensor) -> list[Tensor]:
    """`[H, S, S]` of each layer, as the model gives them."""
    with eager_attention(backbone):
        output = backbone.base_model(input_ids=words, use_cache=False, output_attentions=True)
    found: tuple[Tensor | None, ...] = getattr(output, "attentions", None) or ()
    return [part[0].float().cpu() for part in found if part is not None]


def _weights(watch: Watch) -> list[Tensor]:
    """The same, from what was kept."""
    found = []
    for layer in (watch.kept[index] for index in sorted(watch.kept)):
        queries, keys = torch.cat(layer.queries, 1), torch.cat(layer.keys, 1)
        stretch = torch.cat(layer.first), torch.cat(layer.stop)
        allowed = None if layer.gaps[0] is None else layer.gaps[0][1]
        block = weighed(queries, keys, stretch, allowed, layer.scale, layer.cap, None)
        # The sums that were kept, which know of sinks, in place of the block's own.
        total = torch.cat(layer.total, 1)
        found.append(block.weights * (block.total - total)[..., None].exp())
    return found


def _names(watch: Watch) -> tuple[int, ...]:
    """What a model calls the layers; their order where it does not say."""
    names = [getattr(module, "layer_idx", None) for module in watch.modules]
    numbers = [name for name in names if isinstance(name, int)]
    if len(set(numbers)) == len(names):
        return tuple(numbers)
    return tuple(range(len(names)))


def _reads_in_parts(backbone: PreTrainedModel, words: Tensor, whole: Watch, slack: float) -> bool:
    """Whether what is kept is the same when the words come in two parts."""
    if any(
        bool((stop > torch.arange(1, len(stop) + 1)).any())
        for stop in (torch.cat(layer.stop) for layer in whole.kept.values())
    ):
        return False  # It looks ahead.
    if words.shape[1] <= _FIRST_PART:
        return False
    watch = Watch(type(backbone).__name__)
    cache: Any = DynamicCache()
    try:
        with watching(backbone, watch):
            for start, stop in ((0, _FIRST_PART), (_FIRST_PART, words.shape[1])):
                watch.begin(start, 0)
                backbone.base_model(
                    input_ids=words[:, start:stop], past_key_values=cache, use_cache=True
                )
    except Exception:  # noqa: BLE001 - whatever it is, it is read at once then
        _log.info("%s does not read in parts", type(backbone).__name__, exc_info=True)
        return False
    return all(
        len(mine.stop) == 2
        and torch.equal(torch.cat(mine.stop), torch.cat(theirs.stop))
        and torch.equal(torch.cat(mine.first), torch.cat(theirs.first))
        and bool((torch.cat(mine.total, 1) - torch.cat(theirs.total, 1)).abs().max() <= slack)
        for mine, theirs in zip(watch.kept.values(), whole.kept.values(), strict=True)
    )
