"""Which collection is worked with, and what is in it: above the pages that search and answer."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from memstudio.gui.dialogs.confirm import ConfirmDialog
from memstudio.gui.dialogs.file_asking import ask_for_files, ask_for_folder
from memstudio.gui.dialogs.state_name import StateNameDialog
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.icons import icon
from memstudio.tasks.collection.search_types import OPEN_MODEL
from memstudio.told_apart import told_apart
from memstudio.workers.collection_messages import CollectionVerb

if TYPE_CHECKING:
    from memstudio.gui.collections import Collections


def add_documents(collections: Collections, paths: tuple[str, ...], name: str = "") -> None:
    """Add files and folders to the collection called `name`, or the chosen one, or a first one."""
    if paths:
        to = name or collections.name or "Documents"
        collections.ask(CollectionVerb.ADD, paths=paths, name=to)


class CollectionBar(QWidget):
    """A box with the collections, and what can be done with the chosen one.

    A dialog is about the one that is chosen when it opens: another may be by the time it is answered.
    """

    def __init__(self, collections: Collections, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._collections = collections
        sizes = current().sizes
        self.choice = ChoiceBox()
        self.choice.setObjectName("collection")
        self.choice.setAccessibleName(self.tr("Collection"))
        self.choice.setMinimumWidth(180)
        self.choice.activated.connect(self._on_choice_activated)
        self.holds = QLabel()
        self.holds.setObjectName("collectionHolds")
        self.holds.setProperty("role", "muted")
        self.add = QPushButton(icon("add"), self.tr("Add documents…"))
        self.add.setObjectName("addDocuments")
        self.add.setToolTip(
            self.tr(
                "Text, PDF, Word, EPUB, HTML, tables: whatever a dataset may be made of. Files "
                "can also be dropped here."
            )
        )
        self.add.clicked.connect(self._on_add_clicked)
        self.more = QPushButton(icon("more"), "")
        self.more.setObjectName("collectionMenu")
        self.more.setAccessibleName(self.tr("More of this collection"))
        self.more.setToolTip(self.tr("More of this collection"))
        self._make_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.space_s)
        for widget in (self.choice, self.holds):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.add)
        row.addWidget(self.more)
        collections.changed.connect(self._refresh)
        collections.busy_changed.connect(self._refresh)
        self._refresh()

    def _make_menu(self) -> None:
        menu = QMenu(self)
        self.new = menu.addAction(icon("add"), self.tr("New collection…"))
        self.new.triggered.connect(self._on_new_triggered)
        menu.addSeparator()
        self.by_words = menu.addAction(self.tr("Search by words alone"))
        self.by_encoder = menu.addAction(self.tr("Search by a sentence encoder too…"))
        self.by_model = menu.addAction(self.tr("Search by the open model's own vectors too"))
        for action, slot in (
            (self.by_words, self._on_by_words_triggered),
            (self.by_encoder, self._on_by_encoder_triggered),
            (self.by_model, self._on_by_model_triggered),
        ):
            action.setCheckable(True)
            action.triggered.connect(slot)
        self.by_model.setToolTip(
            self.tr("A language model's own vectors mostly find worse than words alone.")
        )
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        self.remove = menu.addMenu(self.tr("Take out a document"))
        self.remove.triggered.connect(self._on_remove_triggered)
        self.forget = menu.addAction(icon("eraser"), self.tr("Forget past queries"))
        self.forget.triggered.connect(self._on_forget_triggered)
        self.delete = menu.addAction(icon("trash"), self.tr("Delete the collection…"))
        self.delete.triggered.connect(self._on_delete_triggered)
        self.more.setMenu(menu)

    @Slot()
    def _refresh(self, _: object = None) -> None:
        collections, view = self._collections, self._collections.view
        self.choice.clear()
        self.choice.addItems(list(collections.names))
        self.choice.setCurrentText(collections.name)
        self.choice.setVisible(bool(collections.names))
        self.holds.setText("")
        self.remove.clear()
        has_one = view is not None
        for action in (self.by_words, self.by_encoder, self.by_model, self.forget, self.delete):
            action.setEnabled(has_one)
        self.remove.setEnabled(view is not None and bool(view.documents))
        if view is None:
            return
        documents = self.tr("%n document(s)", "", len(view.documents))
        passages = self.tr("{count} passages").format(count=numbers.count(view.num_passages))
        self.holds.setText(f"{documents} · {passages}")
        self.by_words.setChecked(not view.encoder)
        self.by_model.setChecked(view.encoder == OPEN_MODEL)
        self.by_encoder.setChecked(view.encoder not in {"", OPEN_MODEL})
        self.forget.setEnabled(bool(view.queries))
        names = told_apart(
            [name for name, _ in view.documents],
            [(PurePath(path).parent,) for _, path in view.documents],
        )
        for name, (_, path) in zip(names, view.documents, strict=True):
            action = self.remove.addAction(name.replace("&", "&&"))
            action.setData(path)
            action.setToolTip(path)

    # ------------------------------------------------------------------ what is clicked

    @Slot(int)
    def _on_choice_activated(self, _: int) -> None:
        self._collections.choose(self.choice.currentText())

    @Slot()
    def _on_add_clicked(self) -> None:
        name = self._collections.name
        ask_for_files(
            self,
            self.tr("Add documents"),
            lambda paths: add_documents(self._collections, tuple(paths), name),
        )

    @Slot()
    def _on_new_triggered(self) -> None:
        dialog = StateNameDialog(
            self.tr("New collection"),
            self.tr(
                "Documents that belong together: they are searched, and answered from, as one."
            ),
            self.tr("Make"),
            "",
            set(self._collections.names),
            parent=self.window(),
        )
        dialog.name_chosen.connect(self._on_name_chosen)
        dialog.open()

    @Slot(str, bool)
    def _on_name_chosen(self, name: str, _: bool) -> None:
        self._collections.ask(CollectionVerb.ADD, name=name)

    @Slot()
    def _on_by_words_triggered(self) -> None:
        self._collections.ask(CollectionVerb.USE_VECTORS, "")

    @Slot()
    def _on_by_model_triggered(self) -> None:
        self._collections.ask(CollectionVerb.USE_VECTORS, OPEN_MODEL)

    @Slot()
    def _on_by_encoder_triggered(self) -> None:
        self._refresh()
        title, name = (
            self.tr("The folder of a sentence encoder, such as all-MiniLM"), self._collections.name,
        )  # fmt: skip
        use = CollectionVerb.USE_VECTORS
        ask_for_folder(self, title, lambda folder: self._collections.ask(use, folder, name=name))

    @Slot(QAction)
    def _on_remove_triggered(self, action: QAction) -> None:
        self._collections.ask(CollectionVerb.REMOVE, str(action.data()))

    @Slot()
    def _on_forget_triggered(self) -> None:
        self._collections.ask(CollectionVerb.FORGET_QUERIES)

    @Slot()
    def _on_delete_triggered(self) -> None:
        name = self._collections.name
        text = self.tr("The collection {name} is deleted, with its past queries; the documents "
                       "themselves stay where they are. It can be brought back at once, by the "
                       "message that says so, and is gone for good when MemStudio is closed.")  # fmt: skip
        dialog = ConfirmDialog(
            self.tr("Delete the collection"),
            text.format(name=name),
            self.tr("Delete"),
            self.window(),
        )
        dialog.confirmed.connect(lambda: self._collections.ask(CollectionVerb.DELETE, name=name))
        dialog.open()
