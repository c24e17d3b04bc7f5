"""What a bug report needs: versions, screen, folders; nothing of the user's text."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, qVersion
from PySide6.QtGui import QGuiApplication

from memstudio.gui.last_crash import last_crashes
from memstudio.gui.theme.theme import current
from memstudio.log import log_file
from memstudio.paths import config_dir, data_dir
from memstudio.plugins import GROUPS, plugins

if TYPE_CHECKING:
    from memstudio.gui.session import Session

_PACKAGES = ("memstudio", "PySide6_Essentials", "torch", "transformers", "accelerate", "zarr")


def diagnostics(session: Session | None = None) -> str:
    """The report, one fact a line."""
    screen = QGuiApplication.primaryScreen()
    lines = [
        f"Python {sys.version.split()[0]} on {platform.platform()}, {os.cpu_count()} cores",
        f"Qt {qVersion()}, platform {QGuiApplication.platformName()}",
        f"Screen {screen.size().toTuple()} at {screen.devicePixelRatio()}",
        f"Theme {current().name}, locale {QLocale().name()}",
        *(f"{package} {_version(package)}" for package in _PACKAGES),
        *_plugin_lines(),
        f"Settings {config_dir()}",
        f"Data {data_dir()}",
        f"Log {log_file()}",
        *(f"Crash {each}" for each in last_crashes()[:1]),
    ]
    if session is not None:
        lines += [f"Device {device.id}: {device.name}" for device in session.devices]
        if session.model is not None:
            model = session.model
            lines.append(
                f"Model {model.architecture}, {model.num_parameters} parameters, "
                f"memory {model.memory_kind}, on {model.device}"
            )
    return "\n".join(line for line in lines if line)


def _plugin_lines() -> list[str]:
    found = [each for group in GROUPS for each in plugins.of(group)]
    packages = sorted({f"Plug-in {each.package} {each.version}" for each in found})
    return packages + [f"Set aside: {each.error}" for each in plugins.set_aside]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed as a package"
