"""Tries what memory does: changes it, explains predictions, and tests the explanations.

It lives in the engine's thread, because it reads with the open model; what it does is no task of the
engine. The documents of the last few traces stay read, so that wishes about them are answered at
once; they are read again when the model has changed since.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.errors import Cancelled, TraceError, marked
from memstudio.events import RunFailed, RunFinished, StepFinished
from memstudio.workers.attempt import attempt
from memstudio.workers.causal_messages import (
    CausalRequest,
    CheckReader,
    EffectMeasured,
    EffectsMapped,
    Explain,
    GlanceTaken,
    InspectSlot,
    Intervene,
    MapEffects,
    ProvenanceFound,
    ReaderChecked,
    SlotInspected,
    TakeGlance,
    Verify,
)
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.events import RunEvent
    from memstudio.models.load import LoadedModel
    from memstudio.trace.causal_types import Effect, EffectMap
    from memstudio.trace.provenance_types import Glance, Provenance, SlotContents
    from memstudio.trace.reading_session import ReadingSession
    from memstudio.workers.engine_worker import EngineWorker

_MOST_SESSIONS = 2
_Found = TypeVar("_Found")


class CausalWorker(QObject):
    """Answers each wish once; those that were cancelled never.

    Signals:
        reader_checked: a `ReaderChecked`.
        effect_measured: an `EffectMeasured`.
        provenance_found: a `ProvenanceFound`, also when it was verified.
        effects_mapped: an `EffectsMapped`.
        slot_inspected: a `SlotInspected`.
        glance_taken: a `GlanceTaken`.

    Args:
        engine: whose open model reads.
    """

    reader_checked = Signal(object)
    effect_measured = Signal(object)
    provenance_found = Signal(object)
    effects_mapped = Signal(object)
    slot_inspected = Signal(object)
    glance_taken = Signal(object)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine
        # Each with what its model was when it was begun.
        self._sessions: dict[str, tuple[Any, ReadingSession]] = {}
        engine.model_unloaded.connect(self._on_engine_model_changed)
        engine.model_loaded.connect(self._on_engine_model_changed)
        engine.run_event_received.connect(self._on_engine_run_event_received)

    @Slot(object)
    def check_reader(self, request: CheckReader) -> None:
        """Say whether the open model recorded a trace; what can be is kept for the wishes to come."""

        def work() -> ReaderChecked:
            request.control.checkpoint()
            self._session(request)
            return ReaderChecked(request.trace)

        def tell(checked: ReaderChecked | None, failure: Failure | None) -> None:
            self.reader_checked.emit(checked or ReaderChecked(request.trace, failure))

        self._do(work, tell)

    @Slot(object)
    def intervene(self, request: Intervene) -> None:
        """Read on with the memory changed."""

        def work() -> Effect:
            from memstudio.trace.effects import measure_effect

            return measure_effect(
                self._session(request),
                request.interventions,
                control=request.control,
                stop_token=request.stop_token,
            )

        def tell(effect: Effect | None, failure: Failure | None) -> None:
            self.effect_measured.emit(
                EffectMeasured(request.trace, request.interventions, effect, failure)
            )

        self._do(work, tell)

    @Slot(object)
    def explain(self, request: Explain) -> None:
        """Find where a prediction came from."""

        def work() -> Provenance:
            from memstudio.trace.provenance import find_provenance

            return find_provenance(
                self._session(request),
                request.token,
                control=request.control,
                said=request.predicted,
            )

        def tell(found: Provenance | None, failure: Failure | None) -> None:
            self.provenance_found.emit(
                ProvenanceFound(request.trace, request.token, found, failure, request.predicted)
            )

        self._do(work, tell)

    @Slot(object)
    def verify(self, request: Verify) -> None:
        """Put an explanation to the test."""

        def work() -> Provenance:
            from memstudio.trace.verification import verify

            return verify(self._session(request), request.provenance, control=request.control)

        def tell(found: Provenance | None, failure: Failure | None) -> None:
            token = request.provenance.token
            self.provenance_found.emit(ProvenanceFound(request.trace, token, found, failure))

        self._do(work, tell)

    @Slot(object)
    def map_effects(self, request: MapEffects) -> None:
        """Replace each slot before each segment."""

        def work() -> EffectMap:
            from memstudio.trace.effects import measure_map

            return measure_map(self._session(request), request.tokens, control=request.control)

        def tell(effects: EffectMap | None, failure: Failure | None) -> None:
            self.effects_mapped.emit(EffectsMapped(request.trace, effects, failure))

        self._do(work, tell)

    @Slot(object)
    def inspect_slot(self, request: InspectSlot) -> None:
        """Find the words of a slot in a state."""

        def work() -> SlotContents:
            from memstudio.trace.slot_contents import slot_contents

            return slot_contents(
                self._session(request), request.slot, request.state, control=request.control
            )

        def tell(contents: SlotContents | None, failure: Failure | None) -> None:
            self.slot_inspected.emit(
                SlotInspected(request.trace, request.slot, request.state, contents, failure)
            )

        self._do(work, tell)

    @Slot(object)
    def take_glance(self, request: TakeGlance) -> None:
        """Find what can be said of the memory in plain words."""

        def work() -> Glance:
            from memstudio.trace.glance import take_glance

            return take_glance(self._session(request), control=request.control)

        def tell(glance: Glance | None, failure: Failure | None) -> None:
            self.glance_taken.emit(GlanceTaken(request.trace, glance, failure))

        self._do(work, tell)

    # ------------------------------------------------------------------ inside

    @Slot()
    def _on_engine_model_changed(self) -> None:
        # What was read holds its model: one that was closed would keep its place in the memory.
        loaded = self._engine.opened
        model = None if loaded is None else loaded.model
        self._sessions = {
            path: kept for path, kept in self._sessions.items() if kept[1].model is model
        }

    @Slot(object)
    def _on_engine_run_event_received(self, event: RunEvent) -> None:
        # A fused optimiser, and it alone, changes weights without their counting it (`_mark`).
        if isinstance(event, (StepFinished, RunFinished, RunFailed)):
            self._sessions.clear()

    def _session(self, request: CausalRequest) -> ReadingSession:
        """The document of the trace that a wish is about, as the open model reads it."""
        from memstudio.trace.reader import TraceReader
        from memstudio.trace.trace_session import session_of_trace

        loaded = self._engine.opened
        if loaded is None:
            self._sessions.clear()
            raise TraceError(
                marked("errors", "No model is open that could read this text again. Open the one that recorded the trace."),
            )  # fmt: skip
        trace = TraceReader(request.trace)
        mark = (_mark(loaded), trace.attrs.get("text_crc32"), trace.attrs.get("created"))
        known = self._sessions.pop(request.trace, None)
        if known is not None and known[0] == mark:
            self._sessions[request.trace] = known
            return known[1]
        session = session_of_trace(loaded, trace, control=request.control)
        self._sessions[request.trace] = mark, session
        while len(self._sessions) > _MOST_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        return session

    @staticmethod
    def _do(
        work: Callable[[], _Found], tell: Callable[[_Found | None, Failure | None], None]
    ) -> None:
        """Do `work`, and tell what it found or why nothing, unless it was cancelled."""
        with suppress(Cancelled):
            found = attempt(work, "trying what memory does", TaskKind.TRACE)
            if isinstance(found, Failure):
                tell(None, found)
            else:
                tell(found, None)


def _mark(loaded: LoadedModel) -> tuple[object, ...]:
    """Another one as soon as the model is another, lies elsewhere, or its weights were changed."""
    parameters = list(loaded.model.parameters())
    versions = sum(each._version for each in parameters)  # noqa: SLF001 - torch has no other name
    return id(loaded.model), str(parameters[0].device), str(parameters[0].dtype), versions
