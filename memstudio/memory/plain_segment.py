"""A segment read by the backbone as plain text: causal, from position 0, without memory tokens.

Kinds that work inside the backbone read so, with their hooks around it.

Shapes: B rows, n positions asked for, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from memstudio.memory import backbone as backbones

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel
    from transformers.modeling_outputs import CausalLMOutputWithPast

    from memstudio.memory.memory_kind import Segment


def read_plainly(backbone: PreTrainedModel, segment: Segment) -> Tensor:
    """The logits `[B, n, V]` at the positions that the segment asks for."""
    logits: Tensor = run_plainly(backbone, segment).logits
    return logits


def run_plainly(
    backbone: PreTrainedModel,
    segment: Segment,
    embeddings: Tensor | None = None,
    *,
    keep_hidden: bool = False,
) -> CausalLMOutputWithPast:
    """All that the backbone gives for the segment; see `backbone.run`.

    Args:
        backbone: a causal language model.
        segment: what to read.
        embeddings: `[B, S, d]` in place of the tokens' own; None for those.
        keep_hidden: whether hidden states are wanted.
    """
    if embeddings is None:
        embeddings = backbone.get_input_embeddings()(segment.input_ids)
    batch_size, num_new = segment.input_ids.shape
    device = segment.input_ids.device
    num_keys = segment.num_cached + num_new
    positions = torch.arange(segment.num_cached, num_keys, device=device)
    allowed = torch.arange(num_keys, device=device)[None, :] <= positions[:, None]
    allowed = allowed[None].expand(batch_size, -1, -1)
    if segment.mask is not None:
        earlier = segment.mask.new_ones(batch_size, segment.num_cached)
        allowed = allowed & torch.cat([earlier, segment.mask], dim=1)[:, None, :]
    return backbones.run(
        backbone,
        embeddings,
        allowed,
        positions,
        logits_at=segment.wanted,
        cache=segment.cache,
        capture=False,
        keep_hidden=keep_hidden,
    )
