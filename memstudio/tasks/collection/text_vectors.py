"""Texts as vectors: the mean of a model's last hidden states over the tokens of a text.

A language model gives what it has; a sentence encoder such as all-MiniLM was trained so that near
vectors mean like texts, and finds far better.

Shapes: B texts at once, T tokens, d width, N texts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.precision import in_double

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_LONGEST = 512
"""Tokens that are read at once; of a longer text, each such part is read alone."""
_TOKENS_AT_ONCE, _MOST_AT_ONCE = 8192, 64
"""Tokens and texts that are read together."""
_SAMPLED = 64
"""Numbers of each parameter that tell one model's weights from another's."""


@dataclass(frozen=True)
class TextVectors:
    """A model that turns texts into vectors.

    Attributes:
        name: of the model, for people.
        fingerprint: the same for the same weights, in hexadecimal.
        is_encoder: whether it was made for nothing else.
    """

    name: str
    fingerprint: str
    is_encoder: bool
    _body: Any
    _tokenizer: Any
    _length: int

    def of(self, texts: Sequence[str], control: Control) -> NDArray[np.float32]:
        """`[N, d]`, each as the model gives it.

        Args:
            texts: zero for one without any token.
            control: may cancel.

        Raises:
            Cancelled: through `control`.
        """
        pieces: list[tuple[int, list[int]]] = []
        for number, text in enumerate(texts):
            ids = self._tokens(text)
            pieces += [
                (number, ids[i : i + self._length]) for i in range(0, len(ids), self._length)
            ]
        # Texts of like lengths together, so that little padding is read.
        pieces.sort(key=lambda piece: len(piece[1]))
        width = int(self._body.config.hidden_size)
        sums, counts = np.zeros((len(texts), width)), np.zeros((len(texts), 1))
        start = 0
        while start < len(pieces):
            control.checkpoint()
            # The last of them is the longest.
            longest = len(pieces[min(start + _MOST_AT_ONCE, len(pieces)) - 1][1])
            some = pieces[start : start + min(_MOST_AT_ONCE, max(1, _TOKENS_AT_ONCE // longest))]
            for (number, ids), total in zip(
                some, self._sums([ids for _, ids in some]), strict=True
            ):
                sums[number] += total
                counts[number] += len(ids)
            start += len(some)
        found: NDArray[np.float32] = (sums / np.maximum(counts, 1)).astype(np.float32)
        return found

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(
            text, add_special_tokens=self.is_encoder, truncation=False, verbose=False
        )["input_ids"]
        return ids

    def _sums(self, pieces: list[list[int]]) -> NDArray[np.float64]:
        """The sum of the states of each piece's tokens, `[B, d]`."""
        longest = max(map(len, pieces))
        device = self._body.device
        ids = torch.zeros(len(pieces), longest, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, piece in enumerate(pieces):
            ids[row, : len(piece)] = torch.tensor(piece)
            mask[row, : len(piece)] = 1
        ids, mask = ids.to(device), mask.to(device)
        with evaluating(self._body):
            states = self._body(input_ids=ids, attention_mask=mask).last_hidden_state
        total = (states.float() * mask[..., None]).sum(1)
        found: NDArray[np.float64] = in_double(total).numpy()
        return found


def vectors_of_model(loaded: LoadedModel) -> TextVectors:
    """An open language model as one that gives vectors; its memory has no part in them."""
    model = loaded.model
    has_memory = isinstance(model, MemoryModel)
    backbone = model.backbone if has_memory else model
    body = backbone.get_encoder() if backbone.config.is_encoder_decoder else backbone.base_model
    # A model with a memory never saw more than a segment at once.
    length = int(model.config.segment_length) if has_memory else _room(body.config)
    return TextVectors(
        loaded.source.name, fingerprint_of(body), False, body, loaded.tokenizer, length
    )  # fmt: skip


def vectors_of_encoder(name: str, body: Any, tokenizer: Any) -> TextVectors:
    """A sentence encoder that was opened."""
    length = _room(body.config)
    return TextVectors(name, fingerprint_of(body), True, body, tokenizer, length)


def fingerprint_of(body: Any) -> str:
    """What tells these weights from others: names, shapes and a few numbers of each parameter."""
    found = hashlib.sha256()
    for name, parameter in sorted(body.named_parameters()):
        flat = parameter.detach().flatten()
        places = torch.linspace(0, len(flat) - 1, min(len(flat), _SAMPLED)).long()
        places.clamp_(max=len(flat) - 1)  # single precision counts to 2 ** 24
        found.update(f"{name} {tuple(parameter.shape)} {parameter.dtype}".encode())
        found.update(flat[places.to(flat.device)].float().cpu().numpy().tobytes())
    return found.hexdigest()[:32]


def _room(config: Any) -> int:
    return min(_LONGEST, int(getattr(config, "max_position_embeddings", None) or _LONGEST))
