"""What the user chose once and for all, kept in `settings.toml` in their configuration folder."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field

from memstudio.atomic import refuse_unreadable, set_damaged_aside, write_text
from memstudio.errors import MemStudioError, StorageError, marked
from memstudio.folder_lock import locked
from memstudio.parsing import toml_in
from memstudio.paths import config_dir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_log = logging.getLogger(__name__)


class Settings(BaseModel):
    """The settings; every field has a value that works."""

    # What a newer version wrote is passed over; a value out of bounds is not.
    model_config = ConfigDict(frozen=True, extra="ignore")

    theme: Literal["system", "light", "dark"] = Field(
        default="system", description="`system` follows the desktop's scheme"
    )
    language: Literal["system", "en", "zh_CN"] = Field(
        default="system", description="`system` follows the desktop's language"
    )
    run_folders: tuple[str, ...] = Field(
        default=(), description="folders whose runs are listed beside the user's own"
    )
    device: str = Field(
        default="auto", description="what models are opened on: auto, cpu, cuda:0, ..."
    )
    threads: int | None = Field(
        default=None, ge=1, le=4096, description="of the processor; all but one when missing"
    )
    cache_gigabytes: float | None = Field(
        default=None,
        gt=0,
        description="of texts and tokens that are kept; a fifth of the disk, and 20, when missing",
    )


def settings_file() -> Path:
    """Where the settings are kept."""
    return config_dir() / "settings.toml"


def load_settings(on_problem: Callable[[MemStudioError], None] | None = None) -> Settings:
    """Read the settings; the defaults where there are none or they cannot be read.

    A damaged file is set aside, so that nothing of the user's is lost when settings are saved.

    Args:
        on_problem: called with what to tell the user, when something was wrong.
    """
    path = settings_file()
    try:
        return Settings.model_validate(toml_in(path))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        problem = StorageError(
            marked("errors", "The settings in {path} could not be read ({reason}); the usual ones are taken."),
            path=str(path), reason=error.strerror or str(error),
        )  # fmt: skip
    except ValueError as error:
        _log.warning("%s is damaged: %s", path, error)
        problem = StorageError(
            marked("errors", "The settings were damaged; the usual ones are taken. What was there is in {path}."),
            path=str(set_damaged_aside(path) or path),
        )  # fmt: skip
    _log.warning("%s", problem)
    if on_problem:
        on_problem(problem)
    return Settings()


def save_settings(settings: Settings, before: Settings | None = None) -> None:
    """Keep the settings.

    Args:
        settings: as they are to be.
        before: as they were; only what differs is written, so that what another window has chosen
            since then stays, and what a newer version wrote. Everything is written, and nothing
            else, where it is missing.

    Raises:
        StorageError: the file cannot be written, or what is in it could not be read.
    """
    path = settings_file()
    unknown: dict[str, Any] = {}
    with locked(path.parent):
        if before is not None:
            refuse_unreadable(path)
            changes = {
                name: value for name, value in settings if value != getattr(before, name)
            }  # fmt: skip
            settings = load_settings().model_copy(update=changes)
            unknown = _unknown(path)
        known = settings.model_dump(mode="json", exclude_none=True)
        write_text(path, tomli_w.dumps(unknown | known))


def _unknown(path: Path) -> dict[str, Any]:
    """What a newer version wrote; nothing where the file is damaged, and set aside."""
    with suppress(OSError, ValueError):
        return {
            name: value
            for name, value in toml_in(path).items()
            if name not in Settings.model_fields
        }
    return {}
