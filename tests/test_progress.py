from __future__ import annotations

import pytest

from memstudio.errors import Cancelled
from memstudio.progress import Control, Progress


def test_a_control_without_reports_holds_and_ends_with_the_whole() -> None:
    heard: list[Progress] = []
    whole = Control(on_progress=heard.append)
    part = whole.without_reports()
    part.report(1, 2, "part")
    assert heard == []
    whole.stop()
    assert part.is_stop_requested
    whole.pause()
    assert part.is_paused
    whole.cancel()
    assert part.is_cancelled
    with pytest.raises(Cancelled):
        part.checkpoint()
