"""What the attention pane says of a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.translation import in_a_row
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
    translate = QCoreApplication.translate
    number = count(len(captured.segment_starts) - 1)
    if captured.num_places == captured.num_tokens:
        blocks = translate(
            "AttentionWords",
            "The text was read in {segments} segments, and words look at words of their own segment alone: one block each.",
        )
        said = translate(
            "AttentionWords",
            "The memory '{kind}' does not stand among the words; what it gives them is in the tab Document.",
        )
        said = "" if captured.memory_kind == "none" else said
    else:
        blocks = translate(
            "AttentionWords", "The text was read in {segments} segments, one block each."
        )
        said = in_a_row(*_places_text(captured))
    sentences = in_a_row(blocks, said)
    return sentences.format(segments=number, kind=captured.memory_kind)


def _places_text(captured: CapturedAttention) -> tuple[str, ...]:
    """What the memory's places among the words are, which differs by kind."""
    translate = QCoreApplication.translate
    kind = captured.memory_kind
    if kind == "rmt":
        return (translate("AttentionWords", "[0], [1], … are the places of the memory '{kind}' among the words: columns where it is read, rows where it is written."),)  # fmt: skip
    if kind == "armt":
        return (translate("AttentionWords", "[0], [1], … are the places of the memory '{kind}' behind the words: rows where it is written. No word looks at them; what the memory gives is in the tab Document."),)  # fmt: skip
    if kind != "titans":
        return (translate("AttentionWords", "[0], [1], … are the places of the memory '{kind}' among the words."),)  # fmt: skip
    is_memory = captured.places[: captured.segment_starts[1]] < 0
    num_answers = int(is_memory[int((~is_memory).argmax()) :].sum())
    # The answer to the first word stands before it, behind the tokens that stay the same.
    num_fixed = int(is_memory.sum()) - (num_answers + 1 if num_answers else 0)
    answers = translate("AttentionWords", "The place before each word is the word with what the memory '{kind}' answered it. It is not written here: what was written is in the tab Document.")  # fmt: skip
    fixed = translate("AttentionWords", "The places in front of all words are tokens that stay the same whatever is read; what the memory '{kind}' gives is in the tab Document.")  # fmt: skip
    both = translate("AttentionWords", "Those in front of all words are tokens that stay the same whatever is read.")  # fmt: skip
    if not num_answers:
        return (fixed,)
    return (answers, both if num_fixed else "")


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
