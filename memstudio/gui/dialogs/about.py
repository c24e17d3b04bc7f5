"""What this is, which versions, and under which licence."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from memstudio import __version__
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.widgets.icons import application_icon


class AboutDialog(Dialog):
    """Name, version, licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("About MemStudio"), "", parent)
        picture = QLabel(self)
        picture.setPixmap(application_icon().pixmap(QSize(72, 72), self.devicePixelRatioF()))
        self.body.addWidget(picture)
        self.body.addWidget(QLabel(self.tr("Version {version}").format(version=__version__), self))
        what = QLabel(
            self.tr(
                "A desktop studio for language models with a long-term memory: train them, and "
                "see what they remember. Everything runs on this computer; nothing is sent."
            ),
            self,
        )
        what.setWordWrap(True)
        what.setFixedWidth(400)
        self.body.addWidget(what)
        licence = QLabel(self.tr("Apache License 2.0. Made with Qt for Python (LGPL)."), self)
        licence.setProperty("role", "faint")
        self.body.addWidget(licence)
        self.close_button = QPushButton(self.tr("Close"), self)
        self.close_button.clicked.connect(self.accept)
        self.buttons.addWidget(self.close_button)
