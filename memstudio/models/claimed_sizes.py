"""Whether a model's configuration claims more than its files hold.

The library makes room for what a configuration says before it finds that the weights are others, and
fills with random numbers what is not there. Nothing here imports torch or transformers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.errors import ModelLoadError, marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from memstudio.models.safetensors_header import StoredTensor

_LAYERS = frozenset({
    "num_hidden_layers", "num_layers", "n_layer", "n_layers", "encoder_layers", "decoder_layers",
    "num_decoder_layers", "num_encoder_layers",
})  # fmt: skip
_WIDTHS = frozenset({
    "hidden_size", "n_embd", "d_model", "dim", "vocab_size", "intermediate_size", "n_inner", "d_ff",
    "ffn_dim", "encoder_ffn_dim", "decoder_ffn_dim", "num_attention_heads", "num_key_value_heads",
    "n_head", "head_dim", "d_kv", "num_experts", "num_local_experts", "n_routed_experts",
    "moe_intermediate_size",
})  # fmt: skip
_MOST: Mapping[str, int] = {
    "max_position_embeddings": 100_000_000, "n_positions": 100_000_000, "num_slots": 1_000_000,
    "segment_length": 100_000_000,
}  # fmt: skip
_FEW = 1000
"""Layers that nobody asks about: some models share one layer's weights among many."""


def check_claims(config: Mapping[str, Any], stored: Sequence[StoredTensor], name: str) -> None:
    """Make sure that no size in a configuration is beyond what the weights could fill.

    Args:
        config: of a model, with the configurations in it.
        stored: the tensors of its files.
        name: what the user calls it.

    Raises:
        ModelLoadError: one is.
    """
    elements = sum(tensor.elements for tensor in stored)
    for field, value in _sizes(config):
        most = _MOST.get(field, elements)
        if field in _LAYERS:
            most = max(_FEW, len(stored))
        if not 0 <= value <= most:
            raise ModelLoadError(
                marked("errors", "{name} cannot be opened: its config.json says {value} for '{field}', and its files hold far less. It is damaged, or was made to mislead; fetch the model again."),
                name=name, field=field, value=_short(value),
            )  # fmt: skip


def _sizes(config: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    waiting = [config]
    while waiting:
        for field, value in waiting.pop().items():
            if isinstance(value, dict):
                waiting.append(value)
            elif _is_size(field, value):
                yield field, value


def _is_size(field: str, value: object) -> bool:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and (field in _LAYERS or field in _WIDTHS or field in _MOST)


def _short(value: int) -> str:
    return str(value) if abs(value) < 10**12 else f"{value:.0e}" if abs(value) < 10**300 else "…"
