"""What stands below every picture of a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.widgets.number_format import percent
from memstudio.trace.slot_spans import shown_word

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument


def trace_caption(document: TraceDocument) -> tuple[str, ...]:
    """What a picture of a trace must not be parted from: command, seed, reduction, baseline."""
    translate = QCoreApplication.translate
    attrs = document.reader.attrs
    parts = [
        translate("Caption", "{document}, read by {model} (memory: {kind})").format(
            document=document.name, model=document.model, kind=document.memory_kind
        )
    ]
    if document.has_weights:
        parts.append(
            translate("Caption", "weights: mean over layers and heads unless said otherwise")
        )
    baseline = (attrs.get("baseline") or {}).get("write")
    if baseline:
        text = translate("Caption", "spread evenly, each word would have {share}")
        parts.append(text.format(share=percent(float(baseline), 2)))
    if attrs.get("seed") is not None:
        parts.append(translate("Caption", "seed {seed}").format(seed=attrs["seed"]))
    control = document.reader.control_words(distinctive=True)
    random = [shown_word(row[0][0]) for row in control if row]
    if random:
        text = translate("Caption", "random vectors as words: {words}")
        parts.append(text.format(words=", ".join(random)))
    command = str(attrs.get("command") or "")
    return ("  ·  ".join(parts), *((command,) if command else ()))
