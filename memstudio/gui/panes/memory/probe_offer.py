"""A line on top of the document while a run is on and something else than its probe is on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from memstudio.gui.run_words import brief_name
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from memstudio.gui.session import Session


class ProbeOffer(QFrame):
    """Says that a run is on, and shows the probe of it, followed from then on."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probeOffer")
        self.setProperty("role", "panel")
        self._session = session
        self.text = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self.show_probe = QPushButton(self.tr("Show its probe"))
        self.show_probe.setObjectName("showProbe")
        self.show_probe.setProperty("role", "link")
        self.show_probe.clicked.connect(self._on_show_probe_clicked)
        row = QHBoxLayout(self)
        sizes = current().sizes
        row.setContentsMargins(sizes.space_m, sizes.space_xs, sizes.space_m, sizes.space_xs)
        row.addWidget(self.text)
        row.addWidget(self.show_probe)
        row.addStretch(1)
        session.run_changed.connect(self._refresh)
        session.traces.document_changed.connect(self._refresh)
        session.traces.probes_changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self, _: object = None) -> None:
        run, traces = self._session.run, self._session.traces
        is_on = run is not None and (run.is_active or run.is_on_elsewhere)
        shows_another = traces.document is not None and not traces.shows_probe
        if run is not None:
            text = self.tr("The run “%1” is on; the text below is not its probe.")
            self.text.setText(text.replace("%1", brief_name(run.name)))
        self.setVisible(is_on and shows_another and bool(traces.probes))

    @Slot()
    def _on_show_probe_clicked(self) -> None:
        traces = self._session.traces
        if traces.probes:
            traces.show_step(max(traces.probes))
