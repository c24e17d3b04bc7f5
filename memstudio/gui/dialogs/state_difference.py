"""In what two memory states differ, slot by slot, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.text_table import TextTable
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.number_format import count, decimal, percent
from memstudio.gui.widgets.visible_word import visible_word

if TYPE_CHECKING:
    from memstudio.tasks.memory_snapshot import SlotContents
    from memstudio.tasks.states.state_difference import SlotDifference, StateDifference

_WIDTH, _HEIGHT = 940, 480


class StateDifferenceDialog(Dialog):
    """A sentence and a table.

    Args:
        found: what was compared; a state without a name is the memory as it is now.
        parent: as of any widget.
    """

    def __init__(self, found: StateDifference, parent: QWidget | None = None) -> None:
        now = self.tr("the memory now")
        one, other = found.one or now, found.other or now
        title = self.tr("{one} and {other}").format(one=one, other=other)
        super().__init__(title, "", parent)
        self.resize(_WIDTH, _HEIGHT)
        self.explanation.setText(self._summary(found))
        self.explanation.setVisible(True)
        heads = [
            (self.tr("Slot"), ""),
            (
                self.tr("Difference"),
                self.tr("The distance of the two vectors, as a share of their mean length"),
            ),
            (self.tr("Distance"), self.tr("The length of the difference of the two vectors")),
            (
                self.tr("Cosine"),
                self.tr("1: the vectors point the same way; 0: they have nothing in common"),
            ),
        ]
        if found.has_words:
            meaning = self.tr("The words nearest to what sets the slot apart from the others")
            heads += [(one, meaning), (other, meaning)]
        self.table = TextTable(heads, (0, 1, 2, 3), (4, 5), self)
        self.table.setObjectName("stateDifference")
        self.table.setAccessibleName(self.tr("Slot by slot"))
        self.table.show_rows([self._cells(each, has_words=found.has_words) for each in found.slots])
        self.body.addWidget(self.table, 1)
        if not found.has_words:
            note = QLabel(
                self.tr(
                    "No words: this model has none for its slots, or nothing sets one apart from another."
                ),
                self,
            )
            note.setProperty("role", "caption")
            self.body.addWidget(note)
        self.close_button = self.add_button(self.tr("Close"), self.accept)
        self.close_button.setDefault(True)
        self.table.setFocus()

    def _summary(self, found: StateDifference) -> str:
        if found.is_equal:
            return self.tr("The two are the same, to the last number.")
        same = self.tr("{same} of {all} slots are the same.").format(
            same=count(found.num_equal), all=count(len(found.slots))
        )
        written = self.tr("Segments written: {one} and {other}.").format(
            one=count(found.segments[0]), other=count(found.segments[1])
        )
        waiting = self.tr("Tokens that wait for the next write: {one} and {other}.").format(
            one=count(found.pending[0]), other=count(found.pending[1])
        )
        return in_a_row(same, written, waiting)

    def _cells(self, each: SlotDifference, *, has_words: bool) -> list[str]:
        cosine = "–" if each.cosine is None else decimal(each.cosine, 3)
        share = self.tr("the same") if each.is_equal else percent(each.relative)
        words = [_joined(each.one), _joined(each.other)] if has_words else []
        return [count(each.slot), share, decimal(each.distance, 3), cosine, *words]


def _joined(contents: SlotContents) -> str:
    return "   ".join(visible_word(word) for word in contents.words)
