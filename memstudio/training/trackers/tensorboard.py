"""TensorBoard's files, in the run's folder."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch.utils.tensorboard import SummaryWriter

_log = logging.getLogger(__name__)
_QUEUED = 1000


class TensorBoardFiles:
    """Written by a thread of TensorBoard's own; a run goes on without when they cannot be.

    Args:
        folder: where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self._board: SummaryWriter | None = _opened(folder)

    def begin(self, first_step: int) -> None:
        """The run begins, or goes on after a step: what was written of later ones does not count."""
        if self._board is None:
            return
        from tensorboard.compat.proto.event_pb2 import Event, SessionLog

        begun = SessionLog(status=SessionLog.START)
        after = first_step + 1 if first_step else 0  # before the first one, a run measures as well
        try:
            self._board.file_writer.add_event(Event(session_log=begun), after)
        except OSError:
            _log.warning("TensorBoard is left out from here on", exc_info=True)
            self._board = None

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Write the numbers of a step."""
        if self._board is None:
            return
        try:
            for name, value in values.items():
                self._board.add_scalar(name, value, step)
        except OSError:
            _log.warning("TensorBoard is left out from here on", exc_info=True)
            self._board = None

    def close(self) -> None:
        """Finish the file."""
        if self._board is not None:
            try:
                self._board.close()
            except OSError:
                _log.warning("TensorBoard's file was not finished", exc_info=True)
            self._board = None


def _opened(folder: Path) -> SummaryWriter | None:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        _log.warning("TensorBoard is not installed; the run goes on without", exc_info=True)
        return None
    try:
        board: SummaryWriter = SummaryWriter(str(folder), max_queue=_QUEUED, flush_secs=5)
    except OSError:
        _log.warning("TensorBoard's file cannot be written", exc_info=True)
        return None
    return board
