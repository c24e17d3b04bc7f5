"""What is kept of texts and their tokens: how much, how much at most, and taking it away."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from memstudio.data.text_cache import cache_entries, cache_limit, clear_cache
from memstudio.gui.background_pool import tell
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_box import NumberBox
from memstudio.gui.widgets.number_format import disk_text
from memstudio.paths import cache_dir

_log = logging.getLogger(__name__)
_MOST_GIGABYTES = 100_000


@dataclass(frozen=True)
class CacheSize:
    """What there is.

    Attributes:
        kept: bytes.
        limit: bytes that are kept at most.
        freed: bytes that were just taken away; None when nothing was to be.
    """

    kept: int
    limit: int
    freed: int | None = None


class CacheLook(QObject):
    """Counts and clears on a background thread: there may be thousands of files.

    Signals:
        found: a `CacheSize`.
    """

    found = Signal(object)

    def look(self, *, clears: bool = False) -> None:
        """Count what there is, after taking away what is not in use if that is wanted."""
        QThreadPool.globalInstance().start(lambda: self._look(clears=clears))

    def _look(self, *, clears: bool) -> None:
        try:
            freed = clear_cache() if clears else None
            kept = sum(entry.num_bytes for entry in cache_entries())
            size = CacheSize(kept, cache_limit(), freed)
        except OSError:
            _log.warning("the cache could not be counted", exc_info=True)
        else:
            tell(self.found, size)


class CacheEditor(QWidget):
    """A line that says how much there is, a button that clears it, and the most that is kept.

    Signals:
        limit_changed: gigabytes, or None for the usual.

    Args:
        gigabytes: the most that is kept, as set.
    """

    limit_changed = Signal(object)

    def __init__(self, gigabytes: float | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = CacheLook(self)
        self.amount = ElidedLabel(self.tr("Being counted…"), self)
        self.amount.setProperty("role", "muted")
        self.amount.setToolTip(str(cache_dir()))
        self.clear_button = QPushButton(icon("eraser"), self.tr("Clear"))
        self.clear_button.setObjectName("clearCache")
        self.clear_button.setToolTip(
            self.tr("What is in use stays; the rest is made again when it is needed.")
        )
        self.clear_button.setEnabled(False)
        self.limit = NumberBox()
        self.limit.setObjectName("cacheLimit")
        self.limit.setAccessibleName(self.tr("Most that is kept, in gigabytes"))
        self.limit.setRange(0, _MOST_GIGABYTES)
        self.limit.setSpecialValueText(self.tr("a fifth of the disk"))
        self.limit.setPrefix(self.tr("at most") + " ")
        self.limit.setSuffix(" GB")
        self.limit.setKeyboardTracking(False)
        self.limit.setValue(0 if gigabytes is None else max(1, round(gigabytes)))
        first = QHBoxLayout()
        first.addWidget(self.amount, 1)
        first.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().sizes.space_xs)
        column.addLayout(first)
        column.addWidget(self.limit)
        self._look.found.connect(self._on_look_found)
        self.clear_button.clicked.connect(self._on_clear_button_clicked)
        self.limit.valueChanged.connect(self._on_limit_value_changed)
        self._look.look()

    @Slot(object)
    def _on_look_found(self, found: CacheSize) -> None:
        text = self.tr("{kept} of at most {limit}")
        text = text.format(kept=disk_text(found.kept), limit=disk_text(found.limit))
        if found.freed is not None:
            text = self.tr("{freed} freed; {rest}").format(freed=disk_text(found.freed), rest=text)
        self.amount.setText(text)
        self.clear_button.setEnabled(found.kept > 0)

    @Slot()
    def _on_clear_button_clicked(self) -> None:
        self.clear_button.setEnabled(False)
        self._look.look(clears=True)

    @Slot(int)
    def _on_limit_value_changed(self, value: int) -> None:
        self.limit_changed.emit(float(value) if value else None)
        # Whoever keeps the settings has done so by now.
        self._look.look()
