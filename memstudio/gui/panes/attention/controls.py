"""The row of choices above the attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from memstudio.gui.panes.attention.scale_legend import ScaleLegend
from memstudio.gui.whose_weights import head_number
from memstudio.look.colour_maps import SEQUENTIAL

if TYPE_CHECKING:
    from memstudio.gui.panes.attention.scales import ScaleKind
    from memstudio.trace.attention_layout import CapturedAttention
    from memstudio.trace.attention_matrix import Heads, Pooling


class AttentionControls(QWidget):
    """Which head is looked at, and how its weights become colours.

    Signals:
        head_changed: another layer or head was chosen.
        look_changed: the same is to be painted otherwise.
        all_heads_toggled: whether all heads are to be seen.
    """

    head_changed = Signal()
    look_changed = Signal()
    all_heads_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all_heads = QPushButton(self.tr("All heads"))
        self.all_heads.setCheckable(True)
        self.all_heads.setProperty("role", "quiet")
        self.all_heads.setToolTip(
            self.tr("A small picture of every head; a click opens one (Esc goes back)")
        )
        self.all_heads.toggled.connect(self.all_heads_toggled)
        self.layer, self.head = QComboBox(), QComboBox()
        self.scale, self.cells, self.colours = QComboBox(), QComboBox(), QComboBox()
        for kind, text, meaning in (
            ("log", self.tr("logarithm"), self.tr("Small weights are seen beside large ones: no sink or diagonal drowns the rest")),
            ("linear", self.tr("weight"), self.tr("The weights as they are")),
            ("relative", self.tr("share of the row's largest"), self.tr("Each row of one head in its own measure; of all heads the weights as they are")),
        ):  # fmt: skip
            self.scale.addItem(text, kind)
            self.scale.setItemData(self.scale.count() - 1, meaning, Qt.ItemDataRole.ToolTipRole)
        for how, text in (("max", self.tr("the largest")), ("mean", self.tr("the mean"))):
            self.cells.addItem(text, how)
        for name in SEQUENTIAL:
            self.colours.addItem(name, name)
        self.legend = ScaleLegend()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self.all_heads)
        for name, label, box in (
            ("layer", self.tr("Layer"), self.layer),
            ("head", self.tr("Head"), self.head),
            ("scale", self.tr("Colours by"), self.scale),
            ("cells", self.tr("A cell shows"), self.cells),
            ("colours", "", self.colours),
        ):
            box.setObjectName(name)
            box.setAccessibleName(label or self.tr("Colour map"))
            if label:
                caption = QLabel(label)
                caption.setProperty("role", "muted")
                caption.setBuddy(box)
                row.addWidget(caption)
            row.addWidget(box)
            changed = self.head_changed if box in {self.layer, self.head} else self.look_changed
            box.currentIndexChanged.connect(changed)
        self.cells.setToolTip(
            self.tr("Where a cell stands for many weights: the largest of them, or their mean")
        )
        row.addWidget(self.legend)
        row.addStretch(1)

    def add_button(self, button: QWidget) -> None:
        """Put a button at the end of the row."""
        layout = self.layout()
        if layout is not None:
            layout.addWidget(button)

    def offer(self, captured: CapturedAttention) -> None:
        """Offer the layers and heads of a reading; the choice stays where it can."""
        layer, head = self.layer.currentIndex(), self.head.currentIndex()
        is_first = self.layer.count() == 0
        with QSignalBlocker(self.layer), QSignalBlocker(self.head):
            self.layer.clear()
            for name in captured.layers:
                self.layer.addItem(str(name))
            self.head.clear()
            for number in range(captured.num_heads):
                self.head.addItem(str(head_number(number)), number)
            self.head.addItem(self.tr("mean of all"), "mean")
            self.head.addItem(self.tr("largest of all"), "max")
            middle = len(captured.layers) // 2
            nearest = min(captured.kept, key=lambda index: abs(index - middle), default=0)
            self.layer.setCurrentIndex(nearest if is_first else min(layer, self.layer.count() - 1))
            self.head.setCurrentIndex(0 if is_first else min(head, self.head.count() - 1))

    def choose(self, layer: int, head: int) -> None:
        """Choose a head; told once."""
        with QSignalBlocker(self.layer), QSignalBlocker(self.head):
            self.layer.setCurrentIndex(layer)
            self.head.setCurrentIndex(head)
        self.head_changed.emit()

    @property
    def chosen_layer(self) -> int:
        """Its index."""
        return max(0, self.layer.currentIndex())

    @property
    def chosen_head(self) -> Heads:
        """A head, or what is made of all."""
        chosen: Heads | None = self.head.currentData()
        return 0 if chosen is None else chosen

    @property
    def scale_kind(self) -> ScaleKind:
        """How weights become colours; small pictures are of weights, never of shares of a row."""
        kind: ScaleKind = self.scale.currentData()
        return "linear" if kind == "relative" and self.all_heads.isChecked() else kind

    @property
    def scale_text(self) -> str:
        """What the colours stand for, as the box says it."""
        return self.scale.itemText(self.scale.findData(self.scale_kind))

    @property
    def pooling(self) -> Pooling:
        """What a cell shows."""
        how: Pooling = self.cells.currentData()
        return how

    @property
    def colour_map(self) -> str:
        """Its name."""
        return str(self.colours.currentData())

    @Slot()
    def show_all_heads(self) -> None:
        """Go to the small pictures."""
        self.all_heads.setChecked(True)
