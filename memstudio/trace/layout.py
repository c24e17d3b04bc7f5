"""What a trace is on disk: a zarr v3 group, by convention a folder named `*.zarr`.

T segments, N tokens, S tokens of a full segment, m slots, d width, L layers, k listed words.
Segment t goes from state t to state t+1; state 0 is the memory before anything was read. The last
segment may be shorter than S; it is read and written as the end of a document is
(`MemoryModel.commit`). All indices count from 0. Arrays along time are chunked along time and only
ever appended to, so a recording needs little memory, and a reader fetches only what it shows.

Always there:

| array | shape | type | meaning |
| --- | --- | --- | --- |
| text | bytes | uint8 | the document as UTF-8, cut after the last recorded token |
| token_ids | N | int32 | |
| token_start, token_end | N | int32 | characters (code points) of `text`; tokens that are parts of one character share its span |
| segment_start | T+1 | int64 | index of each segment's first token; the last entry is N |
| loss | N | float32 | -ln p(token given what comes before it), nats; NaN for token 0, which nothing predicts |
| predicted | N, k | int32 | likeliest tokens at this place, before it was read; -1 for token 0 |
| predicted_probability | N, k | float16 | their probabilities; 0 for token 0 |
| vocabulary | bytes | uint8 | JSON: {token id: its text}, for the ids that occur anywhere here |

When the kind has slots:

| array | shape | type | meaning |
| --- | --- | --- | --- |
| states | T+1, m, d | float16 | the slot view of the memory; what is beyond float16's range is stored as its largest |
| norm | T+1, m | float32 | Euclidean length of each slot, of the unrounded state |
| change | T, m | float32 | length of (state t+1 - state t) over length of state t; over that of state t+1 where state t is 0 |
| slot_words | T+1, m, k | int32 | nearest words of each slot through the output layer (see `slot_words`) |
| slot_word_score | T+1, m, k | float16 | their probabilities there |
| slot_words_distinctive | T+1, m, k | int32 | the same after taking away the mean over all slots and states |
| slot_word_distinctive_score | T+1, m, k | float16 | how far each word's logit is above that mean |

When the kind gives its attention between tokens and slots. "Mean" is the plain mean over layers and
heads; `..._layers` keeps the layers and means over heads only. The numbers are those that the
forward pass used, not computed again.

| array | shape | type | meaning |
| --- | --- | --- | --- |
| read, read_layers | N, m; N, L, m | float16 | the fraction of a token's attention that goes to each slot; what is missing to 1 went to tokens |
| write, write_layers | T, m, S; T, L, m, S | float16 | the fraction of a slot's writing attention that goes to each token; what is missing to 1 went to slots; 0 after the end of a short segment |
| between | T, m, 2m | float16 | the rest of that: to each slot as it was before (first m), and to each slot being written (last m) |
| read_mass | T, m | float32 | mean of `read` over the segment's tokens |
| write_mass | T, m | float32 | sum of `write` over the segment's tokens |

Attributes: `format`, `format_version`, `model`, `memory_kind`, `num_slots`, `dim`,
`segment_length`, `num_segments`, `num_tokens`, `num_layers` and `num_heads` (of the weights, or of the
model when there are none; reads and writes may differ, and the larger counts), `step` (of training; null
outside), `document` (its name), `is_truncated` (the document went on), `created` (UTC),
`reduction` ("mean+each" with the `_layers` arrays, "mean" without), `words_after_norm` (whether the
final norm was applied before the output layer), `control_words` (what random vectors look like
through the same output layer: see `slot_words`), `text_crc32`, `command`.

A reader must ignore arrays and attributes that it does not know. A change that such a reader
would misunderstand raises `format_version`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FORMAT = "memstudio-trace"
FORMAT_VERSION = 1
SEGMENTS_PER_CHUNK = 64

Reduction = Literal["mean+each", "mean"]


@dataclass(frozen=True, slots=True)
class Column:
    """How an array is stored.

    Attributes:
        dtype: its numpy type.
        per: what its first axis counts.
        layers: the axis of layers, which is chunked by single layers when large; None without.
    """

    dtype: str
    per: Literal["byte", "token", "segment"]
    layers: int | None = None


COLUMNS: dict[str, Column] = {
    "text": Column("uint8", "byte"),
    "vocabulary": Column("uint8", "byte"),
    "token_ids": Column("int32", "token"),
    "token_start": Column("int32", "token"),
    "token_end": Column("int32", "token"),
    "loss": Column("float32", "token"),
    "predicted": Column("int32", "token"),
    "predicted_probability": Column("float16", "token"),
    "read": Column("float16", "token"),
    "read_layers": Column("float16", "token", layers=1),
    "segment_start": Column("int64", "segment"),
    "states": Column("float16", "segment"),
    "norm": Column("float32", "segment"),
    "change": Column("float32", "segment"),
    "write": Column("float16", "segment"),
    "write_layers": Column("float16", "segment", layers=1),
    "between": Column("float16", "segment"),
    "read_mass": Column("float32", "segment"),
    "write_mass": Column("float32", "segment"),
    "slot_words": Column("int32", "segment"),
    "slot_word_score": Column("float16", "segment"),
    "slot_words_distinctive": Column("int32", "segment"),
    "slot_word_distinctive_score": Column("float16", "segment"),
}

ALWAYS_THERE = (
    "text", "vocabulary", "token_ids", "token_start", "token_end", "segment_start", "loss",
    "predicted", "predicted_probability",
)  # fmt: skip
"""Arrays without which a folder is not a trace."""
