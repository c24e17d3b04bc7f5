"""Headings, and remarks under them, in lists of things of several kinds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from memstudio.gui.theme.theme import current


def add_group(tree: QTreeWidget, title: str) -> QTreeWidgetItem:
    """Add a heading, which cannot be chosen, to `tree`."""
    group = QTreeWidgetItem([title, ""])
    group.setFlags(Qt.ItemFlag.ItemIsEnabled)
    font = tree.font()
    font.setPixelSize(current().sizes.font_small)
    font.setWeight(font.Weight.DemiBold)
    group.setFont(0, font)
    tree.addTopLevelItem(group)
    return group


def add_remark(group: QTreeWidgetItem, text: str) -> None:
    """Add a line that cannot be chosen, such as that there is nothing, under a heading."""
    row = QTreeWidgetItem([text, ""])
    row.setFlags(Qt.ItemFlag.NoItemFlags)
    group.addChild(row)
    row.setFirstColumnSpanned(True)
