from __future__ import annotations

import subprocess
import sys

import pytest

_WHILE_ANOTHER_IMPORTS_IT = """
import sys, threading, time
other = threading.Thread(target=__import__, args=("transformers",))
other.start()
while "transformers" not in sys.modules:
    time.sleep(0.0005)
{wait}
from transformers import AutoConfig
other.join()
"""
_WAIT = (
    "from memstudio.models.import_transformers import import_transformers\nimport_transformers()"
)


@pytest.mark.parametrize(("wait", "is_there"), [(_WAIT, True), ("", False)])
@pytest.mark.one_in(2)
def test_it_can_be_used_while_another_thread_imports_it(wait: str, is_there: bool) -> None:
    """Without waiting it cannot: should that change, nobody needs to wait any more."""
    program = _WHILE_ANOTHER_IMPORTS_IT.format(wait=wait)
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert (done.returncode == 0) is is_there, done.stderr
