"""What the attention pane says of a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.widgets.number_format import bytes_text, count

if TYPE_CHECKING:
    from memstudio.trace.attention_layout import CapturedAttention


def summary(captured: CapturedAttention) -> str:
    """Who read how much, and where the text was cut."""
    text = QCoreApplication.translate(
        "AttentionWords",
        "{model} · {tokens} tokens · {layers} layers of {heads} heads · {size} in memory",
    )
    text = text.format(
        model=captured.model,
        tokens=count(captured.num_tokens),
        layers=count(len(captured.layers)),
        heads=count(captured.num_heads),
        size=bytes_text(captured.num_bytes),
    )
    if captured.is_truncated and captured.limit == captured.num_tokens:
        more = QCoreApplication.translate(
            "AttentionWords",
            "The text goes on: this model knows positions for {limit} tokens, and reads no more at once.",
        )
        text += " · " + more.format(limit=count(captured.limit or 0))
    elif captured.is_truncated:
        text += " · " + QCoreApplication.translate("AttentionWords", "The text goes on.")
    return text


def memory_note(captured: CapturedAttention) -> str:
    """What the blocks are that a memory model's matrix falls into; nothing for a plain model."""
    if not captured.memory_kind:
        return ""
    if captured.num_places == captured.num_tokens:
        text = QCoreApplication.translate(
            "AttentionWords",
            "The text was read in {segments} segments, and words look at words of their own segment alone: one block each. The memory '{kind}' does not stand among the words; what it gives them is in the tab Document.",
        )
    else:
        text = QCoreApplication.translate(
            "AttentionWords",
            "The text was read in {segments} segments, one block each. [0], [1], … are the places of the memory '{kind}' among the words: columns where it is read, rows where it is written.",
        )
    num_segments = len(captured.segment_starts) - 1
    return text.format(segments=count(num_segments), kind=captured.memory_kind)


def picture_caption(
    captured: CapturedAttention, layer: int | None, head: object, colours: str, cells: str
) -> tuple[str, ...]:
    """What stands below a picture: of what it is, and how weights became colours.

    Args:
        captured: what was read.
        layer: of the one head that is pictured, by its index; None for all of them.
        head: its number, or what was made of all, as the box of heads says it.
        colours: what the colours stand for, as the box says it.
        cells: what a cell shows of several weights, as the box says it.
    """
    translate = QCoreApplication.translate
    if layer is None:
        which = translate(
            "AttentionWords", "All heads: layers from top to bottom, heads side by side"
        )
    else:
        which = translate("AttentionWords", "Layer {layer}, head {head}: rows look at columns")
        which = which.format(layer=captured.layers[layer], head=head)
    how = translate("AttentionWords", "colours by {colours}; a cell shows {cells}")
    lines = (
        f"{captured.document} · {summary(captured)}",
        f"{which} · {how.format(colours=colours, cells=cells)}",
        memory_note(captured),
    )
    return tuple(filter(None, lines))
