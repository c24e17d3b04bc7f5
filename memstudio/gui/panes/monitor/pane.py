"""Files that are watched: what comes is labelled with the open model, charted, listed, alerted of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QWidget,
)

from memstudio.gui.desktop_notice import DesktopNotice
from memstudio.gui.panes.monitor import words
from memstudio.gui.panes.monitor.choice_store import keep_choice, kept_choice
from memstudio.gui.panes.monitor.form import MonitorForm
from memstudio.gui.panes.monitor.item_model import COLUMNS, ItemModel
from memstudio.gui.plots.arrival_chart import ArrivalChart
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.form_beside import lay_form_beside
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.number_format import percent
from memstudio.gui.widgets.sides import LEFT
from memstudio.gui.widgets.table_manners import read_by_rows

if TYPE_CHECKING:
    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.session import Session
    from memstudio.tasks.monitoring.items import Alert, Item, Trouble

_LEFT_WIDTH = 340
_ROW_HEIGHT = 26
_WIDTHS = {"time": 84, "topic": 116, "sentiment": 116, "text": 330, "source": 110}
_RULE_MS = 300


class MonitorPane(QWidget):
    """The Monitor page.

    Signals:
        page_requested: somebody clicked a notice of the desktop, and wants to see this.
    """

    page_requested = Signal()

    def __init__(
        self, session: Session, messages: MessageLog, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("monitorPane")
        self._session = session
        self._monitoring = session.monitoring
        self._messages = messages
        self.notice = DesktopNotice(self)
        self.form = MonitorForm()
        self.chart = ArrivalChart()
        self._items = ItemModel(self)
        self._make_header()
        self._make_list()
        self.empty = EmptyState(
            "eye",
            self.tr("Watch texts as they arrive"),
            self.tr(
                "A file that grows or a folder is watched, such as the news of a day. Each text gets "
                "a topic and a sentiment by the open model, and you are told when negatives surge."
            ),
        )
        # A number that is turned does not make a new rule with every step.
        self._rule_timer = QTimer(self)
        self._rule_timer.setSingleShot(True)
        self._rule_timer.setInterval(_RULE_MS)
        self._rule_timer.timeout.connect(self._on_rule_timer_timeout)
        self._compose()
        kept = kept_choice()
        if kept is not None:
            self.form.choose(kept)
        self._connect()
        self._on_labels_changed()
        self._on_items_reset()
        self._refresh()

    # ------------------------------------------------------------------ building

    def _make_header(self) -> None:
        sizes = current().sizes
        self.header = QWidget()
        self.state, self.log_button = QLabel(), QPushButton(icon("folder"), self.tr("Log"))
        self.state.setObjectName("monitorState")
        self.state.setWordWrap(True)
        self.log_button.setObjectName("monitorLog")
        self.log_button.setProperty("role", "quiet")
        self.log_button.clicked.connect(self._on_log_clicked)
        self.stop_button = QPushButton(icon("stop"), self.tr("Stop"))
        self.stop_button.setObjectName("stopMonitoring")
        self.stop_button.clicked.connect(self._monitoring.stop)
        row = QHBoxLayout(self.header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.space_s)
        row.addWidget(self.state, 1)
        row.addWidget(self.log_button)
        row.addWidget(self.stop_button)

    def _make_list(self) -> None:
        self.table = QTableView()
        self.table.setObjectName("arrivals")
        self.table.setAccessibleName(self.tr("Texts that came"))
        self.table.setModel(self._items)
        read_by_rows(self.table)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setWordWrap(False)
        side = self.table.verticalHeader()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(_ROW_HEIGHT)
        top = self.table.horizontalHeader()
        top.setDefaultAlignment(LEFT)
        for place, column in enumerate(COLUMNS):
            self.table.setColumnWidth(place, _WIDTHS[column])
        top.setSectionResizeMode(COLUMNS.index("text"), QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().currentRowChanged.connect(self._on_table_row_changed)
        self.text = QPlainTextEdit()
        self.text.setObjectName("arrivedText")
        self.text.setAccessibleName(self.tr("The text that is selected"))
        self.text.setPlaceholderText(self.tr("Select a text to read it here."))
        self.text.setReadOnly(True)

    def _compose(self) -> None:
        splitter = QSplitter(Qt.Orientation.Vertical)
        for part, share in ((self.chart, 5), (self.table, 4), (self.text, 1)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, share)
        splitter.setSizes([350, 200, 84])
        splitter.setChildrenCollapsible(False)
        self._views = QStackedWidget()
        self._views.addWidget(self.empty)
        self._views.addWidget(splitter)
        lay_form_beside(self, self.form, (self.header, self._views), _LEFT_WIDTH, times_wider=3)

    def _connect(self) -> None:
        monitoring, session = self._monitoring, self._session
        self.form.changed.connect(self._refresh)
        self.form.rule_changed.connect(self._on_form_rule_changed)
        self.form.start_requested.connect(self.start)
        self.notice.clicked.connect(self.page_requested)
        monitoring.state_changed.connect(self._on_state_changed)
        monitoring.items_reset.connect(self._on_items_reset)
        monitoring.items_added.connect(self._on_items_added)
        monitoring.alert_raised.connect(self._on_alert_raised)
        monitoring.trouble_noted.connect(self._on_trouble_noted)
        monitoring.labels_changed.connect(self._on_labels_changed)
        session.model_changed.connect(self._on_labels_changed)
        session.run_changed.connect(self._on_session_changed)

    # ------------------------------------------------------------------ verbs

    @property
    def takes_text(self) -> bool:
        """Whether files that are dropped now are to be watched."""
        return self.isVisible() and self._monitoring.state == "off"

    @property
    def drop_sentence(self) -> str:
        """What dropping files does."""
        return self.tr("Watch this for texts that arrive")

    def take_text(self, paths: tuple[str, ...]) -> None:
        """Watch files and folders."""
        self.form.add_paths(paths)

    @Slot()
    def start(self) -> None:
        """Watch what the form says."""
        if not self._missing():
            keep_choice(self.form.choice())
            self._monitoring.start(self.form.settings())
            self.stop_button.setFocus()

    def _missing(self) -> str:
        if self._session.model is None:
            return self.tr("No model is open.")
        return self.form.problem()

    # ------------------------------------------------------------------ state

    @Slot()
    def _refresh(self) -> None:
        monitoring = self._monitoring
        is_off = monitoring.state == "off"
        self.form.show_state(self._missing() if is_off else "", is_locked=not is_off)
        self.stop_button.setVisible(not is_off)
        self.stop_button.setEnabled(monitoring.is_on)
        self.log_button.setVisible(bool(monitoring.log))
        self.log_button.setToolTip(monitoring.log)
        failure = monitoring.failure
        self.state.setText(self._state_words())
        set_look(self.state, "danger" if is_off and failure is not None else "")
        has_any = bool(monitoring.items) or not is_off or failure is not None
        self.header.setVisible(has_any)
        self._views.setCurrentIndex(1 if monitoring.items or not is_off else 0)

    def _state_words(self) -> str:
        monitoring = self._monitoring
        failure = monitoring.failure
        if monitoring.state == "off" and failure is not None:
            return filled(failure.text, failure.values)
        rule = monitoring.settings.rule if monitoring.settings else None
        if monitoring.is_on:
            rule = self.form.rule.rule()
        state = {
            "starting": self.tr("Starting"), "ending": self.tr("Stopping"),
            "off": self.tr("Stopped"),
        }.get(monitoring.state, self.tr("Watching"))  # fmt: skip
        run = self._session.run
        if monitoring.is_on and run is not None and run.takes_model:
            state = self.tr("Texts wait until the run is over or paused")
        if not self._has_negatives:
            return f"{state} · {words.standing_without_negatives(monitoring.num_items)}"
        return f"{state} · {words.standing(monitoring.num_items, monitoring.verdict, rule)}"

    @property
    def _has_negatives(self) -> bool:
        """Whether any of the labels counts as negative, so that their share says something."""
        settings = self._monitoring.settings
        return settings is None or bool(settings.negative)

    def _show_chart(self) -> None:
        monitoring = self._monitoring
        settings = monitoring.settings
        rule = self.form.rule.rule() if monitoring.is_on or settings is None else settings.rule
        self.chart.show_texts(
            monitoring.items, monitoring.alerts, rule if self._has_negatives else None
        )

    @Slot()
    def _on_state_changed(self) -> None:
        is_on = self._monitoring.is_on
        self.notice.want(is_wanted=is_on, tip=self.tr("MemStudio watches for texts"))
        failure = self._monitoring.failure
        if self._monitoring.state == "off" and failure is not None:
            # Whoever looks at another page has to know that nothing is watched any more.
            self._messages.add_failure(failure)
        self._refresh()

    @Slot()
    def _on_items_reset(self) -> None:
        self._items.show_items(self._monitoring.items, self._alerted())
        self.text.clear()
        self._show_chart()
        self._refresh()

    def _alerted(self) -> set[str]:
        return {alert.key for alert in self._monitoring.alerts}

    @Slot(object)
    def _on_items_added(self, items: tuple[Item, ...]) -> None:
        if self._items.rowCount() + len(items) == len(self._monitoring.items):
            self._items.add(items, self._alerted())
        self._show_chart()
        self._refresh()

    @Slot(object)
    def _on_alert_raised(self, alert: Alert) -> None:
        sentence = words.alert_sentence(alert)
        self._messages.add("warning", sentence)
        self.notice.show(self.tr("Negatives surge"), sentence)

    @Slot(object)
    def _on_trouble_noted(self, trouble: Trouble) -> None:
        self._messages.add("warning", words.trouble_sentence(trouble))

    @Slot()
    def _on_labels_changed(self, _: object = None) -> None:
        has_model = self._session.model is not None
        self.form.show_learnt(self._monitoring.learnt if has_model else None, has_model=has_model)
        self._refresh()

    @Slot(object)
    def _on_session_changed(self, _: object) -> None:
        if self._monitoring.is_on:
            self._refresh()

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_form_rule_changed(self) -> None:
        self._rule_timer.start()

    @Slot()
    def _on_rule_timer_timeout(self) -> None:
        self._monitoring.change_rule(self.form.rule.rule())
        self._show_chart()
        self._refresh()

    @Slot(QModelIndex, QModelIndex)
    def _on_table_row_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not index.isValid():
            return
        item = self._items.item(index.row())
        lines = [
            f"{words.when(item.time)}  {item.source}" + (f":{item.place}" if item.place else "")
        ]
        for name, own in item.shares.items():
            ranked = sorted(own.items(), key=lambda each: -each[1])
            lines.append(f"{name}: " + ", ".join(f"{label} {percent(s)}" for label, s in ranked))
        rest = "…" if item.num_characters > len(item.text) else ""
        self.text.setPlainText("\n".join([f"{item.text}{rest}", "", *lines]))

    @Slot()
    def _on_log_clicked(self) -> None:
        folder = Path(self._monitoring.log).parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
