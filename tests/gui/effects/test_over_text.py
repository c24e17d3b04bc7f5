"""Arcs over the text: chips where the slots were written, stubs at the edges, a menu on words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu

from memstudio.gui.panes.memory.controls import Controls
from memstudio.gui.panes.memory.effects.explanation import Explanation
from memstudio.gui.panes.memory.effects.over_text import OverText
from memstudio.gui.panes.memory.text_view import TextView
from memstudio.gui.panes.memory.tints import Tint
from memstudio.gui.theme import theme
from memstudio.gui.trace_weights import WeightChoice
from memstudio.trace.causal_types import EffectMap
from memstudio.workers.causal_messages import (
    EffectMeasured,
    EffectsMapped,
    Explain,
    MapEffects,
    ProvenanceFound,
)
from tests.gui.effects.answers import ABLATE, PATIENCE, TARGET, a_provenance, an_effect, verified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from memstudio.gui.selection import SelectionModel
    from tests.gui.effects.conftest import Asked


class Room:
    """Writes down whether height is wanted."""

    def __init__(self) -> None:
        self.wishes: list[bool] = []

    def give(self, *, is_wanted: bool) -> None:
        self.wishes.append(is_wanted)


@pytest.fixture
def shown(asked: Asked, selection: SelectionModel, qtbot: QtBot) -> Iterator[SimpleNamespace]:
    holder = QObject()
    text = TextView()
    qtbot.addWidget(text)
    text.resize(520, 320)
    explanation = Explanation(asked.effects, selection, holder)
    controls = Controls()
    qtbot.addWidget(controls)
    room = Room()
    over = OverText(asked.effects, selection, explanation, text, controls, room)
    text.show_document(asked.document)
    text.show()
    qtbot.waitExposed(text)
    yield SimpleNamespace(
        asked=asked, text=text, over=over, overlay=over.overlay, selection=selection,
        explanation=explanation, controls=controls, holder=holder, room=room,
    )  # fmt: skip
    text.close()


def explain(shown: SimpleNamespace, *, tested: bool) -> None:
    found = a_provenance(shown.asked.document)
    shown.asked.effects.explain(TARGET)
    shown.asked.worker.provenance_found.emit(ProvenanceFound(shown.asked.path, TARGET, found))
    if tested:
        shown.asked.effects.verify()
        answer = ProvenanceFound(shown.asked.path, TARGET, verified(found))
        shown.asked.worker.provenance_found.emit(answer)


def test_a_chip_stands_for_each_arc_and_says_its_effect(shown: SimpleNamespace) -> None:
    assert not shown.overlay.isVisible()
    explain(shown, tested=True)
    chips = [chip for chip in shown.overlay.chips if chip.isVisible()]
    assert [chip.text() for chip in chips] == ["slot 1 −4.21, changes the answer", "slot 0 +0.01"]
    assert all(chip.focusPolicy() & Qt.FocusPolicy.TabFocus for chip in chips)
    assert "without the slot: −4.21" in chips[0].accessibleName()
    y = shown.over.places.segment_bottom(1)
    assert abs(chips[0].geometry().center().y() - y) <= 2


def test_a_chip_selects_the_slot_and_its_words(shown: SimpleNamespace, qtbot: QtBot) -> None:
    explain(shown, tested=False)
    qtbot.mouseClick(shown.overlay.chips[0], Qt.MouseButton.LeftButton)
    current = shown.selection.current
    assert (current.slot, current.segment, current.token) == (1, 1, 18)
    assert shown.overlay.chips[0].is_chosen
    shown.selection.select(token=0, segment=0)
    qtbot.keyClick(shown.overlay.chips[0], Qt.Key.Key_Return)
    assert shown.selection.current.token == 18


def test_what_is_above_the_view_is_a_stub_at_its_edge(shown: SimpleNamespace, qtbot: QtBot) -> None:
    shown.text.resize(520, 90)
    explain(shown, tested=False)
    bar = shown.text.verticalScrollBar()
    bar.setValue(bar.maximum())
    chip = shown.overlay.chips[0]
    assert chip.edge == -1
    assert chip.text().startswith("▲ slot 1 “")
    assert chip.geometry().top() < 20
    assert QRectF(shown.text.viewport().rect()).contains(QRectF(chip.geometry()))
    bar.setValue(0)
    assert chip.edge in {0, 1}
    assert shown.overlay.target.isVisible()
    assert shown.overlay.target.text() == "▼ “garden”"
    qtbot.mouseClick(shown.overlay.target, Qt.MouseButton.LeftButton)
    assert (shown.selection.current.token, shown.selection.current.segment) == (TARGET, 4)
    bar.setValue(bar.maximum())
    shown.text.mark(4, TARGET)
    assert not shown.overlay.target.isVisible()


def test_arcs_are_painted_in_the_hue_of_the_slot(shown: SimpleNamespace) -> None:
    explain(shown, tested=True)
    shown.text.viewport().repaint()
    image = shown.text.viewport().grab().toImage()
    hue = theme.current().slot_colour(1)
    wanted = tuple(int(hue[i : i + 2], 16) for i in (1, 3, 5))
    found = sum(
        1
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
        if all(
            abs(a - b) < 12
            for a, b in zip(image.pixelColor(x, y).getRgb()[:3], wanted, strict=True)
        )
    )
    assert found > 40


def test_arcs_go_with_the_document(shown: SimpleNamespace) -> None:
    explain(shown, tested=False)
    assert shown.overlay.arcs
    assert shown.room.wishes == [True]
    shown.asked.effects.forget_explanation()
    assert not shown.overlay.arcs
    assert shown.room.wishes == [True, False]
    assert not shown.overlay.isVisible()
    assert not any(chip.isVisible() for chip in shown.overlay.chips)


def test_the_menu_of_a_word_explains_it(shown: SimpleNamespace, qtbot: QtBot) -> None:
    area = shown.over.places.span_areas(20, 21)[0].center().toPoint()
    viewport = shown.text.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, area, viewport.mapToGlobal(area))
    QApplication.sendEvent(viewport, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = menu.actions()
    actions[0].trigger()
    assert isinstance(shown.asked.requests[-1], Explain)
    assert shown.asked.requests[-1].token == 20
    assert shown.selection.current.token == 20
    actions[-1].trigger()
    assert isinstance(shown.asked.requests[-1], MapEffects)
    assert shown.asked.requests[-1].tokens == (20,)
    menu.close()


def test_no_menu_opens_where_no_word_is(shown: SimpleNamespace) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(2, 2), QPoint(2, 2))
    QApplication.sendEvent(shown.text.viewport(), event)
    assert QApplication.activePopupWidget() is None


def test_words_are_tinted_by_what_changed(shown: SimpleNamespace, qtbot: QtBot) -> None:
    shown.text.set_tint(Tint.CHANGED, None, None, WeightChoice())
    area = shown.over.places.span_areas(40, 41)[0].toRect()
    plain = shown.text.viewport().grab(area).toImage()
    shown.asked.effects.add(ABLATE)
    qtbot.waitUntil(lambda: bool(shown.asked.requests), timeout=PATIENCE)
    effect = an_effect(shown.asked.document, (ABLATE,))
    shown.asked.worker.effect_measured.emit(EffectMeasured(shown.asked.path, (ABLATE,), effect))
    tinted = shown.text.viewport().grab(area).toImage()
    assert warmth(tinted) < warmth(plain) - 20  # less likely: blue
    np.testing.assert_array_equal(shown.asked.document.changes, effect.change)
    shown.over.tint_by_changes()
    assert shown.controls.tint.currentData() is Tint.CHANGED
    shown.asked.effects.clear()
    qtbot.waitUntil(lambda: shown.asked.document.changes is None, timeout=PATIENCE)
    # Nothing would be tinted any more; what is undone can be done again.
    tint = shown.controls.tint
    assert tint.currentData() is Tint.WRITE
    assert tint.view().isRowHidden(tint.findData(Tint.CHANGED))
    shown.asked.effects.undo.undo()
    qtbot.waitUntil(lambda: len(shown.asked.requests) > 1, timeout=PATIENCE)
    shown.asked.worker.effect_measured.emit(EffectMeasured(shown.asked.path, (ABLATE,), effect))
    assert tint.currentData() is Tint.CHANGED


def test_a_map_is_a_quantity_of_slots_over_segments(shown: SimpleNamespace) -> None:
    document = shown.asked.document
    shown.asked.effects.map_effects((TARGET,))
    change = np.full((document.num_segments, document.num_slots), np.nan, np.float32)
    change[2, 1] = -3.5
    found = EffectMap((TARGET,), change)
    shown.asked.worker.effects_mapped.emit(EffectsMapped(shown.asked.path, found))
    quantity = shown.controls.chosen_quantity
    assert quantity.name == "effect"
    assert quantity.is_signed
    assert f"token {TARGET}" in quantity.meaning
    values = document.quantity(quantity.name)
    assert values[1, 1] == -3.5  # before segment 2 is after segment 1
    assert np.isfinite(values).all()


def warmth(image: QImage) -> float:
    """How much more red than blue there is, on average."""
    colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(each.red() - each.blue() for each in colours) / len(colours)
