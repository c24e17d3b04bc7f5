"""In which form the open model is written for use elsewhere, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from memstudio.errors import ExportError
from memstudio.exporting.forms import FOLDER, FORMS, check_form, form_named
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.save_place import PlaceRows
from memstudio.gui.translation import filled
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.setting_rows import SettingRows

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

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
        self.forms = SettingRows()
        self.form = ChoiceBox(self)
        for form in FORMS:
            self.form.addItem(filled(form.title), form.name)
        self.forms.add("form", self.tr("As"), self.form, "")
        self.explanation = self.forms.add_note()
        self.body.addWidget(self.forms)
        self.rows = PlaceRows()
        self.rows.place.changed.connect(self._refresh)
        self.form.currentIndexChanged.connect(self._on_form_current_index_changed)
        self.body.addWidget(self.rows)
        self.body.addStretch(1)
        self.cancel_button = self.add_button(self.tr("Cancel"), self.reject)
        self.export_button = self.add_button(
            self.tr("Export"), self._on_export_clicked, "export_button", is_primary=True
        )
        self._on_form_current_index_changed()
        self.rows.place.name.setFocus()
        self.rows.place.name.selectAll()

    def _problem(self) -> str:
        """Why the model cannot be written in the form that is chosen; "" when it can."""
        model = self._model
        try:
            form = form_named(self.form.currentData())
            check_form(
                form,
                has_memory=model.memory_kind is not None,
                model=model.name,
                has_backbone=model.notes_backbone,
                is_wholly_trained=model.is_wholly_trained,
            )
        except ExportError as error:
            return filled(error.text, error.values)
        return ""

    @Slot()
    def _on_form_current_index_changed(self) -> None:
        form = form_named(self.form.currentData())
        ending = self.tr("copy") if form.name == FOLDER else form.name
        self.rows.place.suggest(self._model.name, ending)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.rows.refresh()
        problem = self._problem()
        # In one place, so that the dialog does not have to grow.
        self.explanation.setText(problem or filled(form_named(self.form.currentData()).text))
        set_look(self.explanation, "danger" if problem else "caption")
        reason = problem or self.rows.reason()
        self.export_button.setEnabled(not reason)
        self.export_button.setToolTip(reason)

    @Slot()
    def _on_export_clicked(self) -> None:
        form, folder = self.form.currentData(), self.rows.place.chosen()
        self.accept()
        self.export_chosen.emit(form, folder)
