"""What came of it: sentences, recall by distance and by what was written since, and probes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.measurement_words import on_what, when_text
from memstudio.gui.panes.measure.retention import words
from memstudio.gui.panes.measure.retention.series_view import SeriesView
from memstudio.gui.theme import theme
from memstudio.gui.translation import filled, numbered, with_colon
from memstudio.gui.widgets.choice_buttons import choice_buttons
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import duration
from memstudio.gui.widgets.verdict_lines import VerdictLines
from memstudio.measuring.retention_report import QUANTITIES, SERIES_TITLES
from memstudio.measuring.retention_verdict import retention_sentences

if TYPE_CHECKING:
    from memstudio.measuring.measurement import Measurement
    from memstudio.measuring.retention_report import RetentionReport


class RetentionResult(QWidget):
    """One report; a page to be scrolled.

    Signals:
        page_requested: the report is to be kept as a page.
        failed: a `StorageError`; a picture could not be written.
    """

    page_requested = Signal()
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        sizes = theme.current().sizes
        self._report: RetentionReport | None = None
        self.title, self.note, self.foot = QLabel(), QLabel(), QLabel()
        self.title.setObjectName("retentionTitle")
        self.title.setProperty("role", "title")
        self.note.setProperty("role", "muted")
        self.foot.setProperty("role", "caption")
        for label in (self.title, self.note, self.foot):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._sentences = VerdictLines("retentionVerdict", sizes.space_xs)
        self.views = {name: SeriesView(name) for name in SERIES_TITLES}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, sizes.space_s, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.title)
        column.addWidget(self.note)
        column.addLayout(self._sentences)
        column.addLayout(self._make_choices())
        for view in self.views.values():
            view.export.failed.connect(self.failed)
            column.addWidget(view)
        # Both pictures first.
        for view in self.views.values():
            column.addWidget(view.details)
        column.addWidget(self.foot)
        column.addStretch(1)

    def _make_choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.choices = choice_buttons(self, row, map(words.quantity_title, QUANTITIES))
        for place, quantity in enumerate(QUANTITIES):
            self.choices.button(place).setObjectName(f"quantity.{quantity}")
        self.choices.idToggled.connect(self._on_choices_toggled)
        self.page_button = QPushButton(icon("save"), self.tr("Keep as a page…"))
        self.page_button.setObjectName("keepPage")
        self.page_button.setToolTip(
            self.tr("Pictures, numbers and probes as one file that any browser opens")
        )
        self.page_button.clicked.connect(self.page_requested)
        row.addStretch(1)
        row.addWidget(self.page_button)
        return row

    def said(self) -> list[str]:
        """The sentences that are shown."""
        return self._sentences.said()

    def show_measurement(self, measurement: Measurement, report: RetentionReport) -> None:
        """Show a report, and of what it is."""
        self._report = report
        text = self.tr("What %1 retains of %2")
        self.title.setText(numbered(text, measurement.of.name, on_what(measurement)))
        parts = [when_text(measurement), duration(measurement.seconds), measurement.device]
        self.note.setText(" · ".join(part for part in parts if part))
        self._sentences.show_sentences(retention_sentences(report, words.share_text))
        left_out = [
            with_colon(filled(SERIES_TITLES[name]), filled(reason))
            for name, reason in report.left_out.items()
        ]
        self.foot.setText("\n".join([words.interval_text(report), *left_out]))
        self._show_series()

    def _show_series(self) -> None:
        report = self._report
        if report is None:
            return
        quantity = QUANTITIES[self.choices.checkedId()]
        for name, view in self.views.items():
            series = report.of(name)
            for part in (view, view.details):
                part.setVisible(series is not None)
            if series is not None:
                view.show_series(report, series, quantity)

    @Slot(int, bool)
    def _on_choices_toggled(self, _: int, is_chosen: bool) -> None:
        if is_chosen:
            self._show_series()
