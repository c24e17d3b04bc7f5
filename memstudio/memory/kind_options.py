"""What each memory kind can be told beyond slots and segments. Imports neither torch nor Qt."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memstudio.errors import MemoryAttachError, marked


class KindOptions(BaseModel):
    """Options of a kind that has none; the base of all others.

    Every field has a default, bounds and a description in plain words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class NeuralMemoryOptions(KindOptions):
    """Of `nlm`."""

    heads: int = Field(default=4, ge=1, le=256, description="attention heads of reads and writes")


OPTIONS: dict[str, type[KindOptions]] = {"nlm": NeuralMemoryOptions}
"""The options of the kinds that have any, by kind."""


def options_of(kind: str, values: dict[str, Any]) -> KindOptions:
    """The options of `kind`, checked.

    Raises:
        MemoryAttachError: an option is unknown, or its value out of bounds.
    """
    try:
        return OPTIONS.get(kind, KindOptions)(**values)
    except ValidationError as error:
        first = error.errors()[0]
        raise MemoryAttachError(
            marked("errors", "The memory '{kind}' cannot take the option {name} = {value}: {reason}."),
            kind=kind, name=".".join(map(str, first["loc"])), value=first.get("input"),
            reason=first["msg"],
        ) from error  # fmt: skip
