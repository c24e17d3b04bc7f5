"""What a trace is on disk: a zarr v3 group, by convention a folder named `*.zarr`.

T segments, N tokens, S tokens of a full segment, m slots, d width, L layers, H heads, k listed
entries. Segment t goes from state t to state t+1; state 0 is the memory before anything was read.
The last segment may be shorter than S; it is read and written as the end of a document is
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

When asked for:

| array | shape | type | meaning |
| --- | --- | --- | --- |
| gain | N | float32 | loss without memory (every segment read with state 0) minus `loss`, nats; NaN for token 0 |

When the kind has slots:

| array | shape | type | meaning |
| --- | --- | --- | --- |
| states | T+1, m, d | float16 | the slot view of the memory; what is beyond float16's range is stored as its largest |
| states_int8, states_scale | K, m, d; K, m | int8, float32 | in its place where that is too large: state = int8 * scale; of every `states_every`-th state only |
| norm | T+1, m | float32 | Euclidean length of each slot, of the unrounded state |
| change | T, m | float32 | length of (state t+1 - state t) over length of state t; over that of state t+1 where state t is 0 |
| similarity | T, m | float16 | cosine of state t+1 with state t; 0 where one of them is 0 |
| gate | T, m | float16 | the kind's own gate (0 to 1), mostly how far the write was let in; each kind's module says what it is; mean over layers; NaN where there was nothing to let |
| gate_stuck | T, m | float16 | the share of the slot's gates (of units, heads and layers, of which `gate` is the mean) below 0.02 or above 0.98; not in earlier traces |
| kept | T, m | float16 | how much of what a slot holds after the segment had been there before, 0 to 1: the part that the write left of the old, measured along the new; not of kinds whose write weights say it (`writes_are_parts`), nor of those that make a slot of all at once (`rmt`, `s2s`), nor in earlier traces |
| held | T | int64 | of a memory that loses its oldest tokens whole (`knn`): how many of the last tokens up to the end of the segment it holds after it |
| slot_words | K, m, k | int32 | nearest words of each slot through the output layer (see `slot_words`), of every `words_every`-th state; -1 of a slot of length 0 |
| slot_word_score | K, m, k | float16 | their probabilities there |
| slot_words_distinctive | K, m, k | int32 | the same after taking away the mean over all slots and states of more than that length |
| slot_word_distinctive_score | K, m, k | float16 | how far each word's logit is above that mean |

When the kind gives its attention between tokens and slots. The numbers are those that the forward
pass used, not computed again. `read`, `write` and `between` are the plain mean over layers and heads;
`..._layers` keeps the layers and means over heads only; `..._heads` keeps both. Some kinds write in
fewer layers or heads than they read.

| array | shape | type | meaning |
| --- | --- | --- | --- |
| read, read_layers, read_heads | N, m; N, L, m; N, L, H, m | float16 | the fraction of a token's attention that goes to each slot; what is missing to 1 went to tokens |
| write, write_layers, write_heads | T, m, S; T, L, m, S; T, L, H, m, S | float16 | the fraction of a slot's writing attention that goes to each token; what is missing to 1 went to slots and, in kinds that look there (`nlm`), to the text before the segment; 0 after the end of a short segment |
| between, between_layers, between_heads | T, m, 2m; T, L, m, 2m; T, L, H, m, 2m | float16 | of the rest of that, what went to each slot as it was before (first m), and to each slot being written (last m) |
| read_mass | T, m | float32 | mean of `read` over the segment's tokens |
| write_mass | T, m | float32 | sum of `write` over the segment's tokens |
| read_entropy | T, m | float16 | entropy of which tokens of the segment read the slot, over ln n: 0 one token, 1 all alike; 0 where none does |

Each of the nine stands dense where it fits its share of a budget of bytes. Where it does not, three
arrays stand in its place, or, for layers and heads, nothing (`budget` decides):

| array | shape | type | meaning |
| --- | --- | --- | --- |
| X_top | as X, the last axis k | float16 | the k largest of each row of X, the largest first |
| X_top_index | as X, the last axis k | uint16 | their places in the last axis of X |
| X_left_out | as X without the last axis | float16 | the sum of the row's other entries |

Overviews, for p of 16, 64, 256, 1024 and 4096, where N is at least 64 p. Row i is of tokens p i to
p (i + 1):

| array | shape | type | meaning |
| --- | --- | --- | --- |
| read_16, read_64, read_256, read_1024, read_4096 | N / p, m | float16 | the largest of `read` |
| write_16, write_64, write_256, write_1024, write_4096 | N / p, m | float16 | the largest of `write`, over the tokens of all slots' segments |
| loss_16, loss_64, loss_256, loss_1024, loss_4096 | N / p, 2 | float32 | mean and largest of `loss` |
| gain_16, gain_64, gain_256, gain_1024, gain_4096 | N / p, 2 | float32 | mean and largest of `gain` |

Two quantities follow from these and are not stored: *usage* (`read_mass` over its sum over slots) and
*age* (segments since `change` was last 0.1 or more; 0 = now; since the beginning where it never was).

Attributes: `format`, `format_version`, `model`, `model_reference` (what opens it), `weights` (the mark
of its weights, `models.weights_mark`; null where they were shared out among processes, not in earlier traces), `memory_kind`, `num_slots`, `dim`,
`segment_length`, `num_segments`, `num_tokens`, `num_layers` and `num_heads` (of the weights, or of the
model when there are none; reads and writes may differ, and the larger counts), `layers_and_heads` (of
each of read, write and between, its own), `model_layers` (of each of these that is not of all layers in their order:
which layers of the model, from 1, its layers are; none where they are no layers of it), `step` (of training; null outside), `document` (its name), `is_truncated` (the document went on), `created` (UTC),
`detail` (of each of read, write and between: "mean", "layers" or "heads", the finest that is here),
`reduction` ("mean+each" with layers, "mean" without), `states_every`, `words_every`,
`words_after_norm` (whether the final norm was applied before the output layer), `writes_are_parts` (whether write weights
are parts of the slot after the segment, what is missing to 1 being what it kept), `gate_is_learnt` (whether
`gate` comes from weights), `control_words` (what
random vectors look like through the same output layer: see `slot_words`), `seed` (of those vectors;
nothing else is random here), `baseline` (for read, write and between: the weight of every entry if the
same mass were spread evenly over a row; of write, over the tokens of the row's own segment, and without the rows of
slots that were not written), `text_crc32`, `command`, `arrays` (the shape of each array
that was recorded: one that is not there any more was lost).

Every chunk of an array ends with its CRC32C, which zarr compares when it reads. The first traces of
format 2 had neither these nor `arrays`.

A reader must ignore arrays and attributes that it does not know. A change that such a reader
would misunderstand raises `format_version`. Format 1 had no `_heads`, `..._top...`, overviews, gain,
similarity, gate and read_entropy, kept every state and its words, and knew one level of `between`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FORMAT = "memstudio-trace"
FORMAT_VERSION = 2
SEGMENTS_PER_CHUNK = 64

Detail = Literal["mean", "layers", "heads"]
"""For what weights are kept: the mean over layers and heads, each layer, each head of each layer."""

WEIGHTS = ("read", "write", "between")
SUFFIXES: dict[Detail, str] = {"mean": "", "layers": "_layers", "heads": "_heads"}
OVERVIEWS = (16, 64, 256, 1024, 4096)
"""Tokens that one row of an overview stands for."""

FEWEST_ROWS = 64
"""An overview with fewer rows than this is not kept: what it is made of is as quick to read."""


@dataclass(frozen=True, slots=True)
class Column:
    """How an array is stored.

    Attributes:
        dtype: its numpy type.
        per: what its first axis counts.
        splits: how many of the axes after the first (layers, heads) are chunked by single entries
            when chunks would be large.
    """

    dtype: str
    per: Literal["byte", "token", "segment"]
    splits: int = 0


def _weights() -> dict[str, Column]:
    columns = {}
    for name in WEIGHTS:
        per: Literal["token", "segment"] = "token" if name == "read" else "segment"
        for splits, suffix in enumerate(SUFFIXES.values()):
            array = f"{name}{suffix}"
            columns[array] = Column("float16", per, splits)
            columns[f"{array}_top"] = Column("float16", per, splits)
            columns[f"{array}_top_index"] = Column("uint16", per, splits)
            columns[f"{array}_left_out"] = Column("float16", per, splits)
    for each in OVERVIEWS:
        columns |= {f"{name}_{each}": Column("float16", "token") for name in ("read", "write")}
        columns |= {f"{name}_{each}": Column("float32", "token") for name in ("loss", "gain")}
    return columns


COLUMNS: dict[str, Column] = {
    "text": Column("uint8", "byte"),
    "vocabulary": Column("uint8", "byte"),
    "token_ids": Column("int32", "token"),
    "token_start": Column("int32", "token"),
    "token_end": Column("int32", "token"),
    "loss": Column("float32", "token"),
    "gain": Column("float32", "token"),
    "predicted": Column("int32", "token"),
    "predicted_probability": Column("float16", "token"),
    "segment_start": Column("int64", "segment"),
    "states": Column("float16", "segment"),
    "states_int8": Column("int8", "segment"),
    "states_scale": Column("float32", "segment"),
    "norm": Column("float32", "segment"),
    "change": Column("float32", "segment"),
    "similarity": Column("float16", "segment"),
    "gate": Column("float16", "segment"),
    "gate_stuck": Column("float16", "segment"),
    "kept": Column("float16", "segment"),
    "held": Column("int64", "segment"),
    "read_mass": Column("float32", "segment"),
    "write_mass": Column("float32", "segment"),
    "read_entropy": Column("float16", "segment"),
    "slot_words": Column("int32", "segment"),
    "slot_word_score": Column("float16", "segment"),
    "slot_words_distinctive": Column("int32", "segment"),
    "slot_word_distinctive_score": Column("float16", "segment"),
} | _weights()

ALWAYS_THERE = (
    "text", "vocabulary", "token_ids", "token_start", "token_end", "segment_start", "loss",
    "predicted", "predicted_probability",
)  # fmt: skip
"""Arrays without which a folder is not a trace."""

QUANTITIES = (
    "change", "norm", "similarity", "age", "write_mass", "read_mass", "usage", "read_entropy",
    "gate",
)  # fmt: skip
"""Slots x time, as a reader gives them: `[T, m]` each."""
