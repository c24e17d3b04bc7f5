"""The example of the guide, run as it stands there, by itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from memstudio.guide.contents import page_text
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import SLOTS, STORY


@pytest.mark.slow
def test_the_example_reads_a_trace_without_the_model_stack(
    loaded: LoadedModel, tmp_path: Path
) -> None:
    trace = record_trace(loaded, STORY, document="s", out=tmp_path / "T.zarr", control=Control())
    section = page_text("python").partition("## Traces\n")[2]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found
    program = (
        found[1] + "import sys; assert not {'torch', 'transformers', 'PySide6'} & {*sys.modules}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{trace.num_tokens} {trace.num_segments} {SLOTS} ('change', ")
    assert lines[-1] == f"({-(-trace.num_tokens // 100)}, {SLOTS})"
    weights = [float(line.rsplit(" ", 1)[1]) for line in lines[1:-1]]
    assert len(weights) == 3
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > 0
