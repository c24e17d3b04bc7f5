"""What it costs to look at plain attention: reading, holding, and computing what is seen.

The models are GPT-2 and Llama of random weights: cost depends on shapes alone. Text is random words.
Shapes: N tokens, L layers, H heads.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

from memstudio.bench.attention_text import random_text, word_tokenizer
from memstudio.memory.backbone import eager_attention
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from memstudio.trace.attention_capture import capture_attention
from memstudio.trace.attention_matrix import AttentionMatrix
from memstudio.trace.attention_pyramid import AttentionPyramid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.progress import Control
    from memstudio.trace.attention_layout import CapturedAttention

_WORDS = 4000
_TILE = 256
_TILES = 20


@dataclass(frozen=True)
class AttentionCost:
    """One view.

    Attributes:
        model: its shape, in words.
        tokens: N.
        layers: L.
        heads: H.
        shows_all: whether there are small pictures of all heads, beside one layer kept whole.
        read_s: seconds until all of it was read.
        read_cpu_s: of the processor.
        held_mb: what is kept, in millions of bytes.
        weights_mb: what the weights of the same heads would take in single precision.
        tile_ms: until a tile of 256 x 256 weights is computed, the middle of 20.
        row_ms: until a word's whole row is.
        overview_cpu_s: seconds of the processor until an overview of all weights of a head is.
        largest_error: between weights shown and the model's own, run eagerly; None where those
            would not fit in memory.
    """

    model: str
    tokens: int
    layers: int
    heads: int
    shows_all: bool
    read_s: float
    read_cpu_s: float
    held_mb: float
    weights_mb: float
    tile_ms: float
    row_ms: float
    overview_cpu_s: float
    largest_error: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def measure_attention(sizes: tuple[int, ...], control: Control) -> Iterator[AttentionCost]:
    """Measure the view of 12 x 12 heads at 512 tokens, and one layer at longer texts.

    Args:
        sizes: of the longer texts, in tokens.
        control: takes progress; cancelling takes effect within a part of a text.
    """
    torch.manual_seed(0)
    tokenizer = word_tokenizer(_WORDS)
    gpt2 = GPT2LMHeadModel(GPT2Config(vocab_size=_WORDS, bos_token_id=None, eos_token_id=None))
    loaded = _loaded(gpt2, tokenizer)
    cost, captured = _measured(loaded, "GPT-2 small", 512, (5,), control, pictures=True)
    yield replace(cost, largest_error=_largest_error(loaded, captured))
    for size in sizes:
        llama = LlamaForCausalLM(
            LlamaConfig(
                vocab_size=_WORDS, hidden_size=256, intermediate_size=512, num_hidden_layers=2,
                num_attention_heads=4, max_position_embeddings=max(sizes), initializer_range=0.06,
                bos_token_id=None, eos_token_id=None,
            )
        )  # fmt: skip
        loaded = _loaded(llama, tokenizer)
        name = "Llama, 2 layers of 4 heads of 64"
        cost, captured = _measured(loaded, name, size, (1,), control, pictures=False)
        error = _largest_error(loaded, captured) if size <= 4096 else None
        yield replace(cost, largest_error=error)


def _loaded(model: Any, tokenizer: Any) -> LoadedModel:
    return LoadedModel(model.eval(), tokenizer, ModelSource("random", "random", "folder", Path()))


def _measured(
    loaded: LoadedModel,
    name: str,
    size: int,
    layers: tuple[int, ...],
    control: Control,
    *,
    pictures: bool,
) -> tuple[AttentionCost, CapturedAttention]:
    began, cpu = time.perf_counter(), time.process_time()
    captured = capture_attention(
        loaded, random_text(size, _WORDS), document="random words", control=control,
        layers=layers, max_tokens=size, pictures=pictures,
    )  # fmt: skip
    read, read_cpu = time.perf_counter() - began, time.process_time() - cpu
    matrix = AttentionMatrix(captured.kept[layers[0]], 0)
    places = np.linspace(0, size - _TILE, _TILES).astype(int).tolist()
    tiles = [
        _seconds(lambda at=at: matrix.cells(at, at // 2, at + _TILE, at // 2 + _TILE, 1))
        for at in places
    ]
    row = _seconds(lambda: matrix.row(size - 1))
    cpu = time.process_time()
    AttentionPyramid(matrix, "max").fill(lambda: not control.is_cancelled, lambda _: None)
    control.checkpoint()
    shown = len(captured.layers) if pictures else 1
    cost = AttentionCost(
        model=name,
        tokens=captured.num_places,
        layers=len(captured.layers),
        heads=captured.num_heads,
        shows_all=pictures,
        read_s=read,
        read_cpu_s=read_cpu,
        held_mb=captured.num_bytes / 1e6,
        weights_mb=shown * captured.num_heads * size * size * 4 / 1e6,
        tile_ms=float(np.median(tiles)) * 1000,
        row_ms=row * 1000,
        overview_cpu_s=time.process_time() - cpu,
    )
    return cost, captured


def _seconds(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _largest_error(loaded: LoadedModel, captured: CapturedAttention) -> float:
    """Between all weights of the layer kept and what the model says when it is run eagerly."""
    ids = torch.tensor(loaded.tokenizer(captured.text, add_special_tokens=False)["input_ids"])
    with torch.no_grad(), eager_attention(loaded.model):
        own = loaded.model.base_model(ids[None], use_cache=False, output_attentions=True)
    ((index, layer),) = captured.kept.items()
    whole = slice(0, captured.num_places)
    return max(
        float(np.abs(AttentionMatrix(layer, head).part(whole, whole) - weights.numpy()).max())
        for head, weights in enumerate(own.attentions[index][0])
    )
