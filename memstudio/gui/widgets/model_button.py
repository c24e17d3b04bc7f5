"""The name of the open model; a menu to open another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QMenu, QToolButton

from memstudio.gui.recent_words import recent_names
from memstudio.gui.run_words import brief_name
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.menu_button import add_heading
from memstudio.gui.widgets.number_format import compact, count

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.actions.action import Actions
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session
    from memstudio.models.summary import ModelSummary

_TEXT_WIDTH = 180
_RECENT_SHOWN = 6


class ModelButton(QToolButton):
    """Shows what is open; its menu opens the demo, another model, a recent one."""

    def __init__(
        self,
        session: Session,
        actions: Actions,
        recent: RecentItems,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._recent = recent
        self.setProperty("role", "boxed")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setIcon(icon("model", "accent"))
        self.setIconSize(QSize(16, 16))
        self.setAccessibleName(self.tr("Model"))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.setMenu(self._menu)
        session.model_changed.connect(self._on_session_model_changed)
        self._on_session_model_changed(session.model)

    @Slot(object)
    def _on_session_model_changed(self, model: ModelSummary | None) -> None:
        name = brief_name(model.name) if model else self.tr("No model")
        metrics = self.fontMetrics()
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, _TEXT_WIDTH)
        # Room for the arrow of the menu.
        # In a name "&" is no sign for a key.
        self.setText(f"{shown}    ".replace("&", "&&"))
        if model is None:
            self.setToolTip(self.tr("No model is open. Click to open one."))
            return
        lines = [
            model.reference,
            self.tr("{architecture}, {parameters} parameters").format(
                architecture=model.architecture, parameters=compact(model.num_parameters)
            ),
            self.tr("{layers} layers, hidden size {hidden}, vocabulary {vocabulary}").format(
                layers=count(model.num_layers),
                hidden=count(model.hidden_size),
                vocabulary=count(model.vocab_size),
            ),
            f"{model.dtype}, {model.device}",
        ]
        self.setToolTip("\n".join(lines))

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        self._menu.addAction(self._actions["file.open_demo"])
        self._menu.addAction(self._actions["file.open_model"])
        self._menu.addAction(self._actions["file.new_model"])
        items = [item for item in self._recent.items("model") if not item.is_missing]
        if items:
            add_heading(self._menu, self.tr("Recent"))
            is_enabled = self._actions["file.open_model"].isEnabled()
            items = items[:_RECENT_SHOWN]
            for item, name in zip(items, recent_names(items), strict=True):
                entry = self._menu.addAction(name.replace("&", "&&"))
                entry.setToolTip(item.paths[0])
                entry.setEnabled(is_enabled)
                entry.triggered.connect(
                    lambda _checked=False, path=item.paths[0]: self._session.load_model(path)
                )
        self._menu.addSeparator()
        self._menu.addAction(self._actions["file.close_model"])
