"""The card of effects: what is shown is what was answered, and gestures ask for what they say."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester

from memstudio.gui.panes.memory.effects.changed_rows import changed_rows, word_span
from memstudio.gui.panes.memory.effects.changed_table import (
    CHANGE,
    PREDICTED,
    PROBABILITY,
    ROW_ROLE,
    WORD,
    ChangedToken,
    ChangedTokensView,
)
from memstudio.gui.panes.memory.effects.explanation import Explanation
from memstudio.gui.panes.memory.effects.panel import EffectsPanel
from memstudio.gui.panes.memory.effects.two_line_delegate import BELOW_ROLE
from memstudio.gui.run_view import RunView
from memstudio.trace.causal_types import Intervention
from memstudio.workers.causal_messages import (
    CheckReader,
    EffectMeasured,
    MapEffects,
    ProvenanceFound,
    ReaderChecked,
    Verify,
)
from memstudio.workers.messages import Failure, TaskKind
from tests.gui.conftest import Engine
from tests.gui.effects.answers import ABLATE, PATIENCE, TARGET, a_provenance, an_effect, verified

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.selection import SelectionModel
    from tests.gui.effects.conftest import Asked


@pytest.fixture
def shown(asked: Asked, selection: SelectionModel, qtbot: QtBot) -> Iterator[SimpleNamespace]:
    holder = QObject()
    explanation = Explanation(asked.effects, selection, holder)
    panel = EffectsPanel(asked.session, selection, explanation)
    qtbot.addWidget(panel)
    panel.resize(400, 640)
    panel.show()
    yield SimpleNamespace(
        asked=asked, effects=asked.effects, selection=selection, explanation=explanation,
        panel=panel, explain=panel.explain, changes=panel.changes, holder=holder,
    )  # fmt: skip
    panel.close()


def explain(shown: SimpleNamespace, *, tested: bool = False) -> None:
    found = a_provenance(shown.asked.document)
    shown.effects.explain(TARGET)
    shown.asked.worker.provenance_found.emit(ProvenanceFound(shown.asked.path, TARGET, found))
    if tested:
        shown.effects.verify()
        answer = ProvenanceFound(shown.asked.path, TARGET, verified(found))
        shown.asked.worker.provenance_found.emit(answer)


def texts(view: object, column: int) -> list[str]:
    model = view.model()  # type: ignore[attr-defined]
    return [model.index(row, column).data() for row in range(model.rowCount())]


def shown_rows(table: ChangedTokensView) -> list[ChangedToken]:
    model = table.model()
    return [model.index(row, 0).data(ROW_ROLE) for row in range(model.rowCount())]


def test_the_selected_word_is_explained_by_the_button(shown: SimpleNamespace, qtbot: QtBot) -> None:
    assert not shown.explain.explain.isEnabled()
    assert "Click a word" in shown.explain.lead.text()
    # For the first token there is no prediction, so it is not said to press E.
    shown.selection.select(token=0, segment=0)
    assert not shown.explain.explain.isEnabled()
    assert "is the first token" in shown.explain.lead.text()
    shown.selection.select(token=TARGET, segment=4)
    qtbot.mouseClick(shown.explain.explain, Qt.MouseButton.LeftButton)
    assert shown.asked.requests[-1].token == TARGET
    assert shown.panel.cancel.isVisible()


def test_links_are_listed_and_sorted_by_effect_once_measured(shown: SimpleNamespace) -> None:
    explain(shown)
    links = shown.explain.links
    QAbstractItemModelTester(links.links, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert texts(links, 2) == ["not tested"] * 6
    assert shown.explain.verify.property("role") == "primary"
    assert "probability 90%" in shown.explain.lead.text()
    assert "ln p changes by −3.20" in shown.explain.lead.text()
    shown.explain.verify.click()
    assert isinstance(shown.asked.requests[-1], Verify)
    tested = verified(a_provenance(shown.asked.document))
    shown.asked.worker.provenance_found.emit(ProvenanceFound(shown.asked.path, TARGET, tested))
    assert texts(links, 2)[:3] == ["−4.21"] * 3
    assert texts(links, 2)[3:] == ["+0.01"] * 3
    assert "slots 1, 0 together: −4.60, changes “garden” to “kitchen”" in shown.explain.lead.text()


def test_a_word_that_is_selected_meanwhile_is_offered_instead(shown: SimpleNamespace) -> None:
    explain(shown)
    assert shown.explain.explain.property("role") == ""
    shown.selection.select(token=2, segment=0)
    assert "is selected now: press E" in shown.explain.lead.text()
    assert shown.explain.explain.property("role") == "primary"
    assert shown.explain.verify.property("role") == ""
    rows = shown.explain.links.links.rows
    own = next(row.token for row in rows if row.token is not None)
    shown.selection.select(token=own, segment=shown.asked.document.segment_of(own))
    assert "is selected now" not in shown.explain.lead.text()


def test_a_link_that_is_chosen_by_the_keyboard_selects_its_place(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    explain(shown, tested=True)
    links = shown.explain.links
    links.setFocus()
    links.setCurrentIndex(links.model().index(0, 0))
    for _ in range(6):
        qtbot.keyClick(links, Qt.Key.Key_Down)
    picked = shown.explanation.rows[shown.explanation.chosen]
    assert shown.selection.current.token in {picked.token, None}
    by_title = {row.title: index for index, row in enumerate(shown.explanation.rows)}
    shown.explanation.choose(by_title["slot 1 from segment 1"])
    current = shown.selection.current
    assert (current.slot, current.segment, current.token) == (1, 1, 26)
    shown.explanation.choose(by_title["read from slot 0"])
    current = shown.selection.current
    assert (current.slot, current.segment, current.token) == (0, 3, None)


def test_weights_are_by_attention_or_by_gradient(shown: SimpleNamespace) -> None:
    explain(shown)
    assert shown.explain.weighing.currentData() == "attention"
    before = texts(shown.explain.links, 1)
    shown.explain.weighing.setCurrentIndex(1)
    assert texts(shown.explain.links, 1) != before
    assert shown.explanation.weighing == "gradient"


def test_maps_are_for_a_word_or_the_text(shown: SimpleNamespace) -> None:
    shown.selection.select(token=TARGET, segment=4)
    shown.explain.map_word.trigger()
    assert shown.asked.requests[-1].tokens == (TARGET,)
    shown.explain.map_text.trigger()
    assert isinstance(shown.asked.requests[-1], MapEffects)
    assert shown.asked.requests[-1].tokens == ()


def test_the_form_asks_for_the_selected_slot_and_segment(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    form = shown.changes.form
    shown.selection.select(slot=1, segment=1)
    qtbot.mouseClick(form.apply, Qt.MouseButton.LeftButton)
    assert [each.intervention for each in shown.effects.changes] == [ABLATE]
    qtbot.waitUntil(lambda: bool(shown.asked.requests), timeout=PATIENCE)
    assert shown.changes.list.item(0).text() == "Ablate slot 1 after segment 1"


@pytest.mark.parametrize(
    ("kind", "fill", "expected"),
    [
        ("ablate", {"replacement": "mean"}, "Set slot 1 to the mean after segment 1"),
        ("freeze", {}, "Freeze slot 1 after segment 1, to the end"),
        ("freeze", {"until": 4}, "Freeze slot 1 after segment 1, until segment 4"),
        ("reset", {}, "Reset slot 1 after segment 1"),
        ("swap", {"text": "Quite another text."},
         "Swap slot 1 after segment 1 with those of “Quite another text.”"),
        ("patch", {"from_segment": 5}, "Patch slot 1 after segment 1 as they are after segment 5"),
        ("noise", {"strength": 0.5, "seed": 7}, "Noise 0.5 on slot 1 after segment 1 (seed 7)"),
        ("edit", {"word": "kitchen"}, "Move slot 1 after segment 1 by 1 towards “kitchen”"),
    ],
)  # fmt: skip
@pytest.mark.one_in(4)
def test_every_kind_of_change_is_filled_in_and_said(
    shown: SimpleNamespace, kind: str, fill: dict[str, object], expected: str
) -> None:
    form = shown.changes.form
    shown.selection.select(slot=1, segment=1)
    form.choose(kind)
    for name, value in fill.items():
        match name:
            case "replacement":
                form.replacement.setCurrentIndex(form.replacement.findData(value))
            case "text":
                assert not form.apply.isEnabled()
                form.set_text(value)
            case "word":
                assert not form.apply.isEnabled()
                form.word.setText(value)
            case _:
                getattr(form, name).setValue(value)
    form.request()
    made = shown.effects.changes[-1].intervention
    assert (made.kind, made.segment, made.slots) == (kind, 2, (1,))
    assert made.from_segment == (6 if kind == "patch" else None)
    assert shown.changes.list.item(0).text() == expected


def test_a_change_is_made_where_what_is_selected_stands(shown: SimpleNamespace) -> None:
    form, last = shown.changes.form, shown.asked.document.num_segments - 1
    shown.selection.select(slot=0, segment=last)
    assert form.segment.value() == last - 1  # behind the last segment nothing is read
    shown.selection.select(token=TARGET, segment=4)
    explain(shown)
    # What the word hangs on most is offered.
    assert form.slots.text() == str(shown.effects.provenance.chain[0])
    assert form.segment.value() == 3  # the explained word is predicted with what that left
    shown.selection.select(token=TARGET - 1)
    assert form.segment.value() == 4
    form.segment.setValue(-1)
    form.request()
    assert shown.changes.list.item(0).text() == "Ablate slot 0 before the first segment"
    assert shown.effects.changes[0].intervention.segment == 0


def test_slots_that_are_typed_are_not_taken_for_others(shown: SimpleNamespace) -> None:
    form = shown.changes.form
    shown.selection.select(token=TARGET, segment=4)
    form.slots.setText("0, 2")
    form.segment.setValue(1)
    explain(shown)  # the answer comes while they are typed
    assert (form.slots.text(), form.segment.value()) == ("0, 2", 1)
    form.request()
    assert shown.effects.changes[0].intervention.slots == (0, 2)
    # What was applied was typed for that alone: the next explanation offers its own slots.
    shown.effects.forget_explanation()
    explain(shown)
    offered = str(shown.effects.provenance.chain[0])
    assert form.slots.text() == offered
    # Tests of it come later, and say nothing of other slots.
    shown.selection.select(slot=2)
    assert form.slots.text() == "2" != offered
    shown.effects.verify()
    answer = verified(shown.effects.provenance)
    shown.asked.worker.provenance_found.emit(ProvenanceFound(shown.asked.path, TARGET, answer))
    assert shown.effects.provenance.is_verified
    assert form.slots.text() == "2"


def test_slots_that_are_not_there_are_named(shown: SimpleNamespace) -> None:
    form = shown.changes.form
    form.slots.setText("7")
    assert not form.apply.isEnabled()
    form.request()
    assert shown.effects.changes == ()
    form.slots.setText("")
    form.request()
    assert shown.effects.changes[0].intervention.slots == ()


def test_a_file_that_is_no_text_is_refused_in_a_sentence(
    shown: SimpleNamespace, tmp_path: Path
) -> None:
    form = shown.changes.form
    form.choose("swap")
    path = tmp_path / "other.txt"
    path.write_bytes(b"\xff\xfe\xfa")
    form.read_file(str(path))
    assert not form.apply.isEnabled()
    path.write_text("Another text.", encoding="utf-8")
    form.read_file(str(path))
    assert form.apply.isEnabled()


def measure(shown: SimpleNamespace, qtbot: QtBot) -> None:
    shown.effects.add(ABLATE)
    qtbot.waitUntil(lambda: bool(shown.asked.requests), timeout=PATIENCE)
    effect = an_effect(shown.asked.document, (ABLATE,))
    shown.asked.worker.effect_measured.emit(EffectMeasured(shown.asked.path, (ABLATE,), effect))


def test_changed_words_stand_beside_what_they_were(shown: SimpleNamespace, qtbot: QtBot) -> None:
    shown.panel.show_changes()
    measure(shown, qtbot)
    table = shown.changes.changed
    QAbstractItemModelTester(table.tokens, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [row.token for row in shown_rows(table)] == [40, 41, 50]
    assert texts(table, PROBABILITY)[0] == "37%"
    assert table.model().index(0, PROBABILITY).data(BELOW_ROLE) == "→ 2%"
    assert texts(table, PREDICTED) == ["garden"] * 3
    below = [table.model().index(row, PREDICTED).data(BELOW_ROLE) for row in range(3)]
    assert below == ["→ kitchen", "", ""]
    assert texts(table, CHANGE) == ["−3.00", "−0.50", "+0.25"]
    assert "changes by −3.25. 1 of" in shown.changes.sums.text()
    table.sortByColumn(WORD, Qt.SortOrder.DescendingOrder)
    assert [row.token for row in shown_rows(table)] == [50, 41, 40]
    table.setCurrentIndex(table.model().index(2, 0))
    assert shown.selection.current.token == 40
    start, stop = word_span(shown.asked.document, 40)
    total = shown.effects.effect.total(start, stop)
    assert f"{abs(total):.2f} nats" in shown.changes.sums.text().split("differ.")[1]


def test_changes_are_switched_and_taken_out_in_the_list(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    shown.panel.show_changes()
    measure(shown, qtbot)
    row = shown.changes.list
    row.item(0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: shown.effects.effect is None, timeout=PATIENCE)
    assert "switched off" in shown.changes.sums.text()
    shown.changes.undo.click()
    assert row.item(0).checkState() is Qt.CheckState.Checked
    row.setCurrentRow(0)
    with qtbot.waitSignal(row.place_picked):
        qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClick(row, Qt.Key.Key_Delete)
    assert row.count() == 0
    assert not row.isVisible()
    shown.changes.undo.click()
    assert row.count() == 1
    shown.changes.clear.click()
    assert shown.effects.changes == ()
    assert shown.changes.redo.isEnabled() is False


def test_the_sums_say_what_is_known_of_the_changes_that_are_on(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    shown.panel.show_changes()
    measure(shown, qtbot)
    shown.effects.map_effects()
    second = Intervention("reset", 3)
    shown.effects.add(second)
    qtbot.waitUntil(lambda: len(shown.asked.requests) == 3, timeout=PATIENCE)
    assert shown.effects.asking == "map"
    assert "Reading on" in shown.changes.sums.text()
    failure = Failure(TaskKind.TRACE, "There is no such word.")
    answer = EffectMeasured(shown.asked.path, (ABLATE, second), None, failure)
    shown.asked.worker.effect_measured.emit(answer)
    assert "was not measured" in shown.changes.sums.text()
    assert not shown.changes.changed.isVisible()
    shown.changes.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: len(shown.asked.requests) == 4, timeout=PATIENCE)
    assert "Reading on" in shown.changes.sums.text()
    shown.panel.cancel.click()
    assert "was not measured" in shown.changes.sums.text()


def test_changes_that_differ_in_their_segment_alone_are_told_apart(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    shown.panel.show_changes()
    for segment in (3, 4):
        shown.effects.add(Intervention("ablate", segment, (0, 1, 2), replacement="mean"))
    rows = shown.changes.list
    rows.setFixedWidth(230)
    qtbot.wait(20)
    for row in range(2):
        item = rows.item(row)
        room = rows.visualItemRect(item)
        wrapped = rows.fontMetrics().boundingRect(
            QRect(0, 0, room.width() - 40, 1000), Qt.TextFlag.TextWordWrap, item.text()
        )
        assert room.height() >= wrapped.height() > rows.fontMetrics().height(), "all of it is there"
    assert rows.height() >= rows.visualItemRect(rows.item(1)).bottom()


def test_what_goes_wrong_is_said_in_the_card(shown: SimpleNamespace) -> None:
    shown.effects.explain(TARGET)
    assert not shown.panel.trouble.isVisible()
    failure = Failure(TaskKind.TRACE, "There is no slot {slot}.", {"slot": 9})
    shown.asked.worker.provenance_found.emit(
        ProvenanceFound(shown.asked.path, TARGET, None, failure)
    )
    assert shown.panel.trouble.isVisible()
    assert shown.panel.trouble.text() == "There is no slot 9."
    assert not shown.panel.cancel.isVisible()


def test_what_is_going_on_can_be_cancelled(shown: SimpleNamespace, qtbot: QtBot) -> None:
    shown.effects.map_effects()
    shown.asked.requests[-1].control.report(1, 2)
    assert shown.panel.bar.value() == 500
    qtbot.mouseClick(shown.panel.cancel, Qt.MouseButton.LeftButton)
    assert shown.asked.requests[-1].control.is_cancelled
    assert not shown.panel.cancel.isVisible()


def test_it_says_that_it_waits_for_the_engine(shown: SimpleNamespace) -> None:
    engine = Engine(shown.asked.session)
    engine.start(TaskKind.TRAIN)
    shown.effects.map_effects()
    assert shown.panel.doing.text().startswith("Waits until the engine is free")
    engine.end(TaskKind.TRAIN)
    assert shown.panel.doing.text().startswith("Measuring")


def test_a_trace_of_another_model_offers_to_open_that(shown: SimpleNamespace, qtbot: QtBot) -> None:
    assert not shown.panel.other_model.open_model.isVisible()
    Engine(shown.asked.session).model("quite-another")
    assert (
        "“tiny” read this text, but “quite-another” is open." in shown.panel.other_model.text.text()
    )
    with qtbot.waitSignal(shown.panel.model_requested) as heard:
        qtbot.mouseClick(shown.panel.other_model.open_model, Qt.MouseButton.LeftButton)
    assert heard.args == ["tiny", shown.effects.document.model_reference]
    assert "press E" not in shown.explain.lead.text()
    shown.asked.session._set_run(RunView("running", "/runs/another"))
    assert not shown.panel.other_model.open_model.isVisible()
    shown.asked.session._set_run(RunView("completed", "/runs/another"))
    assert shown.panel.other_model.open_model.isVisible()
    Engine(shown.asked.session).model("tiny")
    assert not shown.panel.other_model.open_model.isVisible()
    shown.asked.session._on_worker_model_unloaded()
    assert "Open it to test" in shown.panel.other_model.text.text()
    assert not shown.panel.tabs.isEnabled()


def test_a_probe_is_of_the_model_in_training_while_its_run_is_on(
    shown: SimpleNamespace,
) -> None:
    session = shown.asked.session
    Engine(session).model("base")
    assert shown.panel.other_model.open_model.isVisible()
    # The trace is called after the run, as a probe is.
    run = RunView("paused", f"/runs/{shown.effects.document.model}")
    session._set_run(run)
    session.model_changed.emit(session.model)
    assert not shown.panel.other_model.open_model.isVisible()
    session._set_run(replace(run, state="completed"))
    assert shown.panel.other_model.open_model.isVisible()


def test_the_weights_tell_whether_the_open_model_read_the_text(shown: SimpleNamespace) -> None:
    asked, note = shown.asked, shown.panel.other_model
    tell = asked.session._engine.worker.model_loaded.emit
    tell(asked.session.model)
    assert any(isinstance(each, CheckReader) for each in asked.requests)
    text = "It is not as it was."
    asked.worker.reader_checked.emit(ReaderChecked(asked.path, Failure(TaskKind.TRACE, text)))
    # Under the same name, so that opening it would be of no help.
    assert note.text.text() == text
    assert not note.open_model.isVisible()
    assert not shown.panel.tabs.isEnabled()
    note.read_again.click()
    assert asked.requests[-1].text == asked.document.text
    # Its folder may be called otherwise by now.
    tell(replace(asked.session.model, name="moved"))
    assert note.open_model.isVisible()
    asked.worker.reader_checked.emit(ReaderChecked(asked.path))
    assert not note.isVisible()
    assert shown.panel.tabs.isEnabled()
    # A run changes the weights under the name that the model has.
    tell(replace(asked.session.model, name="tiny"))
    asked.session._set_run(RunView("running", "/runs/of-tiny"))
    assert note.isVisible()
    assert "the run changes the weights" in note.text.text()
    asked.session._set_run(RunView("failed", "/runs/of-tiny"))
    assert not note.isVisible()


def test_the_rows_of_the_form_stay_together_in_a_tall_dock(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    shown.panel.show_changes()
    form = shown.changes.form
    qtbot.waitUntil(lambda: form.height() > 0, timeout=PATIENCE)
    height = form.height()
    shown.panel.resize(400, 1400)
    qtbot.waitUntil(lambda: shown.changes.height() > 1200, timeout=PATIENCE)
    assert form.height() == height
    assert height <= form.sizeHint().height()


def test_rows_are_few_even_when_everything_changed(asked: Asked) -> None:
    effect = an_effect(asked.document, (ABLATE,))
    rows = changed_rows(effect)
    assert [row.token for row in rows] == [40, 41, 50]
    assert rows[0].changes_prediction
    assert not rows[1].changes_prediction


def test_a_word_of_several_tokens_is_taken_whole(asked: Asked) -> None:
    document = asked.document
    place = document.text.index("torrents")
    token = next(t for t in range(document.num_tokens) if document.token_ends[t] > place + 3)
    start, stop = word_span(document, token)
    spelled = document.text[document.token_starts[start] : document.token_ends[stop - 1]]
    assert spelled.strip() == "torrents"
