"""A trace as one page that opens in any browser, offline, and is small enough for a letter.

The page holds pooled, quantised quantities, the text as far as it fits, and the words and sources of
slots; it loads nothing. Its data are one compressed block: the length of a JSON head (4 bytes, little
end first), the head, and the arrays that it names, one after another.
"""

from __future__ import annotations

import base64
import html
import json
import struct
import tomllib
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.atomic import write_bytes
from memstudio.errors import TraceError, marked
from memstudio.resources import resource
from memstudio.trace.export_table import about_trace
from memstudio.trace.html_parts import (
    Sizes,
    chosen_slots,
    contents,
    pictures,
    token_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.progress import Control
    from memstudio.trace.reader import TraceReader

LARGEST = 5_000_000
"""Bytes of a page, whatever it is of."""

_FIRST = Sizes(tokens=600_000, columns=1600, slots=128, places=16_000)
_CELLS = 1 << 20
"""Of all quantities together."""
_LEAST = Sizes(tokens=200, columns=16, slots=4, places=8)
_ROUNDS = 24


def export_html(
    reader: TraceReader,
    out: Path,
    control: Control,
    *,
    glance: Sequence[str] = (),
    largest: int = LARGEST,
) -> Sizes:
    """Write a trace as one page.

    Args:
        reader: of the trace.
        out: the file.
        control: cancelling leaves nothing.
        glance: sentences that were measured, to stand above all.
        largest: bytes that the page may have.

    Returns:
        How much of the trace is on the page.

    Raises:
        TraceError: not even little of the trace fits.
        StorageError: the file cannot be written.
        Cancelled: through `control`.
    """
    page, sizes = html_page(reader, control, glance=glance, largest=largest)
    write_bytes(out, page)
    return sizes


def html_page(
    reader: TraceReader, control: Control, *, glance: Sequence[str] = (), largest: int = LARGEST
) -> tuple[bytes, Sizes]:
    """The page as UTF-8, and how much of the trace is on it; see `export_html`."""
    quantities = max(1, len(reader.quantities))
    slots = min(reader.num_slots, _FIRST.slots)
    sizes = replace(
        _FIRST,
        tokens=min(reader.num_tokens, _FIRST.tokens),
        slots=slots,
        columns=min(_FIRST.columns, max(64, _CELLS // (quantities * max(1, slots)))),
    )
    frame = _frame(reader, glance)
    for _ in range(_ROUNDS):
        control.checkpoint()
        page, parts = _page(frame, reader, sizes, control)
        if len(page) <= largest:
            return page, sizes
        smaller = _smaller(sizes, parts, largest - len(frame))
        if smaller == sizes:
            break
        sizes = smaller
    raise TraceError(
        marked("errors", "The trace of {document} cannot be made to fit into {size} bytes."),
        document=reader.document, size=largest,
    )  # fmt: skip


def _smaller(sizes: Sizes, parts: dict[str, int], room: int) -> Sizes:
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


def _page(
    frame: str, reader: TraceReader, sizes: Sizes, control: Control
) -> tuple[bytes, dict[str, int]]:
    """The page, and what its parts take of it."""
    slots = chosen_slots(reader, sizes.slots)
    head: dict[str, Any] = {"slots": slots.tolist(), "arrays": []}
    arrays: list[np.ndarray[Any, Any]] = []

    def add(name: str, values: np.ndarray[Any, Any]) -> None:
        head["arrays"].append([name, values.dtype.name, list(values.shape)])
        arrays.append(values)

    head["quantities"] = []
    if len(slots) and reader.num_segments:
        found, edges = pictures(reader, slots, sizes.columns)
        add("edges", edges.astype(np.int32))
        for each in found:
            scale = {"name": each.name, "low": each.low, "high": each.high, "largest": each.largest}
            head["quantities"].append(scale)
            add(f"quantity {each.name}", each.values)
        head["contents"] = contents(reader, slots, sizes.places, control)
    pictured = sum(len(zlib.compress(values.tobytes(), 6)) for values in arrays)
    told = len(zlib.compress(json.dumps(head).encode(), 6))
    tokens = token_bytes(reader, slots, sizes.tokens, control)
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
    add("segment_starts", reader.segment_starts[: shown + 1].astype(np.int32))
    for name in ("lengths", "loss", "owner", "written"):
        add(f"token {name}", getattr(tokens, name))
    content = json.dumps(head, ensure_ascii=False).encode("utf-8", errors="replace")
    block = struct.pack("<I", len(content)) + content
    packed = zlib.compress(block + b"".join(values.tobytes() for values in arrays), 9)
    page = frame.replace("@DATA@", base64.b64encode(packed).decode()).encode("utf-8")
    sizes_of = {
        "picture": pictured,
        "contents": told,
        "text": max(0, len(packed) - pictured - told),
    }
    # Base64 is a third longer.
    return page, {name: size * 4 // 3 for name, size in sizes_of.items()}


def _frame(reader: TraceReader, glance: Sequence[str]) -> str:
    """The page without its data."""
    template = resource("html", "trace.html").read_text(encoding="utf-8")
    script = resource("html", "trace.js").read_text(encoding="utf-8")
    tokens = tomllib.loads(resource("themes", "tokens.toml").read_text(encoding="utf-8"))
    names = ("window", "surface", "sunken", "border", "text", "muted_text", "accent", "selection")
    for theme in ("light", "dark"):
        colours = "".join(f"--{name}:{tokens[theme][name]};" for name in names)
        template = template.replace(f"@{theme.upper()}@", colours)
    page = {
        "about": about_trace(reader),
        "glance": list(glance),
        "slots": {theme: tokens[theme]["slots"] for theme in ("light", "dark")},
    }
    # "</" would end the script that these stand in.
    said = json.dumps(page, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "<\\u0021--")
    title = html.escape(f"{reader.document} – memory")
    return template.replace("@TITLE@", title).replace("@SCRIPT@", script).replace("@PAGE@", said)
