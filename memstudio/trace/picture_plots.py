"""The parts of a plot: heat map, axes, scale of colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from memstudio.trace.picture_colours import coloured

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.look.scales import Scale
    from memstudio.trace.picture_colours import Inks
    from memstudio.trace.picture_text import Pen
    from memstudio.trace.quantity_kinds import Quantity


_LEGEND_WIDTH = 92


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels; right and bottom are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


def draw_heading(pen: Pen, left: int, box: Box, text: str, colours: Inks) -> None:
    """A bold line above `box`, from x `left`."""
    pen.write((left, box.top - 16), text, colours.ink, 18, "bold")


def draw_heat_map(pen: Pen, box: Box, values: NDArray[Any], scale: Scale, colours: Inks) -> None:
    """`values` `[rows, columns]` in `box`."""
    width, height = box.width, box.height
    # Where cells are narrower than pixels, the largest stands for its neighbours.
    for axis, size in ((0, height), (1, width)):
        count = values.shape[axis]
        if count > size:
            edges = np.linspace(0, count, size, endpoint=False).astype(int)
            values = np.maximum.reduceat(values, edges, axis=axis)
    pixels = coloured((values - scale.low) / max(scale.high - scale.low, 1e-12))
    image = Image.fromarray(pixels).resize((width, height), Image.Resampling.NEAREST)
    pen.image.paste(image, (box.left, box.top))
    rows, columns = values.shape
    is_coarse = min(height / rows, width / columns) >= 8
    for row in range(1, rows if is_coarse else 0):
        y = box.top + row * height / rows
        pen.draw.line((box.left, y, box.right - 1, y), fill=colours.ground)
    for column in range(1, columns if is_coarse else 0):
        x = box.left + column * width / columns
        pen.draw.line((x, box.top, x, box.bottom - 1), fill=colours.ground)


def draw_slot_axis(pen: Pen, box: Box, num_slots: int, colours: Inks) -> None:
    """Names and hues of slots, left of `box`."""
    height = box.height / num_slots
    every = max(1, int(np.ceil(16 / height)))
    for slot in range(0, num_slots, every):
        y = box.top + (slot + 0.5) * height
        chip = min(10.0, height - 2)
        if chip >= 3:
            pen.draw.rectangle(
                (box.left - 16, y - chip / 2, box.left - 8, y + chip / 2), fill=colours.slot(slot)
            )
        pen.write((box.left - 22, y + 5), f"slot {slot}", colours.muted, 14, anchor="r")


def draw_time_axis(pen: Pen, box: Box, count: int, unit: str, colours: Inks) -> None:
    """Round numbers below `box`, and what they count."""
    width = box.width / count
    rough = max(1.0, 64 / width)
    power = 10 ** int(np.floor(np.log10(rough)))
    every = next(power * step for step in (1, 2, 5, 10) if power * step >= rough)
    last = float("-inf")
    for index in range(0, count, every):
        x = box.left + (index + 0.5) * width
        pen.draw.line((x, box.bottom + 2, x, box.bottom + 6), fill=colours.muted)
        pen.write((x, box.bottom + 21), f"{index:,}", colours.muted, 14, anchor="m")
        last = x
    room = box.right - last - 40
    label_width = pen.width(unit, 14)
    y = box.bottom + 21 if room > label_width else box.bottom + 38
    pen.write((box.right, y), unit, colours.muted, 14, anchor="r")


def draw_legend(pen: Pen, box: Box, quantity: Quantity, scale: Scale, colours: Inks) -> None:
    """The scale of colours with its numbers and their unit, right of `box`."""
    left, right = box.right + 14, box.right + 26
    ramp = coloured(np.linspace(1, 0, box.height)[:, None])
    bar = Image.fromarray(ramp).resize((right - left, box.height))
    pen.image.paste(bar, (left, box.top))
    for part in (0.0, 0.5, 1.0):
        y = min(max(box.bottom - part * box.height + 5, box.top + 11), box.bottom)
        value = scale.low + part * (scale.high - scale.low)
        text = quantity.end_text(value, is_clipped=scale.is_clipped and part == 1)
        pen.write((right + 6, y), text + ("%" if quantity.is_share else ""), colours.muted, 14)
    y = box.bottom + 20
    line = ""
    for word in [*quantity.unit.split(), ""]:
        longer = f"{line} {word}".strip()
        if line and (not word or pen.width(longer, 13) > _LEGEND_WIDTH):
            pen.write((left, y), line, colours.muted, 13)
            y += 16
            longer = word
        line = longer
