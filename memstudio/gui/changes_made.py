"""The changes that are made to the memory on show, and a step back and forth in their list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.trace.causal_types import Intervention


@dataclass(frozen=True, slots=True)
class Change:
    """One change to the memory in the list.

    Attributes:
        intervention: what is done.
        is_on: whether it counts now.
    """

    intervention: Intervention
    is_on: bool = True


class SetChanges(QUndoCommand):
    """The list of changes before and after something was done to it."""

    def __init__(
        self, effects: Effects, before: tuple[Change, ...], after: tuple[Change, ...]
    ) -> None:
        super().__init__()
        self._effects = effects
        self._before = before
        self._after = after

    @override
    def undo(self) -> None:
        self._effects.set_changes(self._before)

    @override
    def redo(self) -> None:
        self._effects.set_changes(self._after)
