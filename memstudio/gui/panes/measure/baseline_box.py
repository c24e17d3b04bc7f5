"""What the open model is compared with: nothing, itself without its memory, or another model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from memstudio.gui.dialogs.model_choice import ModelChoiceDialog
from memstudio.gui.recent_words import place_of_model
from memstudio.gui.searches import ModelSearch
from memstudio.measuring.settings import WITHOUT_MEMORY
from memstudio.told_apart import told_apart

if TYPE_CHECKING:
    from memstudio.gui.recent import RecentItems
    from memstudio.measuring.runs import RunOfModel
    from memstudio.models.source import ModelEntry
    from memstudio.models.summary import ModelSummary

_MOST_RECENT = 5
_OTHER = "\0other"


class BaselineBox(QComboBox):
    """Nothing at first; the last entry asks for any other model.

    Signals:
        chosen: another one was chosen.
    """

    chosen = Signal()

    def __init__(self, recent: RecentItems, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = recent
        self._model: ModelSummary | None = None
        self._run: RunOfModel | None = None
        self._found: tuple[ModelEntry, ...] = ()
        self._named: list[str] = []
        self._online: set[str] = set()
        self._last = ""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._search = ModelSearch(self)
        self._search.models_found.connect(self._on_search_models_found)
        self.activated.connect(self._on_activated)
        recent.items_changed.connect(self._fill)
        self._fill()

    def look(self) -> None:
        """List the models on this computer."""
        self._search.start()

    def show_model(self, model: ModelSummary | None, run: RunOfModel | None) -> None:
        """Offer what the open model can be compared with."""
        self._model, self._run = model, run
        self._fill()

    def reference(self) -> str:
        """What is chosen; "" for nothing."""
        return str(self.currentData() or "")

    @property
    def is_online(self) -> bool:
        """Whether what is chosen may be fetched: it was asked for as one that is not here."""
        return self.reference() in self._online

    def carried(self) -> tuple[str, list[str], set[str]]:
        """What is chosen and what was named by hand, for another window."""
        return self.reference(), self._named, self._online

    def carry_on(self, state: tuple[str, list[str], set[str]]) -> None:
        """Offer what was named in another window, and choose what was chosen there."""
        reference, self._named, self._online = state
        self._fill()
        self.choose(reference)

    def choose(self, reference: str) -> None:
        """Choose a model, also one that is not listed."""
        if reference and self.findData(reference) < 0:
            self._named.append(reference)
            self._fill()
        self.setCurrentIndex(max(0, self.findData(reference)))
        self._last = self.reference()
        self.chosen.emit()

    @Slot()
    def _fill(self) -> None:
        wanted = self.reference() or self._last
        self.blockSignals(True)
        self.clear()
        self.addItem(self.tr("Nothing"), "")
        model = self._model
        if model is not None and model.has_memory:
            self.addItem(self.tr("The same without its memory"), WITHOUT_MEMORY)
        if self._run is not None:
            text = self.tr("As it was before the run: %1")
            self._add(text.replace("%1", _name(self._run.began_with)), self._run.began_with)
        others = [item.paths[0] for item in self._recent.items("model") if not item.is_missing]
        found = [entry.reference for entry in self._found]
        listed = list(dict.fromkeys([*self._named, *others[:_MOST_RECENT], *found]))
        places = [(place_of_model(reference),) for reference in listed]
        names = told_apart([_name(reference) for reference in listed], places)
        for name, reference in zip(names, listed, strict=True):
            self._add(name, reference)
        self.insertSeparator(self.count())
        self.addItem(self.tr("Another model…"), _OTHER)
        self.setCurrentIndex(max(0, self.findData(wanted)))
        self._last = self.reference()
        self.blockSignals(False)

    def _add(self, name: str, reference: str) -> None:
        is_own = self._model is not None and reference == self._model.reference
        if not is_own and self.findData(reference) < 0:
            self.addItem(name, reference)
            self.setItemData(self.count() - 1, reference, Qt.ItemDataRole.ToolTipRole)

    @Slot(object)
    def _on_search_models_found(self, found: tuple[ModelEntry, ...]) -> None:
        self._found = found
        self._fill()

    @Slot(int)
    def _on_activated(self, _: int) -> None:
        if self.reference() != _OTHER:
            self._last = self.reference()
            self.chosen.emit()
            return
        self.setCurrentIndex(max(0, self.findData(self._last)))
        dialog = BaselineDialog(self._recent, self)
        dialog.chosen.connect(self._on_dialog_chosen)
        dialog.open()

    @Slot(str, bool)
    def _on_dialog_chosen(self, reference: str, is_online: bool) -> None:
        if is_online:
            self._online.add(reference)
        else:
            self._online.discard(reference)
        self.choose(reference)


class BaselineDialog(ModelChoiceDialog):
    """Any model that could be opened."""

    def __init__(self, recent: RecentItems, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Compare with a model"),
            self.tr("It is opened beside the open one, measured on the same, and closed again."),
            self.tr("Compare with it"),
            recent,
            parent,
        )


def _name(reference: str) -> str:
    path = Path(reference)
    if path.is_absolute():
        return path.parent.name if path.name == "model" else path.name
    return reference
