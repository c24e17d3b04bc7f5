"""What an activity has to offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.bench.faults.saying import Saying


class Activity(Protocol):
    """Something that keeps things in a folder, in rounds.

    Attributes:
        rounds: of an undisturbed process.
    """

    rounds: int

    def prepare(self, world: Path) -> None:
        """Open what is needed, once for many processes."""

    def begin(self, world: Path) -> None:
        """Begin as a program does, before anything can happen."""

    def round(self, world: Path, number: int, saying: Saying) -> None:
        """Keep something.

        Args:
            world: the folder that all is in.
            number: another for each round.
            saying: hears of it.

        Raises:
            MemStudioError: it could not be kept; the sentence is what the user would read.
        """

    def value(self, world: Path, item: str) -> str:
        """What is there now, as `round` says it; `saying.GONE` when it is not or cannot be read."""

    def start(self, world: Path) -> None:
        """Open all as a program does that begins; it must get through."""

    def stop(self) -> bool:
        """End after the step and keep; whether that can be asked for."""
