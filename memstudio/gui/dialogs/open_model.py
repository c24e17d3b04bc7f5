"""Choosing a model: what is here already, a folder, a .gguf file, or a name on the Hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.searches import ModelSearch
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import bytes_text

if TYPE_CHECKING:
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session
    from memstudio.models.source import ModelEntry

_REFERENCE = Qt.ItemDataRole.UserRole


class OpenModelDialog(Dialog):
    """A list by origin, and a field for anything else.

    Signals:
        reference_chosen: what `Session.load_model` takes.
    """

    reference_chosen = Signal(str)

    def __init__(
        self, session: Session, recent: RecentItems, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            self.tr("Open a model"),
            self.tr(
                "A model with a memory, or any causal language model that a memory is to be put "
                "on. Only safetensors and GGUF weights are opened, since others can run code."
            ),
            parent,
        )
        self._session = session
        self._recent = recent
        self.resize(640, 560)
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
        self.body.addWidget(self.models, 1)
        self._add_reference_row()
        self._add_online_choice()
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.cancel_button)
        self.open_button = QPushButton(self.tr("Open"), self)
        self.open_button.setObjectName("open_button")
        self.open_button.setProperty("role", "primary")
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.buttons.addWidget(self.open_button)
        self._fill(None)
        self._refresh()
        self._search = ModelSearch(self)
        self._search.models_found.connect(self._on_search_models_found)
        self._search.start()

    def _add_reference_row(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(current().sizes.space_s)
        self.reference = QLineEdit(self)
        self.reference.setObjectName("reference")
        self.reference.setPlaceholderText(
            self.tr("Folder, .gguf file, or a name on the Hub such as HuggingFaceTB/SmolLM2-135M")
        )
        self.reference.setAccessibleName(self.tr("Model folder, file or name"))
        self.reference.setClearButtonEnabled(True)
        self.reference.textChanged.connect(self._refresh)
        row.addWidget(self.reference, 1)
        self.folder_button = QPushButton(icon("folder"), self.tr("Folder…"), self)
        self.folder_button.setAutoDefault(False)
        self.folder_button.clicked.connect(self._on_folder_clicked)
        row.addWidget(self.folder_button)
        self.file_button = QPushButton(icon("file"), self.tr(".gguf file…"), self)
        self.file_button.setAutoDefault(False)
        self.file_button.clicked.connect(self._on_file_clicked)
        row.addWidget(self.file_button)
        self.body.addLayout(row)

    def _add_online_choice(self) -> None:
        self.online = QCheckBox(self.tr("Allow going online for this model"), self)
        self.online.setObjectName("online")
        self.body.addWidget(self.online)
        hint = QLabel(
            self.tr(
                "Off: only what is on this computer is used. On: a Hub name that is not in the "
                "Hugging Face cache is downloaded into it."
            ),
            self,
        )
        hint.setProperty("role", "faint")
        hint.setWordWrap(True)
        self.body.addWidget(hint)

    # ------------------------------------------------------------------ list

    @Slot(object)
    def _on_search_models_found(self, entries: tuple[ModelEntry, ...]) -> None:
        self._fill(entries)

    def _fill(self, entries: tuple[ModelEntry, ...] | None) -> None:
        self.models.clear()
        if entries is None:
            self._add_group(self.tr("Looking for models…"))
            return
        bundled = [entry for entry in entries if entry.origin == "bundled"]
        cached = [entry for entry in entries if entry.origin == "hub-cache"]
        other = [entry for entry in entries if entry.origin in {"folder", "gguf"}]
        known = {entry.reference for entry in bundled}
        recent = [
            item.paths[0]
            for item in self._recent.items("model")
            if item.paths[0] not in known and not item.is_missing
        ]
        self._add_entries(self.tr("Comes with MemStudio"), bundled)
        if recent:
            group = self._add_group(self.tr("Recent"))
            for reference in recent:
                self._add_row(group, reference, reference, None)
        self._add_entries(self.tr("On this computer"), other)
        self._add_entries(self.tr("Hugging Face cache"), cached)
        if not cached:
            group = self._add_group(self.tr("Hugging Face cache"))
            empty = QTreeWidgetItem([self.tr("No models in the cache"), ""])
            empty.setFlags(Qt.ItemFlag.NoItemFlags)
            group.addChild(empty)
        self.models.expandAll()

    def _add_entries(self, title: str, entries: list[ModelEntry]) -> None:
        if not entries:
            return
        group = self._add_group(title)
        for entry in entries:
            self._add_row(group, entry.name, entry.reference, entry.size_bytes)

    def _add_group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem([title, ""])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setPixelSize(current().sizes.font_small)
        font.setWeight(font.Weight.DemiBold)
        group.setFont(0, font)
        self.models.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        return group

    def _add_row(self, group: QTreeWidgetItem, name: str, reference: str, size: int | None) -> None:
        row = QTreeWidgetItem([name, bytes_text(size) if size else ""])
        row.setIcon(0, icon("model", "muted_text"))
        row.setData(0, _REFERENCE, reference)
        row.setToolTip(0, reference)
        row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        group.addChild(row)

    @Slot(QTreeWidgetItem)
    def _on_models_current_item_changed(self, item: QTreeWidgetItem | None) -> None:
        reference = item.data(0, _REFERENCE) if item is not None else None
        if reference:
            self.reference.setText(str(reference))

    @Slot(QTreeWidgetItem)
    def _on_models_item_activated(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _REFERENCE):
            self._on_open_clicked()

    # ------------------------------------------------------------------ choice

    @Slot()
    def _refresh(self) -> None:
        self.open_button.setEnabled(bool(self.reference.text().strip()))

    @Slot()
    def _on_folder_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a model folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.reference.setText)
        dialog.open()

    @Slot()
    def _on_file_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a .gguf file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("GGUF models (*.gguf)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.reference.setText)
        dialog.open()

    @Slot()
    def _on_open_clicked(self) -> None:
        reference = self.reference.text().strip()
        self._session.is_online_allowed = self.online.isChecked()
        self.accept()
        self.reference_chosen.emit(reference)
