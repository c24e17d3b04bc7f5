"""Places worth a look, among slots of which some hold nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.gui.trace_document import TraceDocument
from memstudio.gui.trace_jumps import jumps
from tests.gui.long_trace import LongReader

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _Filling(LongReader):
    """Slot t comes into use in segment t; a likeness with nothing is kept as 0."""

    quantities = ("norm", "similarity")

    def quantity(self, name: str) -> NDArray[np.float32]:
        after = np.tri(self.num_segments, self.num_slots, dtype=np.float32)
        if name == "norm":
            return after
        before = np.vstack([np.zeros_like(after[:1]), after[:-1]])
        likeness = 0.9 - 0.1 * np.arange(self.num_segments, dtype=np.float32)[:, None]
        return before * likeness


def test_nothing_is_forgotten_where_nothing_was_held() -> None:
    document = TraceDocument(_Filling(128 * 5, 8))  # type: ignore[arg-type]
    found = jumps(document, "forgotten")
    assert [jump.segment for jump in found] == [4, 3, 2, 1]
    assert all(document.norm[jump.segment - 1, jump.slot] > 0 for jump in found)
    np.testing.assert_allclose([jump.value for jump in found], [0.5, 0.6, 0.7, 0.8], rtol=1e-5)
    document.add_quantity("norm", np.zeros_like(document.norm))
    assert not jumps(document, "forgotten")
