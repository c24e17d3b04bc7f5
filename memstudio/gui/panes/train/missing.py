"""Why a run cannot start now, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memstudio.gui.session import Session

WRONG_SETTING = "wrong setting"
"""In place of an action: the setting that is wrong is to be shown."""


class Missing(NamedTuple):
    """What is missing.

    Attributes:
        reason: in words; "" when nothing is.
        remedy: what mends it is called; "" when only time does.
        action: the name of the action that does.
    """

    reason: str = ""
    remedy: str = ""
    action: str = ""


def missing_for_run(session: Session, problems: Mapping[str, str]) -> Missing:
    """What is missing for a run.

    Args:
        session: what is open, and what is going on.
        problems: of the form, by setting.
    """
    if session.run is not None and session.run.is_active:
        if session.run.state == "paused":
            return Missing(QCoreApplication.translate("TrainPane", "A run is paused."))
        return Missing(QCoreApplication.translate("TrainPane", "A run is going on."))
    missing = _missing_things(session)
    if missing.reason:
        return missing
    return _busy(session) if session.task is not None else _wrong(problems)


def missing_for_queue(session: Session, problems: Mapping[str, str]) -> Missing:
    """What is missing for a run that waits for its turn: nothing has to be free for it now."""
    missing = _missing_things(session)
    if missing.reason:
        return missing
    return _wait() if session.is_model_coming else _wrong(problems)


def _missing_things(session: Session) -> Missing:
    if session.model is None:
        return Missing(
            QCoreApplication.translate("TrainPane", "No model is open."),
            QCoreApplication.translate("TrainPane", "Open a model…"),
            "file.open_model",
        )
    if session.readings.dataset:
        return Missing(QCoreApplication.translate("TrainPane", "The text is being read."))
    if session.corpus is None or not session.corpus.is_usable:
        return Missing(
            QCoreApplication.translate("TrainPane", "There is no text to train on."),
            QCoreApplication.translate("TrainPane", "Add text…"),
            "file.add_text",
        )
    return Missing()


def _wrong(problems: Mapping[str, str]) -> Missing:
    if not problems:
        return Missing()
    show = QCoreApplication.translate("TrainPane", "Show")
    return Missing(next(iter(problems.values())), show, WRONG_SETTING)


def _busy(session: Session) -> Missing:
    if session.benchmark.is_active:
        return Missing(
            QCoreApplication.translate("TrainPane", "A benchmark is on. Stop it to train."),
            QCoreApplication.translate("TrainPane", "Show"),
            "view.evaluate",
        )
    return _wait()


def _wait() -> Missing:
    return Missing(QCoreApplication.translate("TrainPane", "Wait until what is going on is done."))
