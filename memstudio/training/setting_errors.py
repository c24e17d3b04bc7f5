"""What is wrong with the settings of a run, in sentences."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from memstudio.errors import TrainingError, marked

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


def in_words(error: ValidationError, settings: type[BaseModel]) -> TrainingError:
    """What is wrong with the values of a configuration, a sentence each.

    Args:
        error: as pydantic found it.
        settings: what the values are of.
    """
    found = [_sentence(details, settings) for details in error.errors(include_url=False)]
    if len(found) == 1:
        return found[0]
    return TrainingError("{problems}", problems=" ".join(str(each) for each in found))


def _sentence(details: ErrorDetails, settings: type[BaseModel]) -> TrainingError:
    setting = ".".join(str(part) for part in details["loc"])
    value, kind = details["input"], details["type"]
    bounds: dict[str, Any] = details.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(details["loc"], settings)
    if kind == "literal_error":
        return TrainingError(
            marked("errors", "'{setting}' cannot be {value}; it may be {choices}."),
            setting=setting, value=repr(value), choices=bounds["expected"],
        )  # fmt: skip
    if kind == "tuple_type":
        return TrainingError(
            marked("errors", "'{setting}' is {value}; it must be a list, such as [{value}]."), setting=setting, value=repr(value),
        )  # fmt: skip
    for name, text in (
        ("ge", marked("errors", "'{setting}' is {value}; it must be at least {limit}.")),
        ("gt", marked("errors", "'{setting}' is {value}; it must be more than {limit}.")),
        ("le", marked("errors", "'{setting}' is {value}; it must be at most {limit}.")),
    ):
        if name in bounds:
            limit = bounds[name] if isinstance(bounds[name], int) else f"{bounds[name]:g}"
            return TrainingError(text, setting=setting, value=value, limit=limit)
    return TrainingError(
        marked("errors", "'{setting}' cannot be {value}: {reason}."),
        setting=setting, value=repr(value), reason=details["msg"],
    )  # fmt: skip


def _unknown(location: tuple[int | str, ...], settings: type[BaseModel]) -> TrainingError:
    for part in location[:-1]:
        inner = settings.model_fields[str(part)].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            settings = inner
    name = str(location[-1])
    close = difflib.get_close_matches(name, settings.model_fields, n=1)
    if close:
        return TrainingError(
            marked("errors", "There is no setting '{setting}'. Did you mean '{close}'?"),
            setting=name, close=close[0],
        )  # fmt: skip
    return TrainingError(
        marked("errors", "There is no setting '{setting}'. There are: {names}."),
        setting=name, names=", ".join(settings.model_fields),
    )  # fmt: skip
