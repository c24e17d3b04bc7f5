"""Everything here runs on a GPU that is simulated."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch

from memstudio.models import device as devices
from tests.devices.on_gpu.simulated import HERE, use_simulated


@pytest.fixture(autouse=True)
def gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> torch.device:
    """The device, which the program finds as well."""
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    torch.set_num_threads(1)
    use_simulated(monkeypatch)
    found = devices.resolve_device

    def resolve(wanted: str = "auto") -> torch.device:
        return HERE if str(wanted) in {"auto", str(HERE)} else found(wanted)

    for module in list(sys.modules.values()):
        own = getattr(module, "__name__", "").startswith("memstudio")
        if own and getattr(module, "resolve_device", None) is found:
            monkeypatch.setattr(module, "resolve_device", resolve)
    return HERE
