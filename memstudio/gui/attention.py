"""The attention of a text as the window knows it: what was read, and which head is looked at."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.progress import Control
from memstudio.trace.attention_layout import room_for_layers
from memstudio.workers.attention_messages import AttentionCaptured, CaptureAttention
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.progress import Progress
    from memstudio.trace.attention_layout import CapturedAttention
    from memstudio.workers.engine_thread import EngineThread
    from memstudio.workers.messages import TextFile


class Attention(QObject):
    """Asks the engine for readings, and keeps the last one.

    Signals:
        captured_changed: another `CapturedAttention`, or None.
        layer_kept: the index of a layer that can be looked into now.
        reading_changed: whether the engine reads for this.

    Attributes:
        captured: the last reading.
        is_reading: whether one is on its way.
    """

    captured_changed = Signal(object)
    layer_kept = Signal(int)
    reading_changed = Signal(bool)

    def __init__(
        self, engine: EngineThread, report: Callable[[Progress], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._report = report
        self._numbers = itertools.count(1)
        self._asked: CaptureAttention | None = None
        self._num_waiting = 0
        self._first: CaptureAttention | None = None
        self.captured: CapturedAttention | None = None
        self.is_reading = False
        engine.attention_worker.attention_captured.connect(self._on_worker_attention_captured)
        engine.worker.task_ended.connect(self._on_worker_task_ended)
        engine.worker.model_loaded.connect(self._on_worker_model_changed)
        engine.worker.model_unloaded.connect(self._on_worker_model_changed)

    def read(self, text: str | TextFile, document: str, max_tokens: int | None = None) -> None:
        """Let the open model read a text."""
        self._ask(
            CaptureAttention(
                self._control(), next(self._numbers), text, document, max_tokens=max_tokens
            )
        )

    def want_layer(self, layer: int) -> bool:
        """Whether a layer can be looked into; if not, it is read once more, and told when it can.

        Another text that is being read goes first: its layers take the place of these.
        """
        captured, first = self.captured, self._first
        if captured is None or layer in captured.kept:
            return captured is not None
        asked = self._asked
        goes_first = (
            asked is not None
            and not asked.control.is_cancelled
            and (not asked.is_more or asked.layer == layer)
        )
        if first is not None and not (self.is_reading and goes_first):
            again = replace(first, control=self._control(), number=next(self._numbers))
            # The same tokens, and no more than were read.
            again = replace(again, text=captured.text, layer=layer, is_more=True)
            self._ask(again)
        return False

    @property
    def can_read_again(self) -> bool:
        """Whether layers that were not kept can be had: by the model that read."""
        return self._first is not None

    def cancel(self) -> None:
        """End the reading that is on."""
        if self._asked is not None:
            self._asked.control.cancel()

    # ------------------------------------------------------------------ inside

    def _control(self) -> Control:
        return Control(on_progress=self._report)

    def _ask(self, request: CaptureAttention) -> None:
        self.cancel()
        self._asked = request
        self._num_waiting += 1
        self._set_reading(True)
        self._engine.submit(request)

    def _set_reading(self, is_reading: bool) -> None:
        if is_reading != self.is_reading:
            self.is_reading = is_reading
            self.reading_changed.emit(is_reading)

    @Slot(object)
    def _on_worker_attention_captured(self, answer: AttentionCaptured) -> None:
        asked, before = self._asked, self.captured
        if asked is None or answer.number != asked.number:
            return
        if not answer.is_more:
            self._first, self.captured = asked, answer.captured
            self.captured_changed.emit(answer.captured)
            return
        if before is None or before.num_places != answer.captured.num_places:
            return
        kept = dict(answer.captured.kept)
        room = room_for_layers(before.num_places)
        for index, layer in before.kept.items():
            if sum(each.num_bytes for each in kept.values()) + layer.num_bytes <= room:
                kept.setdefault(index, layer)
        self.captured = replace(before, kept=kept)
        self.layer_kept.emit(asked.layer)

    @Slot(object)
    def _on_worker_task_ended(self, task: TaskKind) -> None:
        if task is TaskKind.ATTENTION:
            # Those that were cancelled for another end, too.
            self._num_waiting = max(0, self._num_waiting - 1)
            self._set_reading(self._num_waiting > 0)

    @Slot()
    def _on_worker_model_changed(self, _: object = None) -> None:
        # What was kept can still be looked at; the rest is gone with the model that read it.
        self._first = None
