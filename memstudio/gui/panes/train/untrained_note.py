"""What is said over the form while the open model has learnt nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QWidget

from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.number_format import small

if TYPE_CHECKING:
    from memstudio.models.summary import ModelSummary


class UntrainedNote(QLabel):
    """Hidden unless the model was made from scratch and never trained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = ""
        # What the last such model was given, and what stood there before.
        self._given: dict[str, Any] = {}
        self._usual: dict[str, Any] = {}
        self.setObjectName("untrained_note")
        self.setWordWrap(True)
        self.hide()

    def suited(self, model: ModelSummary | None, chosen: dict[str, Any]) -> dict[str, Any]:
        """The settings that suit the model, by path, if it has learnt nothing yet.

        None the second time: what is chosen then stays when the model is moved or trained. What
        one model was given comes out of the form again with another that was not made here.

        Args:
            model: that is open.
            chosen: what stands in the form, by path.
        """
        before, self._last = self._last, model.path if model is not None else ""
        if model is None or model.path == before:
            return {}
        usual = {p: v for p, v in self._usual.items() if chosen[p] == self._given[p]}
        if given := _settings(model):
            self._given, self._usual = given, {path: chosen[path] for path in given} | usual
            return given
        if model.from_scratch is not None:
            # One that was made here goes on at the rate that it began with.
            return {}
        self._given, self._usual = {}, {}
        return usual

    def show_for(self, model: ModelSummary | None, trains: str) -> None:
        """Say why the form stands as it does, or what is wrong with how it stands.

        Args:
            model: that is open.
            trains: which of its weights a run would change.
        """
        rate = _settings(model).get("learning_rate")
        self.setVisible(rate is not None)
        if rate is None:
            return
        if trains == "everything":
            text = self.tr(
                "This model has learnt nothing yet, so all of it is trained, at the learning rate "
                "that suits its size: %1."
            ).replace("%1", small(rate))
        else:
            text = self.tr(
                "This model has learnt nothing yet: what is not trained stays random. Train "
                "everything."
            )
        self.setText(text)
        set_look(self, "caption" if trains == "everything" else "warning")


def _settings(model: ModelSummary | None) -> dict[str, Any]:
    if model is None or not model.is_untrained or model.from_scratch is None:
        return {}
    return {"trains": "everything", "learning_rate": model.from_scratch["learning_rate"]}
