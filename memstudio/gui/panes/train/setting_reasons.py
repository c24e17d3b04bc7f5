"""Why a setting does not count as the others stand: said in its tooltip while it is greyed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from memstudio.errors import TrainingError
from memstudio.gui.translation import filled
from memstudio.training.run_config import AT_THE_END
from memstudio.training.trackers.tracker import check_installed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memstudio.memory.kinds_registry import KindDescription

FOLLOWING = (
    "learning_rate", "memory_learning_rate", "gate_learning_rate", "bptt_depth", "momentum",
    "growth_fraction", "stop_after", "evaluation.max_new_tokens", "probe.every", "probe.text",
    "probe.max_segments",
)  # fmt: skip
"""Settings that may not count."""


def reasons(chosen: Mapping[str, Any], kind: KindDescription) -> dict[str, str]:
    """Why settings do not count, by path; those that count are left out.

    Args:
        chosen: by path, what is chosen.
        kind: of the memory.
    """
    has_heads = chosen["objective"] in AT_THE_END
    found = {}
    if chosen["trains"] != "everything":
        found["learning_rate"] = QCoreApplication.translate(
            "SettingReasons", "It counts where everything is trained."
        )
    if not kind.has_slots:
        nothing = QCoreApplication.translate("SettingReasons", "There is no memory.")
        for path in ("gate_learning_rate", "bptt_depth", "probe.every", "probe.text"):
            found[path] = nothing
        found["probe.max_segments"] = nothing
        if not has_heads:  # which learn at this rate, too
            found["memory_learning_rate"] = nothing
    if chosen["optimizer"] != "sgd":
        found["momentum"] = QCoreApplication.translate(
            "SettingReasons", "It counts for SGD with momentum."
        )
    if not (chosen["validate_every"] and chosen["validation_fraction"]):
        found["stop_after"] = QCoreApplication.translate(
            "SettingReasons", "It counts where held-out text is read during the run."
        )
    if chosen["packing"]:
        found["growth_fraction"] = QCoreApplication.translate(
            "SettingReasons", "Samples cannot both grow and be packed."
        )
    if has_heads:
        found["growth_fraction"] = QCoreApplication.translate(
            "SettingReasons",
            "Texts with a number or labels are read to their end from the first step on.",
        )
        found["evaluation.max_new_tokens"] = QCoreApplication.translate(
            "SettingReasons", "Numbers and labels are said by a head, not written."
        )
    return found


def contradictions(chosen: Mapping[str, Any], kind: KindDescription) -> dict[str, str]:
    """What would make a run refuse to start, by path."""
    found = {}
    reason = reasons(chosen, kind).get("growth_fraction")
    if reason and chosen["growth_fraction"]:
        found["growth_fraction"] = reason
    try:
        check_installed(chosen["tracking.trackers"])
    except TrainingError as error:
        found["tracking.trackers"] = filled(error.text, error.values)
    return found
