"""Whether what was read was read by the model that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument


def is_of_open_model(session: Session, document: TraceDocument | None) -> bool:
    """Whether the open model read `document`, by its weights, or by its name until these are compared.

    A probe is called after its run; while that is on, the model in training is the one that is
    open, under the name with which it began, which tells of its weights no more.
    """
    model, run = session.model, session.run
    if document is None or model is None:
        return False
    is_own = session.effects.reader.is_own
    if is_own is not None and document is session.traces.document:
        return is_own
    return document.model == (run.name if run is not None and run.is_active else model.name)
