"""What the rows of a table mean, and which column is for what: as found, and to be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from memstudio.data.row_kinds import ROW_KINDS, RowSettings, row_kind
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.setting_rows import SettingRows

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview, FileRow


class RowMeaning(QWidget):
    """A list of kinds of rows, and a list of columns for each role.

    Signals:
        changed: a `RowSettings`, what the user says now.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        self.kind.setObjectName("rowKind")
        self.kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for each in ROW_KINDS:
            self.kind.addItem(filled(each.title), each.name)
        self.kind.activated.connect(self._on_kind_activated)
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.roles: dict[str, QComboBox] = {}
        self._rows: SettingRows | None = None
        head = SettingRows()
        head.add(
            "row_kind", self.tr("Rows are"), self.kind, self.tr("What the rows of the tables mean")
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().sizes.space_xs)
        self._column.addWidget(head)
        self._column.addWidget(self.note)
        self.hide()

    def show_corpus(self, corpus: CorpusPreview | None) -> None:
        """Show what was understood of the file with the most rows; nothing when none has any."""
        tables = [file for file in corpus.files if file.row_kind] if corpus is not None else []
        self.setVisible(bool(tables))
        if tables:
            self._show(max(tables, key=lambda file: file.num_documents))

    def _show(self, file: FileRow) -> None:
        kind = row_kind(file.row_kind)
        self.kind.setCurrentIndex(self.kind.findData(kind.name))
        self.note.setText(filled(kind.summary))
        if self._rows is not None:
            self._column.removeWidget(self._rows)
            self._rows.deleteLater()
        self._rows = SettingRows()
        self.roles = {}
        for role in kind.roles:
            box = QComboBox()
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            chosen = file.columns.get(role.name)
            if not role.is_needed or chosen is None:
                box.addItem(
                    self.tr("None") if not role.is_needed else self.tr("Choose a column"), ""
                )
            for column in file.all_columns:
                box.addItem(column, column)
            box.setCurrentIndex(max(0, box.findData(chosen)) if chosen else 0)
            box.activated.connect(self._on_role_activated)
            title = filled(role.title)
            meaning = self.tr("The column for this; its name in settings is %1")
            self._rows.add(f"role.{role.name}", title, box, meaning.replace("%1", role.name))
            self.roles[role.name] = box
        self._column.addWidget(self._rows)

    @Slot()
    def _on_kind_activated(self) -> None:
        # Columns are found anew for another kind.
        self.changed.emit(RowSettings(self.kind.currentData()))

    @Slot()
    def _on_role_activated(self) -> None:
        columns = {name: box.currentData() for name, box in self.roles.items()}
        self.changed.emit(
            RowSettings(
                self.kind.currentData(), {role: name for role, name in columns.items() if name}
            )
        )
