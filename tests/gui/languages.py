"""Tests speak English, as it is written in the code, unless they say otherwise."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from memstudio.gui import translation

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def as_written_again(app: QCoreApplication) -> Iterator[None]:
    """Whatever language is spoken inside, what comes after is as it was before."""
    locale = QLocale()
    try:
        yield
    finally:
        translation.install(app, "en")
        # English's own catalog has its plurals, which the code has not.
        for translator in app.findChildren(QTranslator):
            app.removeTranslator(translator)
            translator.deleteLater()
        translation._found.clear()
        QLocale.setDefault(locale)
