"""How a device is called; known without torch."""

from __future__ import annotations


def device_id(device: object) -> str:
    """The name of a device as `list_devices` has it; what lies on "mps" says "mps:0"."""
    name = str(device)
    return "mps" if name == "mps:0" else name
