"""Wishes about the watching of files, and what is said of it: frozen, plain data without torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.workers.messages import Request

if TYPE_CHECKING:
    from memstudio.tasks.labels import LabelScheme
    from memstudio.tasks.monitoring.alert_rule import AlertRule, Verdict
    from memstudio.tasks.monitoring.items import Logged
    from memstudio.tasks.monitoring.monitor import MonitorSettings
    from memstudio.workers.messages import Failure


@dataclass(frozen=True)
class StartMonitoring(Request):
    """Watch, and label what comes with the open model, until told to end."""

    settings: MonitorSettings


@dataclass(frozen=True)
class ChangeRule(Request):
    """Alert by another rule from now on."""

    rule: AlertRule


@dataclass(frozen=True)
class FindLabels(Request):
    """Say which labels the open model learnt."""


@dataclass(frozen=True)
class LabelsFound:
    """The labels that the open model learnt; None when it learnt none, or none is open."""

    scheme: LabelScheme | None


@dataclass(frozen=True)
class MonitoringBegun:
    """The watching has begun.

    Attributes:
        past: what the log has from before, the oldest first.
        log: its file.
        verdict: how things stand; None before any text.
        num_earlier: texts that the log has from before those of `past`.
    """

    past: tuple[Logged, ...]
    log: str
    verdict: Verdict | None
    num_earlier: int = 0


@dataclass(frozen=True)
class MonitorWrote:
    """Something was written down: a text, maybe with an alert, or a trouble.

    Attributes:
        entries: it.
        verdict: how things stand now; None before any text.
    """

    entries: tuple[Logged, ...]
    verdict: Verdict | None


@dataclass(frozen=True)
class MonitoringEnded:
    """The watching has ended; why, when it was not wished."""

    failure: Failure | None = None
