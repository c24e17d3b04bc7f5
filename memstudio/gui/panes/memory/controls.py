"""The row of choices above the lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget
from typing_extensions import override

from memstudio.gui.panes.memory.tints import Tint
from memstudio.gui.quantities import quantities
from memstudio.gui.trace_weights import WeightChoice
from memstudio.gui.whose_weights import head_text, layer_text
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.menu_button import add_heading, menu_button
from memstudio.look.colour_maps import SEQUENTIAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.trace.quantity_kinds import Quantity

_WIDEST = {"quantity": 150, "layer": 120, "head": 120, "reduction": 100, "tint": 168}
"""Pixels that each box takes where there is room."""
_LEAST_LETTERS = {"reduction": 4}
"""Letters that a box shows where there is little room, where two tell nothing."""
_WIDE = 1000
"""Pixels from which there is room for captions."""


class Controls(QWidget):
    """What the lanes show, of which layers and heads, and what the words are tinted by.

    Signals:
        changed: some choice is another now.
        lane_toggled(name, is_shown): a lane is to be shown or hidden.
        zoom_requested(factor): so many times the tokens are to be shown; 0 for all of them.
        lanes_reset_requested: the lanes are to stand as at first.
    """

    changed = Signal()
    lane_toggled = Signal(str, bool)
    zoom_requested = Signal(float)
    lanes_reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail = "mean"
        self.lanes: dict[str, QAction] = {}
        self.quantity, self.tint = ChoiceBox(), ChoiceBox()
        self.layer, self.head, self.reduction = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self._known = quantities()
        self.set_quantities(tuple(each.name for each in self._known))
        self.reduction.addItem(self.tr("mean"), False)
        self.reduction.addItem(self.tr("largest"), True)
        for tint, text in (
            (Tint.WRITE, self.tr("what was written")),
            (Tint.READ, self.tr("what read it")),
            (Tint.LOSS, self.tr("surprise")),
            (Tint.GAIN, self.tr("gain")),
            (Tint.CHANGED, self.tr("what was changed")),
            (Tint.NONE, self.tr("nothing")),
        ):
            self.tint.addItem(text, tint)
        self._of_slots: list[QWidget] = []
        self._captions: list[QLabel] = []
        self._tips: dict[str, str] = {}
        self._has_slots = True
        self._misses_changes = False
        self._lay_out()
        self.tint.activated.connect(self._on_tint_activated)
        self.set_has_changes(has_changes=False)

    # ------------------------------------------------------------------ what is chosen

    @property
    def chosen_quantity(self) -> Quantity | None:
        """What the slots over time show; None when the trace has nothing of the kind."""
        found: Quantity | None = self.quantity.currentData()
        return found

    @property
    def largest(self) -> bool:
        """Whether of several layers or heads the largest counts, not the mean."""
        return bool(self.reduction.currentData())

    @property
    def choice(self) -> WeightChoice:
        """Whose weights."""
        layer, head = self.layer.currentData(), self.head.currentData()
        return WeightChoice(layer, head, self.largest)

    @property
    def colour_map(self) -> str:
        """The name of the chosen colour map."""
        return str(self._colours.checkedAction().data())

    @property
    def fits_visible(self) -> bool:
        """Whether the colours span the values that are visible, not those of the whole text."""
        return bool(self._scales.checkedAction().data())

    @property
    def lists_distinctive_words(self) -> bool:
        """Whether slots are described by what sets them apart, not by what is nearest."""
        return bool(self._words.checkedAction().data())

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        for label, boxes in (
            (self.tr("Map"), (("quantity", self.tr("Map"), self.quantity),)),
            (
                self.tr("Attention"),
                (
                    ("layer", self.tr("Layer"), self.layer),
                    ("head", self.tr("Head"), self.head),
                    ("reduction", self.tr("Mean or largest of several"), self.reduction),
                ),
            ),
            (self.tr("Words"), (("tint", self.tr("Tint words by"), self.tint),)),
        ):
            caption = QLabel(label)
            self._captions.append(caption)
            caption.setProperty("role", "muted")
            caption.setBuddy(boxes[0][2])
            row.addWidget(caption)
            for name, title, box in boxes:
                box.setObjectName(name)
                box.setAccessibleName(title)
                box.setToolTip(title)
                self._tips[name] = title
                # As wide as the longest choice where there is room, and not overlapping where not.
                box.setSizeAdjustPolicy(
                    QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
                )
                box.setMinimumContentsLength(_LEAST_LETTERS.get(name, 2))
                box.setMaximumWidth(_WIDEST[name])
                box.currentIndexChanged.connect(self._on_box_current_index_changed)
                row.addWidget(box, _WIDEST[name])
                if box is not self.tint:
                    self._of_slots.append(box)
            row.addSpacing(4)
        row.addStretch(1)
        self.zoom_out = self._zoom_button("zoom-out", self.tr("Show more of the text (−)"), 2.0)
        self.zoom_in = self._zoom_button("zoom-in", self.tr("Show less, larger (+)"), 0.5)
        self.zoom_whole = self._zoom_button("reset", self.tr("Show the whole text (0)"), 0.0)
        for button in (self.zoom_out, self.zoom_in, self.zoom_whole):
            row.addWidget(button)
        self.view = self._make_view_menu()
        row.addWidget(self.view)

    def _zoom_button(self, icon_name: str, text: str, factor: float) -> QToolButton:
        button = icon_button(icon_name, text, "muted_text")
        button.setProperty("factor", factor)
        button.setAutoRepeat(factor > 0)
        button.clicked.connect(self._on_zoom_clicked)
        return button

    def _make_view_menu(self) -> QToolButton:
        button = menu_button(self.tr("View"))
        menu = button.menu()
        add_heading(menu, self.tr("Lanes"))
        for name, text in (
            ("quantity", self.tr("Slots over time")),
            ("written", self.tr("Written")),
            ("read", self.tr("Read")),
            ("surprise", self.tr("Surprise and gain")),
            ("changes", self.tr("What changes did")),
            ("bottom", self.tr("Text and contents")),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(True)
            action.setData(name)
            action.toggled.connect(self._on_lane_action_toggled)
            self.lanes[name] = action
        menu.addAction(self.tr("Lanes as at first")).triggered.connect(self.lanes_reset_requested)
        self._words = QActionGroup(self)
        self._scales = QActionGroup(self)
        self._colours = QActionGroup(self)
        for title, group, choices in (
            (
                self.tr("Words of a slot"),
                self._words,
                (
                    (self.tr("Those that set it apart"), True),
                    (self.tr("Nearest of all"), False),
                ),
            ),
            (
                self.tr("Colours span"),
                self._scales,
                (
                    (self.tr("The values of the whole text"), False),
                    (self.tr("Those that are visible"), True),
                ),
            ),
            (self.tr("Colours"), self._colours, tuple((name, name) for name in SEQUENTIAL)),
        ):
            add_heading(menu, title)
            for text, value in choices:
                action = group.addAction(text)
                action.setData(value)
                action.setCheckable(True)
                action.setChecked(value == choices[0][1])
                menu.addAction(action)
            group.triggered.connect(self._on_group_triggered)
        return button

    # ------------------------------------------------------------------ what is offered

    def set_quantities(self, names: tuple[str, ...]) -> None:
        """Offer those quantities that a trace has, the chosen one kept where it can be."""
        chosen = self.quantity.currentData()
        with QSignalBlocker(self.quantity):
            self.quantity.clear()
            for each in self._known:
                if each.name in names:
                    self.quantity.addItem(each.title, each)
                    self.quantity.setItemData(
                        self.quantity.count() - 1, each.meaning, Qt.ItemDataRole.ToolTipRole
                    )
                    if chosen is not None and chosen.name == each.name:
                        self.quantity.setCurrentIndex(self.quantity.count() - 1)

    def add_quantity(self, quantity: Quantity) -> None:
        """Offer one more, worked out after the recording, and choose it."""
        if quantity not in self._known:
            self._known = (*(q for q in self._known if q.name != quantity.name), quantity)
        names = {self.quantity.itemData(i).name for i in range(self.quantity.count())}
        self.set_quantities((*names, quantity.name))
        self.quantity.setCurrentIndex(self.quantity.findText(quantity.title))

    def set_has_slots(self, *, has_slots: bool, has_gain: bool) -> None:
        """Offer only what a model without slots has, or everything."""
        self._has_slots = has_slots
        for widget in self._of_slots:
            widget.setVisible(has_slots)
        self._show_captions()
        gain = self.tint.findData(Tint.GAIN)
        self.tint.view().setRowHidden(gain, not has_gain)  # type: ignore[attr-defined]
        current = self.tint.currentData()
        if (not has_slots and current in {Tint.WRITE, Tint.READ}) or (
            not has_gain and current is Tint.GAIN
        ):
            self.tint.setCurrentIndex(self.tint.findData(Tint.LOSS))

    def set_has_changes(self, *, has_changes: bool) -> None:
        """Offer the tint by what was changed while there are changes, and go back to it with them."""
        row = self.tint.findData(Tint.CHANGED)
        self.tint.view().setRowHidden(row, not has_changes)  # type: ignore[attr-defined]
        is_shown = self.tint.currentIndex() == row
        if is_shown and not has_changes:
            self.tint.setCurrentIndex(self.tint.findData(self._usual_tint))
            self._misses_changes = True
        elif has_changes and self._misses_changes:
            self.tint.setCurrentIndex(row)
        if has_changes:
            self._misses_changes = False

    @property
    def _usual_tint(self) -> Tint:
        return Tint.WRITE if self._has_slots else Tint.LOSS

    def set_layers(self, layers: Sequence[int | None], num_heads: int, detail: str) -> None:
        """Offer each layer and head as far as it was kept; of one layer there is nothing to choose.

        Args:
            layers: of the weights, as the model counts them from 1; None for what is none of its.
            num_heads: of each layer.
            detail: the finest that was kept: "mean", "layers" or "heads".
        """
        self._detail = detail
        names = [layer_text(layer, place) for place, layer in enumerate(layers)]
        _offer(
            self.layer, self.tr("all layers"), names if detail != "mean" and len(names) > 1 else []
        )
        heads = range(num_heads if detail == "heads" else 0)
        _offer(self.head, self.tr("all heads"), [head_text(each) for each in heads])
        self._enable()

    def _show_captions(self) -> None:
        """Where there is little room, the boxes say by themselves what they choose."""
        for caption in self._captions:
            is_of_slots = caption.buddy() is not self.tint
            caption.setVisible(self.width() >= _WIDE and (self._has_slots or not is_of_slots))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_captions()

    def choose(self, layer: int | None, head: int | None) -> None:
        """Show another choice of layer and head, made elsewhere."""
        with QSignalBlocker(self.layer), QSignalBlocker(self.head):
            self.layer.setCurrentIndex(max(0, self.layer.findData(layer)))
            self.head.setCurrentIndex(max(0, self.head.findData(head)))
        self._enable()

    def _enable(self) -> None:
        layer = self.layer.currentData()
        self.layer.setEnabled(self.layer.count() > 1)
        self.head.setEnabled(self.head.count() > 1)
        is_one = self._detail == "mean" or (
            (layer is not None or self.layer.count() == 1)
            and (self._detail == "layers" or self.head.currentData() is not None)
        )
        self.reduction.setEnabled(not is_one)
        # What cannot be chosen says why.
        mean, layers = self._detail == "mean", self._detail == "layers"
        only_mean = self.tr("Of this trace only the mean over layers and heads was kept")
        only_layers = self.tr("Of this trace only the mean over heads was kept")
        for box, reason in (
            (self.layer, only_mean if mean else ""),
            (self.head, only_mean if mean else only_layers if layers else ""),
            (self.reduction, only_mean if mean else ""),
        ):
            box.setToolTip(reason or self._tips[box.objectName()])

    # ------------------------------------------------------------------ gestures

    @Slot(QAction)
    def _on_group_triggered(self, _: QAction) -> None:
        self.changed.emit()

    @Slot(bool)
    def _on_lane_action_toggled(self, is_shown: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.lane_toggled.emit(str(action.data()), is_shown)

    @Slot()
    def _on_zoom_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.zoom_requested.emit(float(button.property("factor")))

    @Slot(int)
    def _on_tint_activated(self, _: int) -> None:
        self._misses_changes = False

    @Slot(int)
    def _on_box_current_index_changed(self, _: int) -> None:
        self._enable()
        self.changed.emit()


def _offer(box: QComboBox, all_of_them: str, each: list[str]) -> None:
    if [box.itemText(index) for index in range(box.count())] == [all_of_them, *each]:
        return
    chosen = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(all_of_them, None)
        for index, text in enumerate(each):
            box.addItem(text, index)
        if isinstance(chosen, int) and chosen < len(each):
            box.setCurrentIndex(chosen + 1)
