"""Making sure, by trying, that an encoder and a decoder can be read as a memory between them needs.

An encoder joined with a decoder may be anything: two vocabularies, a decoder that sees what it is
to predict, one that never looks at the encoder. Such a pair would run all the same, and learn to
copy its own answer.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from transformers.cache_utils import DynamicCache, EncoderDecoderCache
from transformers.modeling_outputs import BaseModelOutput

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.backbone import is_exact
from memstudio.memory.evaluating import evaluating

if TYPE_CHECKING:
    from transformers import PreTrainedModel
    from transformers.cache_utils import Cache

_log = logging.getLogger(__name__)
_LEAST = 1e-6


def check_pair(backbone: PreTrainedModel, kind: str, segment_length: int) -> None:
    """Make sure that the backbone's encoder and decoder can be given the memory `kind`.

    Raises:
        MemoryAttachError: they cannot; the message says why.
    """
    name = type(backbone).__name__
    source = backbone.get_encoder().get_input_embeddings().weight
    target = backbone.get_decoder().get_input_embeddings().weight
    if source.shape[0] != target.shape[0]:
        raise MemoryAttachError(
            marked("errors", "The encoder of {model} knows {theirs} words and its decoder {ours}; the memory '{kind}' reads the same text with both. Take two with one vocabulary."),
            model=name, kind=kind, theirs=source.shape[0], ours=target.shape[0],
        )  # fmt: skip
    with evaluating(backbone):
        _check_runs(backbone, kind, source, segment_length)


def _check_runs(backbone: PreTrainedModel, kind: str, words: Tensor, segment_length: int) -> None:
    name = type(backbone).__name__
    device = words.device
    ids = torch.tensor([[2, 3, 5, 7], [2, 3, 5, 6]], device=device) * words.shape[0] // 8
    refusal = MemoryAttachError(
        marked("errors", "{model} cannot be given the memory '{kind}': its decoder must see the encoder, and no word that comes later. Take a decoder with attention to an encoder and a causal mask (in BERT: is_decoder and add_cross_attention)."),
        model=name, kind=kind,
    )  # fmt: skip
    try:
        hidden = backbone.get_encoder()(input_ids=ids[:1]).last_hidden_state
        hidden = hidden.repeat(2, 1, 1)
        logits = _decoded(backbone, hidden, ids)
        elsewhere = _decoded(backbone, -hidden, ids)
        cache = DynamicCache()
        parts = [
            _decoded(backbone, hidden, ids[:, part], cache) for part in (slice(3), slice(3, 4))
        ]
    except Exception as error:
        # Families refuse in ways of their own, down to errors of shape.
        _log.info("%s cannot be read as a pair", name, exc_info=True)
        raise refusal from error
    if hidden.shape[-1] != words.shape[1]:
        raise MemoryAttachError(
            marked("errors", "The encoder of {model} embeds words in {width} units and works with {other}, so the memory '{kind}' cannot read both. Take an encoder whose two widths are equal."),
            model=name, kind=kind, width=words.shape[1], other=hidden.shape[-1],
        )  # fmt: skip
    later = float((logits[0, :3] - logits[1, :3]).abs().max())
    own = float((logits[0, 3] - logits[1, 3]).abs().max())
    seen = float((logits - elsewhere).abs().max())
    lost = float((torch.cat(parts, 1) - logits).abs().max())
    # Half precision rounds differently when tokens come one by one.
    slack = 1e-3 if is_exact(backbone) else 0.2
    if later > 1e-3 * own + _LEAST or not seen > 0 or lost > slack * own + _LEAST:
        raise refusal
    try:
        long = ids[:1, :1].expand(1, segment_length + 1)
        _decoded(backbone, backbone.get_encoder()(input_ids=long[:, 1:]).last_hidden_state, long)
    except Exception as error:
        _log.info("%s does not take %d tokens", name, segment_length, exc_info=True)
        raise MemoryAttachError(
            marked("errors", "Segments of {length} tokens are too long for {model}. Take shorter ones."),
            model=name, length=segment_length,
        ) from error  # fmt: skip


def with_cross(cache: Cache | None) -> EncoderDecoderCache | None:
    """The cache of the decoder's own tokens, with a fresh one for what it attends to besides."""
    return None if cache is None else EncoderDecoderCache(cache, DynamicCache())


def _decoded(
    backbone: PreTrainedModel, hidden: Tensor, ids: Tensor, cache: Cache | None = None
) -> Tensor:
    """Logits `[B, S, V]` for target words `[B, S]` behind what an encoder gave, `[B, X, d]`."""
    output = backbone(
        encoder_outputs=BaseModelOutput(last_hidden_state=hidden),
        decoder_input_ids=ids,
        past_key_values=with_cross(cache),
        use_cache=cache is not None,
        return_dict=True,
    )
    logits: Tensor = output.logits
    return logits.float()
