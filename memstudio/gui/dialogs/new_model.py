"""A new model: a backbone, a fresh memory, and where the two are saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.model_chooser import ModelChooser
from memstudio.gui.dialogs.save_place import SavePlace
from memstudio.gui.searches import ModelLook, ModelLooks
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.editors import ChoiceEditor, WholeEditor
from memstudio.gui.widgets.kind_options_editor import KindOptionsEditor
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.setting_rows import SettingRows
from memstudio.memory.kinds_registry import (
    KIND_DESCRIPTIONS,
    KindDescription,
    kinds_for,
    longest_segment,
)
from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.models.hub_cache import looks_like_hub_id
from memstudio.paths import models_dir
from memstudio.training.run_config import MemorySettings, RunConfig

if TYPE_CHECKING:
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session

_TYPING_MS = 250
_SIZE = QSize(900, 620)


class NewModelDialog(Dialog):
    """The backbone at the left; its memory, and where it is saved, at the right.

    Signals:
        settings_chosen: a `NewModelSettings`.

    Args:
        before: what was chosen before, when that came to nothing.
    """

    settings_chosen = Signal(object)

    def __init__(
        self,
        session: Session,
        recent: RecentItems,
        before: NewModelSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            self.tr("New model"),
            self.tr(
                "A causal language model is given a fresh memory, and both are saved as one "
                "model. The model that you choose stays as it is."
            ),
            parent,
        )
        self._session = session
        self._looks: ModelLooks | None = None
        self._look = ModelLook(self)
        self._look.model_looked_at.connect(self._on_look_model_looked_at)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._on_typing_timeout)
        columns = QHBoxLayout()
        columns.setSpacing(current().sizes.space_xl)
        self.body.addLayout(columns, 1)
        columns.addLayout(self._backbone_column(recent), 1)
        columns.addWidget(self._memory_side(), 1)
        self._add_buttons()
        self._connect()
        self._start_from(before)
        self._refresh()
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    # ------------------------------------------------------------------ building

    def _backbone_column(self, recent: RecentItems) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(current().sizes.space_s)
        column.addWidget(self._section(self.tr("Model")))
        self.chooser = ModelChooser(recent, self._session.model, plain_only=True, parent=self)
        column.addWidget(self.chooser, 1)
        self.backbone_problem = QLabel(self)
        self.backbone_problem.setObjectName("backbone.problem")
        self.backbone_problem.setProperty("role", "danger")
        self.backbone_problem.setWordWrap(True)
        column.addWidget(self.backbone_problem)
        return column

    def _memory_side(self) -> QScrollArea:
        # On a small screen the sentences beneath the fields may not fit at once.
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side = QWidget(area)
        side.setObjectName("page")
        column = self._memory_column()
        column.setContentsMargins(0, 0, 0, 0)
        side.setLayout(column)
        area.setWidget(side)
        return area

    def _memory_column(self) -> QVBoxLayout:
        fields = MemorySettings.model_fields
        kinds = [(each.name, filled(each.title)) for each in kinds_for(has_encoder=False)]
        self.kind = ChoiceEditor(kinds, fields["kind"].default)
        self.num_slots = WholeEditor(fields["num_slots"])
        self.num_slots.setMinimum(1)
        self.segment_length = WholeEditor(fields["segment_length"], self.tr("tokens"))
        self.seed = WholeEditor(RunConfig.model_fields["seed"])
        self.place = SavePlace(models_dir(), self)
        column = QVBoxLayout()
        column.setSpacing(current().sizes.space_s)
        column.addWidget(self._section(self.tr("Memory")))
        self._memory_rows = SettingRows(self)
        column.addWidget(self._memory_rows)
        rows = self._memory_rows
        rows.add("kind", self.tr("Kind"), self.kind, "")
        self.kind_note = rows.add_note()
        for name, title, editor in (
            ("num_slots", self.tr("Slots"), self.num_slots),
            ("segment_length", self.tr("Segment length"), self.segment_length),
        ):
            rows.add(name, title, editor, filled(fields[name].description or ""))
        self.window_note = rows.add_note()
        self.options = KindOptionsEditor(self)
        rows.add(
            "seed", self.tr("Seed"), self.seed, self.tr("Of the memory's first, random values")
        )
        column.addWidget(self.options)
        self.options.show_kind(self.kind.setting())
        column.addWidget(self._section(self.tr("Saved as")))
        self._place_rows = SettingRows(self)
        column.addWidget(self._place_rows)
        self._place_rows.add("name", self.tr("Name"), self.place.name, "")
        self._place_rows.add("folder", self.tr("In"), self.place.folder, "")
        column.addStretch(1)
        return column

    def _section(self, title: str) -> QLabel:
        section = QLabel(title, self)
        section.setProperty("role", "section")
        return section

    def _add_buttons(self) -> None:
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.cancel_button)
        self.create_button = QPushButton(self.tr("Create"), self)
        self.create_button.setObjectName("create_button")
        self.create_button.setProperty("role", "primary")
        self.create_button.setDefault(True)
        self.create_button.clicked.connect(self._on_create_clicked)
        self.buttons.addWidget(self.create_button)

    def _connect(self) -> None:
        self.chooser.reference_changed.connect(self._on_chooser_reference_changed)
        self.chooser.reference_activated.connect(self._on_create_clicked)
        self.chooser.online.toggled.connect(self._refresh)
        self.kind.changed.connect(self._on_kind_changed)
        for editor in (self.num_slots, self.segment_length, self.seed, self.place, self.options):
            editor.changed.connect(self._refresh)

    def _start_from(self, before: NewModelSettings | None) -> None:
        if before is not None:
            self.kind.set_setting(before.kind)
            self.num_slots.set_setting(before.num_slots)
            self.segment_length.set_setting(before.segment_length)
            self.seed.set_setting(before.seed)
            self.options.show_kind(self.kind.setting())
            self.options.set_setting(before.options)
            self.place.choose(before.folder)
            self.chooser.online.setChecked(self._session.is_online_allowed)
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
            kind=self.kind.setting(),
            num_slots=self.num_slots.value(),
            segment_length=self.segment_length.value(),
            seed=self.seed.value(),
            options=self.options.setting(),
        )

    def _description(self) -> KindDescription:
        name = self.kind.setting()
        return next(each for each in KIND_DESCRIPTIONS if each.name == name)

    def _window(self) -> int | None:
        found = self._looks.found if self._looks is not None else None
        return found.window if found is not None else None

    def _backbone_problem(self) -> str:
        if self._looks is None:
            return ""
        found, error = self._looks.found, self._looks.error
        if found is not None and found.has_memory:
            return self.tr("This model has a memory already. Choose the model it was made from.")
        if error is None or self._may_be_downloaded():
            return ""
        return filled(error.text, error.values)

    def _may_be_downloaded(self) -> bool:
        return self.chooser.online.isChecked() and looks_like_hub_id(self.chooser.chosen())

    def _segment_problem(self) -> str:
        window, kind = self._window(), self._description()
        if window is None:
            return ""
        most = longest_segment(kind, window, self.num_slots.value())
        if self.segment_length.value() <= most:
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
        self._looks = None
        self._typing.stop()
        if reference:
            self._typing.start()
        self._suggest()
        self._refresh()

    @Slot()
    def _on_typing_timeout(self) -> None:
        self._look.start(self.chooser.chosen())

    @Slot(object)
    def _on_look_model_looked_at(self, looks: ModelLooks) -> None:
        if looks.reference != self.chooser.chosen():
            return
        self._looks = looks
        found = looks.found
        kinds = kinds_for(has_encoder=found is not None and found.has_encoder)
        self.kind.offer([(each.name, filled(each.title)) for each in kinds])
        self._suggest()
        self._refresh()

    @Slot()
    def _on_kind_changed(self) -> None:
        usual = self._description().usual_slots
        if usual is not None:
            self.num_slots.setValue(usual)
        self._suggest()
        self._refresh()

    def _suggest(self) -> None:
        """Name the new model after the old one, as far as that is known."""
        found = self._looks.found if self._looks is not None else None
        name = found.name if found is not None else self.chooser.chosen()
        self.place.suggest(
            name.replace("\\", "/").rstrip("/").rpartition("/")[2], self.kind.setting()
        )

    @Slot()
    def _refresh(self) -> None:
        kind = self._description()
        self.options.show_kind(kind.name)
        self.kind_note.setText(filled(kind.summary))
        self.num_slots.setEnabled(kind.has_slots and kind.usual_slots is not None)
        window = self._window()
        self.window_note.setVisible(window is not None)
        if window is not None:
            text = self.tr("This model sees at most %1 tokens at once.")
            self.window_note.setText(text.replace("%1", count(window)))
        problems = [
            self._backbone_problem(),
            self._segment_problem(),
            self.place.name_problem(),
            self.place.folder_problem(),
        ]
        backbone, segment, name, folder = problems
        self.backbone_problem.setText(backbone)
        self.backbone_problem.setVisible(bool(backbone))
        self._memory_rows.show_problem("segment_length", segment)
        self._place_rows.show_problem("name", name)
        self._place_rows.show_problem("folder", folder)
        missing = ""
        if not self.chooser.chosen():
            missing = self.tr("Choose a model first.")
        elif not self.place.name.text().strip():
            missing = self.tr("Give the new model a name.")
        self.create_button.setToolTip(missing or self.options.problem())
        wrong = any(problems) or bool(self.options.problem())
        self.create_button.setEnabled(not missing and not wrong)

    @Slot()
    def _on_create_clicked(self) -> None:
        # Whether the place is free may have changed since it was chosen.
        self._refresh()
        if not self.create_button.isEnabled():
            return
        self._session.is_online_allowed = self.chooser.online.isChecked()
        settings = self.settings()
        self.accept()
        self.settings_chosen.emit(settings)
