"""The Memory page's comparison: two steps, two runs or two kinds of memory on one axis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.dialogs.file_asking import ask_for_folder
from memstudio.gui.export_button import ExportButton
from memstudio.gui.panes.compare import words
from memstudio.gui.panes.compare.loading import Loader, Wanted
from memstudio.gui.panes.compare.nothing_common import NothingCommon
from memstudio.gui.panes.compare.picture import ComparePicture
from memstudio.gui.plots.colour_legend import ColourLegend
from memstudio.gui.plots.colour_maps import DIVERGING
from memstudio.gui.table_text import with_tabs
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.choice_buttons import choice_buttons
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.trace.quantity_kinds import PER_TOKEN, SHARES
from memstudio.training.run_folder import RunFolder
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from memstudio.errors import MemStudioError
    from memstudio.gui.panes.compare.loading import Loaded
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session

_MOST_COPIED = 2000
"""Tokens whose numbers are copied at most."""


class ComparePane(QWidget):
    """Chooses A and B among the probes of the run, what is on show, and traces on disk."""

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("comparePane")
        self._session = session
        self._traces, self._selection = session.traces, selection
        self._added: dict[str, str] = {}
        self._is_chosen = False
        self._loaded: Loaded | None = None
        self.loader = Loader(self)
        self.first, self.second = self._box("A"), self._box("B")
        self.swap = self._button("swap", self.tr("Swap A and B"))
        self.open_button = self._button("folder", self.tr("Compare with a trace or a run on disk…"))
        menu = QMenu(self.open_button)
        menu.addAction(self.tr("Open a trace…")).triggered.connect(self._on_open_trace_triggered)
        menu.addAction(self.tr("Open a run's probes…")).triggered.connect(self._on_open_run_triggered)  # fmt: skip
        self.open_button.setMenu(menu)
        self.open_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.quantity = QComboBox()
        self.quantity.setObjectName("compareQuantity")
        self.quantity.setAccessibleName(self.tr("What is compared"))
        self.quantity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.picture = ComparePicture()
        self.scale, self.difference_scale = ColourLegend(), ColourLegend()
        self.said, self.readout = QLabel(), ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self.said.setObjectName("compareSaid")
        self.said.setProperty("role", "caption")
        self.said.setWordWrap(True)
        self.empty = EmptyState("branch", self.tr("Nothing to compare yet"), "")
        self.nothing_common = NothingCommon(session)
        self._views = QStackedWidget()
        self._compose()
        self._connect()
        self._refresh_boxes()

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"compare{name}")
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        return box

    def _button(self, icon_name: str, tip: str) -> QToolButton:
        button = icon_button(icon_name, tip)
        button.setProperty("role", "boxed")
        return button

    def _compose(self) -> None:
        sizes = current().sizes
        row = QHBoxLayout()
        row.setSpacing(sizes.space_s)
        for widget in (QLabel("A"), self.first, self.swap, QLabel("B"), self.second):
            row.addWidget(widget, 2 if isinstance(widget, QComboBox) else 0)
        row.addWidget(self.open_button)
        second_row = QHBoxLayout()
        second_row.setSpacing(sizes.space_s)
        second_row.addWidget(self.quantity)
        texts = (self.tr("All"), self.tr("Side by side"), self.tr("Difference"))
        self.parts = choice_buttons(self, second_row, texts)
        self.export = ExportButton(lambda: self.picture, self._caption, self._numbers)
        second_row.addWidget(self.export)
        second_row.addStretch(1)
        second_row.addWidget(self.scale)
        second_row.addWidget(self.difference_scale)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(sizes.space_xs)
        inside.addLayout(second_row)
        inside.addWidget(self.said)
        inside.addWidget(self.picture, 1)
        inside.addWidget(self.readout)
        self._views.addWidget(self.empty)
        self._views.addWidget(page)
        self._views.addWidget(self.nothing_common)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, sizes.space_s)
        column.setSpacing(sizes.space_s)
        column.addLayout(row)
        column.addWidget(self._views, 1)

    def _connect(self) -> None:
        self._traces.probes_changed.connect(self._on_traces_changed)
        self._traces.document_changed.connect(self._on_traces_changed)
        self.first.activated.connect(self._on_box_activated)
        self.second.activated.connect(self._on_box_activated)
        self.quantity.activated.connect(self.load)
        self.swap.clicked.connect(self._on_swap_clicked)
        self.parts.idToggled.connect(self._on_parts_toggled)
        self.loader.loaded.connect(self._on_loader_loaded)
        self.loader.failed.connect(self._on_loader_failed)
        self.picture.hovered.connect(self._on_picture_hovered)
        self.picture.picked.connect(self._on_picture_picked)
        self.export.failed.connect(self._on_export_failed)

    # ------------------------------------------------------------------ verbs

    @Slot()
    def load(self) -> None:
        """Compare what is chosen."""
        first, second = self.first.currentData(), self.second.currentData()
        if not (first and second):
            return
        wanted = Wanted.now(first, second, self.quantity.currentData() or "")
        if self._loaded is not None and self._loaded.wanted == wanted:
            # Something may have been said in its place, and the loader loads nothing twice.
            self._on_loader_loaded(self._loaded)
        self.loader.load(wanted)

    def choose(self, first: str, second: str) -> None:
        """Compare two of those that are offered, by path."""
        for box, path in ((self.first, first), (self.second, second)):
            box.setCurrentIndex(max(0, box.findData(path)))
        self._is_chosen = True
        self.load()

    @Slot(str)
    def add_trace(self, path: str) -> None:
        """Offer a trace on disk, as B."""
        self._added[path] = Path(path).name
        self._refresh_boxes()
        self.choose(self.first.currentData(), path)

    @Slot(str)
    def add_run(self, folder: str) -> None:
        """Offer all probes of a run on disk; its last as B."""
        run = RunFolder(Path(folder))
        found = {
            str(path): words.probe_title(run.name, step) for step, path in run.trace_paths().items()
        }
        if not found:
            self._say_empty(self.tr("%1 has no probes.").replace("%1", run.name))
            return
        self._added |= found
        self._refresh_boxes()
        self.choose(self.first.currentData(), list(found)[-1])

    def _caption(self) -> list[str]:
        pair = None if self._loaded is None else self._loaded.comparison
        paths = [] if pair is None else [f"A {pair.first.path}", f"B {pair.second.path}"]
        return [self.quantity.currentText(), self.said.text(), *paths]

    def _numbers(self) -> str:
        """Of the tokens in sight the values of both; of very many some, evenly spaced."""
        loaded = self._loaded
        if loaded is None:
            return ""
        start, stop = self.picture.range
        places = np.unique(np.linspace(start, stop - 1, _MOST_COPIED).astype(np.int64))
        mine, theirs = loaded.comparison.at(loaded.name, places)
        heads = ["token", "text"]
        heads += [f"{name} {slot}" for name, each in (("A", mine), ("B", theirs)) for slot in range(each.shape[1])]  # fmt: skip
        lines = [heads]
        for token, one, two in zip(places.tolist(), mine, theirs, strict=True):
            text = loaded.comparison.first.token_text(token)
            values = [f"{value:.6g}" for value in (*one.tolist(), *two.tolist())]
            lines.append([str(token), " ".join(text.split()), *values])
        return with_tabs(lines)

    # ------------------------------------------------------------------ what there is

    def _offered(self) -> dict[str, str]:
        """Titles by path: probes of the run on show, what was on show before, what is, what was added."""
        probes = self._traces.probes
        found = {
            path: words.probe_title(Path(path).parent.parent.name, step)
            for step, path in sorted(probes.items())
        }
        document = self._traces.document
        shown = None if document is None else document.path
        earlier = self._traces.earlier.offered()
        found |= {
            path: title for path, title in earlier.items() if path != shown and path not in found
        }
        if document is not None and document.path not in found:
            found[document.path] = document.name
        return found | {path: title for path, title in self._added.items() if path not in found}

    def _refresh_boxes(self) -> None:
        offered = self._offered()
        paths = list(offered)
        for box, usual in zip((self.first, self.second), self._usual(paths), strict=True):
            before = box.currentData() if self._is_chosen else None
            box.clear()
            for path, title in offered.items():
                box.addItem(title, path)
            box.setCurrentIndex(paths.index(before if before in paths else usual) if paths else -1)
        if len(paths) > 1 and self.first.currentData() == self.second.currentData():
            # What was chosen is gone, and what stands in for it is the other.
            last = len(paths) - 1
            self.second.setCurrentIndex(last if self.first.currentIndex() != last else 0)
        if len(offered) < 2:
            self._say_empty()
        elif self.isVisible():
            self.load()

    def _usual(self, paths: list[str]) -> tuple[str, str]:
        """What is compared until somebody chooses: two of the same text, if there are."""
        probes = [path for path in paths if path in self._traces.probes.values()]
        document = self._traces.document
        if len(probes) > 1:
            return probes[0], probes[-1]
        if document is not None:
            other = self._traces.earlier.same_text(document.path)
            if other is not None:
                return other, document.path
        return (paths[0], paths[-1]) if paths else ("", "")

    def _say_empty(self, text: str = "") -> None:
        usual = self.tr(
            "Two traces are laid over each other, token by token: two steps of a training, two "
            "runs, or two kinds of memory that read the same text. Open a run whose memory was "
            "probed, or traces from the disk."
        )
        self.empty.set_texts(self.tr("Nothing to compare yet"), text or usual)
        self._views.setCurrentIndex(0)

    def sentences(self) -> tuple[str, ...]:
        """What the comparison on show says; none without one."""
        if self._loaded is None or self._views.currentIndex() != 1:
            return ()
        said = self.tr("A is {one}, B is {other}; what is compared is {quantity}.")
        names = {"one": self.first.currentText(), "other": self.second.currentText()}
        return (said.format(**names, quantity=self.quantity.currentText()), self.said.text())

    @Slot(object)
    def _on_loader_loaded(self, loaded: Loaded) -> None:
        self._loaded = loaded
        pair = loaded.comparison
        if not pair.alignment.num_matched:
            self.nothing_common.show_first(pair.first)
            self._views.setCurrentWidget(self.nothing_common)
            return
        self.quantity.clear()
        for name in pair.names:
            self.quantity.addItem(words.quantity_title(name), name)
        self.quantity.setCurrentIndex(max(0, self.quantity.findData(loaded.name)))
        titles = self._offered()
        one, two = (titles.get(path, path) for path in (loaded.wanted.first, loaded.wanted.second))
        kinds = [trace.memory_kind for trace in (pair.first, pair.second)]
        difference = self.tr("B − A")
        self.picture.show_loaded(
            loaded, (f"A  {one}  ({kinds[0]})", f"B  {two}  ({kinds[1]})", difference)
        )
        levels, apart = loaded.levels, loaded.levels.apart
        factor, unit = (100, "%") if loaded.name in SHARES else (1, "")
        self.scale.show_scale(
            "viridis", factor * levels.high, unit,
            low=factor * levels.low, is_clipped=levels.is_clipped,
        )  # fmt: skip
        self.difference_scale.show_scale(
            DIVERGING, factor * apart, unit, low=-factor * apart, is_clipped=levels.is_cut
        )
        self.said.setText(words.alignment_text(pair))
        self._views.setCurrentIndex(1)
        self._on_picture_hovered(-1, -1)

    @Slot(object)
    def _on_loader_failed(self, error: MemStudioError) -> None:
        self._say_empty(filled(error.text, error.values))

    @Slot(object)
    def _on_export_failed(self, error: MemStudioError) -> None:
        self._session.failed.emit(Failure.of(TaskKind.TRACE, error))

    @Slot(object)
    def _on_traces_changed(self, _: object) -> None:
        self._refresh_boxes()
        if (pair := self.nothing_common.answer(self._traces.document)) is not None:
            self.choose(*pair)

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_box_activated(self) -> None:
        self._is_chosen = True
        self.load()

    @Slot()
    def _on_swap_clicked(self) -> None:
        self.choose(self.second.currentData(), self.first.currentData())

    @Slot(int, bool)
    def _on_parts_toggled(self, part: int, is_chosen: bool) -> None:
        if is_chosen:
            self.picture.show_parts(both=part != 2, difference=part != 1)
            self.scale.setVisible(part != 2)
            self.difference_scale.setVisible(part != 1)

    @Slot(int, int)
    def _on_picture_hovered(self, token: int, slot: int) -> None:
        loaded = self._loaded
        spoken = " ".join(self.sentences())
        if loaded is None or token < 0:
            self.picture.setAccessibleDescription(spoken)
            self.readout.setText(self.tr("Wheel: zoom · drag: move · double click: everything"))
            return
        mine, theirs = loaded.comparison.at(loaded.name, np.array([token]))
        text = words.place_text(loaded.comparison, loaded.name, token, slot, mine[0], theirs[0])
        self.picture.setAccessibleDescription(f"{text} {spoken}".strip())
        self.readout.setText(text)

    @Slot(int, int)
    def _on_picture_picked(self, token: int, slot: int) -> None:
        document, loaded = self._traces.document, self._loaded
        if loaded is not None and loaded.name not in PER_TOKEN:
            self._selection.select(slot=slot)
        # Places are those of A: they mean something elsewhere only where that is on show.
        if loaded is not None and document is not None and document.path == loaded.wanted.first:
            self._selection.select(token=token, segment=document.segment_of(token))

    @Slot()
    def _on_open_trace_triggered(self) -> None:
        ask_for_folder(self, self.tr("Open a trace"), self.add_trace)

    @Slot()
    def _on_open_run_triggered(self) -> None:
        ask_for_folder(self, self.tr("Open a run's probes"), self.add_run)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_boxes()
