"""The output layer, run where and on what we want: at some tokens only, and on vectors of ours.

Shapes: B rows, Q tokens, n vectors, d width, V vocabulary.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from transformers.modeling_outputs import (
    BaseModelOutput,
    BaseModelOutputWithPastAndCrossAttentions,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor, nn
    from transformers import PreTrainedModel

_log = logging.getLogger(__name__)


@contextmanager
def output_layer_at(backbone: PreTrainedModel, places: Tensor) -> Iterator[None]:
    """Run the output layer at some tokens only, for as long as this lasts.

    Args:
        backbone: a model with an output layer over words.
        places: `[n]` int64, positions among the Q tokens.
    """

    def pick(_: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return (args[0][:, places], *args[1:])

    handle = backbone.get_output_embeddings().register_forward_pre_hook(pick)
    try:
        yield
    finally:
        handle.remove()


def body_of(backbone: PreTrainedModel) -> PreTrainedModel:
    """All that runs before the output layer and what belongs to it; of a pair, in its decoder."""
    body = backbone.base_model
    decoder = getattr(body, "decoder", None)
    return body if decoder is None else decoder.base_model


def logits_of(backbone: PreTrainedModel, hidden: Tensor) -> Tensor:
    """The logits `[n, V]` that a model makes of vectors `[n, d]` that come out of its body.

    Families do many things before and behind their output layer: they scale, cap, add, and run
    layers of their own. So the model runs whole, with a body that gives these vectors.
    """
    ids = torch.zeros(1, len(hidden), dtype=torch.long, device=hidden.device)
    with _giving(body_of(backbone), hidden[None]):
        if backbone.config.is_encoder_decoder:
            width = backbone.get_encoder().get_input_embeddings().weight.shape[1]
            source = BaseModelOutput(last_hidden_state=hidden.new_zeros(1, 1, width))
            output = backbone(
                encoder_outputs=source, decoder_input_ids=ids, use_cache=False, return_dict=True
            )
        else:
            output = backbone(input_ids=ids, use_cache=False, return_dict=True)
    logits: Tensor = output.logits[0]
    return logits


def width_of_logits(backbone: PreTrainedModel) -> int:
    """The width d of the vectors that `logits_of` takes; 0 of a model that does not run so."""
    head = backbone.get_output_embeddings()
    num_words, width = head.weight.shape
    try:
        with torch.no_grad():
            logits = logits_of(backbone, head.weight.new_full((1, width), torch.nan))
    except Exception:  # noqa: BLE001 - models from elsewhere do what they like with what their body gives
        _log.info("%s gives no logits for vectors", type(backbone).__name__, exc_info=True)
        return 0
    is_of_the_vector = logits.shape == (1, num_words) and bool(logits.isnan().all())
    return int(width) if is_of_the_vector else 0


class _Given(BaseModelOutputWithPastAndCrossAttentions):
    """Vectors as what a body gives; whatever else some family asks it for is not there."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


@contextmanager
def _giving(body: PreTrainedModel, hidden: Tensor) -> Iterator[None]:
    """Let a body give these vectors `[1, n, d]`, whatever it reads, for as long as this lasts."""
    own = vars(body)
    before = own.get("forward")
    own["forward"] = lambda *_, **__: _Given(last_hidden_state=hidden)
    try:
        yield
    finally:
        del own["forward"]
        if before is not None:
            own["forward"] = before
