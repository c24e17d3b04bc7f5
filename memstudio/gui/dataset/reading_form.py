"""How files were read, and how else they may be: encoding, what rows mean, which column is for what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from memstudio.data.read_settings import ENCODINGS, FOUND
from memstudio.data.row_kinds import ROW_KINDS, row_kind
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.setting_rows import SettingRows

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview, FileRow

_CAPTION_WIDTH = 104
"""Captions are short, and kinds of rows have long names."""


class ReadingForm(QWidget):
    """Lists to choose from; what was found is chosen until the user says otherwise.

    Signals:
        changed: a `ReadSettings`, what the user says now.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = FOUND
        self.encoding = _box()
        self.encoding.activated.connect(self._on_encoding_activated)
        self.kind = _box()
        for each in ROW_KINDS:
            self.kind.addItem(filled(each.title), each.name)
        self.kind.activated.connect(self._on_kind_activated)
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.roles: dict[str, QComboBox] = {}
        self._encoding_row = SettingRows(caption_width=_CAPTION_WIDTH)
        self._encoding_row.add(
            "encoding", self.tr("Encoding"), self.encoding,
            self.tr("How the files of text are encoded; wrong letters come of a wrong one"),
        )  # fmt: skip
        self._kind_row = SettingRows(caption_width=_CAPTION_WIDTH)
        self._kind_row.add(
            "row_kind", self.tr("Rows are"), self.kind, self.tr("What the rows of the tables mean")
        )
        self._role_rows = SettingRows(caption_width=_CAPTION_WIDTH)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().sizes.space_xs)
        for widget in (self._encoding_row, self._kind_row, self.note, self._role_rows):
            self._column.addWidget(widget)
        self.hide()

    def show_corpus(self, corpus: CorpusPreview | None) -> None:
        """Show how a dataset was read; nothing when there is nothing to say."""
        files = corpus.files if corpus is not None else ()
        self._asked = corpus.asked if corpus is not None else FOUND
        texts = [file for file in files if file.encoding]
        tables = [file for file in files if file.row_kind]
        self._encoding_row.setVisible(bool(texts))
        for widget in (self._kind_row, self.note, self._role_rows):
            widget.setVisible(bool(tables))
        self.setVisible(bool(texts or tables))
        if texts:
            self._show_encodings(texts)
        if tables:
            self._show_rows(max(tables, key=lambda file: file.num_documents))

    def _show_encodings(self, files: list[FileRow]) -> None:
        names = list(dict.fromkeys(file.encoding for file in files))
        found = self.tr("Found: %1").replace("%1", ", ".join(names[:3]))
        asked = self._asked.encoding
        self.encoding.clear()
        self.encoding.addItem(found if asked is None else self.tr("Find it"), "")
        offered = ENCODINGS if asked in (None, *ENCODINGS) else (asked, *ENCODINGS)
        for name in offered:
            self.encoding.addItem(name, name)
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(asked or "")))

    def _show_rows(self, file: FileRow) -> None:
        kind = row_kind(file.row_kind)
        self.kind.setCurrentIndex(self.kind.findData(kind.name))
        self.note.setText(filled(kind.summary))
        old, self._role_rows = self._role_rows, SettingRows(caption_width=_CAPTION_WIDTH)
        self._column.replaceWidget(old, self._role_rows)
        old.deleteLater()
        self.roles = {}
        for role in kind.roles:
            box = _box()
            chosen = file.columns.get(role.name)
            if not role.is_needed:
                box.addItem(self.tr("None"), "")
            elif chosen is None:
                box.addItem(self.tr("Choose a column"), "")
            for column in file.all_columns:
                box.addItem(column, column)
            box.setCurrentIndex(max(0, box.findData(chosen or "")))
            box.activated.connect(self._on_role_activated)
            meaning = self.tr("The column for this; its name in settings is %1")
            self._role_rows.add(
                f"role.{role.name}", filled(role.title), box, meaning.replace("%1", role.name)
            )
            self.roles[role.name] = box

    @Slot()
    def _on_encoding_activated(self) -> None:
        self.changed.emit(replace(self._asked, encoding=self.encoding.currentData() or None))

    @Slot()
    def _on_kind_activated(self) -> None:
        # Columns are found anew for another kind.
        self.changed.emit(replace(self._asked, kind=self.kind.currentData(), columns={}))

    @Slot()
    def _on_role_activated(self) -> None:
        chosen = {name: box.currentData() for name, box in self.roles.items()}
        columns = {role: column for role, column in chosen.items() if column}
        self.changed.emit(replace(self._asked, kind=self.kind.currentData(), columns=columns))


def _box() -> QComboBox:
    box = ChoiceBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
