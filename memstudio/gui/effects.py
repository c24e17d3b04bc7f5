"""What is tried on the memory of the document on show, as the window knows it.

Holds the changes that are made to the memory, with undo and redo, asks the worker, and keeps the
answers until another document is shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from memstudio.gui.changes_made import Change, SetChanges
from memstudio.gui.reader_check import ReaderCheck
from memstudio.gui.single_shot import single_shot
from memstudio.gui.slot_lens import SlotLens
from memstudio.progress import Control
from memstudio.workers.causal_messages import (
    CausalRequest,
    EffectMeasured,
    EffectsMapped,
    Explain,
    GlanceTaken,
    Intervene,
    MapEffects,
    ProvenanceFound,
    TakeGlance,
    Verify,
)
from memstudio.workers.turns import makes_way

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.selection import Selection
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.trace_view import TraceView
    from memstudio.progress import Progress
    from memstudio.trace.causal_types import Effect, EffectMap, Intervention
    from memstudio.trace.provenance_types import Glance, Provenance
    from memstudio.workers.engine_thread import EngineThread
    from memstudio.workers.messages import Failure, Request

    Answer = EffectMeasured | ProvenanceFound | EffectsMapped | GlanceTaken

Asking = Literal["changes", "explain", "verify", "map", "glance"]


class Effects(QObject):
    """Asks the worker; what is asked anew takes the place of the same asked before.

    Signals:
        changes_changed: the list of changes.
        effect_changed: an `Effect` of the changes that are on, or None.
        provenance_changed: a `Provenance`, or None.
        map_changed: an `EffectMap`, or None.
        glance_changed: a `Glance`, or None.
        asking_changed: what is asked, or how far that is.

    Attributes:
        reader: whether the open model is what read the document.
        lens: asks for the words of a slot, layer by layer.
        changes: in the order in which they are made.
        undo: knows how to go back and forth in the list of changes.
        owes_glance: whether one that was asked for made way for something else, and is to be taken
            when the model is idle.
        progress: how far the worker is with what it is at; None before it says.
        trouble: why the last thing asked for could not be found; None when it could.
    """

    changes_changed = Signal()
    effect_changed = Signal(object)
    provenance_changed = Signal(object)
    map_changed = Signal(object)
    glance_changed = Signal(object)
    asking_changed = Signal()
    # From the worker's thread to this one, with the control of what is asked.
    _progressed = Signal(object, object)

    def __init__(self, engine: EngineThread, traces: TraceView, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._traces = traces
        self._path = ""
        self._recorded: tuple[object, ...] = ()
        # In the order in which they were asked.
        self._asked: dict[Asking, CausalRequest] = {}
        self._verifies_next = False
        self.changes: tuple[Change, ...] = ()
        self.undo = QUndoStack(self)
        self.effect: Effect | None = None
        self.provenance: Provenance | None = None
        self.effect_map: EffectMap | None = None
        self.glance: Glance | None = None
        self.glance_trouble: Failure | None = None
        self.owes_glance = False
        self.progress: Progress | None = None
        self.trouble: Failure | None = None
        # Several steps back at once are read again once.
        self._soon = single_shot(self, 0, self._measure_changes)
        self._progressed.connect(self._on_progressed)
        traces.document_changed.connect(self._on_traces_document_changed)
        engine.submitted.connect(self._on_engine_submitted)
        self.reader, self.lens = ReaderCheck(engine, traces, self), SlotLens(engine, self)
        worker = engine.causal_worker
        worker.effect_measured.connect(self._on_worker_effect_measured)
        worker.provenance_found.connect(self._on_worker_provenance_found)
        worker.effects_mapped.connect(self._on_worker_effects_mapped)
        worker.glance_taken.connect(self._on_worker_glance_taken)

    # ------------------------------------------------------------------ what there is

    @property
    def document(self) -> TraceDocument | None:
        """What all of this is about; None when its memory cannot be tried."""
        document = self._traces.document
        return document if document is not None and document.has_slots else None

    @property
    def asking(self) -> Asking | None:
        """What the worker is at; None when it is not."""
        return next(iter(self._asked), None)

    @property
    def is_waited_for(self) -> bool:
        """Whether something is asked that the user waits for."""
        return any(what != "glance" for what in self._asked)

    @property
    def is_explaining(self) -> bool:
        """Whether it is asked where a word came from."""
        return "explain" in self._asked

    @property
    def verifies_next(self) -> bool:
        """Whether that is to be tested as soon as it is known."""
        return self.is_explaining and self._verifies_next

    @property
    def is_measuring_changes(self) -> bool:
        """Whether what the changes do is asked, be it behind something else."""
        return "changes" in self._asked

    @property
    def is_asking_glance(self) -> bool:
        """Whether a glance is being taken."""
        return "glance" in self._asked

    def state_at(self, selected: Selection) -> int:
        """The state in which a change to what is selected is made: before which segment.

        A segment stands for the memory that it left, as everywhere on the page; the explained word
        for the memory that it was predicted with.
        """
        document, found = self.document, self.provenance
        if document is None:
            return 0
        last = max(0, document.num_segments - 1)
        if found is not None and selected.token == found.token:
            return min(found.segment, last)
        return min((selected.segment or 0) + 1, last)

    # ------------------------------------------------------------------ changes to the memory

    def add(self, intervention: Intervention) -> None:
        """Make one more change."""
        self._push((*self.changes, Change(intervention)))

    def remove(self, place: int) -> None:
        """Take a change out of the list."""
        self._push(tuple(each for at, each in enumerate(self.changes) if at != place))

    def switch(self, place: int, *, is_on: bool) -> None:
        """Let a change count, or not."""
        if self.changes[place].is_on != is_on:
            changed = replace(self.changes[place], is_on=is_on)
            self._push((*self.changes[:place], changed, *self.changes[place + 1 :]))

    def clear(self) -> None:
        """Take all changes out of the list."""
        if self.changes:
            self._push(())

    def _push(self, changes: tuple[Change, ...]) -> None:
        self.undo.push(SetChanges(self, self.changes, changes))

    def set_changes(self, changes: tuple[Change, ...]) -> None:
        """The list is another now; only the undo stack calls this."""
        before = self.active
        self.changes = changes
        self.changes_changed.emit()
        if self.active != before:
            self._soon.start()

    @property
    def active(self) -> tuple[Intervention, ...]:
        """The changes that count now."""
        return tuple(each.intervention for each in self.changes if each.is_on)

    @Slot()
    def _measure_changes(self) -> None:
        active = self.active
        if not active:
            self._drop("changes")
            self._set_effect(None)
        elif self.effect is None or self.effect.interventions != active:
            self._ask("changes", lambda control, path: Intervene(control, path, active))
        else:
            self._drop("changes")  # taken back while they were measured

    # ------------------------------------------------------------------ other questions

    def explain(self, token: int, *, predicted: bool = False) -> None:
        """Find where a prediction came from.

        Args:
            token: its place.
            predicted: explain what was likeliest there, not what the document has.
        """
        self._drop("verify")
        self._verifies_next = False
        self._ask("explain", lambda control, path: Explain(control, path, token, predicted))

    def verify(self) -> None:
        """Put the links of what is explained to the test, or is about to be."""
        found = self.provenance
        if self.is_explaining:
            self._verifies_next = True
            self.asking_changed.emit()
        elif found is not None:
            self._ask("verify", lambda control, path: Verify(control, path, found))

    def forget_explanation(self) -> None:
        """Explain nothing any more."""
        self._drop("explain", "verify")
        self._set_provenance(None)

    def map_effects(self, tokens: tuple[int, ...] = ()) -> None:
        """Replace each slot before each segment, and see what some tokens, or all, lose."""
        self._ask("map", lambda control, path: MapEffects(control, path, tokens))

    def take_glance(self) -> None:
        """Find the few things that can be said of the memory in plain words."""
        self.owes_glance = False
        self._ask("glance", TakeGlance)

    def forget_trouble(self) -> None:
        """What stood in the way may do so no more, as when another model is open."""
        self.trouble = None
        self._set_glance(self.glance)
        self.asking_changed.emit()

    def cancel(self) -> None:
        """Ask no more."""
        self._drop(*self._asked)
        if self.effect is not None and self.effect.interventions != self.active:
            self._set_effect(None)  # it was kept only until theirs would come

    def _ask(self, what: Asking, make: Callable[[Control, str], CausalRequest]) -> None:
        document = self.document
        if document is None:
            return
        self._drop(what)
        # It is called on the worker's thread: a signal carries it over.
        control = Control(on_progress=lambda progress: self._progressed.emit(control, progress))
        request = make(control, document.path)
        self._asked[what] = request
        self.trouble = None
        self.asking_changed.emit()
        self._engine.submit(request)

    def _drop(self, *whats: Asking) -> None:
        """Ask some things no more, as far as they are asked."""
        dropped = [self._asked.pop(what) for what in whats if what in self._asked]
        for request in dropped:
            request.control.cancel()
        if dropped:
            self.progress = None
            self.asking_changed.emit()

    # ------------------------------------------------------------------ answers

    def _takes(self, what: Asking, answer: Answer) -> bool:
        """Whether an answer is to what is still asked; from then on it is not."""
        if what not in self._asked or answer.trace != self._path:
            return False
        del self._asked[what]
        self.progress = None
        if what != "glance":
            self.trouble = answer.failure
        self.asking_changed.emit()
        return True

    @Slot(object)
    def _on_worker_effect_measured(self, answer: EffectMeasured) -> None:
        if answer.interventions == self.active and self._takes("changes", answer):
            self._set_effect(answer.effect)

    @Slot(object)
    def _on_worker_provenance_found(self, answer: ProvenanceFound) -> None:
        explain, verify = self._asked.get("explain"), self._asked.get("verify")
        found = answer.provenance
        # An answer may be to a wish before, which was done when it was taken back.
        is_verified = found is not None and found.is_verified
        if isinstance(explain, Explain) and explain.token == answer.token:
            is_answer = explain.predicted == answer.predicted and not is_verified
            takes = is_answer and self._takes("explain", answer)
        elif isinstance(verify, Verify) and verify.provenance.token == answer.token:
            takes = (is_verified or found is None) and self._takes("verify", answer)
        else:
            takes = False
        if takes and found is not None:
            self._set_provenance(found)
            if self._verifies_next:
                self._verifies_next = False
                self.verify()

    @Slot(object)
    def _on_worker_effects_mapped(self, answer: EffectsMapped) -> None:
        found, asked = answer.effects, self._asked.get("map")
        if found is not None and isinstance(asked, MapEffects) and found.tokens != asked.tokens:
            return  # of other words, which were asked about before
        if self._takes("map", answer) and found is not None:
            self._set_map(found)

    @Slot(object)
    def _on_worker_glance_taken(self, answer: GlanceTaken) -> None:
        if self._takes("glance", answer):
            self._set_glance(answer.glance, answer.failure)

    def _set_effect(self, effect: Effect | None) -> None:
        if effect is not self.effect:
            self.effect = effect
            self.effect_changed.emit(effect)

    def _set_provenance(self, provenance: Provenance | None) -> None:
        if provenance is not self.provenance:
            self.provenance = provenance
            self.provenance_changed.emit(provenance)

    def _set_map(self, effect_map: EffectMap | None) -> None:
        if effect_map is not self.effect_map:
            self.effect_map = effect_map
            self.map_changed.emit(effect_map)

    def _set_glance(self, glance: Glance | None, trouble: Failure | None = None) -> None:
        if glance is not self.glance or trouble is not self.glance_trouble:
            self.glance, self.glance_trouble = glance, trouble
            self.glance_changed.emit(glance)

    # ------------------------------------------------------------------ what else happens

    @Slot(object, object)
    def _on_progressed(self, control: Control, progress: Progress) -> None:
        if any(request.control is control for request in self._asked.values()):
            self.progress = progress
            self.asking_changed.emit()

    @Slot(object)
    def _on_engine_submitted(self, request: Request) -> None:
        glance = self._asked.get("glance")
        if glance is not None and makes_way(glance, request):
            self.owes_glance = True
            self._drop("glance")

    @Slot(object)
    def _on_traces_document_changed(self, document: TraceDocument | None) -> None:
        path = "" if document is None else document.path
        # At the same place another text may lie by now, as when a trace is recorded anew.
        recorded = () if document is None else document.identity
        if path == self._path and recorded == self._recorded:
            return
        self.cancel()
        self._path, self._recorded = path, recorded
        self._soon.stop()
        self.undo.clear()
        self.changes = ()
        self.trouble, self.owes_glance = None, False
        self.changes_changed.emit()
        self._set_effect(None)
        self._set_provenance(None)
        self._set_map(None)
        self._set_glance(None)
