"""How many tokens a model sees at once, open or by its files. Imports neither torch nor transformers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transformers import PreTrainedModel

_POSITIONS = (
    "max_position_embeddings",
    "max_decoder_position_embeddings",
    "n_positions",
    "max_seq_len",
)
# Families that begin to count behind the padding's place.
_BEHIND_PADDING = {
    "camembert", "data2vec-text", "roberta", "roberta-prelayernorm", "xlm-roberta",
    "xlm-roberta-xl", "xmod",
}  # fmt: skip
_THEIR_PADDING = 1


def window_of(backbone: PreTrainedModel) -> int | None:
    """The most positions that the backbone sees at once; None when it says no limit."""
    return _least_of(backbone, (*_POSITIONS, "sliding_window"))


def num_positions(backbone: PreTrainedModel) -> int | None:
    """The most tokens that the backbone knows positions for; None when it says no limit.

    Where attention slides it may be many times what is seen at once.
    """
    return _least_of(backbone, _POSITIONS)


def _least_of(backbone: PreTrainedModel, names: tuple[str, ...]) -> int | None:
    config = backbone.config.get_text_config(decoder=True)
    least = _least(getattr(config, name, None) for name in names)
    return None if least is None else least - first_position(backbone)


def _least(limits: Iterable[Any]) -> int | None:
    return min((each for each in limits if isinstance(each, int) and each > 0), default=None)


def first_position(backbone: PreTrainedModel) -> int:
    """What the first word's position is called: above 0 where that is the padding's (RoBERTa)."""
    embeddings = getattr(backbone.base_model, "embeddings", None)
    padding = getattr(getattr(embeddings, "position_embeddings", None), "padding_idx", None)
    return 0 if padding is None else int(padding) + 1


def window_in(config: dict[str, Any]) -> int | None:
    """As `window_of` finds it, in a configuration's file; None where that leaves it out."""
    nested = (config.get(name) for name in ("text_config", "decoder"))
    text = next((each for each in nested if isinstance(each, dict)), config)
    # Some families write the number down and leave it unused.
    slides = text.get("use_sliding_window") is not False
    least = _least(text.get(name) for name in (*_POSITIONS, *(["sliding_window"] * slides)))
    if least is None or config.get("model_type") not in _BEHIND_PADDING:
        return least
    padding = config.get("pad_token_id", _THEIR_PADDING)
    return least if padding is None else least - padding - 1
