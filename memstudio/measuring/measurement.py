"""What was measured of a model, as it is kept in a file and shown. Imports neither torch nor Qt."""

from __future__ import annotations

import time
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memstudio import __version__
from memstudio.errors import DataError, marked
from memstudio.events import AnswerExample, MetricFigure
from memstudio.measuring.settings import MeasureTask  # noqa: TC001 - pydantic asks for it

BASELINE = "baseline"


class MeasuredMetric(MetricFigure):
    """A metric with the memory as it is and with it reset, each with its 95% interval.

    Where too few parts were measured to tell how far chance goes, or all were alike, there is no
    interval.
    """

    low: float | None = None
    high: float | None = None
    memory_reset_low: float | None = None
    memory_reset_high: float | None = None
    gain: float | None = Field(
        default=None, description="what the memory changes: the value less that with it reset"
    )
    gain_low: float | None = None
    gain_high: float | None = None
    ahead: float | None = Field(default=None, description="the value less the baseline's")
    ahead_low: float | None = None
    ahead_high: float | None = None
    parts: int = Field(default=0, description="that the intervals were drawn from")
    part: str = Field(default="", description="rows, documents, stretches or questions")


class ModelMeasures(BaseModel):
    """What was measured of one model.

    Attributes:
        model: how it was opened.
        name: what to show.
        memory: its kind; None for a model without one.
        task: what it was measured on.
        metrics: by name, as `memstudio.measuring.lines` knows them.
        examples: a few answers.
        details: what else the task found, in plain values.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="strings")

    model: str
    name: str
    memory: str | None = None
    task: MeasureTask
    metrics: dict[str, MeasuredMetric]
    examples: tuple[AnswerExample, ...] = ()
    details: dict[str, Any] = Field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain values, the details beside the rest."""
        values: dict[str, Any] = self.model_dump(mode="json")
        details: dict[str, Any] = values.pop("details")
        return details | values


class Measurement(BaseModel):
    """What was measured, of what, when.

    Attributes:
        of: the model that it is about.
        baseline: another one, measured alike; None when there was none.
        settings: what `MeasureSettings` said, in plain values.
        when: local time, ISO 8601, to the second.
        seconds: that it took.
        device: where the model was.
        version: of MemStudio.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    of: ModelMeasures
    baseline: ModelMeasures | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    when: str = Field(default_factory=lambda: time.strftime("%Y-%m-%dT%H:%M:%S"))
    seconds: float = 0.0
    device: str = ""
    version: str = __version__

    def to_json(self) -> dict[str, Any]:
        """One document: what was found of the model, and beside it all else."""
        values = self.of.to_json()
        values |= self.model_dump(mode="json", exclude={"of", BASELINE})
        if self.baseline is not None:
            values[BASELINE] = self.baseline.to_json()
        return values

    @classmethod
    def from_json(cls, values: Any) -> Measurement:
        """The measurement that `to_json` wrote.

        Raises:
            DataError: it is something else.
        """
        try:
            baseline = values.get(BASELINE)
            own = {name: values[name] for name in cls.model_fields if name in values}
            return cls.model_validate(
                own | {"of": _measures(values), BASELINE: baseline and _measures(baseline)}
            )
        except (ValidationError, AttributeError, TypeError, KeyError) as error:
            raise no_measurement(error) from error


def no_measurement(error: Exception) -> DataError:
    """That a file, or a part of it, is something else."""
    return DataError(
        marked("errors", "This is not a measurement of a model ({reason})."),
        reason=str(error).split("\n", 1)[0],
    )


def _measures(values: dict[str, Any]) -> dict[str, Any]:
    known = {*ModelMeasures.model_fields} - {"details"}
    others = {*known, *Measurement.model_fields}
    details = {name: value for name, value in values.items() if name not in others}
    return {name: values[name] for name in known if name in values} | {"details": details}
