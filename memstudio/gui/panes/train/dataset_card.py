"""What was dropped: counts, the split, the first rows, and what was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QPlainTextEdit, QPushButton, QToolButton

from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.card import Card

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.data.preview import CorpusPreview, ProblemRow

_SHOWN_PROBLEMS = 8
_SHOWN_FILES = 4


class DatasetCard(Card):
    """The dataset of the session.

    Signals:
        paths_chosen: files or folders, a tuple of paths.
        cleared: the dataset should be forgotten.
    """

    paths_chosen = Signal(object)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Text"))
        self.add = QToolButton()
        self.add.setProperty("role", "boxed")
        self.add.setText(self.tr("Add text…"))
        self.add.setObjectName("addText")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.add)
        menu.addAction(self.tr("Files…"), self._on_files_triggered)
        menu.addAction(self.tr("A folder…"), self._on_folder_triggered)
        self.add.setMenu(menu)
        self.clear_button = QPushButton(self.tr("Remove"))
        self.clear_button.setProperty("role", "quiet")
        self.clear_button.clicked.connect(self.cleared)
        self.header.addWidget(self.clear_button)
        self.header.addWidget(self.add)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.details = QLabel()
        self.details.setProperty("role", "muted")
        self.details.setWordWrap(True)
        self.problems = QLabel()
        self.problems.setWordWrap(True)
        self.problems.setProperty("role", "warning")
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setMaximumHeight(92)
        self.preview.setAccessibleName(self.tr("Beginning of the text"))
        for widget in (self.summary, self.details, self.problems, self.preview):
            self.body.addWidget(widget)
        self.show_corpus(None)

    def show_corpus(self, corpus: CorpusPreview | None) -> None:
        """Show a dataset, or how to get one."""
        self.clear_button.setVisible(corpus is not None)
        self.details.setVisible(corpus is not None)
        self.preview.setVisible(corpus is not None and bool(corpus.rows))
        self.problems.hide()
        if corpus is None:
            self.summary.setText(
                self.tr("Drop text files or a folder anywhere on the window: .txt, .md, or .jsonl "
                        "with a text field.")
            )  # fmt: skip
            return
        names = [file.name for file in corpus.files if file.num_documents][:_SHOWN_FILES]
        more = sum(bool(file.num_documents) for file in corpus.files) - len(names)
        title = ", ".join(names) + (f" + {more}" if more > 0 else "")
        self.summary.setText(title or self.tr("No text could be read."))
        parts = [
            self._counted(len(corpus.files), self.tr("1 file"), self.tr("%1 files")),
            self._counted(corpus.num_documents, self.tr("1 document"), self.tr("%1 documents")),
            self.tr("%1 characters").replace("%1", numbers.compact(corpus.num_characters)),
        ]
        if corpus.num_tokens is not None:
            parts.append(self.tr("%1 tokens").replace("%1", numbers.compact(corpus.num_tokens)))
        if corpus.num_segments is not None:
            segments = numbers.compact(corpus.num_segments)
            parts.append(self.tr("%1 segments").replace("%1", segments))
        total = max(1, corpus.num_characters)
        held_out = numbers.percent(corpus.validation.num_characters / total)
        parts.append(self.tr("%1 held out for validation").replace("%1", held_out))
        encodings = sorted({file.encoding for file in corpus.files if file.encoding})
        parts.append(", ".join(encodings))
        self.details.setText(" · ".join(part for part in parts if part))
        self.preview.setPlainText("\n\n⋯\n\n".join(corpus.rows[:5]))
        self._show_problems(corpus)

    @staticmethod
    def _counted(number: int, one: str, many: str) -> str:
        return one if number == 1 else many.replace("%1", numbers.count(number))

    def _show_problems(self, corpus: CorpusPreview) -> None:
        rows = [(row, row.path) for row in corpus.problems]
        rows += [(row, file.name) for file in corpus.files for row in file.problems]
        lines = [f"{name}: {_sentence(row)}" for row, name in rows[:_SHOWN_PROBLEMS]]
        if len(rows) > len(lines):
            more = self.tr("… and %1 more.").replace("%1", str(len(rows) - len(lines)))
            lines.append(more)
        self.problems.setText("\n".join(lines))
        self.problems.setVisible(bool(lines))

    @Slot()
    def _on_files_triggered(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Add text"), "", self.tr("Texts (*.txt *.md *.jsonl);;All files (*)")
        )
        if paths:
            self.paths_chosen.emit(tuple(paths))

    @Slot()
    def _on_folder_triggered(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("Add a folder of texts"))
        if path:
            self.paths_chosen.emit((path,))


def _sentence(row: ProblemRow) -> str:
    text = QCoreApplication.translate("errors", row.text)
    return text.format(**row.values)
