"""Tokens kept on disk by what they were made from, and read by mapping."""

from __future__ import annotations

import hashlib
import io
import logging
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from memstudio.atomic import write_bytes
from memstudio.data import text_cache
from memstudio.errors import StorageError
from memstudio.models.tokenizer_identity import template_identity, tokenizer_identity
from memstudio.paths import cache_dir

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from memstudio.data.rendering import Part
    from memstudio.data.stored_documents import StoredDocuments
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
_BLOCK = 1 << 20
_MOST_BLOCKS = 64
# Raised when the same text and tokenizer are turned into other tokens than before.
_VERSION = b"8"


def place_of(documents: Sequence[Sequence[Part]], tokenizer: Any, control: Control | None) -> Path:
    """The file for the tokens of these documents by this tokenizer.

    Raises:
        Cancelled: through `control`.
    """
    digest = _digest_of_tokenizer(tokenizer)
    for document in documents:
        if control is not None:
            control.checkpoint()
        digest.update(len(document).to_bytes(8, "little"))
        for part in document:
            text = str(part.text).encode("utf-8", "surrogatepass")
            digest.update((2 * len(text) + part.counts).to_bytes(8, "little"))
            digest.update(text)
    return _place(digest)


def place_of_stored(documents: StoredDocuments, tokenizer: Any) -> Path:
    """The file for the tokens of documents on the disk, none of which is read for it."""
    digest = _digest_of_tokenizer(tokenizer)
    digest.update(b" stored " + template_identity(tokenizer) + b" ")
    digest.update(documents.content)
    return _place(digest)


def _digest_of_tokenizer(tokenizer: Any) -> hashlib._Hash:
    return hashlib.sha256(_VERSION + tokenizer_identity(tokenizer))


def _place(digest: hashlib._Hash) -> Path:
    return cache_dir() / "tokenised" / f"{digest.hexdigest()[:32]}.npy"


Tokens: TypeAlias = "tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.bool_] | None]"


def load(place: Path) -> Tokens | None:
    """Tokens `[N]`, offsets `[D+1]`, and what counts `[N]`; None when there are none that are whole."""
    try:
        kept = np.load(_index_of(place), allow_pickle=False)
        tokens = np.load(place, mmap_mode="r", allow_pickle=False)
        counts = None
        if counts_of(place).exists():
            counts = np.load(counts_of(place), mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError):
        _log.warning("damaged tokens in %s are made anew", place)
        return None
    fits = tokens.dtype == np.int32 and tokens.ndim == 1
    fits = fits and (counts is None or (counts.dtype == np.bool_ and counts.shape == tokens.shape))
    if fits and kept.dtype == np.int64 and kept.ndim == 1 and len(kept) > 1:
        offsets = kept[1:]
        if offsets[-1] == len(tokens) and kept[0] == _checksum(tokens, offsets, counts):
            text_cache.hold("tokenised", place.stem, tokens)
            with suppress(OSError):
                _index_of(place).touch()
            return tokens, offsets, counts
    _log.warning("damaged tokens in %s are made anew", place)
    return None


def keep(
    place: Path,
    tokens: NDArray[np.int32],
    offsets: NDArray[np.int64],
    counts: NDArray[np.bool_] | None = None,
) -> None:
    """Keep tokens for the next time; without room for them, do without."""
    arrays: list[tuple[Path, NDArray[Any]]] = [(place, tokens)]
    if counts is not None:
        arrays.append((counts_of(place), counts))
    try:
        for path, array in arrays:
            _write(path, array)
        keep_index(place, tokens, offsets, counts)
    except StorageError:
        _log.warning("tokens are not kept for the next time", exc_info=True)


def keep_index(
    place: Path,
    tokens: NDArray[np.int32],
    offsets: NDArray[np.int64],
    counts: NDArray[np.bool_] | None,
) -> None:
    """Make tokens complete that are in their place.

    Raises:
        StorageError: the folder cannot be written.
    """
    checksum = np.asarray([_checksum(tokens, offsets, counts)], np.int64)
    _write(_index_of(place), np.concatenate([checksum, offsets]))


def _write(path: Path, array: NDArray[Any]) -> None:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    write_bytes(path, buffer.getvalue())


def counts_of(place: Path) -> Path:
    """The file of what counts, where not all does."""
    return place.with_suffix(".counts.npy")


def _index_of(place: Path) -> Path:
    """The file of the checksum and the offsets; written last, so that it makes both complete."""
    return place.with_suffix(".offsets.npy")


def _checksum(
    tokens: NDArray[np.int32], offsets: NDArray[np.int64], counts: NDArray[np.bool_] | None
) -> int:
    """Of all there is, or of a sample of what would take long to read."""
    checksum = zlib.crc32(np.ascontiguousarray(offsets).data)
    for array in (tokens,) if counts is None else (tokens, counts):
        starts = range(0, len(array), _BLOCK)
        step = max(1, len(starts) // _MOST_BLOCKS)
        for start in (*starts[::step], *starts[-1:]):
            block = np.ascontiguousarray(array[start : start + _BLOCK])
            checksum = zlib.crc32(block.data, checksum)
    return checksum
