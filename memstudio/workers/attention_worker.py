"""Reads texts for their attention, in the engine's thread, with the model that is open there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.workers.attention_messages import AttentionCaptured, CaptureAttention
from memstudio.workers.messages import TaskKind
from memstudio.workers.reading import text_of

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.workers.engine_worker import EngineWorker


class AttentionWorker(QObject):
    """Starts, ends and failures are told by the engine's signals, as of all that it does.

    Signals:
        attention_captured: an `AttentionCaptured`.

    Args:
        engine: whose open model reads.
    """

    attention_captured = Signal(object)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine

    @Slot(object)
    def capture(self, request: CaptureAttention) -> None:
        """Read a text; while a run is on, once it is held."""

        def work(loaded: LoadedModel) -> None:
            from memstudio.trace.attention_capture import capture_attention

            captured = capture_attention(
                loaded,
                text_of(request.text, request.control),
                document=request.document,
                control=request.control,
                layers=(request.layer,) if request.is_more else None,
                around=None if request.is_more else request.layer,
                max_tokens=request.max_tokens,
                pictures=not request.is_more,
            )
            self.attention_captured.emit(
                AttentionCaptured(request.number, captured, request.is_more)
            )

        self._engine.run_with_model(TaskKind.ATTENTION, work)
