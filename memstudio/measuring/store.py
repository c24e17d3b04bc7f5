"""Measurements in the user's folder: one file of JSON each."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.atomic import write_text
from memstudio.errors import DataError, MemStudioError, marked
from memstudio.measuring.measurement import Measurement
from memstudio.parsing import json_in
from memstudio.paths import measurements_dir

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """A measurement, and its file; None when it could not be written."""

    path: Path | None
    measurement: Measurement

    @property
    def stem(self) -> str:
        """What a file of it is called, without an ending."""
        return _stem_of(self.measurement) if self.path is None else self.path.stem


def as_text(measurement: Measurement) -> str:
    """The content of its file."""
    return json.dumps(measurement.to_json(), indent=2, ensure_ascii=False) + "\n"


def _stem_of(measurement: Measurement) -> str:
    name = re.sub(r"[^\w.-]+", "-", measurement.of.name).strip("-.")[:40]
    when = measurement.when.replace("T", "-").replace(":", "")
    return "-".join(word for word in (when, name, measurement.of.task) if word)


def keep(measurement: Measurement) -> Path:
    """Write a measurement to the user's folder, under a free and readable name.

    Raises:
        StorageError: it cannot be written.
    """
    stem = _stem_of(measurement)
    path, number = measurements_dir() / f"{stem}.json", 1
    while path.exists():
        number += 1
        path = measurements_dir() / f"{stem}-{number}.json"
    write_text(path, as_text(measurement))
    return path


def read(path: Path) -> Measurement:
    """The measurement in a file, of the window or of `memstudio eval --out`.

    Raises:
        DataError: it cannot be read, or is something else.
    """
    try:
        values = json_in(path)
    except (OSError, ValueError) as error:
        raise DataError(
            marked("errors", "{path} could not be read ({reason})."), path=str(path), reason=str(error)
        ) from error  # fmt: skip
    return Measurement.from_json(values)


def kept() -> list[Kept]:
    """All that is in the user's folder, newest first; what cannot be read is passed over."""
    found = []
    try:
        paths = sorted(measurements_dir().glob("*.json"), reverse=True)
    except OSError:
        paths = []
    for path in paths:
        try:
            found.append(Kept(path, read(path)))
        except MemStudioError as error:
            _log.warning("%s is not listed: %s", path, error)
    return found
