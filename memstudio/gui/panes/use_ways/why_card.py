"""Why a candidate stands where it does: what blanking out each touched item does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot

from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.ranked_list import RankedList, RankedRow
from memstudio.gui.widgets.wrapped_label import WrappedLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.recommending import Recommending
    from memstudio.tasks.recommending.ranking_types import ItemEffect, Reasons


class WhyCard(Card):
    """A sentence, and the touched items by their effect, those beyond noise in colour."""

    def __init__(self, recommending: Recommending, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Why?"))
        self._recommending = recommending
        self.said = WrappedLabel()
        self.said.setObjectName("whySaid")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text = self.tr("Touched items by their effect")
        self.effects = RankedList("itemEffects", text, scrolls=True)
        self.note = WrappedLabel(
            self.tr(
                "By how much the interest falls, in nats, when one item is blanked out and the "
                "rest read again in several orders. In colour: beyond noise (95%)."
            )
        )
        self.note.setProperty("role", "caption")
        self.body.addWidget(self.said)
        self.body.addWidget(self.effects, 1)
        self.body.addWidget(self.note)
        self.body.addStretch(0)
        recommending.changed.connect(self._refresh)
        notifier().theme_changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self, _: object = None) -> None:
        known = self._recommending
        reasons = known.reasons
        self.effects.setVisible(reasons is not None)
        self.note.setVisible(reasons is not None)
        if reasons is not None:
            self.said.setText(self._sentence(reasons))
            look = current()
            self.effects.show_rows([self._row(each) for each in reasons.effects], look.muted_text)
        elif known.asked_about is not None:
            text = self.tr("Each touched item is blanked out, to see what that does to “{name}”…")
            self.said.setText(text.format(name=known.asked_about.text))
        else:
            self.said.setText(
                self.tr("Click a ranked candidate to see which touched items speak for it.")
            )

    def _sentence(self, reasons: Reasons) -> str:
        own = reasons.candidate
        head = self.tr("“{name}”: interest {interest}, {reset} with nothing remembered.").format(
            name=own.item.text,
            interest=numbers.percent(own.interest),
            reset=numbers.percent(own.interest_reset),
        )
        if reasons.reasons:
            main = reasons.main
            names = ", ".join(f"“{each.item.text}”" for each in main)
            if not reasons.changes_interest:
                text = self.tr("What is remembered hardly changes it; most of what it does comes from {names}.")  # fmt: skip
            elif len(main) == 1:
                text = self.tr("Above all because of {names}: without it, it would be less.")
            else:
                text = self.tr("Above all because of {names}: without one of them it would be less.")  # fmt: skip
            said = text.format(names=names)
        else:
            best = max(reasons.effects, key=lambda each: each.alone)
            text = self.tr("No single item's absence lowers it beyond noise. Alone, “{name}” "
                           "would change it most, by {alone} nats.")  # fmt: skip
            if not reasons.has_intervals:
                text = self.tr("So few items can be read in too few orders to tell what is beyond "
                               "noise: add more. Alone, “{name}” would change it by {alone} "
                               "nats.")  # fmt: skip
            said = text.format(name=best.item.text, alone=numbers.signed(best.alone))
        untested = ""
        if reasons.num_untested:
            untested = self.tr("The earliest %n item(s) were read, but not put to the test.", "",
                               reasons.num_untested)  # fmt: skip
        return in_a_row(head, said, untested)

    def _row(self, effect: ItemEffect) -> RankedRow:
        tip = self.tr("{name}\nBlanked out: {effect} nats\nAlone remembered: {alone} nats")
        low = high = ""
        if effect.low is not None and effect.high is not None:
            tip = self.tr("{name}\nBlanked out: {effect} nats ({low} to {high}, 95%)\n"
                          "Alone remembered: {alone} nats")  # fmt: skip
            low, high = numbers.signed(-effect.high), numbers.signed(-effect.low)
        tip = tip.format(
            name=effect.item.text,
            effect=numbers.signed(-effect.effect),
            low=low,
            high=high,
            alone=numbers.signed(effect.alone),
        )
        colour = current().accent if effect.is_beyond_noise else None
        shown = max(0.0, effect.effect)
        number = numbers.signed(effect.effect)
        return RankedRow(effect.item.text, shown, number, tip, None, colour)
