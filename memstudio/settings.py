"""What the user chose once and for all, kept in `settings.toml` in their configuration folder."""

from __future__ import annotations

import logging
import tomllib
from typing import Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, ValidationError

from memstudio.atomic import write_text
from memstudio.paths import config_dir

_log = logging.getLogger(__name__)


class Settings(BaseModel):
    """The settings; a damaged or older file falls back to these defaults.

    Attributes:
        theme: "system" follows the desktop's scheme.
        language: "system" follows the desktop's language; else a locale such as "zh_CN".
        device: what models are opened on: "auto", "cpu", "cuda:0", ...
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    theme: Literal["system", "light", "dark"] = "system"
    language: Literal["system", "en", "zh_CN"] = "system"
    device: str = "auto"


def load_settings() -> Settings:
    """Read the settings; the defaults where there are none or they cannot be read."""
    path = config_dir() / "settings.toml"
    try:
        with path.open("rb") as file:
            return Settings.model_validate(tomllib.load(file))
    except FileNotFoundError:
        return Settings()
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        _log.warning("%s is not used: %s", path, error)
        return Settings()


def save_settings(settings: Settings) -> None:
    """Keep the settings.

    Raises:
        StorageError: the file cannot be written.
    """
    write_text(config_dir() / "settings.toml", tomli_w.dumps(settings.model_dump()))
