"""One memory on one task in full: the controls, every seed, other sizes, how it was learnt."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.panes.evaluate.results import CONTROLS, Cell, verdict_of
from memstudio.gui.panes.evaluate.words import (
    VERDICT_ICONS,
    control_name,
    memory_title,
    running_text,
    spread_text,
    task_summary,
    task_title,
    verdict_sentence,
    verdict_text,
)
from memstudio.gui.theme import theme
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.bars import Bar, BarList
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count, duration, percent

if TYPE_CHECKING:
    from memstudio.bench.trial_records import TrialRecord
    from memstudio.bench.trial_table import Row
    from memstudio.gui.plots.line_chart import LineChart

_WIDTH = 300
_PLAIN = {"task", "seed", "kind", "options", "max_steps"}


class Details(QFrame):
    """The panel at the right.

    Signals:
        close_requested: it is to go.
    """

    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("details")
        self.setProperty("role", "card")
        self.setMinimumWidth(_WIDTH)
        self._cell: Cell | None = None
        self._chart: LineChart | None = None
        self.title = _label("title")
        self.task, self.asked = _label("muted"), _label("caption")
        self._verdict_icon, self.verdict = QLabel(), _label("figure")
        self.sentence = _label("muted")
        self.bars = BarList()
        self.bars.setAccessibleName(self.tr("Answers right"))
        self.seeds, self.settings = _label(""), _label("")
        for label in (self.seeds, self.settings):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._captions = {
            name: _label("section", text)
            for name, text in (
                ("bars", self.tr("Answers right, by what is done to the memory")),
                ("sizes", self.tr("Other sizes")),
                ("seeds", self.tr("Seeds")),
                ("settings", self.tr("How it was learnt")),
            )
        }
        self._compose()
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    def _compose(self) -> None:
        sizes = theme.current().sizes
        close = icon_button("close", self.tr("Close the details"), "muted_text")
        close.setObjectName("closeDetails")
        close.clicked.connect(self.close_requested)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        verdict = QHBoxLayout()
        verdict.setSpacing(sizes.space_s)
        verdict.addWidget(self._verdict_icon)
        verdict.addWidget(self.verdict, 1)
        page = QWidget()
        page.setObjectName("page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, sizes.space_s, 0)
        self._column.setSpacing(sizes.space_s)
        self._column.addLayout(verdict)
        self._column.addWidget(self.sentence)
        for name, widget in (("bars", self.bars), ("sizes", None), ("seeds", self.seeds),
                             ("settings", self.settings)):  # fmt: skip
            self._column.addSpacing(sizes.space_xs)
            self._column.addWidget(self._captions[name])
            if widget is not None:
                self._column.addWidget(widget)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_s, sizes.space_m)
        column.setSpacing(sizes.space_xs)
        column.addLayout(head)
        column.addWidget(self.task)
        column.addWidget(self.asked)
        column.addWidget(area, 1)

    def show_cell(self, cell: Cell) -> None:
        """Show a memory on a task."""
        self._cell = cell
        self.title.setText(memory_title(cell.memory))
        self.task.setText(task_title(cell.task))
        self.asked.setText(task_summary(cell.task))
        self.asked.setVisible(bool(self.asked.text()))
        row = cell.row
        self._show_verdict(cell)
        for name, widget in (("bars", self.bars), ("seeds", self.seeds),
                             ("settings", self.settings)):  # fmt: skip
            self._captions[name].setVisible(row is not None)
            widget.setVisible(row is not None)
        self._show_sizes(cell)
        if row is not None:
            self._show_bars(row)
            self.seeds.setText(self._seed_table(cell.records))
            self.settings.setText(self._settings_table(cell.records[-1], row))

    def _show_verdict(self, cell: Cell) -> None:
        row = cell.row
        self._verdict_icon.setVisible(row is not None)
        if row is None:
            self.verdict.setText(running_text(cell) or self.tr("Waiting for its turn"))
            self.sentence.setText(self._steps_text(cell))
            return
        verdict = verdict_of(row)
        name, role = VERDICT_ICONS[verdict]
        pixmap = icon(name, role).pixmap(QSize(18, 18), self.devicePixelRatioF())
        self._verdict_icon.setPixmap(pixmap)
        self.verdict.setText(verdict_text(verdict))
        self.sentence.setText(verdict_sentence(row, verdict))

    def _steps_text(self, cell: Cell) -> str:
        running = cell.running
        if running is None:
            return self.tr("Trials to come: %1").replace("%1", count(cell.num_waiting))
        text = self.tr("Seed %1, step %2 of at most %3")
        return numbered(text, *map(count, (running.seed, running.step, running.max_steps)))

    def _show_bars(self, row: Row) -> None:
        look = theme.current()
        bars = []
        for name in ("none", *CONTROLS):
            if name in row.scores:
                score = row.scores[name]
                spread = spread_text(score)
                number = percent(score.mean, 1) + (f"  ({spread})" if spread else "")
                colour = look.accent if name == "none" else look.muted_text
                bars.append(Bar(control_name(name), score.mean, number, colour))
        guessing = percent(row.chance, 1)
        bars.append(Bar(self.tr("Guessing"), row.chance, guessing, look.faint_text))
        self.bars.show_bars(bars, look.accent, highest=1.0)

    def _show_sizes(self, cell: Cell) -> None:
        self._captions["sizes"].setVisible(bool(cell.sizes))
        if cell.sizes and self._chart is None:
            self._chart = self._make_chart()
        if self._chart is None:
            return
        self._chart.setVisible(bool(cell.sizes))
        self._chart.clear()
        names = {"none": self.tr("as it is"), "reset": self.tr("reset")}
        for row in cell.sizes:
            for control, name in names.items():
                if control in row.scores and row.size is not None:
                    self._chart.append(name, row.size, 100 * row.scores[control].mean)
            self._chart.append(self.tr("guessing"), row.size or 0, 100 * row.chance)
        self._chart.draw()

    def _make_chart(self) -> LineChart:
        from memstudio.gui.plots.line_chart import LineChart

        chart = LineChart(self.tr("Right"), self.tr("size"), self.tr("right, %"))
        chart.header.scale.hide()
        for place, name in enumerate((self.tr("as it is"), self.tr("reset"), self.tr("guessing"))):
            chart.add_series(name, (0, 1, 7)[place])
        self._column.insertWidget(self._column.indexOf(self._captions["sizes"]) + 1, chart)
        return chart

    def _seed_table(self, records: tuple[TrialRecord, ...]) -> str:
        heads = [self.tr("Seed"), self.tr("Right"), self.tr("Whole"), self.tr("Reset"),
                 self.tr("Steps"), self.tr("Time")]  # fmt: skip
        rows = []
        for record in records:
            scores = record.scores
            reset = percent(scores["reset"].answers, 1) if "reset" in scores else "–"
            rows.append([
                count(record.seed), percent(scores["none"].answers, 1),
                percent(scores["none"].examples, 1), reset, count(record.steps),
                duration(record.seconds),
            ])  # fmt: skip
        return _table(heads, rows)

    def _settings_table(self, record: TrialRecord, row: Row) -> str:
        done, most = count(round(row.steps.mean)), count(record.max_steps)
        lines: list[tuple[str, str]] = [
            (self.tr("Steps"), numbered(self.tr("%1 of at most %2"), done, most)),
            (self.tr("Time"), duration(row.seconds.mean)),
            (self.tr("Parameters"), count(row.num_parameters)),
            (self.tr("Loss"), f"{record.scores['none'].loss:.3g}"),
        ]
        options: dict[str, Any] = record.settings.get("options") or {}
        others = {
            n: v for n, v in record.settings.items() if n not in _PLAIN and v not in (None, [])
        }
        lines += [(name, str(value)) for name, value in {**others, **options}.items()]
        lines.append((self.tr("MemStudio"), record.version))
        return _table([], [list(line) for line in lines])

    def _on_theme_changed(self, _: object) -> None:
        if self._cell is not None:
            self.show_cell(self._cell)


def _label(role: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def _table(heads: list[str], rows: list[list[str]]) -> str:
    look = theme.current()
    small = f"font-size:{look.sizes.font_small}px;"
    parts = [f'<table cellspacing="0" cellpadding="2" width="100%" style="{small}">']
    if heads:
        cells = "".join(
            f'<td align="{"left" if at == 0 else "right"}" style="color:{look.muted_text}">{h}</td>'
            for at, h in enumerate(heads)
        )
        parts.append(f"<tr>{cells}</tr>")
    for row in rows:
        cells = ""
        for at, text in enumerate(row):
            colour = look.muted_text if at == 0 and not heads else look.text
            align = "left" if at == 0 else "right"
            cells += f'<td align="{align}" style="color:{colour}">{html.escape(text)}</td>'
        parts.append(f"<tr>{cells}</tr>")
    return "".join(parts) + "</table>"
