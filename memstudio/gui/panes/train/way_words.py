"""Ways on in words: what is changed, called as on the form, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.widgets.number_format import bytes_text, count

if TYPE_CHECKING:
    from memstudio.training.way_on import WayOn


def changes_in_words(way: WayOn) -> str:
    """What is changed, such as "batches of 2, accumulation 4"."""
    changes = dict(way.changes)
    parts = []
    if "batch_size" in changes:
        text = QCoreApplication.translate("WayWords", "batches of {rows}, accumulation {times}")
        rows, times = count(changes["batch_size"]), count(changes["gradient_accumulation"])
        parts.append(text.format(rows=rows, times=times))
    if changes.get("gradient_checkpointing"):
        parts.append(QCoreApplication.translate("WayWords", "checkpoint layers"))
    if changes.get("memory_replay"):
        parts.append(QCoreApplication.translate("WayWords", "memory replay"))
    if "segments_per_sample" in changes:
        number = count(changes["segments_per_sample"])
        text = QCoreApplication.translate("WayWords", "samples of {number} segments")
        if changes["segments_per_sample"] == 1:
            text = QCoreApplication.translate("WayWords", "samples of one segment")
        parts.append(text.format(number=number))
    return " + ".join(parts)


def cost_in_words(way: WayOn) -> str:
    """What it takes, and what it costs beside."""
    text = QCoreApplication.translate("WayWords", "about {size}")
    parts = [text.format(size=bytes_text(way.peak))]
    if way.is_slower:
        parts.append(QCoreApplication.translate("WayWords", "a third slower"))
    if not way.keeps_result:
        parts.append(QCoreApplication.translate("WayWords", "another training"))
    return ", ".join(parts)


def sentence(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]
