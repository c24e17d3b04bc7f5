"""Links as rows and arcs: every word of them is the engine's, and the ways through slots join up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSizeF, Qt

from memstudio.gui.panes.memory.effects.arcs import curve, place_chips
from memstudio.gui.panes.memory.effects.links import (
    arcs,
    effect_words,
    link_rows,
    mentions_words,
)
from memstudio.gui.panes.memory.effects.links_table import WEIGHT, LinksModel
from memstudio.gui.panes.memory.effects.look import (
    change_colour,
    probability,
    shortened,
    shown_word,
)
from memstudio.gui.panes.memory.effects.slot_numbers import read_slots, write_slots
from memstudio.trace.provenance_types import Measured
from tests.gui.effects.answers import TARGET, a_provenance, verified

if TYPE_CHECKING:
    from tests.gui.effects.conftest import Asked


def test_rows_say_what_each_link_is(asked: Asked) -> None:
    found = a_provenance(asked.document)
    rows = link_rows(found, "attention")
    assert [row.title for row in rows] == [
        "read from slot 1", "read from slot 0", "slot 1 since segment 1",
        "slot 1 from segment 1", "slot 1 from segment 1", "in its own segment",
    ]  # fmt: skip
    assert rows[3].words == found.spans[0].text
    assert rows[3].token == 18
    assert rows[3].segment == 1
    assert {row.standing for row in rows} == {"unknown"}
    assert [row.weight for row in link_rows(found, "gradient")[3:5]] == [0.1, 0.9]


def test_arcs_lead_from_the_word_through_a_slot_to_its_sources(asked: Asked) -> None:
    found = verified(a_provenance(asked.document))
    rows = link_rows(found, "attention")
    first, second = arcs(found, rows, "attention")
    assert (first.target, first.slot, first.segment) == (TARGET, 1, 1)
    assert [(source.start, source.stop) for source in first.sources] == [(18, 24), (26, 30)]
    assert first.standing == "confirmed"
    assert [source.standing for source in first.sources] == ["confirmed", "refuted"]
    assert [source.label for source in first.sources] == ["−4.21", "+0.01"]
    assert first.label == "−4.21, changes the answer"
    assert first.row == 3
    # The other slot was read too; nothing is known of where it came from.
    assert (second.slot, second.sources, second.standing) == (0, (), "refuted")
    assert second.weight < first.weight == 1.0
    tie = Measured(-0.04, " kitchen", changes_answer=True, is_confirmed=False)
    links = tuple(replace(each, measured=tie) for each in found.links)
    found = replace(found, links=links)
    labels = [each.label for each in arcs(found, link_rows(found, "attention"), "attention")]
    assert labels == ["−0.04"] * len(labels)


def test_an_unmeasured_arc_has_no_number(asked: Asked) -> None:
    found = a_provenance(asked.document)
    first, *_ = arcs(found, link_rows(found, "attention"), "attention")
    assert first.label == ""
    assert first.standing == "unknown"
    assert "read slot 1: 70% of what it read" in first.tooltip


def test_the_other_weighing_puts_the_other_source_first(asked: Asked) -> None:
    found = a_provenance(asked.document)
    first, *_ = arcs(found, link_rows(found, "gradient"), "gradient")
    assert [source.start for source in first.sources] == [26, 18]
    # A share of the gradient is none of what was read.
    assert "hangs on slot 1: 50% of its gradient" in first.tooltip
    assert "read slot" not in first.tooltip


def test_what_attention_says_nothing_of_has_no_share(asked: Asked) -> None:
    found = a_provenance(asked.document)
    links = [
        replace(each, attention=None) if each.kind == "carry" else each for each in found.links
    ]
    found = replace(found, links=tuple(links))
    model = LinksModel()
    model.show_rows(link_rows(found, "attention"), "")
    assert [model.index(row, WEIGHT).data() for row in range(4)] == ["70%", "30%", "–", "80%"]
    model.show_rows(link_rows(found, "gradient"), "")
    assert model.index(2, WEIGHT).data() == "100%"


def test_only_what_changes_next_to_nothing_makes_no_difference(asked: Asked) -> None:
    found = a_provenance(asked.document)
    measured = (
        Measured(0.01, " garden", changes_answer=False, is_confirmed=False),
        Measured(-1.03, " kitchen", changes_answer=True, is_confirmed=False),
        Measured(2.5, " garden", changes_answer=False, is_confirmed=False),
    )
    links = tuple(replace(each, measured=m) for each, m in zip(found.links, measured, strict=False))
    model = LinksModel()
    model.show_rows(link_rows(replace(found, links=links), "attention"), "garden")
    nothing, some, likelier = (
        model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)
    )
    assert "makes no difference: without it +0.01" in nothing
    assert "not confirmed" in some
    assert "−1.03, changes “garden” to “kitchen”" in some
    assert "likelier, +2.50" in likelier


def test_all_places_together_are_told_where_none_was_enough(asked: Asked) -> None:
    found = a_provenance(asked.document)
    assert mentions_words(found) == ""
    matters = Measured(-14.13, " church", changes_answer=True, is_confirmed=True)
    found = replace(found, mentions=((18, 24), (26, 30)), mentions_measured=matters)
    assert mentions_words(found) == (
        "No source is needed alone: “garden” stands in the passages from tokens 18, 26. Without "
        "all of these: −14.13, changes “garden” to “church”."
    )


def test_chips_stand_at_their_height_or_at_the_edge_and_cover_none() -> None:
    view, size = QSizeF(400, 300), QSizeF(150, 22)
    placed = place_chips([(-900, size), (-20, size), (-5, size), (150, size), (999, size)], view)
    assert [each.edge for each in placed] == [-1, -1, -1, 0, 1]
    areas = [each.area for each in placed]
    for index, area in enumerate(areas):
        assert QRectF(0, 0, 400, 300).contains(area)
        assert not any(area.intersects(other) for other in areas[:index])
    assert areas[3].center().y() == 150
    assert areas[0].top() == areas[1].top()  # beside each other
    assert areas[2].top() > areas[0].top()  # two fill a row
    (moved,) = place_chips([(999, size)], view, [QRectF(200, 260, 200, 40)])
    assert moved.area.right() <= 200


def test_a_curve_begins_and_ends_at_the_boxes() -> None:
    above, below = QRectF(10, 10, 40, 20), QRectF(200, 200, 40, 20)
    path = curve(above, below)
    assert path.pointAtPercent(0).y() == above.bottom()
    assert path.pointAtPercent(1).y() == below.top()
    assert curve(below, above).pointAtPercent(0).y() == below.top()


def test_effects_are_written_with_what_they_change() -> None:
    changes = Measured(-2.0, " kitchen", changes_answer=True, is_confirmed=True)
    assert effect_words(changes, " garden") == "−2.00, changes “garden” to “kitchen”"
    assert effect_words(None, " garden") == ""
    # At a near tie whatever is taken away may change which word is said.
    tie = replace(changes, effect=-0.04, is_confirmed=False)
    assert effect_words(tie, " garden") == (
        "−0.04, not confirmed (though “kitchen” would be said instead of “garden”)"
    )


def test_probabilities_and_words_stay_short() -> None:
    assert [probability(p) for p in (0.934, 0.051, 0.004, 0.0004, 1e-7, 0.0)] == [
        "93%", "5%", "0.4%", "0.04%", "<0.01%", "0%",
    ]  # fmt: skip
    assert shown_word(" a  b\n") == "a b"
    assert shown_word("\n") == "↵"
    assert shortened("Nora walked to the kitchen", 14) == "Nora wal…tchen"
    assert len(shortened("x" * 100, 20)) == 20
    # What is long enough is cut between words.
    long = "Now be sincere; did you admire me for my impertinence? Oscar walked to the mill."
    assert shortened(long, 56) == "Now be sincere; did you admire me … walked to the mill."
    assert len(shortened("x" * 100, 56)) == 56


def test_a_change_is_tinted_by_sign_and_size() -> None:
    less, more = change_colour(-2.0, 2.0), change_colour(2.0, 2.0)
    assert less.hue() != more.hue()
    assert change_colour(-1.0, 2.0).alphaF() < less.alphaF()
    assert change_colour(0.0, 2.0).alphaF() == 0


def test_slots_are_read_as_they_are_typed() -> None:
    assert read_slots("", 8) == ()
    assert read_slots("5", 8) == (5,)
    assert read_slots("1, 4-6,1", 8) == (1, 4, 5, 6)
    assert read_slots("1，3", 8) == (1, 3)
    for wrong in ("8", "x", "3-1", "-1", "1-9"):
        assert read_slots(wrong, 8) is None, wrong
    assert write_slots((1, 4)) == "1, 4"
