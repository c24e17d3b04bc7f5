"""Where a run is followed beside its folder and TensorBoard."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

TrackerName = Literal["wandb", "trackio"]

TITLES: dict[TrackerName, str] = {"wandb": "Weights & Biases", "trackio": "Trackio"}
"""What the trackers are called; names, which no language changes."""


class TrackingSettings(BaseModel):
    """Trackers that a run tells what it writes down. Nothing is sent unless `online` is said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trackers: tuple[TrackerName, ...] = Field(
        default=(),
        description="wandb, trackio or both, where they are installed; TensorBoard's files are always written",
    )
    project: str = Field(
        default="memstudio",
        min_length=1,
        description="the trackers' project that the run is part of",
    )
    name: str | None = Field(
        default=None, description="what the run is called there; as its folder when missing"
    )
    tags: tuple[str, ...] = Field(default=(), description="words to find the run by")
    online: bool = Field(
        default=False,
        description="whether wandb sends over the network; without, it writes to the run's folder, which `wandb sync` sends later",
    )

    @field_validator("trackers")
    @classmethod
    def _each_once(cls, names: tuple[TrackerName, ...]) -> tuple[TrackerName, ...]:
        return tuple(dict.fromkeys(names))

    @field_validator("name")
    @classmethod
    def _said(cls, name: str | None) -> str | None:
        return (name or "").strip() or None
