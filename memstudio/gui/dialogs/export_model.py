"""In which form the open model is written for use elsewhere, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from memstudio.errors import ExportError
from memstudio.exporting.forms import FOLDER, FORMS, check_form, form_named
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.save_place import PlaceRows
from memstudio.gui.translation import filled
from memstudio.gui.widgets.choice_box import ChoiceBox

if TYPE_CHECKING:
    from memstudio.models.summary import ModelSummary

_WIDTH = 560


class ExportModelDialog(Dialog):
    """A form, a name and a folder; what is there already is never overwritten.

    Signals:
        export_chosen: the name of the form, and the folder to be made.
    """

    export_chosen = Signal(str, str)

    def __init__(self, model: ModelSummary, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Export the model"),
            self.tr("The open model, as it is now, for use elsewhere."),
            parent,
        )
        self._model = model
        self.setMinimumWidth(_WIDTH)
        self.rows = PlaceRows()
        self.form = ChoiceBox(self)
        for form in FORMS:
            self.form.addItem(filled(form.title), form.name)
        self.rows.add("form", self.tr("As"), self.form, "")
        self.explanation = self.rows.add_note()
        self.rows.place.changed.connect(self._refresh)
        self.form.currentIndexChanged.connect(self._on_form_current_index_changed)
        self.body.addWidget(self.rows)
        self.body.addStretch(1)
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.cancel_button)
        self.export_button = QPushButton(self.tr("Export"), self)
        self.export_button.setObjectName("export_button")
        self.export_button.setProperty("role", "primary")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._on_export_clicked)
        self.buttons.addWidget(self.export_button)
        self._on_form_current_index_changed()
        self.rows.place.name.setFocus()
        self.rows.place.name.selectAll()

    def _problem(self) -> str:
        """Why the model cannot be written in the form that is chosen; "" when it can."""
        model = self._model
        try:
            form = form_named(self.form.currentData())
            check_form(form, has_memory=model.memory_kind is not None, model=model.name)
        except ExportError as error:
            return filled(error.text, error.values)
        return ""

    @Slot()
    def _on_form_current_index_changed(self) -> None:
        form = form_named(self.form.currentData())
        self.explanation.setText(filled(form.text))
        ending = self.tr("copy") if form.name == FOLDER else form.name
        self.rows.place.suggest(self._model.name, ending)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.rows.refresh()
        problem = self._problem()
        self.rows.show_problem("form", problem)
        reason = problem or self.rows.reason()
        self.export_button.setEnabled(not reason)
        self.export_button.setToolTip(reason)

    @Slot()
    def _on_export_clicked(self) -> None:
        form, folder = self.form.currentData(), self.rows.place.chosen()
        self.accept()
        self.export_chosen.emit(form, folder)
