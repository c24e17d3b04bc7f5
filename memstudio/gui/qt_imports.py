"""Keeps imports as cheap with Qt for Python as they are without it."""

from __future__ import annotations

import logging

import PySide6.QtCore  # noqa: F401 - it brings the module below

_log = logging.getLogger(__name__)


def spare_source_reading() -> None:
    """Import later modules without reading their source text; call before the rest is imported.

    For its optional names in snake case, PySide reads the source of every module that is imported
    after it, to look whether it mentions PySide, and the standard library keeps what was read. With
    torch and transformers these are 136 MB and a seventh of the time to import them. Those names
    are not used here, nor by any library that uses Qt here, so nothing depends on the answer.
    """
    try:
        from shibokensupport import feature
    except ImportError:
        _log.info("PySide reads the sources of what is imported")
        return
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: True  # noqa: SLF001 - there is no other switch
