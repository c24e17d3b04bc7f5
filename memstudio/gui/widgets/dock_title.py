"""The bar over a dock: its name, a button that lets it float, one that hides it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QToolButton

from memstudio.gui.theme.theme import current
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.action_text import without_mnemonic
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.icons import icon

_ICON = QSize(14, 14)


class DockTitle(QFrame):
    """Replaces the style's own title bar, whose buttons are too small to hit.

    Signals:
        look_requested: the `QDockWidget`, of which is asked what it shows.
    """

    look_requested = Signal(QDockWidget)

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setProperty("role", "dock-title")
        self._dock = dock
        sizes = current().sizes
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.space_m, sizes.space_xs, sizes.space_xs, sizes.space_xs)
        row.setSpacing(0)
        self.title = ElidedLabel(
            without_mnemonic(dock.windowTitle()), self, Qt.TextElideMode.ElideRight
        )
        self.title.setProperty("role", "section")
        row.addWidget(self.title, 1)
        self.look_button = self._button("help", self.tr("What am I looking at?"))
        self.look_button.clicked.connect(self._on_look_clicked)
        row.addWidget(self.look_button)
        self.float_button = self._button("float", self.tr("Let this panel float, or put it back"))
        self.float_button.clicked.connect(self._on_float_clicked)
        row.addWidget(self.float_button)
        self.hide_button = self._button("close", self.tr("Hide this panel"))
        self.hide_button.clicked.connect(dock.close)
        row.addWidget(self.hide_button)
        dock.windowTitleChanged.connect(self._on_dock_window_title_changed)
        dock.topLevelChanged.connect(self._on_floating_changed)
        dock.setTitleBarWidget(self)

    def _button(self, icon_name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(icon_name, "faint_text"))
        button.setIconSize(_ICON)
        button.setToolTip(text)
        button.setAccessibleName(with_colon(text, self.title.text()))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @Slot(str)
    def _on_dock_window_title_changed(self, title: str) -> None:
        self.title.setText(without_mnemonic(title))

    @Slot()
    def _on_look_clicked(self) -> None:
        self.look_requested.emit(self._dock)

    @Slot()
    def _on_float_clicked(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    @Slot(bool)
    def _on_floating_changed(self, is_floating: bool) -> None:
        # Qt takes the frame away. On Wayland no window moves itself: without a frame it would lie where it is.
        if is_floating and QGuiApplication.platformName().startswith("wayland"):
            was_visible = self._dock.isVisible()
            self._dock.setWindowFlag(Qt.WindowType.FramelessWindowHint, False)
            self._dock.setVisible(was_visible)
