"""What a memory kind can be told beyond slots and segments: a disclosure made from its options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_origin

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from memstudio.errors import MemStudioError, marked
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.disclosure import Disclosure
from memstudio.gui.widgets.editors import (
    ChoiceEditor,
    NumbersEditor,
    ShareEditor,
    SwitchEditor,
    WholeEditor,
)
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.setting_rows import SettingRows
from memstudio.memory.kind_options import options_form, options_of

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

_TITLES = {
    "heads": marked("memory", "Heads"),
    "d_mem": marked("memory", "Key width"),
    "value_spread": marked("memory", "Value spread"),
    "correction": marked("memory", "Correction"),
    "update": marked("memory", "Update"),
    "layer": marked("memory", "Layer"),
    "neighbours": marked("memory", "Neighbours"),
    "capacity": marked("memory", "Capacity"),
    "read_layers": marked("memory", "Reading layers"),
    "write_layer": marked("memory", "Writing layer"),
    "positions": marked("memory", "Positions"),
    "read_gate_start": marked("memory", "Read gate"),
    "slots_see_slots": marked("memory", "Slots see slots"),
    "competition": marked("memory", "Competition"),
    "rounds": marked("memory", "Rounds"),
    "window": marked("memory", "Window"),
    "rate": marked("memory", "Rate"),
    "skip_first": marked("memory", "Skip the first"),
    "mix_start": marked("memory", "Share of notes"),
    "variant": marked("memory", "Variant"),
    "depth": marked("memory", "Depth"),
    "key_width": marked("memory", "Key width"),
    "hidden_width": marked("memory", "Hidden width"),
    "chunk_length": marked("memory", "Chunk length"),
    "momentum": marked("memory", "Momentum"),
    "persistent_tokens": marked("memory", "Persistent tokens"),
    "opening": marked("memory", "Opening"),
}
"""How options are called; one that is missing here goes by its own name."""


class KindOptionsEditor(QWidget):
    """Keeps what was chosen for each kind while kinds are gone back and forth between.

    Signals:
        changed: an option is another now.

    Attributes:
        editors: of each kind that was shown, by option.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self._rows: dict[str, SettingRows] = {}
        self.editors: dict[str, dict[str, Any]] = {}
        # What a click on `reset` took, for the next one to bring back.
        self._taken: dict[str, Any] = {}
        self.toggle = Disclosure("options", parent=self)
        self.toggle.toggled.connect(self._on_toggle_toggled)
        self.reset = QPushButton(self)
        self.reset.setObjectName("options_reset")
        self.reset.setProperty("role", "link")
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._on_reset_clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().sizes.space_xs)
        self._column.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)
        self._refresh()

    # ------------------------------------------------------------------ building

    def _make(self, kind: str) -> None:
        rows = SettingRows(self)
        self.editors[kind] = {}
        for name, field in options_form(kind).model_fields.items():
            editor = _editor(field)
            title = filled(_TITLES.get(name, name))
            meaning = filled(field.description or "")
            rows.add(name, title, editor, f"{meaning} ({name})")
            editor.setObjectName(f"option.{name}")
            editor.setAccessibleDescription(meaning)
            rows.add_note().setText(meaning)
            editor.changed.connect(self._on_editor_changed)
            self.editors[kind][name] = editor
        self._rows[kind] = rows
        self._column.insertWidget(1, rows)

    # ------------------------------------------------------------------ what is chosen

    def show_kind(self, kind: str) -> None:
        """Offer the options of a kind, as they were left."""
        if kind == self._kind:
            return
        self._kind, self._taken = kind, {}
        if kind not in self._rows and options_form(kind).model_fields:
            self._make(kind)
        self._refresh()

    def setting(self) -> dict[str, Any]:
        """The options that are not as they are by default, right or wrong."""
        found = {}
        for name, editor in self.editors.get(self._kind, {}).items():
            usual = options_form(self._kind).model_fields[name].default
            value = editor.setting()
            if value != (list(usual) if isinstance(usual, tuple) else usual):
                found[name] = value
        return found

    def set_setting(self, values: dict[str, Any]) -> None:
        """Choose; options that are missing are put back to their default."""
        for name, editor in self.editors.get(self._kind, {}).items():
            editor.set_setting(
                values.get(name, options_form(self._kind).model_fields[name].default)
            )

    def problem(self) -> str:
        """What is wrong, in the user's language; empty when nothing is."""
        return next(iter(self._problems().values()), "")

    def reveal(self) -> None:
        """Unfold the options, and lead to the first that is wrong."""
        self.toggle.setChecked(True)
        for name in self._problems():
            self.editors[self._kind][name].setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def _problems(self) -> dict[str, str]:
        found = {}
        for name, value in self.setting().items():
            try:
                options_of(self._kind, {name: value})
            except MemStudioError as error:
                found[name] = filled(error.text, error.values)
        return found

    # ------------------------------------------------------------------ state

    def _refresh(self) -> None:
        rows = self._rows.get(self._kind)
        is_open = self.toggle.isChecked()
        for each in self._rows.values():
            each.setVisible(is_open and each is rows)
        self.toggle.setVisible(rows is not None)
        # Tab stops for good before a widget whose proxy is hidden.
        self.setFocusProxy(self.toggle if rows is not None else None)  # type: ignore[arg-type]
        num_changed = len(self.setting())
        text = self.tr("Options")
        if num_changed:
            changed = self.tr("%1 changed").replace("%1", count(num_changed))
            text = f"{text} · {changed}"
        self.toggle.setText(text)
        taken = self._taken
        self.reset.setText(self.tr("Undo: as it was") if taken else self.tr("Back to default"))
        self.reset.setVisible(bool(num_changed or taken) and is_open)
        problems = self._problems()
        for name in self.editors.get(self._kind, {}):
            if rows is not None:
                rows.show_problem(name, problems.get(name, ""))

    @Slot()
    def _on_editor_changed(self) -> None:
        self._taken = {}
        self._refresh()
        self.changed.emit()

    @Slot(bool)
    def _on_toggle_toggled(self, _: bool) -> None:
        self._refresh()

    @Slot()
    def _on_reset_clicked(self) -> None:
        before, wanted = self.setting(), self._taken
        self.set_setting(wanted)
        self._taken = {} if wanted else before
        self._refresh()


def _editor(field: FieldInfo) -> Any:
    """The editor that suits an option."""
    kind: Any = field.annotation
    if kind is bool:
        return SwitchEditor(field)
    if kind is float:
        return ShareEditor(field)
    if get_origin(kind) is Literal:
        return ChoiceEditor([(each, each) for each in kind.__args__], field.default)
    if get_origin(kind) is tuple:
        return NumbersEditor(field)
    return WholeEditor(field)
