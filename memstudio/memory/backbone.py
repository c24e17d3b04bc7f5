"""Running any Hugging Face causal language model on embeddings of our making."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers.cache_utils import DynamicCache

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.evaluating import evaluating
from memstudio.memory.used_attention import attention_modules, used_weights
from memstudio.models.window import first_position, window_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from transformers import PreTrainedModel
    from transformers.cache_utils import Cache
    from transformers.modeling_outputs import CausalLMOutputWithPast

    from memstudio.memory.memory_config import MemoryConfig


_log = logging.getLogger(__name__)


def embedding_width(backbone: PreTrainedModel) -> int:
    """The width d of the vectors that the backbone takes in place of token ids."""
    return int(backbone.get_input_embeddings().weight.shape[1])


def hidden_width(backbone: PreTrainedModel) -> int:
    """The width d of the hidden states between the backbone's layers."""
    return int(backbone.config.get_text_config(decoder=True).hidden_size)


def embedding_spread(backbone: PreTrainedModel) -> float:
    """The standard deviation of the backbone's input embeddings, any scaling included."""
    embeddings = backbone.get_input_embeddings()
    num_rows = embeddings.weight.shape[0]
    sample = torch.arange(0, num_rows, max(1, num_rows // 4096), device=embeddings.weight.device)
    with torch.no_grad():
        return float(embeddings(sample).float().std())


def check_fits(
    config: MemoryConfig, backbone: PreTrainedModel, *, per_slot: int = 0, others: int = 0
) -> None:
    """Make sure that a segment and what stands beside it fit the backbone's window.

    Args:
        config: the numbers.
        backbone: the model.
        per_slot: places that each slot takes.
        others: places that other vectors take, however many slots there are.

    Raises:
        MemoryAttachError: they do not; the message says what would.
    """
    window, length = window_of(backbone), config.segment_length
    taken = per_slot * config.num_slots + others
    if window is None or length + taken <= window:
        return
    most = window - taken
    if per_slot and most < 2:
        raise MemoryAttachError(
            marked("errors", "{slots} slots take {taken} places, which leaves no room for a segment in this model's window of {window}. Take fewer slots."),
            slots=config.num_slots, taken=taken, window=window,
        )  # fmt: skip
    if per_slot:
        raise MemoryAttachError(
            marked("errors", "Segments of {length} tokens and {memory} memory tokens do not fit this model's window of {window}. Take segments of at most {most}, or fewer slots."),
            length=length, memory=taken, window=window, most=most,
        )  # fmt: skip
    raise MemoryAttachError(
        marked("errors", "Segments of {length} tokens do not fit this model's window of {window}. Take segments of at most {most}."),
        length=length, window=window, most=max(0, most),
    )  # fmt: skip


def run(
    backbone: PreTrainedModel,
    embeddings: Tensor,
    allowed: Tensor,
    positions: Tensor,
    *,
    logits_at: Tensor,
    cache: Cache | None,
    capture: bool,
    keep_hidden: bool = False,
    cut: Callable[[Tensor], Any] | None = None,
) -> CausalLMOutputWithPast:
    """Run the backbone on vectors, under a mask of ours.

    Args:
        backbone: a causal language model.
        embeddings: `[B, Q, d]`, what stands in place of token embeddings.
        allowed: `[B, Q, K]` bool, which of the K positions (cached ones first) each may attend to.
        positions: `[Q]` int64, the position of each vector.
        logits_at: `[n]` int64, positions in Q whose logits are wanted.
        cache: keys and values of earlier positions; changed in place.
        capture: whether attention weights are wanted; the backbone must then run eagerly.
        keep_hidden: whether hidden states are wanted.
        cut: takes each layer's attention weights `[B, H, Q, K]` as soon as they were used, and
            gives what is to be kept of them; None to keep them whole.

    Returns:
        logits `[B, n, V]`, hidden_states (the last one after the final norm), when kept, and
        attentions, a tuple of `[B, H, Q, K]` or of what `cut` gave, when captured.

    Raises:
        MemoryAttachError: attention was wanted and the backbone gave none.
    """
    # Additive, because that is the one form of mask that every attention implementation takes.
    lowest = torch.finfo(embeddings.dtype).min
    mask = torch.zeros(allowed.shape, dtype=embeddings.dtype, device=embeddings.device)
    mask = mask.masked_fill_(~allowed, lowest)[:, None]
    modules = attention_modules(backbone) if capture and cut is not None else []
    with used_weights(modules, cut or torch.clone) as seen:
        output: CausalLMOutputWithPast = backbone(
            inputs_embeds=embeddings,
            attention_mask=mask,
            position_ids=(first_position(backbone) + positions)[None].expand(len(embeddings), -1),
            past_key_values=cache,
            use_cache=cache is not None,
            output_hidden_states=keep_hidden,
            output_attentions=capture and not modules,
            logits_to_keep=logits_at,
            return_dict=True,
        )
    if modules:
        output.attentions = tuple(seen)
    elif cut is not None and output.attentions:
        output.attentions = tuple(each if each is None else cut(each) for each in output.attentions)
    if capture and (not output.attentions or any(a is None for a in output.attentions)):
        raise MemoryAttachError(
            marked("errors", "{model} gives no attention weights ('{implementation}' attention), so its memory cannot be traced."),
            model=type(backbone).__name__, implementation=backbone.config._attn_implementation,  # noqa: SLF001
        )  # fmt: skip
    return output


def check_runs(backbone: PreTrainedModel, kind: str) -> None:
    """Make sure, by trying, that the backbone takes vectors and obeys a mask of ours.

    Models without attention, and some whose positions are built into the mask, do not; they would
    run all the same, and read what a memory must keep from them.

    Raises:
        MemoryAttachError: it does not, or its numbers are not finite.
    """
    refusal = MemoryAttachError(
        marked("errors", "{model} cannot be given the memory '{kind}': it does not read vectors under a mask, as this memory needs (a model without attention, or one whose positions are part of its mask)."),
        model=type(backbone).__name__, kind=kind,
    )  # fmt: skip
    embed = backbone.get_input_embeddings()
    num_words = embed.weight.shape[0]
    device = embed.weight.device
    words = torch.tensor([[2, 3, 5, 7], [1, 3, 5, 7]], device=device) * num_words // 8
    places = torch.arange(4, device=device)
    # The last place must not see the first, which is all that the two rows differ in.
    allowed = (places[None] <= places[:, None]).clone()
    allowed[1:, 0] = False
    try:
        with evaluating(backbone):
            mask = allowed[None].expand(2, -1, -1)
            logits = _trial(backbone, embed(words), mask, places, None)
            cache = DynamicCache()
            parts = [
                _trial(backbone, embed(words[:, p]), mask[:, p, : int(p[-1]) + 1], p, cache)
                for p in (places[:3], places[3:])
            ]
    except MemoryAttachError:
        raise
    except Exception as error:
        # Families refuse in ways of their own, down to errors of shape.
        _log.info("%s does not take vectors under a mask", type(backbone).__name__, exc_info=True)
        raise refusal from error
    if not bool(logits.isfinite().all()):
        raise MemoryAttachError(
            marked("errors", "{model} gives no finite numbers for four words as a trial: its weights are damaged, or too large for the precision they are opened in."),
            model=type(backbone).__name__,
        )  # fmt: skip
    seen, hidden = (logits[0] - logits[1]).abs().amax(-1)[[0, 3]].tolist()
    lost = float((torch.cat(parts, dim=1) - logits).abs().max())
    # Half precision rounds differently when tokens come one by one.
    slack = 1e-3 if is_exact(backbone) else 0.2
    if not seen > 0 or hidden > 1e-3 * seen + 1e-6 or lost > slack * seen + 1e-6:
        raise refusal


def is_exact(backbone: PreTrainedModel) -> bool:
    """Whether the backbone works in single precision or better."""
    return backbone.dtype in {torch.float32, torch.float64}


def _trial(
    backbone: PreTrainedModel,
    embeddings: Tensor,
    allowed: Tensor,
    positions: Tensor,
    cache: Cache | None,
) -> Tensor:
    output = run(
        backbone,
        embeddings,
        allowed,
        positions,
        logits_at=torch.arange(len(positions), device=positions.device),
        cache=cache,
        capture=False,
    )
    logits: Tensor = output.logits
    return logits.float()


@contextmanager
def eager_attention(backbone: PreTrainedModel) -> Iterator[None]:
    """Run the backbone with attention that gives its weights, and put it back afterwards.

    The default attention of transformers returns no weights, without any warning.
    """
    before = backbone.config._attn_implementation  # noqa: SLF001
    if before == "eager":
        yield
        return
    backbone.set_attn_implementation("eager")
    try:
        yield
    finally:
        backbone.set_attn_implementation(before)
