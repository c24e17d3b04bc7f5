"""A trace as one page that opens in any browser, offline, and is small enough for a letter.

The page holds pooled, quantised quantities, the text as far as it fits, and the words and sources of
slots; it loads nothing. Its data are one compressed block: the length of a JSON head (4 bytes, little
end first), the head, and the arrays that it names, one after another.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.atomic import write_bytes
from memstudio.errors import TraceError, marked
from memstudio.trace.html_frame import page_frame
from memstudio.trace.html_parts import (
    PageSizes,
    Picture,
    TokenBytes,
    chosen_slots,
    contents,
    pictures,
    token_bytes,
)
from memstudio.trace.html_words import ENGLISH, PageLanguage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from memstudio.progress import Control
    from memstudio.trace.reader import TraceReader

LARGEST = 5_000_000
"""Bytes of a page, whatever it is of."""

_FIRST = PageSizes(tokens=600_000, columns=1600, slots=128, places=16_000)
_CELLS = 1 << 20
"""Of all quantities together."""
_LEAST = PageSizes(tokens=200, columns=16, slots=4, places=8)
_ROUNDS = 24
_LEVEL = 6


def export_html(
    reader: TraceReader,
    out: Path,
    control: Control,
    *,
    glance: Sequence[str] = (),
    language: PageLanguage = ENGLISH,
    largest: int = LARGEST,
) -> PageSizes:
    """Write a trace as one page.

    Args:
        reader: of the trace.
        out: the file.
        control: cancelling leaves nothing.
        glance: sentences that were measured, to stand above all.
        language: of all else that the page says.
        largest: bytes that the page may have.

    Returns:
        How much of the trace is on the page.

    Raises:
        TraceError: not even little of the trace fits.
        StorageError: the file cannot be written.
        Cancelled: through `control`.
    """
    page, sizes = html_page(reader, control, glance=glance, language=language, largest=largest)
    write_bytes(out, page)
    return sizes


def html_page(
    reader: TraceReader,
    control: Control,
    *,
    glance: Sequence[str] = (),
    language: PageLanguage = ENGLISH,
    largest: int = LARGEST,
) -> tuple[bytes, PageSizes]:
    """The page as UTF-8, and how much of the trace is on it; see `export_html`."""
    quantities = max(1, len(reader.quantities))
    slots = min(reader.num_slots, _FIRST.slots)
    sizes = replace(
        _FIRST,
        tokens=min(reader.num_tokens, _FIRST.tokens),
        slots=slots,
        columns=min(_FIRST.columns, max(64, _CELLS // (quantities * max(1, slots)))),
    )
    frame = page_frame(reader, glance, language)
    parts = _Parts(reader, language, control)
    for _ in range(_ROUNDS):
        control.checkpoint()
        page, taken = parts.page(frame, sizes)
        if len(page) <= largest:
            return page, sizes
        smaller = _smaller(sizes, taken, largest - sum(map(len, frame)))
        if smaller == sizes:
            break
        sizes = smaller
    raise TraceError(
        marked("errors", "The trace of {document} cannot be made to fit into {size} bytes."),
        document=reader.document, size=largest,
    )  # fmt: skip


def _smaller(sizes: PageSizes, parts: dict[str, int], room: int) -> PageSizes:
    """Less of what is largest; a little more is taken away than there seems to be too much."""
    total = sum(parts.values())
    part = max(parts, key=lambda name: parts[name])
    kept = max(0.1, min(0.9, (parts[part] - (total - room)) / parts[part] * 0.95))

    def less(now: int, least: int) -> int:
        return max(int(now * kept), min(now, least))

    if part == "text":
        return replace(sizes, tokens=less(sizes.tokens, _LEAST.tokens))
    if part == "contents":
        return replace(sizes, places=less(sizes.places, _LEAST.places))
    if sizes.columns > sizes.slots * 4:
        return replace(sizes, columns=less(sizes.columns, _LEAST.columns))
    return replace(sizes, slots=less(sizes.slots, _LEAST.slots))


class _Parts:
    """What pages of different sizes are put together from; each part is made once."""

    def __init__(self, reader: TraceReader, language: PageLanguage, control: Control) -> None:
        self._reader = reader
        self._language = language
        self._control = control
        self._slots: NDArray[np.int64] = np.zeros(0, np.int64)
        self._tokens: TokenBytes | None = None
        self._contents: tuple[int, dict[str, Any]] = (-1, {})

    def page(self, frame: tuple[str, str], sizes: PageSizes) -> tuple[bytes, dict[str, int]]:
        """The page, and what its parts take of it."""
        reader = self._reader
        slots = chosen_slots(reader, sizes.slots)
        if not np.array_equal(slots, self._slots):
            self._slots, self._tokens, self._contents = slots, None, (-1, {})
        head: dict[str, Any] = {"slots": slots.tolist(), "quantities": []}
        arrays: dict[str, NDArray[Any]] = {}
        if len(slots) and reader.num_segments:
            found, edges = pictures(reader, slots, sizes.columns)
            arrays["edges"] = edges.astype(np.int32)
            for each in found:
                head["quantities"].append(self._described(each))
                arrays[f"quantity {each.kind.name}"] = each.values
                if each.known is not None:
                    arrays[f"known {each.kind.name}"] = each.known
            head["contents"] = self._contents_of(sizes.places)
        pictured = sum(len(zlib.compress(values.tobytes(), _LEVEL)) for values in arrays.values())
        told = len(zlib.compress(json.dumps(head).encode(), _LEVEL))
        tokens = self._tokens_of(sizes.tokens)
        ends = int(reader.token_ends[sizes.tokens - 1]) if sizes.tokens else 0
        head |= {
            "text": reader.text[:ends],
            "num_tokens": reader.num_tokens,
            "num_segments": reader.num_segments,
            "num_slots": reader.num_slots,
            "highest_loss": tokens.highest_loss,
            "highest_write": tokens.highest_write,
            "has_weights": reader.has("write"),
        }
        shown = int(np.searchsorted(reader.segment_starts, sizes.tokens, side="left"))
        arrays["segment_starts"] = reader.segment_starts[: shown + 1].astype(np.int32)
        for name in ("lengths", "loss", "owner", "written"):
            arrays[f"token {name}"] = getattr(tokens, name)[: sizes.tokens]
        packed = _packed(head, arrays)
        page = base64.b64encode(packed).decode().join(frame).encode("utf-8", errors="replace")
        taken = {
            "picture": pictured,
            "contents": told,
            "text": max(0, len(packed) - pictured - told),
        }
        # Base64 is a third longer.
        return page, {name: size * 4 // 3 for name, size in taken.items()}

    def _described(self, picture: Picture) -> dict[str, Any]:
        kind = picture.kind.said(self._language.translate)
        return {
            "name": kind.name,
            "title": kind.title,
            "meaning": kind.meaning,
            "unit": kind.unit,
            "is_share": kind.is_share,
            **picture.scale._asdict(),
        }

    def _tokens_of(self, count: int) -> TokenBytes:
        if self._tokens is None:
            self._tokens = token_bytes(self._reader, self._slots, count, self._control)
        return self._tokens

    def _contents_of(self, places: int) -> dict[str, Any]:
        if self._contents[0] != places:
            found = contents(self._reader, self._slots, places, self._control)
            self._contents = places, found
        return self._contents[1]


def _packed(head: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> bytes:
    names = [[name, values.dtype.name, list(values.shape)] for name, values in arrays.items()]
    content = json.dumps({**head, "arrays": names}, ensure_ascii=False)
    content_bytes = content.encode("utf-8", errors="replace")
    block = [struct.pack("<I", len(content_bytes)), content_bytes]
    return zlib.compress(b"".join(block + [values.tobytes() for values in arrays.values()]), _LEVEL)
