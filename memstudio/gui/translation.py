"""The language of the window: catalogs found, compiled where needed, and installed.

Catalogs are `resources/translations/memstudio_<locale>.ts`. Qt reads them compiled; the compiled
file beside the catalog is used when it is there, else one is made in the user's cache.
"""

from __future__ import annotations

import hashlib
import logging
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from memstudio.paths import cache_dir
from memstudio.plugins import texts_in
from memstudio.resources import resource
from memstudio.trace.html_words import PageLanguage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_log = logging.getLogger(__name__)

# Locale, and its name in its own language.
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}

# Where texts of the engine are marked for translation, see `memstudio.errors.marked`.
_ENGINE_CONTEXTS = (
    "errors", "progress", "memory", "data", "tasks", "training", "trace", "bench", "measuring",
    "memory_help", "health", "comparison", "retention", "export",
)  # fmt: skip

_PLACE = re.compile("%([1-9])")
_WIDE_ENDS = ("。", "！", "？", "；", "：", "）")

# Tables ask for the same few texts at every cell that they paint.
_found: dict[str, str] = {}
_locale = ["en"]


def filled(template: str, values: Mapping[str, object] | None = None) -> str:
    """A text of the engine in the user's language, with its values in place."""
    text = _found.get(template)
    if text is None:
        text = _found[template] = _looked_up(template)
    try:
        return text.format(**(values or {}))
    except (KeyError, IndexError, ValueError):
        _log.exception("a message does not fit its values: %r", template)
        return text


def numbered(text: str, *values: object) -> str:
    """A text of the window with values in the places of %1, %2, …, whatever stands in a value."""
    return _PLACE.sub(lambda place: str(values[int(place[1]) - 1]), text)


def in_a_row(*sentences: str) -> str:
    """Sentences one after another, without those that are empty.

    A space parts them, except behind a Chinese full stop, which brings its own.
    """
    text = ""
    for sentence in filter(None, sentences):
        text += sentence if not text or text.endswith(_WIDE_ENDS) else f" {sentence}"
    return text


def with_colon(what: object, said: object) -> str:
    """What is said of something, with the colon of the user's language."""
    return numbered(QCoreApplication.translate("Marks", "%1: %2"), what, said)


def with_semicolons(parts: Iterable[str]) -> str:
    """Parts of a sentence or a list, with the semicolons of the user's language."""
    return QCoreApplication.translate("Marks", "; ").join(parts)


def _looked_up(template: str) -> str:
    for context in _ENGINE_CONTEXTS:
        text = QCoreApplication.translate(context, template)
        if text != template:
            return text
    return _of_plugins().get(template, template)


@cache
def _of_plugins() -> dict[str, str]:
    # Theirs is the locale that was installed, which Qt need not know as its default.
    return texts_in(_locale[0])


def page_language() -> PageLanguage:
    """A page says what it says in the language of the window."""
    return PageLanguage(QLocale().bcp47Name(), QCoreApplication.translate)


def locale_for(language: str) -> str:
    """The catalog for the setting `language`, where "system" asks the desktop."""
    if language in LANGUAGES:
        return language
    for name in QLocale.system().uiLanguages():
        if name.replace("_", "-").lower().startswith("zh"):
            return "zh_CN"
        if name.lower().startswith("en"):
            return "en"
    return "en"


def install(app: QCoreApplication, language: str) -> list[QTranslator]:
    """Let `app` speak `language` ("system" or a locale), for all texts made from now on.

    Returns:
        The translators, which live as long as the application.
    """
    _found.clear()
    _of_plugins.cache_clear()
    locale = _locale[0] = locale_for(language)
    system = QLocale.system()
    QLocale.setDefault(system if system.name().startswith(locale) else QLocale(locale))
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    installed = []
    for path in (Path(qt_folder) / f"qtbase_{locale}.qm", compiled_catalog(locale)):
        translator = QTranslator(app)
        if path is not None and path.is_file() and translator.load(str(path)):
            app.installTranslator(translator)
            installed.append(translator)
    return installed


def compiled_catalog(locale: str) -> Path | None:
    """The compiled catalog of `locale`; None when there is none and none can be made."""
    source = resource("translations", f"memstudio_{locale}.ts")
    beside = source.with_suffix(".qm")
    if not source.is_file():
        return beside if beside.is_file() else None
    if beside.is_file() and beside.stat().st_mtime >= source.stat().st_mtime:
        return beside
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    made = cache_dir() / "translations" / f"memstudio_{locale}-{digest}.qm"
    if made.is_file() or _compile(source, made):
        return made
    return beside if beside.is_file() else None


def _compile(source: Path, target: Path) -> bool:
    """Compile with the tool that comes with Qt for Python."""
    tool = Path(PySide6.__file__).parent / (
        "lrelease.exe" if sys.platform == "win32" else "lrelease"
    )
    part = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(  # noqa: S603 - our own files and Qt's own tool
            [str(tool), "-silent", str(source), "-qm", str(part)],
            check=True, capture_output=True, timeout=30,
        )  # fmt: skip
        part.replace(target)
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("the catalog %s could not be compiled: %s", source, error)
        return False
    return True
