"""How a run goes on that has run out of memory or disk: a button for each way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from memstudio.gui.panes.train.way_words import changes_in_words, cost_in_words, sentence
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled, in_a_row
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.number_format import bytes_text

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from memstudio.training.way_on import DiskRoom, MemoryRoom, WayOn
    from memstudio.workers.room_messages import WaysFound


class WaysCard(QFrame):
    """Hidden unless there is a way on to be chosen, or a reason why there is none.

    Signals:
        resume_requested: settings that are another from here on, by name.
        branch_requested: settings of a run that goes on in place of this one, by name.
        place_requested: another folder should be chosen, and the run go on there.
    """

    resume_requested = Signal(object)
    branch_requested = Signal(object)
    place_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waysCard")
        self.setProperty("role", "card")
        sizes = current().sizes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_l, sizes.space_m)
        self._column.setSpacing(sizes.space_s)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self._column.addWidget(self.title)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self._column.addWidget(self.words)
        self.buttons: list[QPushButton] = []
        self._rows: list[QWidget] = []
        self.hide()

    def show_ways(self, found: WaysFound) -> None:
        """Show what was found out of a run."""
        self._clear()
        if found.memory is not None:
            self._show_memory(found.memory)
        elif found.disk is not None:
            self._show_disk(found.disk)
        elif found.failure is not None:
            self.title.setText(self.tr("How it could go on was not found out"))
            self.words.setText(filled(found.failure.text, found.failure.values))
        has_something = bool(found.memory or found.disk or found.failure)
        self.setVisible(has_something)

    # ------------------------------------------------------------------ inside

    def _show_memory(self, room: MemoryRoom) -> None:
        self.title.setText(self.tr("Go on with less memory"))
        text = self.tr("The run takes about {takes} on {device}, and {there} can be had.")
        if room.reachable is None:
            text = self.tr("The run takes about {takes} on {device}.")
        is_odd = room.reachable is not None and room.peak <= room.reachable
        if is_odd:
            text = self.tr(
                "The run takes about {takes} on {device}. {there} can be had now, and there was "
                "less when it stopped."
            )
        if room.best is None:
            hint = self.tr(
                "None of these is enough. Close other programs, or train with shorter segments, a "
                "smaller model or on another device."
            )
            text = in_a_row(text, hint)
        takes, there = bytes_text(room.peak), bytes_text(room.reachable)
        self.words.setText(text.format(takes=takes, there=there, device=room.estimate.device))
        for way in room.ways:
            self._add_way(way, is_best=way is room.best)
        if is_odd:
            self._add(self.tr("As it is"), self.tr("once more"), "play", self.resume_requested, {})

    def _add_way(self, way: WayOn, *, is_best: bool) -> None:
        signal = self.resume_requested if way.keeps_result else self.branch_requested
        text, cost = sentence(changes_in_words(way)), cost_in_words(way)
        if not way.fits:
            cost = self.tr("{cost}: too much still").format(cost=cost)
        name = "play" if way.keeps_result else "branch"
        button = self._add(text, cost, name, signal, dict(way.changes))
        button.setEnabled(way.fits)
        if is_best:
            self._mark(button, name)

    def _show_disk(self, room: DiskRoom) -> None:
        self.title.setText(self.tr("Go on with less on the disk"))
        text = self.tr("A checkpoint takes {size}, and {free} are free on the disk of {folder}.")
        self.words.setText(
            text.format(
                size=bytes_text(room.checkpoint),
                free=bytes_text(room.free),
                folder=room.folder.parent,
            )
        )
        enough = self.tr("there is room now")
        missing = self.tr("once {size} are free").format(size=bytes_text(room.needed))
        again = self._add(
            self.tr("As it is"), enough if room.fits else missing, "play",
            self.resume_requested, {},
        )  # fmt: skip
        best = again if room.fits else None
        if room.freeable:
            cost = self.tr("frees {size}").format(size=bytes_text(room.freeable))
            if not room.fits_with_one_kept:
                cost = self.tr("frees {size}, which is not enough")
                cost = cost.format(size=bytes_text(room.freeable))
            fewer = self._add(
                self.tr("Keep the newest checkpoint only"), cost, "play",
                self.resume_requested, {"checkpoints_kept": 1},
            )  # fmt: skip
            if best is None and room.fits_with_one_kept:
                best = fewer
        if room.can_branch:
            elsewhere = self._add(
                self.tr("In another folder…"), self.tr("a branch of the run goes on there"),
                "folder", self.place_requested,
            )  # fmt: skip
            if best is None:
                self._mark(elsewhere, "folder")
        if best is not None:
            self._mark(best, "play")

    def _add(
        self, text: str, cost: str, icon_name: str, signal: SignalInstance, *payload: dict[str, Any]
    ) -> QPushButton:
        button = QPushButton(icon(icon_name), text)
        button.setObjectName(f"way{len(self.buttons)}")
        button.setAccessibleDescription(cost)
        button.clicked.connect(lambda _=False: signal.emit(*payload))
        caption = QLabel(cost)
        caption.setProperty("role", "caption")
        caption.setWordWrap(True)
        row = _beside(button, caption)
        self._column.addWidget(row)
        self.buttons.append(button)
        self._rows.append(row)
        return button

    @staticmethod
    def _mark(button: QPushButton, icon_name: str) -> None:
        button.setIcon(icon(icon_name, "accent_text"))
        set_look(button, "primary")

    def _clear(self) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows.clear()
        self.buttons.clear()


def _beside(button: QPushButton, caption: QLabel) -> QWidget:
    row = QWidget()
    inside = QHBoxLayout(row)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(current().sizes.space_m)
    inside.addWidget(button)
    inside.addWidget(caption, 1)
    return row
