"""Documents as tokens: made once, kept on disk by what they were made from, read by mapping."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import Dataset
from typing_extensions import override

from memstudio.atomic import write_bytes
from memstudio.errors import DataError, StorageError, marked
from memstudio.paths import cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from memstudio.data.documents import Document
    from memstudio.progress import Control

_PIECE = 20_000
_PIECES_AT_ONCE = 16
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class TokenisedCorpus:
    """Tokens of documents one after another.

    Attributes:
        tokens: `[N]` int32.
        offsets: `[D+1]` int64, where each document begins, and N.
    """

    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @property
    def num_tokens(self) -> int:
        """N."""
        return int(self.offsets[-1])

    @property
    def num_documents(self) -> int:
        """D."""
        return len(self.offsets) - 1

    def num_segments(self, segment_length: int) -> int:
        """Segments of all documents; none crosses the end of a document."""
        return int(np.sum(-(-np.diff(self.offsets) // segment_length)))


def tokenise(
    documents: Sequence[Document], tokenizer: Any, control: Control | None = None
) -> TokenisedCorpus:
    """Turn documents into tokens, each closed by the tokenizer's end token if it has one.

    The result is kept under the cache folder, by the text and the tokenizer.

    Args:
        documents: what to tokenise.
        tokenizer: a Hugging Face tokenizer.
        control: takes progress in characters; may cancel.
    """
    path = _cache_path(documents, tokenizer)
    if (cached := _load(path)) is not None:
        return cached
    total = sum(len(document.text) for document in documents)
    done = 0
    end = tokenizer.eos_token_id
    pieces: list[NDArray[np.int32]] = []
    offsets = [0]
    for document in documents:
        length = 0
        for batch in _batches(document.text):
            if control is not None:
                control.checkpoint()
                text = marked("progress", "Turning text into tokens")
                control.report(done, total, text, "characters")
            encoded = tokenizer(batch, add_special_tokens=False, verbose=False)["input_ids"]
            for ids in encoded:
                pieces.append(np.asarray(ids, dtype=np.int32))
                length += len(ids)
            done += sum(len(piece) for piece in batch)
        if end is not None:
            pieces.append(np.asarray([end], dtype=np.int32))
            length += 1
        offsets.append(offsets[-1] + length)
    tokens = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
    made = TokenisedCorpus(tokens, np.asarray(offsets, dtype=np.int64))
    _keep(path, made)
    return _load(path) or made


def _batches(text: str) -> Iterator[list[str]]:
    """A text in pieces cut between paragraphs, some at a time."""
    batch: list[str] = []
    for piece in _pieces(text):
        batch.append(piece)
        if len(batch) == _PIECES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        if len(text) - start <= _PIECE:
            yield text[start:]
            return
        found = _PARAGRAPH.search(text, start + _PIECE // 2, start + _PIECE)
        # The break stays with what follows, as tokenizers join blanks to the next word.
        end = found.start() if found else _word_end(text, start + _PIECE)
        yield text[start:end]
        start = end


def _word_end(text: str, near: int) -> int:
    """The blank before `near`, or `near` itself in a text without blanks."""
    found = max(text.rfind(" ", near - 2000, near), text.rfind("\n", near - 2000, near))
    return found if found > 0 else near


def _cache_path(documents: Sequence[Document], tokenizer: Any) -> Path:
    digest = hashlib.sha256()
    backend = getattr(tokenizer, "backend_tokenizer", None)
    name = backend.to_str() if backend is not None else f"{tokenizer.name_or_path} {len(tokenizer)}"
    digest.update(name.encode())
    digest.update(str(tokenizer.eos_token_id).encode())
    for document in documents:
        text = document.text.encode("utf-8", "surrogatepass")
        digest.update(len(text).to_bytes(8, "little"))
        digest.update(text)
    return cache_dir() / "tokenised" / f"{digest.hexdigest()[:32]}.npy"


def _load(path: Path) -> TokenisedCorpus | None:
    """What is kept; None when there is nothing, or it is damaged."""
    try:
        offsets = np.load(path.with_suffix(".offsets.npy"), allow_pickle=False)
        tokens = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    fits = tokens.dtype == np.int32 and offsets.dtype == np.int64 and offsets.ndim == 1
    if not fits or not len(offsets) or offsets[-1] != len(tokens):
        return None
    return TokenisedCorpus(tokens, offsets)


def _keep(path: Path, corpus: TokenisedCorpus) -> None:
    """Keep tokens for the next time; without room for them, do without."""
    try:
        for place, array in (
            (path, corpus.tokens),
            (path.with_suffix(".offsets.npy"), corpus.offsets),
        ):
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            write_bytes(place, buffer.getvalue())
    except StorageError:
        return


class SegmentWindows(Dataset[dict[str, torch.Tensor]]):
    """Samples of some segments in a row, none across the end of a document.

    Args:
        corpus: tokens.
        segment_length: tokens of a segment.
        segments_per_sample: segments in a row.
        stride: segments from one sample's start to the next's; None for no overlap.
        pad_token: what fills the end of a document's last sample; it is masked.

    Each item: `input_ids`, `labels` (-100 at padding) and `attention_mask`, all `[n]` int64 with
    n = segments_per_sample * segment_length.
    """

    def __init__(
        self,
        corpus: TokenisedCorpus,
        segment_length: int,
        segments_per_sample: int,
        stride: int | None = None,
        pad_token: int = 0,
    ) -> None:
        self._corpus = corpus
        self._length = segment_length * segments_per_sample
        self._pad = pad_token
        step = self._length if stride is None else stride * segment_length
        starts, ends = [], []
        for first, last in zip(corpus.offsets[:-1], corpus.offsets[1:], strict=True):
            # A sample of one token has nothing to predict.
            for start in range(int(first), max(int(first), int(last) - 1), step):
                starts.append(start)
                ends.append(min(start + self._length, int(last)))
        self._starts = np.asarray(starts, dtype=np.int64)
        self._ends = np.asarray(ends, dtype=np.int64)
        if not starts:
            raise DataError(
                marked(
                    "errors", "There is too little text: not even two tokens in a row. Add more."
                )
            )

    def __len__(self) -> int:
        return len(self._starts)

    @override
    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        start, end = int(self._starts[index]), int(self._ends[index])
        count = end - start
        ids = np.full(self._length, self._pad, dtype=np.int64)
        ids[:count] = self._corpus.tokens[start:end]
        labels = np.full(self._length, -100, dtype=np.int64)
        labels[:count] = ids[:count]
        mask = np.zeros(self._length, dtype=np.int64)
        mask[:count] = 1
        return {
            "input_ids": torch.from_numpy(ids),
            "labels": torch.from_numpy(labels),
            "attention_mask": torch.from_numpy(mask),
        }
