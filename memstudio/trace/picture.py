"""Draws a trace as one picture, without a window: what the memory did with a document.

Left: the change of every slot over the document, and under it the writing of one segment, as slots
by tokens and on the text itself. Right: the words of each slot at the end.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from memstudio.atomic import write_bytes
from memstudio.trace.picture_colours import Inks, inks
from memstudio.trace.picture_plots import (
    Box,
    draw_heading,
    draw_heat_map,
    draw_legend,
    draw_slot_axis,
    draw_time_axis,
)
from memstudio.trace.picture_text import Pen
from memstudio.trace.picture_tokens import draw_tokens
from memstudio.trace.quantity_kinds import Quantity, quantity_kind

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.look.tints import Rgb
    from memstudio.trace.reader import TraceReader

WIDTH, HEIGHT = 1600, 1000
_MARGIN = 48
_LEFT = 116
_LEFT_END = 1004
_RIGHT = 1138
_MOST_SLOT_ROWS = 13
_NUM_SURPRISES = 15
_ATTENTION = Quantity("write", "Written", "", "of its attention", is_share=True)


def draw_picture(trace: TraceReader, out: Path) -> tuple[str, ...]:
    """Draw a trace to a PNG of 1600 x 1000.

    Writing is shown of the segment that changed the memory most after the first (of a model without
    slots: of the one with the highest loss).

    Args:
        trace: what to draw.
        out: the file.

    Returns:
        Notes on what could not be drawn as it should be, such as a font that is missing.

    Raises:
        TraceError: the trace is damaged.
        StorageError: the file cannot be written.
    """
    segment = _telling_segment(trace)
    colours = inks()
    pen = Pen(Image.new("RGB", (WIDTH, HEIGHT), colours.ground))
    _draw_title(pen, trace, colours)
    if trace.num_slots:
        _draw_change(pen, trace, segment, colours)
    else:
        _draw_loss(pen, trace, segment, colours)
    if trace.has("write"):
        _draw_write(pen, trace, segment, colours)
    top = 650 if trace.has("write") else 420
    draw_tokens(pen, trace, segment, (_MARGIN, top, _LEFT_END, 916), colours)
    _draw_side(pen, trace, colours)
    notes = _draw_footer(pen, trace, colours)
    file = io.BytesIO()
    pen.image.save(file, "PNG", optimize=True)
    write_bytes(out, file.getvalue())
    return notes


def _telling_segment(trace: TraceReader) -> int:
    if trace.num_slots:
        measure = np.nan_to_num(trace.change()).mean(1)
    else:
        spans = [trace.segment_tokens(t) for t in range(trace.num_segments)]
        measure = np.array([_mean_loss(trace, *span) for span in spans])
    if len(measure) > 1:
        # The first segment replaces the untouched memory, which always is the largest change.
        measure[0] = -np.inf
    start, stop = trace.segment_tokens(len(measure) - 1)
    if len(measure) > 2 and stop - start < trace.segment_length:
        measure[-1] = -np.inf
    return int(measure.argmax())


def _mean_loss(trace: TraceReader, start: int, stop: int) -> float:
    """0 where nothing was predicted."""
    return float(np.nan_to_num(trace.loss(max(1, start), stop)).mean()) if stop > 1 else 0.0


def _draw_title(pen: Pen, trace: TraceReader, colours: Inks) -> None:
    room = WIDTH - 2 * _MARGIN
    before, after = "What the memory did while reading “", "”"
    if not trace.num_slots:
        before, after = "“", "”, read without memory"
    taken = pen.width(before + after, 30, "bold")
    document = pen.shortened(trace.document, room - taken, 30, "bold")
    pen.write((_MARGIN, 62), before + document + after, colours.ink, 30, "bold")
    facts = [
        trace.model,
        f"memory: {trace.memory_kind}",
        _counted(trace.num_slots, "slot"),
        (
            f"{_counted(trace.num_tokens, 'token')} in {_counted(trace.num_segments, 'segment')}"
            f" of {trace.segment_length}"
        ),
        f"mean loss {trace.loss(1).mean():.2f} nats/token" if trace.num_tokens > 1 else "",
        "" if trace.step is None else f"training step {trace.step:,}",
    ]
    line = "  ·  ".join(fact for fact in facts if fact)
    pen.write((_MARGIN, 94), pen.shortened(line, room, 17), colours.muted, 17)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _draw_change(pen: Pen, trace: TraceReader, segment: int, colours: Inks) -> None:
    change, kind = np.nan_to_num(trace.change()), quantity_kind("change")
    scale = kind.scale(change)
    box = Box(_LEFT, 162, _LEFT_END, 340)
    draw_heading(pen, _MARGIN, box, "Change of each slot by each segment", colours)
    draw_heat_map(pen, box, change.T, scale, colours)
    draw_slot_axis(pen, box, trace.num_slots, colours)
    draw_time_axis(pen, box, trace.num_segments, "segment", colours)
    draw_legend(pen, box, kind, scale, colours)
    width = box.width / trace.num_segments
    left = box.left + segment * width
    right = max(left + width, left + 3)
    pen.draw.rectangle(
        (left - 2, box.top - 2, right + 1, box.bottom + 1), outline=colours.mark, width=2
    )


def _draw_loss(pen: Pen, trace: TraceReader, segment: int, colours: Inks) -> None:
    """The mean loss of each segment as bars: what there is to see without slots."""
    box = Box(_LEFT, 162, _LEFT_END, 340)
    draw_heading(pen, _MARGIN, box, "Mean loss of each segment, nats per token", colours)
    spans = [trace.segment_tokens(t) for t in range(trace.num_segments)]
    losses = [_mean_loss(trace, *s) for s in spans]
    top = max([*losses, 1e-6])
    width = box.width / len(losses)
    for index, loss in enumerate(losses):
        left = box.left + index * width
        high = box.bottom - box.height * loss / top
        fill = colours.mark if index == segment else colours.muted
        pen.draw.rectangle((left, high, max(left, left + width - 2), box.bottom), fill=fill)
    for part in (0.0, 0.5, 1.0):
        y = box.bottom - box.height * part
        pen.draw.line((box.left, y, box.right, y), fill=colours.line)
        pen.write((box.left - 10, y + 5), f"{top * part:.2f}", colours.muted, 14, anchor="r")
    draw_time_axis(pen, box, trace.num_segments, "segment", colours)


def _draw_write(pen: Pen, trace: TraceReader, segment: int, colours: Inks) -> None:
    weights = np.nan_to_num(trace.write(segment))
    start, stop = trace.segment_tokens(segment)
    box = Box(_LEFT, 432, _LEFT_END, 572)
    heading = (
        f"What segment {segment} wrote: attention of each slot to tokens {start:,} to {stop - 1:,}"
    )
    draw_heading(pen, _MARGIN, box, heading, colours)
    scale = _ATTENTION.scale(weights)
    draw_heat_map(pen, box, weights, scale, colours)
    pen.draw.rectangle(
        (box.left - 2, box.top - 2, box.right + 1, box.bottom + 1), outline=colours.mark, width=2
    )
    draw_slot_axis(pen, box, trace.num_slots, colours)
    draw_time_axis(pen, box, stop - start, "token of the segment", colours)
    draw_legend(pen, box, _ATTENTION, scale, colours)


def _draw_side(pen: Pen, trace: TraceReader, colours: Inks) -> None:
    box = (_RIGHT - 22, 122, WIDTH - _MARGIN + 12, 922)
    pen.draw.rounded_rectangle(box, 10, fill=colours.panel)
    if trace.num_slots:
        _draw_slot_words(pen, trace, colours)
    else:
        _draw_surprises(pen, trace, colours)


def _draw_surprises(pen: Pen, trace: TraceReader, colours: Inks) -> None:
    """The tokens with the highest loss, and what the model thought would stand there."""
    pen.write((_RIGHT, 156), "What surprised the model most", colours.ink, 18, "bold")
    pen.write((_RIGHT, 178), "loss, token, and what was expected there", colours.muted, 13)
    losses = np.nan_to_num(trace.loss())
    for row, token in enumerate(np.argsort(-losses, kind="stable")[:_NUM_SURPRISES].tolist()):
        expected = trace.predicted(token)
        if not expected:
            continue
        y = 212.0 + 46 * row
        start, end = trace.token_span(token)
        context = _visible(trace.text[max(0, start - 18) : start].lstrip())
        pen.write((_RIGHT, y), f"{losses[token]:.1f}", colours.loss, 15, "bold")
        x = pen.write((_RIGHT + 52, y), f"…{context} ", colours.muted, 15)
        pen.write((x, y), _visible(trace.text[start:end]), colours.ink, 15, "bold")
        words = [(f"{_visible(word)} {score:.0%}", score) for word, score in expected[:3]]
        _write_words(pen, (_RIGHT + 52, y + 19), words, 340, 13, colours.muted)


def _draw_slot_words(pen: Pen, trace: TraceReader, colours: Inks) -> None:
    right = WIDTH - _MARGIN
    state = trace.named_state(trace.num_segments)
    heading = "Each slot's nearest words at the end"
    if state < trace.num_segments:
        # Of a long trace not every state's words are kept.
        when = f"after segment {state - 1:,}" if state else "at the start"
        heading = f"Nearest words {when}"
    pen.write((_RIGHT, 156), heading, colours.ink, 18, "bold")
    if not trace.has("slot_words"):
        pen.write((_RIGHT, 190), "The output layer cannot read these slots.", colours.muted, 15)
        return
    pen.write((_RIGHT, 178), "above: what sets the slot apart; below: likeliest", colours.muted, 13)
    plain = trace.slot_words(state)
    distinctive = trace.slot_words(state, distinctive=True)
    slots = np.argsort(-trace.change()[-1], kind="stable")[:_MOST_SLOT_ROWS]
    rows = sorted(slots.tolist())
    room = right - _RIGHT - 30
    step = min(74.0, 610 / len(rows))
    y = 212.0
    for slot in rows:
        pen.draw.rectangle((_RIGHT, y - 13, _RIGHT + 12, y - 1), fill=colours.slot(slot))
        pen.write((_RIGHT + 22, y), str(slot), colours.ink, 15, "bold")
        _write_words(pen, (_RIGHT + 52, y), distinctive[slot], room - 22, 16, colours.ink)
        _write_words(pen, (_RIGHT + 52, y + 19), plain[slot], room - 22, 13, colours.muted)
        y += step
    if len(rows) < trace.num_slots:
        note = f"{len(rows)} of {trace.num_slots} slots: those that the last segment changed most"
        pen.write((_RIGHT, y), note, colours.muted, 13)
    _draw_control(pen, trace, colours)


def _draw_control(pen: Pen, trace: TraceReader, colours: Inks) -> None:
    """What words mean nothing look like, so that nobody reads too much into the others."""
    controls = trace.control_words(distinctive=True)[:2]
    y = 906 - 20 * len(controls)
    pen.draw.line((_RIGHT, y - 38, WIDTH - _MARGIN - 10, y - 38), fill=colours.line)
    pen.write((_RIGHT, y - 16), "For comparison: random vectors", colours.muted, 13, "bold")
    for index, words in enumerate(controls):
        at = (_RIGHT, y + 6 + 20 * index)
        _write_words(pen, at, words, WIDTH - _MARGIN - _RIGHT, 13, colours.muted)


def _write_words(
    pen: Pen,
    at: tuple[float, float],
    words: list[tuple[str, float]],
    room: float,
    size: int,
    colour: Rgb,
) -> None:
    line = "  ".join(_visible(word) for word, _ in words)
    pen.write(at, pen.shortened(line, room, size), colour, size)


def _visible(word: str) -> str:
    word = word.strip(" ") or "␣"
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in word).replace("\\x0a", "⏎")


def _draw_footer(pen: Pen, trace: TraceReader, colours: Inks) -> tuple[str, ...]:
    parts = []
    if trace.has("write"):
        layers, heads = trace.layers_and_heads("write")
        whose = "mean over" if layers * heads > 1 else "of"
        parts.append(
            f"Weights: the forward pass's own, {whose} "
            f"{_counted(layers, 'layer')} and {_counted(heads, 'head')}."
        )
    parts.append("Attention shows where a slot looked, not what mattered: test it by ablation.")
    if not trace.num_slots:
        parts = ["Without memory, nothing passes from one segment to the next."]
    if trace.attrs.get("command"):
        parts.append(f"Made by: {trace.attrs['command']}")
    room = WIDTH - 2 * _MARGIN
    pen.write((_MARGIN, 954), pen.shortened("  ".join(parts), room, 14), colours.muted, 14)
    missing = sorted(pen.missing)
    if not missing:
        return ()
    note = (
        f"No font on this computer has {len(missing)} of the characters (first: "
        f"{' '.join(f'U+{ord(c):04X}' for c in missing[:4])}); they are drawn as boxes. "
        "Install a font that has them, for Chinese for example Noto Sans CJK."
    )
    pen.write((_MARGIN, 978), pen.shortened(note, room, 14), colours.loss, 14)
    return (note,)
