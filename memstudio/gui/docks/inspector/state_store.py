"""The states of the trace on show, fetched once, and the paths that were worked out from them."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from memstudio.errors import Cancelled
from memstudio.trace.slot_states import sample_states
from memstudio.trace.slot_trajectory import trajectory

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.trace.slot_states import SampledStates
    from memstudio.trace.slot_trajectory import Trajectory

_KEPT_PATHS = 16


class StateStore:
    """Used on the one thread that does slow work, so that nothing is fetched twice.

    A fetch goes on when another slot or segment is looked at, which will need it too; it ends when
    another document is `wanted`.
    """

    def __init__(self) -> None:
        self.wanted: TraceDocument | None = None
        self._document: TraceDocument | None = None
        self._states: SampledStates | None = None
        self._paths: OrderedDict[int | None, Trajectory] = OrderedDict()

    def states(self, document: TraceDocument) -> SampledStates:
        """The document's states.

        Raises:
            Cancelled: another document is wanted.
        """

        def checkpoint() -> None:
            if self.wanted is not document:
                raise Cancelled

        if self._document is not document or self._states is None:
            self._states, self._document = None, None
            self._paths.clear()
            self._states = sample_states(document.reader, checkpoint=checkpoint)
            self._document = document
        return self._states

    def path(self, document: TraceDocument, slot: int | None) -> Trajectory:
        """The path of one slot, or of all."""
        states = self.states(document)
        if slot not in self._paths:
            self._paths[slot] = trajectory(states, slot)
            if len(self._paths) > _KEPT_PATHS:
                self._paths.popitem(last=False)
        return self._paths[slot]
