"""A memory put on a model: the backbone, the memory, and where the two are saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from memstudio.gui.dialogs.memory_fields import MemoryFields
from memstudio.gui.dialogs.model_chooser import ModelChooser
from memstudio.gui.dialogs.save_place import PlaceRows
from memstudio.gui.searches import ModelLook, SeenModel
from memstudio.gui.single_shot import single_shot
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.setting_rows import section
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.memory.kinds_registry import description_of, longest_segment
from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.models.hub_cache import looks_like_hub_id

if TYPE_CHECKING:
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session

_TYPING_MS = 250


class OnModelSide(QWidget):
    """The backbone at the left; its memory, and where it is saved, at the right.

    Signals:
        changed: something is another, or something was found out.
        activated: a model was chosen with a double click or the return key.

    Args:
        before: what was chosen before, when that came to nothing.
    """

    changed = Signal()
    activated = Signal()

    def __init__(
        self,
        session: Session,
        recent: RecentItems,
        before: NewModelSettings | None = None,
        parent: QWidget | None = None,
        *,
        is_online: bool = False,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._seen: SeenModel | None = None
        self._look = ModelLook(self)
        self._look.model_looked_at.connect(self._on_look_model_looked_at)
        self._typing = single_shot(self, _TYPING_MS, self._on_typing_timeout)
        self.chooser = ModelChooser(recent, session.model, plain_only=True, parent=self)
        self.backbone_problem = QLabel(self)
        self.backbone_problem.setObjectName("backbone.problem")
        self.backbone_problem.setProperty("role", "danger")
        self.backbone_problem.setWordWrap(True)
        self.memory = MemoryFields(self.tr("Of the memory's first, random values"))
        self.place_rows = PlaceRows()
        self.place = self.place_rows.place
        self._compose()
        self._connect()
        self._start_from(before, is_online=is_online)
        self.refresh()

    # ------------------------------------------------------------------ building

    def _compose(self) -> None:
        sizes = current().sizes
        left = QVBoxLayout()
        left.setSpacing(sizes.space_s)
        left.addWidget(section(self.tr("Model")))
        left.addWidget(self.chooser, 1)
        left.addWidget(self.backbone_problem)
        page = QWidget()
        page.setObjectName("page")
        right = QVBoxLayout(page)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(sizes.space_s)
        right.addWidget(section(self.tr("Memory")))
        right.addWidget(self.memory)
        right.addWidget(section(self.tr("Saved as")))
        right.addWidget(self.place_rows)
        right.addStretch(1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(sizes.space_xl)
        columns.addLayout(left, 1)
        # On a small screen the sentences beneath the fields may not fit at once.
        columns.addWidget(scrolled(page), 1)

    def _connect(self) -> None:
        self.chooser.reference_changed.connect(self._on_chooser_reference_changed)
        self.chooser.reference_activated.connect(self.activated)
        self.chooser.online.toggled.connect(self.refresh)
        self.memory.kind_changed.connect(self._suggest)
        self.memory.changed.connect(self.refresh)
        self.place.changed.connect(self.refresh)

    def _start_from(self, before: NewModelSettings | None, *, is_online: bool) -> None:
        if before is not None:
            # What the backbone is, is found out later.
            self.memory.offer(has_encoder=description_of(before.kind).needs_encoder)
            self.memory.start_from(before)
            self.place.choose(before.folder)
            self.chooser.online.setChecked(is_online)
            self.chooser.reference.setText(before.backbone)
            return
        opened = self._session.model
        if opened is not None and opened.memory_kind is None:
            self.chooser.reference.setText(opened.reference)

    # ------------------------------------------------------------------ what is chosen

    def settings(self) -> NewModelSettings:
        """What the form says."""
        return NewModelSettings(
            backbone=self.chooser.chosen(),
            folder=self.place.chosen(),
            kind=self.memory.kind.setting(),
            num_slots=self.memory.num_slots.value(),
            segment_length=self.memory.segment_length.value(),
            seed=self.memory.seed.value(),
            options=self.memory.options.setting(),
        )

    def reason(self) -> str:
        """Why no model can be made of it; "" when one can."""
        if not self.chooser.chosen():
            return self.tr("Choose a model first.")
        problems = (
            self._backbone_problem(),
            self._segment_problem(),
            self.memory.problem(),
            self.place_rows.reason(),
        )
        return next((each for each in problems if each), "")

    def _window(self) -> int | None:
        found = self._seen.found if self._seen is not None else None
        return found.window if found is not None else None

    def _backbone_problem(self) -> str:
        if self._seen is None:
            return ""
        found, error = self._seen.found, self._seen.error
        if found is not None and found.has_memory:
            return self.tr("This model has a memory already. Choose the model it was made from.")
        if error is None or self._may_be_downloaded():
            return ""
        return filled(error.text, error.values)

    def _may_be_downloaded(self) -> bool:
        return self.chooser.online.isChecked() and looks_like_hub_id(self.chooser.chosen())

    def _segment_problem(self) -> str:
        window, kind = self._window(), self.memory.description()
        if window is None:
            return ""
        most = longest_segment(kind, window, self.memory.num_slots.value())
        if self.memory.segment_length.value() <= most:
            return ""
        if most < 2:
            return self.tr("So many slots leave no room for a segment. Take fewer slots.")
        text = self.tr("This does not fit. Take at most %1 tokens.")
        if kind.tokens_per_slot:
            text = self.tr(
                "This does not fit beside the slots. Take at most %1 tokens, or fewer slots."
            )
        return text.replace("%1", count(most))

    # ------------------------------------------------------------------ events

    @Slot(str)
    def _on_chooser_reference_changed(self, reference: str) -> None:
        self._seen = None
        self._typing.stop()
        if reference:
            self._typing.start()
        self._suggest()
        self.refresh()

    @Slot()
    def _on_typing_timeout(self) -> None:
        self._look.start(self.chooser.chosen())

    @Slot(object)
    def _on_look_model_looked_at(self, seen: SeenModel) -> None:
        if seen.reference != self.chooser.chosen():
            return
        self._seen = seen
        found = seen.found
        self.memory.offer(has_encoder=found is not None and found.has_encoder)
        self._suggest()
        self.refresh()

    @Slot()
    def _suggest(self) -> None:
        """Name the new model after the old one, as far as that is known."""
        found = self._seen.found if self._seen is not None else None
        name = found.name if found is not None else self.chooser.chosen()
        self.place.suggest(
            name.replace("\\", "/").rstrip("/").rpartition("/")[2], self.memory.kind.setting()
        )

    @Slot()
    def refresh(self) -> None:
        """Say anew what is wrong; whether the place is free may have changed by itself."""
        self.memory.show_window(self._window())
        backbone = self._backbone_problem()
        self.backbone_problem.setText(backbone)
        self.backbone_problem.setVisible(bool(backbone))
        self.memory.show_segment_problem(self._segment_problem())
        self.place_rows.refresh()
        self.changed.emit()
