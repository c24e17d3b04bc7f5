"""What was dropped: counts, the split, the first rows, and what was wrong with each file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton

from memstudio.gui.dataset.figures_card import FiguresCard
from memstudio.gui.dataset.file_list import FileList
from memstudio.gui.dataset.reading_form import ReadingForm
from memstudio.gui.dataset.rows_preview import RowsPreview
from memstudio.gui.dataset.split_bar import SplitBar
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.disclosure import Disclosure
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.excerpt import unbroken
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.looks import set_look

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.data.preview import CorpusPreview

_SHOWN_ROWS = 5
_PREVIEW_HEIGHT, _HEIGHT_OF_TURNS = 98, 168


class DatasetCard(Card):
    """The dataset of the session.

    Signals:
        add_requested: the user wants to choose files or folders.
        clear_requested: the dataset should be forgotten.
        reading_changed: a `ReadSettings`, how the dataset is to be read again.
    """

    add_requested = Signal()
    clear_requested = Signal()
    reading_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Text"))
        self.clear_button = QPushButton(self.tr("Remove"))
        self.clear_button.setObjectName("clear_button")
        self.clear_button.setProperty("role", "quiet")
        self.clear_button.clicked.connect(self.clear_requested)
        self.add_button = QPushButton(icon("add"), self.tr("Add text…"))
        self.add_button.setObjectName("add_button")
        self.add_button.clicked.connect(self.add_requested)
        self.header.addWidget(self.clear_button)
        self.header.addWidget(self.add_button)
        self.hint = QLabel(self.tr("Drop a text file or a folder anywhere on the window."))
        self.hint.setWordWrap(True)
        self.formats = QLabel(
            self.tr("Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, archives")
        )
        self.formats.setProperty("role", "caption")
        self.formats.setWordWrap(True)
        # Much text takes a while; until then there is nothing else to be seen of it.
        self.being_read = ElidedLabel()
        self.being_read.setObjectName("being_read")
        self.being_read.setProperty("role", "muted")
        self.being_read.hide()
        self._paths: tuple[str, ...] = ()
        self.summary = ElidedLabel()
        self.summary.setProperty("role", "section")
        self.counts = QLabel()
        self.counts.setProperty("role", "muted")
        self.counts.setWordWrap(True)
        self.split = SplitBar()
        self.trouble = Disclosure("trouble")
        self.files = FileList()
        self.trouble.toggled.connect(self.files.setVisible)
        self.more = Disclosure("figures", self.tr("Lengths and languages"))
        self.figures = FiguresCard()
        self.more.toggled.connect(self.figures.setVisible)
        self.reading = ReadingForm()
        self.reading.changed.connect(self.reading_changed)
        self.legend = QLabel(
            self.tr("First rows as the model reads them; what is learnt is marked")
        )
        self.legend.setWordWrap(True)
        self.legend.setProperty("role", "caption")
        self.preview = RowsPreview()
        self.preview.setObjectName("preview")
        self.preview.setFixedHeight(_PREVIEW_HEIGHT)
        self.preview.setAccessibleName(self.tr("First rows of the text"))
        for widget in (self.being_read, self.hint, self.formats, self.summary, self.counts, self.split,
                       self.trouble, self.files, self.legend, self.preview, self.reading, self.more, self.figures):  # fmt: skip
            self.body.addWidget(widget)
        for toggle in (self.trouble, self.more):
            self.body.setAlignment(toggle, Qt.AlignmentFlag.AlignLeft)
        self.body.setSpacing(current().sizes.space_s)
        self.show_corpus(None)

    def show_corpus(self, corpus: CorpusPreview | None, segment_length: int | None = None) -> None:
        """Show a dataset, or how to get one.

        Args:
            corpus: what was read; None for nothing.
            segment_length: as chosen now, which may differ from when the text was counted.
        """
        has_text = self._has_text = corpus is not None
        self.show_reading(self._paths)
        for widget in (self.clear_button, self.summary, self.counts, self.split, self.trouble):
            widget.setVisible(has_text)
        self.preview.setVisible(corpus is not None and bool(corpus.rows))
        self.reading.show_corpus(corpus)
        if corpus is None:
            for part in (self.files, self.legend, self.more, self.figures):
                part.hide()
            return
        has_figures = self.figures.show_corpus(corpus)
        self.more.setVisible(has_figures)
        self.figures.setVisible(has_figures and self.more.isChecked())
        self.summary.setText(self._title(corpus))
        self.show_counts(corpus, segment_length)
        self.split.show_split(corpus.train.num_characters, corpus.validation.num_characters)
        self.split.setVisible(corpus.is_usable)
        self.preview.show_rows(corpus.rows[:_SHOWN_ROWS])
        has_turns = self.preview.has_parts
        self.legend.setVisible(has_turns)
        self.preview.setFixedHeight(_HEIGHT_OF_TURNS if has_turns else _PREVIEW_HEIGHT)
        self._show_files(corpus)

    def show_reading(self, paths: tuple[str, ...]) -> None:
        """Say what is being read; nothing when all is."""
        self._paths = paths
        if paths:
            text = self.tr("%1 is being read…")
            if len(paths) > 1:
                text = self.tr("%1 and %2 more are being read…")
                text = text.replace("%2", numbers.count(len(paths) - 1))
            self.being_read.setText(text.replace("%1", Path(paths[0]).name))
        self.being_read.setVisible(bool(paths))
        for label in (self.hint, self.formats):
            label.setVisible(not self._has_text and not paths)

    def show_counts(self, corpus: CorpusPreview, segment_length: int | None) -> None:
        """Write how much text there is, in segments of the length that is chosen now."""
        counts = [
            self.tr("%1 characters").replace("%1", numbers.compact(corpus.num_characters)),
        ]
        documents = self._documents(corpus)
        if corpus.num_tokens is not None:
            counts.append(self.tr("%1 tokens").replace("%1", numbers.compact(corpus.num_tokens)))
            counts.append(self._segments(corpus, segment_length))
        if corpus.is_estimate:
            about = self.tr("about %1")
            counts = [about.replace("%1", each) for each in counts if each]
        files = self._counted(len(corpus.files), self.tr("1 file"), self.tr("%1 files"))
        parts = [files, documents, *counts]
        if corpus.is_split_by_files:
            parts.append(self.tr("split as the files are named"))
        note = ""
        if corpus.num_skipped:
            parts.append(self.tr("%1 passed over").replace("%1", numbers.count(corpus.num_skipped)))
            note = self.tr("Hidden files, files of other kinds and files named twice")
        if corpus.is_estimate:
            about = self.tr("Estimated from the beginning of the text; training reads all of it.")
            note = f"{note}\n{about}" if note else about
        self.counts.setToolTip(note)
        # Numbers stay with what they count.
        self.counts.setText("\u00a0· ".join(map(unbroken, filter(None, parts))))

    def _documents(self, corpus: CorpusPreview) -> str:
        if corpus.is_estimate and corpus.num_documents > len(corpus.files):
            about = self.tr("about %1 documents")
            return about.replace("%1", numbers.compact(corpus.num_documents))
        return self._counted(corpus.num_documents, self.tr("1 document"), self.tr("%1 documents"))

    def _segments(self, corpus: CorpusPreview, segment_length: int | None) -> str:
        exact, tokens = corpus.num_segments, corpus.num_tokens
        if segment_length in {None, corpus.segment_length} and exact is not None:
            return self.tr("%1 segments").replace("%1", numbers.compact(exact))
        # An estimate is called one already.
        many = self.tr("%1 segments") if corpus.is_estimate else self.tr("about %1 segments")
        if segment_length is None or tokens is None:
            return ""
        return many.replace("%1", numbers.compact(-(-tokens // segment_length)))

    def _title(self, corpus: CorpusPreview) -> str:
        names = [file.name for file in corpus.files if file.num_documents]
        if not names:
            return self.tr("No text could be read")
        if len(names) == 1:
            return names[0]
        # The name last: it may have anything in it.
        more = self.tr("%1 and %2 more").replace("%2", numbers.count(len(names) - 1))
        return more.replace("%1", names[0])

    @staticmethod
    def _counted(number: int, one: str, many: str) -> str:
        return one if number == 1 else many.replace("%1", numbers.count(number))

    def _show_files(self, corpus: CorpusPreview) -> None:
        num_problems = self.files.show_files(corpus)
        text = self.tr("Files")
        if num_problems:
            text = self._counted(num_problems, self.tr("1 problem"), self.tr("%1 problems"))
        self.trouble.setText(text)
        set_look(self.trouble, "warning" if num_problems else "", "tone")
        # One file without problems is described by what stands above.
        self.trouble.setVisible(len(corpus.files) > 1 or num_problems > 0)
        # Text that cannot be used says why at once.
        self.trouble.setChecked(num_problems > 0 and not corpus.is_usable)
        self.files.setVisible(self.trouble.isChecked() and not self.trouble.isHidden())
