"""A trace of any length on disk, of made-up numbers: as large, and cut as small, as a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.layout import FEWEST_ROWS, OVERVIEWS
from memstudio.trace.store import TraceWriter

if TYPE_CHECKING:
    from pathlib import Path

_LENGTH = 256
_AT_ONCE = 64
"""Segments that are written at once."""
_KEPT = 8
_WORDS = ("mill ", "river ", "garden ", "the ", "Mary ", "kitchen ", "went ", "and ")


def make_trace(path: Path, num_tokens: int, num_slots: int) -> None:
    """Write a trace of whole segments."""
    rng = np.random.default_rng(0)
    segments = num_tokens // _LENGTH
    num_tokens = segments * _LENGTH
    ids = rng.integers(0, len(_WORDS), num_tokens, dtype=np.int32)
    lengths = np.array([len(word) for word in _WORDS], np.int32)[ids]
    ends = np.cumsum(lengths).astype(np.int32)
    text = "".join(_WORDS[i] for i in ids.tolist())
    vocabulary = "{" + ", ".join(f'"{i}": "{word}"' for i, word in enumerate(_WORDS)) + "}"
    with TraceWriter(path, segment_length=_LENGTH) as writer:
        writer.append(
            text=np.frombuffer(text.encode(), np.uint8),
            vocabulary=np.frombuffer(vocabulary.encode(), np.uint8),
            token_ids=ids, token_start=ends - lengths, token_end=ends,
            segment_start=np.arange(segments + 1, dtype=np.int64) * _LENGTH,
            states=np.zeros((1, num_slots, 16), np.float16),
            norm=np.ones((1, num_slots), np.float32),
            **_words(1, num_slots),
        )  # fmt: skip
        for first in range(0, segments, _AT_ONCE):
            _append(writer, rng, first, min(_AT_ONCE, segments - first), num_slots)
        _append_overviews(writer, rng, num_tokens, num_slots)
        writer.describe(
            model="made up", document="a million tokens", memory_kind="rmt", num_slots=num_slots,
            dim=16, segment_length=_LENGTH, num_segments=segments, num_tokens=num_tokens,
            num_layers=4, num_heads=4, step=None, text_crc32=_crc(text),
        )  # fmt: skip


def _crc(text: str) -> int:
    import zlib

    return zlib.crc32(text.encode())


def _words(states: int, num_slots: int) -> dict[str, np.ndarray]:
    shape = (states, num_slots, 5)
    ids = np.arange(states * num_slots * 5).reshape(shape) % len(_WORDS)
    return {
        "slot_words": ids.astype(np.int32),
        "slot_words_distinctive": ids.astype(np.int32),
        "slot_word_score": np.full(shape, 0.2, np.float16),
        "slot_word_distinctive_score": np.full(shape, 3.0, np.float16),
    }


def _append(
    writer: TraceWriter, rng: np.random.Generator, first: int, count: int, num_slots: int
) -> None:
    tokens = count * _LENGTH
    # Slots are busy at times, so that there is something to see.
    time = (first + np.arange(count))[:, None] / 40
    busy = np.abs(np.sin(time + np.arange(num_slots) * 0.7)).astype(np.float32) ** 4
    noise = rng.random((count, num_slots), np.float32)
    top = np.sort(rng.random((tokens, _KEPT), np.float32) * 0.1)[:, ::-1]
    writes = np.sort(rng.random((count, num_slots, _KEPT), np.float32) * 0.2)[..., ::-1]
    writer.append(
        loss=rng.gamma(2.0, 1.2, tokens).astype(np.float32),
        gain=rng.normal(0.2, 0.8, tokens).astype(np.float32),
        predicted=rng.integers(0, len(_WORDS), (tokens, 5), dtype=np.int32),
        predicted_probability=np.full((tokens, 5), 0.1, np.float16),
        states=rng.normal(size=(count, num_slots, 16)).astype(np.float16),
        norm=1 + 0.2 * noise,
        change=busy * noise,
        similarity=1 - busy * noise,
        read_mass=busy * 0.05, write_mass=busy,
        read_entropy=noise,
        read_top=top,
        read_top_index=rng.integers(0, num_slots, top.shape).astype(np.uint16),
        read_left_out=np.full(tokens, 0.03, np.float16),
        write_top=writes * busy[..., None],
        write_top_index=rng.integers(0, _LENGTH, writes.shape).astype(np.uint16),
        write_left_out=np.full(writes.shape[:2], 0.2, np.float16),
        between_top=writes,
        between_top_index=rng.integers(0, 2 * num_slots, writes.shape).astype(np.uint16),
        between_left_out=np.full(writes.shape[:2], 0.1, np.float16),
        **_words(count, num_slots),
    )  # fmt: skip


def _append_overviews(
    writer: TraceWriter, rng: np.random.Generator, num_tokens: int, num_slots: int
) -> None:
    for each in OVERVIEWS:
        rows = -(-num_tokens // each)
        if rows < FEWEST_ROWS:
            continue
        place = np.arange(rows)[:, None] * each / 10_000
        busy = np.abs(np.sin(place + np.arange(num_slots) * 0.7)).astype(np.float32) ** 4
        for name in ("read", "write"):
            noise = 0.5 + rng.random((rows, num_slots), np.float32)
            writer.append(**{f"{name}_{each}": 0.1 * busy * noise})
