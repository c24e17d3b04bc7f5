"""A list of the models on this computer, and a field for anything else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.dialogs.file_asking import ask_for_file, ask_for_folder
from memstudio.gui.recent_words import place_of_model
from memstudio.gui.searches import ModelSearch
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.clear_button import add_clear_button
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import bytes_text
from memstudio.gui.widgets.sides import RIGHT
from memstudio.gui.widgets.tree_groups import add_group, add_remark
from memstudio.models.catalog import has_memory
from memstudio.told_apart import told_apart

if TYPE_CHECKING:
    from memstudio.gui.recent import RecentItems
    from memstudio.models.source import ModelEntry
    from memstudio.models.summary import ModelSummary
    from memstudio.recents import RecentItem

_REFERENCE = Qt.ItemDataRole.UserRole


class ModelChooser(QWidget):
    """What is here already by origin, a folder, a .gguf file, or a name on the Hub.

    Signals:
        reference_changed: what is chosen, "" when nothing is.
        reference_activated: it was double-clicked, or Enter was pressed on it.

    Args:
        recent: what was open lately.
        opened: the model that is open, to be offered first; None when there is none.
        plain_only: whether models that have a memory of ours are left out.
    """

    reference_changed = Signal(str)
    reference_activated = Signal()

    def __init__(
        self,
        recent: RecentItems,
        opened: ModelSummary | None = None,
        *,
        plain_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._recent = recent
        self._opened = opened
        self._plain_only = plain_only
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().sizes.space_m)
        self._add_models()
        self._add_reference_row()
        self._add_online_choice()
        self._fill(None)
        self._search = ModelSearch(self)
        self._search.models_found.connect(self._on_search_models_found)
        self._search.start()

    def chosen(self) -> str:
        """What names the model; "" when none is chosen."""
        return self.reference.text().strip()

    # ------------------------------------------------------------------ building

    def _add_models(self) -> None:
        self.models = QTreeWidget(self)
        self.models.setObjectName("models")
        self.models.setAccessibleName(self.tr("Models on this computer"))
        self.models.setColumnCount(2)
        self.models.setHeaderHidden(True)
        self.models.setRootIsDecorated(False)
        self.models.setItemsExpandable(False)
        self.models.setIndentation(8)
        self.models.setUniformRowHeights(True)
        header = self.models.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.models.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.models.currentItemChanged.connect(self._on_models_current_item_changed)
        self.models.itemActivated.connect(self._on_models_item_activated)
        self._column.addWidget(self.models, 1)

    def _add_reference_row(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(current().sizes.space_s)
        self.reference = QLineEdit(self)
        self.reference.setObjectName("reference")
        self.reference.setPlaceholderText(
            self.tr("Folder, .gguf file, or a name on the Hub such as HuggingFaceTB/SmolLM2-135M")
        )
        self.reference.setAccessibleName(self.tr("Model folder, file or name"))
        add_clear_button(self.reference)
        self.reference.textChanged.connect(self._on_reference_text_changed)
        row.addWidget(self.reference, 1)
        self.folder_button = QPushButton(icon("folder"), self.tr("Folder…"), self)
        self.folder_button.setAutoDefault(False)
        self.folder_button.clicked.connect(self._on_folder_clicked)
        row.addWidget(self.folder_button)
        self.file_button = QPushButton(icon("file"), self.tr(".gguf file…"), self)
        self.file_button.setAutoDefault(False)
        self.file_button.clicked.connect(self._on_file_clicked)
        row.addWidget(self.file_button)
        self._column.addLayout(row)

    def _add_online_choice(self) -> None:
        self.online = QCheckBox(self.tr("Allow going online for this model"), self)
        self.online.setObjectName("online")
        self._column.addWidget(self.online)
        hint = QLabel(
            self.tr(
                "Off: only what is on this computer is used. On: a Hub name that is not in the "
                "Hugging Face cache is downloaded into it."
            ),
            self,
        )
        hint.setProperty("role", "faint")
        hint.setWordWrap(True)
        self._column.addWidget(hint)

    # ------------------------------------------------------------------ list

    @Slot(object)
    def _on_search_models_found(self, entries: tuple[ModelEntry, ...]) -> None:
        self._fill(entries)

    def _fill(self, entries: tuple[ModelEntry, ...] | None) -> None:
        self.models.clear()
        if entries is None:
            self._add_group(self.tr("Looking for models…"))
            return
        if self._plain_only:
            entries = tuple(entry for entry in entries if not entry.has_memory)
        bundled = [entry for entry in entries if entry.origin == "bundled"]
        cached = [entry for entry in entries if entry.origin == "hub-cache"]
        other = [entry for entry in entries if entry.origin in {"folder", "gguf"}]
        known = {entry.reference for entry in (*bundled, *other)}
        if self._opened is not None:
            known.add(self._opened.reference)
        recent = [
            item.paths[0]
            for item in self._recent.items("model")
            if item.paths[0] not in known and self._is_offered(item)
        ]
        self._add_opened()
        self._add_entries(self.tr("Comes with MemStudio"), bundled)
        if recent:
            group = self._add_group(self.tr("Recent"))
            for reference in recent:
                self._add_row(group, reference, reference, None)
        self._add_entries(self.tr("On this computer"), other)
        self._add_entries(self.tr("Hugging Face cache"), cached)
        if not cached:
            group = self._add_group(self.tr("Hugging Face cache"))
            add_remark(group, self.tr("No models in the cache"))
        self.models.expandAll()

    def _is_offered(self, item: RecentItem) -> bool:
        return not item.is_missing and not (self._plain_only and has_memory(Path(item.paths[0])))

    def _add_opened(self) -> None:
        if self._opened is None:
            return
        group = self._add_group(self.tr("Open now"))
        if self._plain_only and self._opened.memory_kind is not None:
            text = self.tr("%1 has a memory already").replace("%1", self._opened.name)
            add_remark(group, text)
        else:
            self._add_row(group, self._opened.name, self._opened.reference, None)

    def _add_entries(self, title: str, entries: list[ModelEntry]) -> None:
        if not entries:
            return
        group = self._add_group(title)
        places = [(place_of_model(str(entry.path)),) for entry in entries]
        names = told_apart([entry.name for entry in entries], places)
        for entry, name in zip(entries, names, strict=True):
            self._add_row(group, name, entry.reference, entry.size_bytes)

    def _add_group(self, title: str) -> QTreeWidgetItem:
        group = add_group(self.models, title)
        group.setFirstColumnSpanned(True)
        return group

    def _add_row(self, group: QTreeWidgetItem, name: str, reference: str, size: int | None) -> None:
        row = QTreeWidgetItem([name, bytes_text(size) if size else ""])
        row.setIcon(0, icon("model", "muted_text"))
        row.setData(0, _REFERENCE, reference)
        row.setToolTip(0, reference)
        row.setTextAlignment(1, RIGHT)
        group.addChild(row)

    @Slot(QTreeWidgetItem)
    def _on_models_current_item_changed(self, item: QTreeWidgetItem | None) -> None:
        reference = item.data(0, _REFERENCE) if item is not None else None
        if reference:
            self.reference.setText(str(reference))

    @Slot(QTreeWidgetItem)
    def _on_models_item_activated(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _REFERENCE):
            self.reference_activated.emit()

    # ------------------------------------------------------------------ choice

    @Slot()
    def _on_reference_text_changed(self) -> None:
        self.reference_changed.emit(self.chosen())

    @Slot()
    def _on_folder_clicked(self) -> None:
        ask_for_folder(self, self.tr("Choose a model folder"), self.reference.setText)

    @Slot()
    def _on_file_clicked(self) -> None:
        forms = self.tr("GGUF models (*.gguf);;All files (*)")
        ask_for_file(self, self.tr("Choose a .gguf file"), self.reference.setText, forms)
