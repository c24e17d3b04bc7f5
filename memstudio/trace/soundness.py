"""Whether what a trace says of itself goes together: it may have been made to mislead.

Sums tell what came to harm by accident, and nothing of a trace that somebody wrote so. Here it is
made sure, before anything is fetched, that every array has the shape that the numbers of tokens,
segments and slots ask for, and that no chunk unpacks to more than it may.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from memstudio.trace.layout import COLUMNS, FORMAT_VERSION, OVERVIEWS, SUFFIXES, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_CHUNK = 1 << 28
"""Bytes of a chunk; those that are written have a thousandth of it, or one row."""

_CODECS = frozenset({"bytes", "blosc", "zstd", "crc32c"})
_NUMBERS = {
    "num_tokens": 0, "num_segments": 0, "num_slots": 0, "segment_length": 1, "num_layers": 0,
    "num_heads": 0,
}  # fmt: skip
_EVERY = ("states_every", "words_every")
_TEXTS = ("memory_kind", "document", "model")
_LARGEST_NUMBER = 1 << 48
BLOSC_HEAD = 16
"""Bytes at the beginning of a packed chunk that say what it is."""

_ANY = None
Shape = tuple[int | None, ...]


def wrong_attribute(attrs: Mapping[str, Any]) -> str | None:
    """The first attribute that cannot be so; None when all can."""
    for name, least in (*_NUMBERS.items(), *((each, 1) for each in _EVERY if each in attrs)):
        value = attrs.get(name)
        if not isinstance(value, int) or not least <= value <= _LARGEST_NUMBER:
            return name
    for name in _TEXTS:
        if not isinstance(attrs.get(name), str):
            return name
    reference = attrs.get("model_reference")
    return None if reference is None or isinstance(reference, str) else "model_reference"


def has_right_shape(name: str, shape: tuple[int, ...], attrs: Mapping[str, Any]) -> bool:
    """Whether an array is as large as the attributes ask for; of others than ours nothing is known."""
    expected = _shape_of(name, attrs)
    if expected is None:
        return True
    return len(shape) == len(expected) and all(
        wanted is _ANY or size == wanted for size, wanted in zip(shape, expected, strict=True)
    )


def is_readable(metadata: Mapping[str, Any], num_bytes: int) -> bool:
    """Whether chunks are packed in a way that we write, and none of them is enormous.

    Args:
        metadata: the array's own description.
        num_bytes: of a chunk when it is unpacked.
    """
    names = {str(each.get("name")) for each in metadata.get("codecs", ())}
    return names <= _CODECS and num_bytes <= LARGEST_CHUNK


def unpacks_to(content: bytes, num_bytes: int) -> bool:
    """Whether a packed chunk says of itself that it unpacks to so many bytes."""
    return len(content) >= BLOSC_HEAD and int.from_bytes(content[4:8], "little") == num_bytes


def _shape_of(name: str, attrs: Mapping[str, Any]) -> Shape | None:
    if name not in COLUMNS:
        return None
    tokens, segments, slots = attrs["num_tokens"], attrs["num_segments"], attrs["num_slots"]
    states = segments + 1
    fixed: dict[str, Shape] = {
        "text": (_ANY,),
        "vocabulary": (_ANY,),
        "predicted": (tokens, _ANY),
        "predicted_probability": (tokens, _ANY),
        "segment_start": (states,),
        "held": (segments,),
        "states": (states, slots, _ANY),
        "states_int8": (_kept(states, attrs.get("states_every", 1)), slots, _ANY),
        "states_scale": (_kept(states, attrs.get("states_every", 1)), slots),
        "norm": (states, slots),
    }
    if name in fixed:
        return fixed[name]
    if name.startswith("slot_word"):
        return (_kept(states, attrs.get("words_every", 1)), slots, _ANY)
    if (overview := _overview(name)) is not None:
        return (_kept(tokens, overview), 2 if name.startswith(("loss", "gain")) else slots)
    if (weights := _weights(name, attrs)) is not None:
        return weights
    return (tokens,) if COLUMNS[name].per == "token" else (segments, slots)


def _overview(name: str) -> int | None:
    each = name.rpartition("_")[2]
    return int(each) if each.isdecimal() and int(each) in OVERVIEWS else None


def _weights(name: str, attrs: Mapping[str, Any]) -> Shape | None:
    """Of `read`, `write` and `between`, dense or the largest of each row, at every detail."""
    array, _, _ = name.partition("_")
    if array not in WEIGHTS or name.endswith(("_mass", "_entropy")):
        return None
    slots, segments = attrs["num_slots"], attrs["num_segments"]
    rows: Shape = (attrs["num_tokens"],) if array == "read" else (segments,)
    rows += (_ANY,) * max(
        number for number, end in enumerate(SUFFIXES.values()) if name.startswith(f"{array}{end}")
    )
    if array != "read":
        rows += (slots,)
    if name.endswith("_left_out"):
        return rows
    if name.endswith(("_top", "_top_index")):
        return (*rows, _ANY)
    if array == "between" and attrs.get("format_version") != FORMAT_VERSION:
        return (*rows, _ANY)
    return (*rows, {"read": slots, "write": attrs["segment_length"]}.get(array, 2 * slots))


def _kept(count: int, every: int) -> int:
    return math.ceil(count / every)
