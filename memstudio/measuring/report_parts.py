"""What reports on a memory are made of, and how they are found in the details of a measurement.

Imports neither torch nor Qt.
"""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from memstudio.measuring.measurement import no_measurement


class ReportPart(BaseModel):
    """Part of a report, or the whole of it."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="strings")

    @classmethod
    def in_details(cls, details: dict[str, Any], name: str) -> Self | None:
        """What stands under a name in the details of a measurement; None where nothing does.

        Raises:
            DataError: there is something else.
        """
        if name not in details:
            return None
        try:
            return cls.model_validate(details[name])
        except ValidationError as error:
            raise no_measurement(error) from error


class ReportFigure(ReportPart):
    """A quantity with one memory, or in one way of asking; and what the real one gives over it.

    Gains are above zero where the memory helps, and None for the memory itself. They are of the same
    tokens or questions, so they may be certain where the values' own intervals overlap.
    """

    value: float
    low: float | None = None
    high: float | None = None
    gain: float | None = None
    gain_low: float | None = None
    gain_high: float | None = None

    @property
    def is_beaten(self) -> bool:
        """Whether the memory is better than this with 95% certainty."""
        return self.gain_low is not None and self.gain_low > 0
