"""Which trace is shown: a document's, or the probe's at some training step, followed live."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRunnable, Qt, Signal, Slot
from typing_extensions import override

from memstudio.errors import MemStudioError, marked
from memstudio.events import ProbeRecorded
from memstudio.gui.background_pool import BackgroundPool, finish
from memstudio.gui.earlier_traces import EarlierTraces
from memstudio.trace.stored_arrays import recorded_at
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memstudio.events import RunEvent
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.workers.messages import TraceRecorded

_log = logging.getLogger(__name__)


class _Answer(QObject):
    """Carries a loaded trace to the window's thread."""

    loaded = Signal(str, object)
    failed = Signal(str, object)
    damage_met = Signal(str, object)


class _Loading(QRunnable):
    """Opens a trace away from the window's thread; numpy and zarr only."""

    def __init__(self, path: str, answer: _Answer) -> None:
        super().__init__()
        self._path = path
        self._answer = answer

    @override
    def run(self) -> None:
        """Open the trace."""
        try:
            from memstudio.gui.trace_document import TraceDocument
            from memstudio.trace.reader import TraceReader

            reader = TraceReader(Path(self._path))
            # Of a million tokens they take a moment, which the window would stand still for.
            reader.fetch_token_ids()
            self._answer.loaded.emit(self._path, TraceDocument(reader))
        except MemStudioError as error:
            self._answer.failed.emit(self._path, error)
        except Exception:  # noqa: BLE001 - whatever it is, the user gets a sentence
            _log.exception("trace %s could not be opened", self._path)
            text = marked(
                "errors", "The trace {path} could not be opened; the log has the details."
            )
            self._answer.failed.emit(self._path, MemStudioError(text, path=self._path))


class TraceView(QObject):
    """The trace that the memory pane and its docks show.

    Signals:
        document_changed: a `TraceDocument`, or None.
        probes_changed: the training steps at which the probe was recorded, a tuple.
        loading_failed: a `MemStudioError`.
        damage_found: a `MemStudioError`: a part of the trace on show is lost or garbled.
        kept: the path of a copy that the user made of a trace.
        ended: nothing more is to be read from any trace.
    """

    document_changed = Signal(object)
    probes_changed = Signal(object)
    loading_failed = Signal(object)
    damage_found = Signal(object)
    kept = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document: TraceDocument | None = None
        self.earlier = EarlierTraces()
        self.probes: dict[int, str] = {}
        # When each of them was recorded: a step that is done again has another one at its place.
        self.recorded: dict[int, int] = {}
        self.follows_training = True
        # Names of traces of what was said to a model: it has read that already.
        self.spoken: set[str] = set()
        self._wanted: str | None = None
        # On show, and a probe of the run before.
        self._outdated: str | None = None
        self._is_loading = False
        self._answer = _Answer(self)
        self._answer.loaded.connect(self._on_answer_loaded)
        self._answer.failed.connect(self._on_answer_failed)
        # Met in whatever thread fetches something, and told when that is done.
        self._answer.damage_met.connect(
            self._on_answer_damage_met, Qt.ConnectionType.QueuedConnection
        )
        self._told: set[str] = set()
        self._pool = BackgroundPool(self)

    @property
    def shows_probe(self) -> bool:
        """Whether the trace on show is one of the run's probes."""
        return self.document is not None and self.document.path in self.probes.values()

    def open(self, path: str) -> None:
        """Show the trace at `path` as soon as it is read; only the last one asked for is."""
        self._wanted = path
        self._load_wanted()

    def show_recorded(self, recorded: TraceRecorded | None) -> None:
        """Show what was just recorded."""
        if recorded is not None:
            self.open(recorded.path)

    def add_probe(self, path: str, step: int) -> None:
        """A probe was recorded; show it when training is being followed."""
        self.probes[step] = path
        self.recorded[step] = recorded_at(path)
        self.probes_changed.emit(tuple(sorted(self.probes)))
        shown = self.document.path if self.document is not None else None
        if self.follows_training and (shown in {None, self._outdated} or self.shows_probe):
            self.open(path)

    def add_read_probes(self, run_folder: str, found: Iterable[RunEvent]) -> None:
        """More was read of the record of a run on disk, which may name probes."""
        for event in found:
            if not isinstance(event, ProbeRecorded):
                continue
            path = Path(run_folder) / event.trace
            # Those that were there at first are in the list; others may have been deleted since.
            is_known = event.step in self.probes and self.recorded[event.step] == recorded_at(path)
            if not is_known and path.is_dir():
                self.add_probe(str(path), event.step)

    def show_probes_of(self, run_folder: str) -> None:
        """Another run is looked at, from its folder."""
        paths = RunFolder(Path(run_folder)).trace_paths()
        self.show_probes({step: str(path) for step, path in paths.items()})

    def show_probes(self, probes: dict[int, str]) -> None:
        """Another run is looked at: these are its probes; show the last and follow what comes."""
        self._use(probes)
        if self.probes:
            self.open(self.probes[max(self.probes)])

    def show_step(self, step: int) -> None:
        """Show the probe of a training step; the last step means to follow training."""
        self.follows_training = step == max(self.probes)
        self.open(self.probes[step])

    def forget_probes(self) -> None:
        """A new run begins."""
        self._use({})

    def close(self) -> None:
        """Show nothing."""
        self._wanted = None
        self.document = None
        self.document_changed.emit(None)

    def wait(self) -> None:
        """Let a loading that has begun end, and start none any more."""
        self.ended.emit()
        finish(self._pool)

    def _use(self, probes: dict[int, str]) -> None:
        """One on show of those before stays until the first of these is there."""
        if self.document is not None and self.shows_probe:
            self._outdated = self.document.path
        if self._wanted in self.probes.values():
            self._wanted = None
        self.probes = dict(probes)
        self.recorded = {step: recorded_at(path) for step, path in probes.items()}
        self.follows_training = True
        self.probes_changed.emit(tuple(sorted(self.probes)))

    def _load_wanted(self) -> None:
        if self._is_loading or self._wanted is None:
            return
        self._is_loading = True
        self._pool.start(_Loading(self._wanted, self._answer))

    @Slot(str, object)
    def _on_answer_loaded(self, path: str, document: TraceDocument) -> None:
        self._is_loading = False
        if path != self._wanted:
            self._load_wanted()
            return
        self._wanted = self._outdated = None
        self.document = document
        if not self.shows_probe:
            self.earlier.add(document)
        self._told = set()
        answer = self._answer
        document.reader.listen(lambda error: answer.damage_met.emit(path, error))
        self.document_changed.emit(document)
        with suppress(MemStudioError):
            document.reader.check()

    @Slot(str, object)
    def _on_answer_damage_met(self, path: str, error: MemStudioError) -> None:
        # Once: what is drawn is fetched again and again.
        document, is_new = self.document, str(error) not in self._told
        if not is_new or document is None or document.path != path:
            return
        # A document that was read again is about to be shown.
        if not document.reader.was_replaced:
            self._told.add(str(error))
            self.damage_found.emit(error)

    @Slot(str, object)
    def _on_answer_failed(self, path: str, error: MemStudioError) -> None:
        self._is_loading = False
        if path == self._wanted:
            self._wanted = None
            self.loading_failed.emit(error)
        self._load_wanted()
