"""What is to be done to which slots, and when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.dialogs.file_asking import ask_for_file
from memstudio.gui.dialogs.paste_text import PasteDialog
from memstudio.gui.panes.memory.effects.look import shortened
from memstudio.gui.panes.memory.effects.slot_numbers import read_slots, write_slots
from memstudio.gui.panes.memory.effects.words import kinds, replacements
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.gui.widgets.number_box import DecimalBox, NumberBox
from memstudio.gui.widgets.setting_rows import SettingRows

if TYPE_CHECKING:
    from memstudio.gui.selection import Selection
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.causal_types import InterventionKind

_CAPTIONS = 76
_LONGEST = 400_000
_CHOSEN_CHARACTERS = 26
_LARGEST_SEED = 2**31 - 1
_SETTINGS_OF: dict[str, tuple[str, ...]] = {
    "ablate": ("replacement",),
    "freeze": ("until",),
    "reset": (),
    "swap": ("document",),
    "patch": ("from_segment",),
    "noise": ("strength", "seed"),
    "edit": ("word", "strength"),
}


class InterventionForm(QWidget):
    """Follows the selection until it is told otherwise.

    Signals:
        intervention_requested: an `Intervention`.
    """

    intervention_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._num_slots = 0
        self._document = ""
        # Slots and a segment as they were put here, or applied: whatever else stands there was typed.
        self._put = ("", 0)
        self.kind = ChoiceBox()
        for name, title, meaning in kinds():
            self.kind.addItem(title, name)
            self.kind.setItemData(self.kind.count() - 1, meaning, Qt.ItemDataRole.ToolTipRole)
        self.slots = QLineEdit()
        self.slots.setPlaceholderText(self.tr("all"))
        self.segment, self.until = NumberBox(), NumberBox()
        self.from_segment, self.seed = NumberBox(), NumberBox()
        self.seed.setMaximum(_LARGEST_SEED)
        self.until.setMinimum(-1)
        self.until.setSpecialValueText(self.tr("the end"))
        self.until.setValue(-1)
        self.replacement = ChoiceBox()
        for replacement, title in replacements():
            self.replacement.addItem(title, replacement)
        self.strength = DecimalBox()
        self.strength.setRange(0.0, 100.0)
        self.strength.setSingleStep(0.25)
        self.strength.setValue(1.0)
        self.word = QLineEdit()
        self.word.setPlaceholderText(self.tr("a word"))
        self.document = self._make_document_button()
        self.apply = QPushButton(self.tr("Apply"))
        self.apply.setObjectName("apply")
        self.apply.setProperty("role", "primary")
        self.apply.clicked.connect(self.request)
        self.rows = SettingRows(caption_width=_CAPTIONS)
        for setting, title, editor, meaning in (
            ("kind", self.tr("Do"), self.kind, self.tr("What is done to the slots.")),
            ("slots", self.tr("Slots"), self.slots,
             self.tr("Such as 5, or 1, 4, or 2-6; nothing for all.")),
            ("segment", self.tr("After"), self.segment,
             self.tr("The last segment that is read before the change.")),
            ("replacement", self.tr("Becomes"), self.replacement,
             self.tr("What stands in for what the slots held.")),
            ("until", self.tr("Until"), self.until,
             self.tr("The first segment that may write them again.")),
            ("from_segment", self.tr("As after"), self.from_segment,
             self.tr("The segment after which the slots are as they are to be.")),
            ("document", self.tr("Text"), self.document,
             self.tr("The other text; it is read as far as this one.")),
            ("word", self.tr("Towards"), self.word, self.tr("The word to move the slots to.")),
            ("strength", self.tr("Strength"), self.strength,
             self.tr("Noise: times the slot's length. Edit: 1 is all the way to the word.")),
            ("seed", self.tr("Seed"), self.seed, self.tr("Of the random numbers.")),
        ):  # fmt: skip
            self.rows.add(setting, title, editor, meaning)
        for box in (self.segment, self.from_segment):
            box.setMinimum(-1)
            box.setSpecialValueText(self.tr("nothing read yet"))
            box.setPrefix(self.tr("segment ", "before a number"))
            box.setValue(0)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addStretch(1)
        foot.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().sizes.space_s)
        column.addWidget(self.rows)
        column.addLayout(foot)
        self.kind.currentIndexChanged.connect(self._on_kind_current_index_changed)
        for line in (self.slots, self.word):
            line.textChanged.connect(self._on_line_text_changed)
            line.returnPressed.connect(self.request)
        self._show_settings()

    def _make_document_button(self) -> QToolButton:
        button = menu_button(self.tr("Choose a text…"))
        # As wide as the other rows: a long text may not push the dock wider.
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.menu().addAction(self.tr("A text file…"), self._ask_for_file)
        button.menu().addAction(self.tr("Paste a text…"), self._ask_for_text)
        return button

    # ------------------------------------------------------------------ what it is about

    def show_document(self, document: TraceDocument | None) -> None:
        """Offer the slots and segments of a document."""
        self._num_slots = 0 if document is None else document.num_slots
        last = 0 if document is None else max(0, document.num_segments - 1)
        self.segment.setMaximum(max(-1, last - 1))
        self._put = (self._put[0], min(self._put[1], self.segment.maximum()))
        self.from_segment.setMaximum(last)
        self.until.setMaximum(last + 1)
        self.setEnabled(self._num_slots > 0)
        self._check()

    def follow(self, selection: Selection, state: int) -> None:
        """Something else is selected; `state` is the one in which it is to be changed."""
        if selection.slot is not None:
            self.slots.setText(write_slots((selection.slot,)))
            self._put = (self.slots.text(), self._put[1])
        if selection.segment is not None:
            self.segment.setValue(state - 1)
            self._put = (self._put[0], self.segment.value())

    def offer(self, slots: tuple[int, ...], state: int) -> None:
        """Suggest slots, in the state before a segment, unless others were typed."""
        if self._put == (self.slots.text(), self.segment.value()):
            self.slots.setText(write_slots(slots))
            self.segment.setValue(state - 1)
            self._put = (self.slots.text(), self.segment.value())

    def choose(self, kind: InterventionKind) -> None:
        """Choose what is done."""
        self.kind.setCurrentIndex(self.kind.findData(kind))

    def set_text(self, text: str) -> None:
        """The other document of a swap."""
        self._document = text
        shown = shortened(text, _CHOSEN_CHARACTERS) if text.strip() else self.tr("Choose a text…")
        self.document.setText(shown)
        self._check()

    # ------------------------------------------------------------------ inside

    def _kind(self) -> InterventionKind:
        kind: InterventionKind = self.kind.currentData()
        return kind

    def _show_settings(self) -> None:
        wanted = _SETTINGS_OF[self._kind()]
        for name in {each for names in _SETTINGS_OF.values() for each in names}:
            self.rows.show_setting(name, is_shown=name in wanted)
        self.strength.setMaximum(100.0 if self._kind() == "noise" else 1.0)
        self._check()

    def _check(self) -> None:
        problem = ""
        if self._num_slots and read_slots(self.slots.text(), self._num_slots) is None:
            problem = self.tr("Slots are numbers from 0 to {last}, such as 1, 4-6.").format(
                last=self._num_slots - 1
            )
        self.rows.show_problem("slots", problem)
        kind = self._kind()
        is_complete = not problem and not (kind == "edit" and not self.word.text().strip())
        self.apply.setEnabled(is_complete and not (kind == "swap" and not self._document.strip()))

    @Slot(int)
    def _on_kind_current_index_changed(self, _: int) -> None:
        self._show_settings()

    @Slot(str)
    def _on_line_text_changed(self, _: str) -> None:
        self._check()

    @Slot()
    def request(self) -> None:
        """Ask for what is filled in, if it is complete."""
        # It needs numpy, which the window does without until it is up.
        from memstudio.trace.causal_types import Intervention

        slots = read_slots(self.slots.text(), self._num_slots)
        if slots is None or not self.apply.isEnabled() or not self.isEnabled():
            return
        kind = self._kind()
        until = self.until.value()
        self._put = (self.slots.text(), self.segment.value())
        self.intervention_requested.emit(
            Intervention(
                kind=kind,
                segment=self.segment.value() + 1,
                slots=slots,
                until=until if kind == "freeze" and until >= 0 else None,
                replacement=self.replacement.currentData() if kind == "ablate" else "initial",
                from_segment=self.from_segment.value() + 1 if kind == "patch" else None,
                document=self._document if kind == "swap" else "",
                strength=self.strength.value() if kind in {"noise", "edit"} else 1.0,
                seed=self.seed.value() if kind == "noise" else 0,
                word=self.word.text().strip() if kind == "edit" else "",
            )
        )

    @Slot()
    def _ask_for_file(self) -> None:
        forms = self.tr("Texts (*.txt *.md);;All files (*)")
        ask_for_file(self, self.tr("Choose a text"), self.read_file, forms)

    @Slot(str)
    def read_file(self, path: str) -> None:
        """Take the text of a file."""
        try:
            with Path(path).open(encoding="utf-8") as file:
                text = file.read(_LONGEST)
        except (OSError, UnicodeDecodeError):
            problem = self.tr("{name} could not be read as text in UTF-8.")
            self.rows.show_problem("document", problem.format(name=Path(path).name))
            return
        self.rows.show_problem("document", "")
        self.set_text(text)

    @Slot()
    def _ask_for_text(self) -> None:
        dialog = PasteDialog(self)
        dialog.text_given.connect(self.set_text)
        dialog.open()
