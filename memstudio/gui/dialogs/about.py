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
from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import application_icon
from memstudio.licences import packages
from memstudio.plugins import GROUPS, plugins

_PLUGINS_HIGH, _PACKAGES_HIGH = 110, 220


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
        if any(plugins.of(group) for group in GROUPS) or plugins.set_aside:
            self._add_plugins()
        self._add_packages()
        self.close_button = self.add_button(self.tr("Close"), self.accept)

    def _add_plugins(self) -> None:
        what = {
            "memstudio.memories": self.tr("memory"),
            "memstudio.tasks": self.tr("task"),
            "memstudio.formats": self.tr("format"),
            "memstudio.panes": self.tr("pane"),
        }
        found = [(each, "") for group in GROUPS for each in plugins.of(group)]
        found += [
            (each.plugin, filled(each.error.text, each.error.values)) for each in plugins.set_aside
        ]
        self.plugins = self._add_table(
            self.tr("Plug-ins"), [self.tr("Name"), self.tr("Kind"), self.tr("Package")],
            self.tr("Plug-ins that are installed"), _PLUGINS_HIGH,
        )  # fmt: skip
        for each, problem in sorted(
            found, key=lambda pair: (pair[0].package.lower(), pair[0].name)
        ):
            package = f"{each.package} {each.version}"
            item = QTreeWidgetItem([each.name, what[each.group], package])
            if problem:
                item.setText(0, self.tr("{name} (set aside)").format(name=each.name))
                item.setToolTip(0, problem)
            self.plugins.addTopLevelItem(item)

    def _add_packages(self) -> None:
        self.packages = self._add_table(
            self.tr("Made with"), [self.tr("Package"), self.tr("Version"), self.tr("Licence")],
            self.tr("Packages and their licences"), _PACKAGES_HIGH,
        )  # fmt: skip
        for each in packages():
            licence = each.licence or self.tr("not said")
            item = QTreeWidgetItem([each.name, each.version, licence])
            item.setToolTip(0, each.url)
            item.setToolTip(2, licence)
            self.packages.addTopLevelItem(item)

    def _add_table(self, title: str, columns: list[str], spoken: str, height: int) -> QTreeWidget:
        label = QLabel(title, self)
        label.setProperty("role", "section")
        self.body.addWidget(label)
        table = QTreeWidget(self)
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setHeaderLabels(columns)
        table.setAccessibleName(spoken)
        for column in range(len(columns) - 1):
            table.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        table.setFixedHeight(height)
        self.body.addWidget(table)
        return table
