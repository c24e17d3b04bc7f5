"""What this is, which versions, and under which licence."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from memstudio import __version__
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.widgets.icons import application_icon
from memstudio.licences import packages


class AboutDialog(Dialog):
    """Name, version, licence, and the packages that it is made with, under theirs."""

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
        self._add_packages()
        self.close_button = self.add_button(self.tr("Close"), self.accept)

    def _add_packages(self) -> None:
        title = QLabel(self.tr("Made with"), self)
        title.setProperty("role", "section")
        self.body.addWidget(title)
        self.packages = QTreeWidget(self)
        self.packages.setRootIsDecorated(False)
        self.packages.setUniformRowHeights(True)
        self.packages.setHeaderLabels([self.tr("Package"), self.tr("Version"), self.tr("Licence")])
        self.packages.setAccessibleName(self.tr("Packages and their licences"))
        for each in packages():
            licence = each.licence or self.tr("not said")
            item = QTreeWidgetItem([each.name, each.version, licence])
            item.setToolTip(0, each.url)
            item.setToolTip(2, licence)
            self.packages.addTopLevelItem(item)
        header = self.packages.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.packages.setFixedHeight(220)
        self.body.addWidget(self.packages)
