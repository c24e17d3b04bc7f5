"""Families of models that can be made from nothing: their sizes, configurations and parameters.

A size says width, layers, heads and the width within the feed-forward parts, once for all families;
a family says what it calls these, and what else it is made of, so that parameters are counted
without making anything. Imports neither torch nor transformers.

Shapes: d width, L layers, h heads, f feed-forward width, P positions, V vocabulary.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any, Literal

from memstudio.errors import MemStudioError, marked

_GATED = 2 / 3
"""A gated feed-forward part has three matrices in place of two, and is as much narrower."""
_TO_EVEN = 32
_T5_BUCKETS = 32


@dataclass(frozen=True, slots=True)
class Size:
    """How large a model is, whatever its family.

    Attributes:
        width: d.
        layers: L; a model with an encoder gives half of them to it.
        heads: of each attention, h.
        feed_forward: f, of a part with two matrices.
        learning_rate: that suits training it from nothing.
    """

    name: str
    width: int
    layers: int
    heads: int
    feed_forward: int
    learning_rate: float = 1e-3


SIZES: tuple[Size, ...] = (
    Size("tiny", 128, 4, 4, 512),
    Size("small", 384, 6, 6, 1536),
    Size("medium", 512, 10, 8, 2048),
    Size("base", 768, 12, 12, 3072, 6e-4),
)
"""About 1, 11, 31 and 85 million parameters, words not counted."""


@dataclass(frozen=True, slots=True)
class TokenNumbers:
    """What a configuration has to know of a tokenizer."""

    vocabulary: int
    begin: int
    end: int
    padding: int

    def config(self, *, has_encoder: bool) -> dict[str, int]:
        """As config.json names them; a decoder behind an encoder begins with the padding."""
        values = {
            "vocab_size": self.vocabulary, "bos_token_id": self.begin, "eos_token_id": self.end,
            "pad_token_id": self.padding,
        }  # fmt: skip
        return values | ({"decoder_start_token_id": self.padding} if has_encoder else {})


@dataclass(frozen=True, slots=True)
class Family:
    """A family of models that transformers has built in.

    Attributes:
        name: the `model_type` of its configuration.
        title: its proper name.
        summary: one sentence for a person who chooses.
        paper: where it is described.
        names: of width, layers, heads, feed_forward and positions in its configuration.
        others: what its configuration needs besides.
        has_encoder: whether an encoder stands before the decoder.
        is_gated: whether feed-forward parts have three matrices.
        biases: whether matrices have biases.
        norm_biases: whether norms have.
        norms: of a layer.
        head_norms: what the norms of queries and keys in a layer are as wide as: a "head", or the
            whole "width"; None without.
        learnt_positions: rows of the table of positions beyond P; None when there is no table.
    """

    name: str
    title: str
    summary: str
    paper: str
    names: dict[str, str]
    others: dict[str, Any] = field(default_factory=dict)
    has_encoder: bool = False
    is_gated: bool = False
    biases: bool = False
    norm_biases: bool = False
    norms: int = 2
    head_norms: Literal["head", "width"] | None = None
    learnt_positions: int | None = None

    def feed_forward(self, size: Size) -> int:
        """f, the same number of weights for all families."""
        if not self.is_gated:
            return size.feed_forward
        return round(size.feed_forward * _GATED / _TO_EVEN) * _TO_EVEN

    def config(self, size: Size, positions: int, tokens: TokenNumbers) -> dict[str, Any]:
        """The configuration, as config.json holds it.

        Args:
            size: of the model.
            positions: that it sees at once.
            tokens: of the tokenizer.
        """
        numbers = {
            "width": size.width, "heads": size.heads, "feed_forward": self.feed_forward(size),
            "positions": positions, "head_width": size.width // size.heads,
        }  # fmt: skip
        numbers["layers"] = size.layers // 2 if self.has_encoder else size.layers
        values: dict[str, Any] = {"model_type": self.name, **self.others}
        for name, meaning in self.names.items():
            values[name] = numbers[meaning]
        values["tie_word_embeddings"] = True
        return values | tokens.config(has_encoder=self.has_encoder)

    def num_parameters(self, size: Size, positions: int, vocabulary: int) -> int:
        """How many parameters the model has, as transformers makes it."""
        if self.has_encoder:
            return self._with_encoder(size, positions, vocabulary)
        layers = size.layers * (
            self._attention(size)
            + self._feed_forward(size)
            + self.norms * self._norm(size.width)
            + self._head_norms(size)
        )
        return self._words(size, positions, vocabulary) + layers + self._norm(size.width)

    # ------------------------------------------------------------------ parts

    def _with_encoder(self, size: Size, positions: int, vocabulary: int) -> int:
        attention, feed = self._attention(size), self._feed_forward(size)
        norm = self._norm(size.width)
        pair = (attention + feed + 2 * norm) + (2 * attention + feed + 3 * norm)
        if self.learnt_positions is not None:
            table = 2 * (positions + self.learnt_positions) * size.width
        else:
            table = 2 * _T5_BUCKETS * size.heads
        return vocabulary * size.width + table + 2 * norm + size.layers // 2 * pair

    def _words(self, size: Size, positions: int, vocabulary: int) -> int:
        table = 0 if self.learnt_positions is None else positions + self.learnt_positions
        return (vocabulary + table) * size.width

    def _attention(self, size: Size) -> int:
        return 4 * size.width * (size.width + int(self.biases))

    def _feed_forward(self, size: Size) -> int:
        wide = self.feed_forward(size)
        matrices = (3 if self.is_gated else 2) * size.width * wide
        return matrices + (wide + size.width if self.biases else 0)

    def _norm(self, width: int) -> int:
        return width * (2 if self.norm_biases else 1)

    def _head_norms(self, size: Size) -> int:
        if self.head_norms is None:
            return 0
        return 2 * (size.width if self.head_norms == "width" else size.width // size.heads)


_USUAL = {
    "hidden_size": "width", "num_hidden_layers": "layers", "num_attention_heads": "heads",
    "intermediate_size": "feed_forward", "max_position_embeddings": "positions",
}  # fmt: skip
_GROUPED = _USUAL | {"num_key_value_heads": "heads", "head_dim": "head_width"}

FAMILIES: tuple[Family, ...] = (
    Family(
        "llama", "Llama",
        marked("training", "Rotary positions, gated feed-forward parts, no biases: what most open models are today."),
        "Touvron et al., 2023, arXiv 2302.13971", _GROUPED, is_gated=True,
    ),
    Family(
        "qwen3", "Qwen 3",
        marked("training", "As Llama, with norms on queries and keys, which keep large learning rates steady."),
        "Yang et al., 2025, arXiv 2505.09388", _GROUPED, is_gated=True, head_norms="head",
    ),
    Family(
        "mistral", "Mistral",
        marked("training", "As Llama; the usual form of its sliding window is left out, since segments are short."),
        "Jiang et al., 2023, arXiv 2310.06825", _GROUPED, {"sliding_window": None}, is_gated=True,
    ),
    Family(
        "olmo2", "OLMo 2",
        marked("training", "As Llama, with norms behind each part in place of before it, and on queries and keys."),
        "OLMo Team, 2024, arXiv 2501.00656",
        {name: value for name, value in _GROUPED.items() if name != "head_dim"},
        is_gated=True, head_norms="width",
    ),
    Family(
        "gpt2", "GPT-2",
        marked("training", "Learnt positions, biases, two matrices in each feed-forward part: the form most papers compare with."),
        "Radford et al., 2019",
        {"n_embd": "width", "n_layer": "layers", "n_head": "heads", "n_inner": "feed_forward",
         "n_positions": "positions"},
        biases=True, norm_biases=True, learnt_positions=0,
    ),
    Family(
        "gpt_neox", "GPT-NeoX",
        marked("training", "Rotary positions in a quarter of each head, attention and feed-forward side by side: the form of Pythia."),
        "Black et al., 2022, arXiv 2204.06745", _USUAL, biases=True, norm_biases=True,
    ),
    Family(
        "opt", "OPT",
        marked("training", "As GPT-2, with rectified units; an open copy of GPT-3's recipe."),
        "Zhang et al., 2022, arXiv 2205.01068",
        {"hidden_size": "width", "word_embed_proj_dim": "width", "num_hidden_layers": "layers",
         "num_attention_heads": "heads", "ffn_dim": "feed_forward",
         "max_position_embeddings": "positions"},
        biases=True, norm_biases=True, learnt_positions=2,
    ),
    Family(
        "bart", "BART",
        marked("training", "An encoder and a decoder with learnt positions, made to be trained by filling in what was hidden."),
        "Lewis et al., 2020, arXiv 1910.13461",
        {"d_model": "width", "encoder_layers": "layers", "decoder_layers": "layers",
         "encoder_attention_heads": "heads", "decoder_attention_heads": "heads",
         "encoder_ffn_dim": "feed_forward", "decoder_ffn_dim": "feed_forward",
         "max_position_embeddings": "positions"},
        {"is_encoder_decoder": True, "forced_eos_token_id": None},
        has_encoder=True, biases=True, norm_biases=True, learnt_positions=2,
    ),
    Family(
        "t5", "T5",
        marked("training", "An encoder and a decoder with positions relative to each other, so that any length is read."),
        "Raffel et al., 2020, arXiv 1910.10683",
        {"d_model": "width", "num_layers": "layers", "num_decoder_layers": "layers",
         "num_heads": "heads", "d_kv": "head_width", "d_ff": "feed_forward"},
        {"is_encoder_decoder": True}, has_encoder=True,
    ),
)  # fmt: skip


def family_of(name: str) -> Family:
    """The family of that name.

    Raises:
        MemStudioError: there is none; the message lists what there is.
    """
    for family in FAMILIES:
        if family.name == name:
            return family
    raise _unknown(marked("errors", "architecture"), name, [each.name for each in FAMILIES])


def size_of(name: str) -> Size:
    """The size of that name.

    Raises:
        MemStudioError: there is none; the message lists what there is.
    """
    for size in SIZES:
        if size.name == name:
            return size
    raise _unknown(marked("errors", "size"), name, [each.name for each in SIZES])


def _unknown(what: str, name: str, names: list[str]) -> MemStudioError:
    if close := difflib.get_close_matches(name, names, n=1):
        return MemStudioError(
            marked("errors", "There is no {what} called '{name}'. Did you mean '{close}'?"),
            what=what, name=name, close=close[0],
        )  # fmt: skip
    return MemStudioError(
        marked("errors", "There is no {what} called '{name}'. There are: {names}."),
        what=what, name=name, names=", ".join(names),
    )  # fmt: skip
