"""Which model recorded a trace: what it is called, and what it is opened by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.models.source import folder_name

if TYPE_CHECKING:
    from collections.abc import Mapping


def model_name(attrs: Mapping[str, Any]) -> str:
    """What to call it.

    Args:
        attrs: of the trace. In older ones a run's model is called after its folder, "model".
    """
    name, reference = str(attrs["model"]), Path(attrs.get("model_reference") or "")
    return folder_name(reference) if name == "model" == reference.name else name


def model_reference(attrs: Mapping[str, Any]) -> str:
    """What it is opened by: a path or a name, as far as the trace says."""
    return str(attrs.get("model_reference") or attrs["model"])
