"""A new model: a memory put on a model that there is, or everything from scratch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QWidget
from typing_extensions import override

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.from_scratch_side import FromScratchSide
from memstudio.gui.dialogs.on_model_side import OnModelSide
from memstudio.gui.drop_target import DropTarget
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.training.from_scratch_settings import FromScratchSettings

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from memstudio.gui.drops import DropPlan
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session

_SIZE = QSize(940, 744)


class NewModelDialog(Dialog):
    """Two ways to a model, each with its own side; the button makes what the side on show says.

    Signals:
        settings_chosen: a `NewModelSettings`, and whether its backbone may be fetched.
        scratch_settings_chosen: a `FromScratchSettings`.

    Args:
        before: what was chosen before, when that came to nothing.
        is_online: whether its backbone was allowed to be fetched.
    """

    settings_chosen = Signal(object, bool)
    scratch_settings_chosen = Signal(object)

    def __init__(
        self,
        session: Session,
        recent: RecentItems,
        before: NewModelSettings | FromScratchSettings | None = None,
        parent: QWidget | None = None,
        *,
        is_online: bool = False,
    ) -> None:
        super().__init__(self.tr("New model"), parent=parent)
        put_on = before if isinstance(before, NewModelSettings) else None
        made = before if isinstance(before, FromScratchSettings) else None
        self.on_model = OnModelSide(session, recent, put_on, is_online=is_online)
        self.from_scratch = FromScratchSide(session.corpus, made)
        self._add_ways()
        self._sides = QStackedWidget(self)
        self._sides.addWidget(self.on_model)
        self._sides.addWidget(self.from_scratch)
        self.body.addWidget(self._sides, 1)
        self._add_buttons()
        self._drops = _Drops(self)
        self._drops.plan_dropped.connect(self._on_drops_plan_dropped)
        self.on_model.changed.connect(self._refresh)
        self.on_model.activated.connect(self._on_create_clicked)
        self.from_scratch.changed.connect(self._refresh)
        session.corpus_changed.connect(self.from_scratch.offer_corpus)
        self.scratch_way.toggled.connect(self._on_way_toggled)
        (self.model_way if made is None else self.scratch_way).setChecked(True)
        self._refresh()
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    # ------------------------------------------------------------------ building

    def _add_ways(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        self._ways = QButtonGroup(self)
        self.model_way = QPushButton(self.tr("Put a memory on a model"), self)
        self.scratch_way = QPushButton(self.tr("From scratch"), self)
        for button in (self.model_way, self.scratch_way):
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("role", "quiet")
            self._ways.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)

    def _add_buttons(self) -> None:
        self.reason = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        self.reason.setObjectName("reason")
        self.reason.setProperty("role", "muted")
        self.buttons.insertWidget(0, self.reason, 4)
        self.cancel_button = self.add_button(self.tr("Cancel"), self.reject)
        self.cancel_button.setAutoDefault(False)
        self.create_button = self.add_button(
            self.tr("Create"), self._on_create_clicked, "create_button", is_primary=True
        )

    # ------------------------------------------------------------------ state

    @property
    def _side(self) -> OnModelSide | FromScratchSide:
        return self.from_scratch if self.scratch_way.isChecked() else self.on_model

    @Slot()
    def _refresh(self) -> None:
        is_scratch = self.scratch_way.isChecked()
        self._sides.setCurrentWidget(self._side)
        text = self.tr(
            "A causal language model is given a fresh memory, and both are saved as one "
            "model. The model that you choose stays as it is."
        )
        if is_scratch:
            text = self.tr(
                "A tokenizer is trained on your text, and a model of random weights is made for "
                "it, which has learnt nothing yet."
            )
        self.explanation.setText(text)
        self.explanation.show()
        reason = self._side.reason()
        self.reason.setText(reason)
        self.create_button.setToolTip(reason)
        self.create_button.setEnabled(not reason)

    @Slot(bool)
    def _on_way_toggled(self, _: bool) -> None:
        self._refresh()

    @Slot(object)
    def _on_drops_plan_dropped(self, plan: DropPlan) -> None:
        if plan.kind == "data":
            self.scratch_way.setChecked(True)
            self.from_scratch.add_text(plan.paths)
        elif plan.kind in {"model", "both"}:
            self.model_way.setChecked(True)
            self.on_model.chooser.reference.setText(plan.model or plan.paths[0])

    @Slot()
    def _on_create_clicked(self) -> None:
        # Whether the place is free may have changed since it was chosen.
        self._side.refresh()
        if not self.create_button.isEnabled():
            return
        if self._side is self.from_scratch:
            made = self.from_scratch.settings()
            self.accept()
            self.scratch_settings_chosen.emit(made)
            return
        settings, is_online = self.on_model.settings(), self.on_model.chooser.online.isChecked()
        self.accept()
        self.settings_chosen.emit(settings, is_online)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._drops.watch_native_window()


class _Drops(DropTarget):
    """Text goes to the side that makes a model from scratch, a model to the other."""

    @override
    def plan(self, paths: list[str]) -> DropPlan:
        found = super().plan(paths)
        return replace(found, kind="refused") if found.kind in {"run", "trace", "state"} else found

    @override
    def sentence(self, plan: DropPlan) -> str:
        if plan.kind == "data":
            return self.tr("Add this to the text for a model from scratch")
        if plan.kind == "model":
            return self.tr("Put a memory on this model")
        if plan.refusal is None:
            return self.tr("Drop text, or a model without a memory, not a run or a trace.")
        return super().sentence(plan)
