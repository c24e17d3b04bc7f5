"""What there is to work with: models, datasets, runs, memory states."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.drag_out import files_mime
from memstudio.gui.recent_words import place_of_model, recent_names
from memstudio.gui.run_words import brief_name, state_in_words
from memstudio.gui.searches import ModelSearch, RunSearch
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import bytes_text, percent
from memstudio.gui.widgets.sides import RIGHT
from memstudio.gui.widgets.tree_groups import add_group, add_remark
from memstudio.paths import runs_dir
from memstudio.told_apart import told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session
    from memstudio.models.source import ModelEntry
    from memstudio.recents import RecentItem
    from memstudio.training.run_summary import RunSummary

_DATA = Qt.ItemDataRole.UserRole
_EACH_MS = 5_000
_LEAST_WIDTH = 230


@dataclass(frozen=True)
class LibraryEntry:
    """What a row stands for.

    Attributes:
        kind: "model", "data", "run" or "state".
        reference: what opens it; of a state, its name.
        folder: what is shown in the file manager; None when it is nowhere on disk.
        recent: the dataset, when it is one.
        paths: what it is on disk, to be dragged out.
    """

    kind: str
    reference: str
    folder: str | None
    recent: RecentItem | None = None
    paths: tuple[str, ...] = ()


class LibraryTree(QTreeWidget):
    """Its rows can be dragged out, as the files and folders that they stand for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)

    @override
    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        entries = [item.data(0, _DATA) for item in items]
        return files_mime(
            path for entry in entries if isinstance(entry, LibraryEntry) for path in entry.paths
        )

    @override
    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        # A group, or a model that is nowhere on disk, is nothing to take along.
        if self.mimeData(self.selectedItems()).urls():
            super().startDrag(Qt.DropAction.CopyAction)


class LibraryDock(QDockWidget):
    """A tree of four groups; double-click opens.

    Signals:
        entry_activated: the `LibraryEntry` to be opened.
        runs_listed: a list of `RunSummary`, newest first, whenever they were looked for.
        resume_requested: the folder of a run to go on with.
        folder_requested: a folder to be shown in the file manager.
    """

    entry_activated = Signal(object)
    runs_listed = Signal(object)
    resume_requested = Signal(str)
    folder_requested = Signal(str)

    def __init__(
        self, session: Session, recent: RecentItems, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("libraryDock")
        self.setWindowTitle(self.tr("Library"))
        self._recent = recent
        self._models: tuple[ModelEntry, ...] = ()
        self._runs: list[RunSummary] = []
        self.library = LibraryTree(self)
        self.library.setObjectName("library")
        self.library.setAccessibleName(self.tr("Library"))
        self.library.setProperty("role", "plain")
        self.library.setHeaderHidden(True)
        self.library.setColumnCount(2)
        self.library.setIndentation(12)
        self.library.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.library.setUniformRowHeights(True)
        header = self.library.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.library.itemActivated.connect(self._on_library_item_activated)
        self.library.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.library.customContextMenuRequested.connect(self._on_library_menu_requested)
        self.setWidget(self.library)
        # A wide page would squeeze it to nothing, and it would not come back.
        self.setMinimumWidth(_LEAST_WIDTH)
        self._model_group = add_group(self.library, self.tr("Models"))
        self._data_group = add_group(self.library, self.tr("Datasets"))
        self._run_group = add_group(self.library, self.tr("Runs"))
        self._state_group = add_group(self.library, self.tr("Memory states"))
        self.library.expandAll()
        self._model_search = ModelSearch(self)
        self._model_search.models_found.connect(self._on_models_found)
        self._run_search = RunSearch(runs_dir(), self)
        self._run_search.runs_found.connect(self._on_runs_found)
        self._run_state: str | None = None
        self._session = session
        session.run_changed.connect(self._on_session_run_changed)
        session.model_changed.connect(self._look_for_models)
        session.measuring.model_exported.connect(self._look_for_models)
        session.states.entries_changed.connect(self._fill_states)
        recent.items_changed.connect(self._fill)
        # Runs of other processes, such as `memstudio train`, show up too.
        self._timer = QTimer(self)
        self._timer.setInterval(_EACH_MS)
        self._timer.timeout.connect(self._look_for_runs)
        self._fill_data()
        self._fill_states()

    def start(self) -> None:
        """Begin to look for models and runs; call once the window is shown."""
        self._model_search.start()
        self._run_search.start()
        self._session.states.look()
        self._timer.start()

    def counts(self) -> dict[str, int]:
        """How many "model", "data" and "run" there are in the list."""
        groups = {"model": self._model_group, "data": self._data_group, "run": self._run_group}
        return {
            kind: sum(
                isinstance(child.data(0, _DATA), LibraryEntry)
                for row in range(group.childCount())
                if (child := group.child(row)) is not None
            )
            for kind, group in groups.items()
        }

    # ------------------------------------------------------------------ rows

    def _row(
        self, group: QTreeWidgetItem, icon_name: str, name: str, note: str, entry: LibraryEntry
    ) -> QTreeWidgetItem:
        row = QTreeWidgetItem([name, note])
        row.setIcon(0, icon(icon_name, "muted_text"))
        row.setData(0, _DATA, entry)
        row.setToolTip(0, entry.folder or entry.reference)
        row.setTextAlignment(1, RIGHT)
        font = self.font()
        font.setPixelSize(current().sizes.font_small)
        row.setFont(1, font)
        group.addChild(row)
        row.setFirstColumnSpanned(not note)
        return row

    @Slot(object)
    def _on_models_found(self, models: tuple[ModelEntry, ...]) -> None:
        self._models = models
        self._fill_models()

    def _fill_models(self) -> None:
        self._model_group.takeChildren()
        # A model of the list may also have been opened by its path.
        known = {place for model in self._models for place in (model.reference, str(model.path))}
        others = [
            item
            for item in self._recent.items("model")
            if item.paths[0] not in known and not item.is_missing
        ]
        names = [model.name for model in self._models] + [item.name for item in others]
        places = [str(model.path) for model in self._models] + [item.paths[0] for item in others]
        names = told_apart(list(map(brief_name, names)), [(place_of_model(at),) for at in places])
        num_models = len(self._models)
        for model, name in zip(self._models, names[:num_models], strict=True):
            folder = model.path.parent if model.path.is_file() else model.path
            entry = LibraryEntry("model", model.reference, str(folder), paths=(str(model.path),))
            row = self._row(self._model_group, "model", name, "", entry)
            if model.size_bytes:
                # In a column of its own it would take the room of the names.
                row.setToolTip(0, f"{row.toolTip(0)}\n{bytes_text(model.size_bytes)}")
        for item, name in zip(others, names[num_models:], strict=True):
            path = Path(item.paths[0])
            shown = _folder_of(path) if path.is_absolute() else None
            own = (item.paths[0],) if path.is_absolute() else ()
            entry = LibraryEntry("model", item.paths[0], shown, item, own)
            self._row(self._model_group, "model", name, "", entry)
        if not self._model_group.childCount():
            add_remark(self._model_group, self.tr("None found"))

    @Slot()
    def _fill(self) -> None:
        self._fill_models()
        self._fill_data()

    def _fill_data(self) -> None:
        self._data_group.takeChildren()
        items = [item for item in self._recent.items("data") if not item.is_missing]
        for item, name in zip(items, recent_names(items), strict=True):
            folder = _folder_of(Path(item.paths[0]))
            entry = LibraryEntry("data", item.paths[0], folder, item, item.paths)
            row = self._row(self._data_group, "dataset", name, "", entry)
            row.setToolTip(0, "\n".join(item.paths[:20]))
        if not items:
            add_remark(self._data_group, self.tr("Drop text on the window"))

    @Slot(object)
    def _on_runs_found(self, runs: list[RunSummary]) -> None:
        self.runs_listed.emit(runs)
        if runs == self._runs and self._run_group.childCount():
            return
        self._runs = runs
        current_item = self.library.currentItem()
        kept = current_item.data(0, _DATA) if current_item else None
        self._run_group.takeChildren()
        names = told_apart(
            [run.title or brief_name(run.name) for run in runs],
            [(brief_name(run.name), run.path.parent) for run in runs],
        )
        for run, name in zip(runs, names, strict=True):
            entry = LibraryEntry("run", str(run.path), str(run.path), paths=(str(run.path),))
            share = percent(run.step / max(1, run.total_steps))
            # What most runs are needs no words, which would take the room of their names.
            is_usual = run.state == "completed"
            note = share if run.is_active else "" if is_usual else state_in_words(run.state)
            row = self._row(self._run_group, "run", name, note, entry)
            row.setToolTip(0, f"{run.path}\n{state_in_words(run.state)}")
            if entry == kept:
                self.library.setCurrentItem(row)
        if not runs:
            add_remark(self._run_group, self.tr("None yet"))

    @Slot()
    def _fill_states(self) -> None:
        selected = self.library.currentItem()
        kept = selected.data(0, _DATA) if selected else None
        self._state_group.takeChildren()
        for each in self._session.states.entries:
            entry = LibraryEntry("state", each.name, str(each.path.parent), paths=(str(each.path),))
            row = self._row(self._state_group, "memory", each.name, each.header.kind, entry)
            row.setToolTip(0, str(each.path))
            if entry == kept:
                self.library.setCurrentItem(row)
        if not self._state_group.childCount():
            add_remark(self._state_group, self.tr("None yet"))

    # ------------------------------------------------------------------ events

    @Slot()
    def _look_for_runs(self) -> None:
        if self.isVisible():
            self._run_search.start()
            self._session.states.look()

    @Slot(object)
    def _on_session_run_changed(self, _run: object) -> None:
        state = self._session.run.state if self._session.run else None
        if state != self._run_state:
            self._run_state = state
            self._run_search.start()

    @Slot()
    def _look_for_models(self, _: object = None) -> None:
        self._model_search.start()

    @Slot(QTreeWidgetItem)
    def _on_library_item_activated(self, item: QTreeWidgetItem) -> None:
        entry = item.data(0, _DATA)
        if isinstance(entry, LibraryEntry):
            self.entry_activated.emit(entry)

    @Slot(QPoint)
    def _on_library_menu_requested(self, position: QPoint) -> None:
        item = self.library.itemAt(position)
        entry = item.data(0, _DATA) if item is not None else None
        if not isinstance(entry, LibraryEntry):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opening = menu.addAction(icon("external"), self.tr("Open"))
        opening.triggered.connect(lambda: self.entry_activated.emit(entry))
        run = next((run for run in self._runs if str(run.path) == entry.reference), None)
        if run is not None and run.state in {"stopped", "interrupted", "failed"}:
            resuming = menu.addAction(icon("play"), self.tr("Go on with this run"))
            resuming.triggered.connect(lambda: self.resume_requested.emit(entry.reference))
        if entry.folder:
            folder = entry.folder
            showing = menu.addAction(icon("folder"), self.tr("Show in files"))
            showing.triggered.connect(lambda: self.folder_requested.emit(folder))
        if entry.recent is not None:
            recent = entry.recent
            removing = menu.addAction(icon("close"), self.tr("Remove from the list"))
            removing.triggered.connect(lambda: self._recent.remove(recent))
        menu.popup(self.library.viewport().mapToGlobal(position))


def _folder_of(path: Path) -> str:
    """What is shown in the file manager; the parent too of what may not be looked at any more."""
    return str(path if os.path.isdir(path) else path.parent)  # noqa: PTH112 - never raises
