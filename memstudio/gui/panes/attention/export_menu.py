"""The button that takes what is seen of the attention out of the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from memstudio.atomic import write_text
from memstudio.errors import DataError, MemStudioError, marked
from memstudio.gui.dialogs.file_asking import ask_where_to_save
from memstudio.gui.drag_out import drag_picture
from memstudio.gui.panes.attention import exporting
from memstudio.gui.panes.attention.words import picture_caption
from memstudio.gui.picture_saving import FORMS, save_picture
from memstudio.gui.widgets.menu_button import menu_button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from memstudio.gui.panes.attention.controls import AttentionControls
    from memstudio.gui.panes.attention.head_page import HeadPage
    from memstudio.gui.panes.attention.matrix_view import MatrixView
    from memstudio.trace.attention_layout import CapturedAttention


class ExportMenu(QObject):
    """A picture in any form, and the numbers.

    Args:
        controls: say how it is shown.
        head_page: has the weights of the one head that is shown.
        captured: what was read; None before anything was.

    Signals:
        failed: a `MemStudioError`; nothing was written.
    """

    failed = Signal(object)

    def __init__(
        self,
        controls: AttentionControls,
        head_page: HeadPage,
        captured: Callable[[], CapturedAttention | None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._page, self._controls, self._captured = parent, controls, captured
        self._head_page = head_page
        self._pictured: QWidget | None = None
        actions = [
            self._action(self.tr("Save the picture…"), self._on_save_picture_triggered),
            self._action(self.tr("Save the weights that are seen as CSV…"), self._on_save_seen_triggered),
            self._action(self.tr("Save the chosen word's weights as CSV…"), self._on_save_chosen_triggered),
            self._action(self.tr("Save the figures of all heads as CSV…"), self._on_save_figures_triggered),
        ]  # fmt: skip
        self._of_picture, self._of_head = actions[0], actions[1:3]
        self.button = menu_button(self.tr("Export"), actions)
        drag_picture(
            self.button,
            lambda: self._pictured,
            lambda: "attention",
            self._caption,
            self.button.showMenu,
        )

    def _action(self, text: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(slot)
        return action

    def set_pictured(self, pictured: QWidget | None) -> None:
        """What is shown: all heads, the page of one, or nothing of either yet."""
        self._pictured = pictured
        self._of_picture.setEnabled(pictured is not None)
        for action in self._of_head:
            action.setEnabled(pictured is self._head_page)

    @Slot()
    def _on_save_picture_triggered(self) -> None:
        ask_where_to_save(
            self._page, self.tr("Save the picture"), "attention.png", FORMS,
            lambda path: self.save_picture(Path(path)),
        )  # fmt: skip

    def save_picture(self, path: Path) -> None:
        """Write what is shown as a picture; the file's ending says the form."""
        pictured = self._pictured
        if pictured is not None:
            self._write(lambda: save_picture(pictured, path, self._caption()))
            return
        # Another text came while the place was chosen.
        self.failed.emit(DataError(marked("errors", "What was to be saved is not on show any more.")))  # fmt: skip

    def _caption(self) -> Sequence[str]:
        captured, controls = self._captured(), self._controls
        if captured is None or self._pictured is None:
            return ()
        layer = None if controls.all_heads.isChecked() else controls.chosen_layer
        return picture_caption(
            captured, layer, controls.head.currentText(), controls.scale_text,
            controls.cells.currentText(),
        )  # fmt: skip

    @Slot()
    def _on_save_seen_triggered(self) -> None:
        self._save_numbers(exporting.seen_weights)

    @Slot()
    def _on_save_chosen_triggered(self) -> None:
        self._save_numbers(exporting.chosen_weights)

    @Slot()
    def _on_save_figures_triggered(self) -> None:
        self._save_numbers(lambda captured, _: exporting.head_figures(captured))

    def _save_numbers(self, table: Callable[[CapturedAttention, MatrixView], str]) -> None:
        captured = self._captured()
        if captured is not None:
            # Of what is seen now: another text may come while the place is chosen.
            self._write(lambda: self._ask_for_place(table(captured, self._head_page.view)))

    def _ask_for_place(self, text: str) -> None:
        ask_where_to_save(
            self._page, self.tr("Save the numbers"), "attention.csv", "CSV (*.csv)",
            lambda path: self._write(lambda: write_text(Path(path), text)),
        )  # fmt: skip

    def _write(self, write: Callable[[], None]) -> None:
        try:
            write()
        except MemStudioError as error:
            self.failed.emit(error)
