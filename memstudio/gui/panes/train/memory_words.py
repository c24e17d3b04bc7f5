"""What a model's memory and its weights amount to, in words beside the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.translation import filled
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.excerpt import unbroken

if TYPE_CHECKING:
    from memstudio.memory.kinds_registry import KindDescription
    from memstudio.models.summary import ModelSummary


def memory_words(kind: KindDescription, num_slots: int, segment_length: int) -> str:
    """A memory in a line that breaks between its parts only."""
    parts = [filled(kind.title)]
    if kind.has_slots:
        slots = QCoreApplication.translate("SettingsForm", "%1 slots")
        parts.append(slots.replace("%1", numbers.count(num_slots)))
    length = QCoreApplication.translate("SettingsForm", "segments of %1 tokens")
    parts.append(length.replace("%1", numbers.count(segment_length)))
    return " · ".join(map(unbroken, parts))


def trained_words(model: ModelSummary | None, kind: KindDescription) -> tuple[str, str]:
    """How training only the memory is called, and training everything, with what that is.

    Args:
        model: that would be trained.
        kind: of the memory that it has, or would be given.
    """
    memory = QCoreApplication.translate("SettingsForm", "Only the memory")
    everything = QCoreApplication.translate("SettingsForm", "Everything")
    if model is None:
        return memory, everything
    parameters = QCoreApplication.translate("SettingsForm", "%1 parameters")
    whole = parameters.replace("%1", numbers.compact(model.num_parameters))
    everything = f"{everything} · {whole}"
    if model.memory_kind is not None:
        part = parameters.replace("%1", numbers.compact(model.num_memory_parameters))
        memory = f"{memory} · {part}"
    elif kind.has_slots:
        everything += " " + QCoreApplication.translate("SettingsForm", "and the new memory")
        memory += " · " + QCoreApplication.translate("SettingsForm", "the model stays as it is")
    return memory, everything
