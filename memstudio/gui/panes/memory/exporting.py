"""Taking the pictures and their numbers out of the window."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.atomic import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.gui.panes.memory.quantities import Quantity
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument


def caption(document: TraceDocument) -> tuple[str, ...]:
    """What a picture of a trace must not be parted from: command, seed, reduction, baseline."""
    say = QCoreApplication.translate
    attrs = document.reader.attrs
    parts = [
        say("Caption", "{document}, read by {model} (memory: {kind})").format(
            document=document.name, model=document.model, kind=document.memory_kind
        )
    ]
    if document.has_weights:
        parts.append(say("Caption", "weights: mean over layers and heads unless said otherwise"))
    baseline = (attrs.get("baseline") or {}).get("write")
    if baseline:
        text = say("Caption", "spread evenly, each word would have {share}")
        parts.append(text.format(share=f"{float(baseline):.2%}"))
    if attrs.get("seed") is not None:
        parts.append(say("Caption", "seed {seed}").format(seed=attrs["seed"]))
    random = [row[0][0].strip() for row in document.reader.control_words(distinctive=True) if row]
    if random:
        text = say("Caption", "random vectors as words: {words}")
        parts.append(text.format(words=", ".join(random)))
    command = str(attrs.get("command") or "")
    return ("  ·  ".join(parts), *((command,) if command else ()))


def glance_sentences(session: Session) -> tuple[str, ...]:
    """What was measured of the memory and is said in plain words, if anything was."""
    effects = getattr(session, "effects", None)
    sentences = getattr(effects, "glance_sentences", None)
    return tuple(sentences()) if callable(sentences) else ()


def slots_as_table(document: TraceDocument, quantity: Quantity) -> str:
    """A quantity as CSV: a row a segment, a column a slot."""
    values = quantity.values(document)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["segment", *(f"slot_{slot}" for slot in range(document.num_slots))])
    for segment, row in enumerate(values.tolist()):
        table.writerow([segment, *(f"{value:.6g}" for value in row)])
    return out.getvalue()


def weights_as_table(document: TraceDocument, segment: int, layer: int | None) -> str:
    """The weights of a segment as CSV: a row a token, the slots' write and read weights."""
    out = io.StringIO()
    table = csv.writer(out)
    slots = range(document.num_slots)
    table.writerow(
        ["token", "text", *(f"written_{s}" for s in slots), *(f"read_{s}" for s in slots)]
    )
    start, stop = document.segment_tokens(segment)
    written, read = document.write(segment, layer), document.read(segment, layer)
    for place in range(stop - start):
        numbers = [*written[:, place].tolist(), *read[place].tolist()]
        table.writerow(
            [start + place, document.token_text(start + place), *(f"{n:.6g}" for n in numbers)]
        )
    return out.getvalue()


def save_table(text: str, path: Path) -> None:
    """Write CSV.

    Raises:
        StorageError: the file cannot be written.
    """
    write_text(path, text)
