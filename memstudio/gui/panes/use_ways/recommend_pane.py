"""Recommending: candidates ranked by what a user touched, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.actions.action import trigger
from memstudio.gui.dialogs.file_asking import ask_for_files
from memstudio.gui.panes.use_ways.bar_over_sides import lay_bar_over_sides
from memstudio.gui.panes.use_ways.problem_words import with_problems
from memstudio.gui.panes.use_ways.touched_card import TouchedCard
from memstudio.gui.panes.use_ways.user_bar import UserBar
from memstudio.gui.panes.use_ways.why_card import WhyCard
from memstudio.gui.panes.use_ways.work_line import WorkLine
from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.gui.widgets.ranked_list import RankedList, RankedRow
from memstudio.workers.recommend_messages import RecommendVerb

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.session import Session
    from memstudio.workers.recommend_messages import RecommendDone


class RecommendPane(QWidget):
    """Needs a user, candidates, and a model with a memory."""

    def __init__(
        self, session: Session, messages: MessageLog, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("recommendPane")
        self._session = session
        self._messages = messages
        self._recommending = session.recommending
        self.bar = UserBar(self._recommending)
        self.work = WorkLine(self._session, self._recommending)
        self.touched = TouchedCard(self._recommending)
        self.why = WhyCard(self._recommending)
        self._make_offer()
        self._make_ranking()
        self._compose()
        self._recommending.changed.connect(self._refresh)
        self._recommending.busy_changed.connect(self._refresh)
        self._recommending.done.connect(self._on_recommending_done)
        session.collections.changed.connect(self._refresh)
        session.model_changed.connect(self._on_session_model_changed)
        notifier().theme_changed.connect(self._refresh)
        self._refresh()

    # ------------------------------------------------------------------ building

    def _make_offer(self) -> None:
        self.line = QLineEdit()
        self.line.setObjectName("candidateLine")
        self.line.setPlaceholderText(self.tr("A candidate…"))
        self.line.setAccessibleName(self.tr("A candidate"))
        self.line.returnPressed.connect(self._on_line_entered)
        self.more = menu_button(self.tr("Candidates"), name="candidateMenu")
        menu = self.more.menu()
        self.from_files = menu.addAction(icon("file"), self.tr("From files…"))
        self.from_files.triggered.connect(self._on_from_files_triggered)
        self.from_collection = menu.addAction(icon("book"), "")
        self.from_collection.triggered.connect(self._on_from_collection_triggered)
        menu.addSeparator()
        self.clear = menu.addAction(icon("eraser"), self.tr("Remove all"))
        self.clear.triggered.connect(self._recommending.clear_offered)
        self.rank = QPushButton(icon("sparkle", "accent_text"), self.tr("Rank"))
        self.rank.setObjectName("rankCandidates")
        self.rank.setProperty("role", "primary")
        self.rank.clicked.connect(self._recommending.rank)
        self.new_only = QCheckBox(self.tr("Leave out what was touched"))
        self.new_only.setObjectName("leaveOutTouched")
        self.new_only.setChecked(self._recommending.leaves_out_touched)
        self.new_only.toggled.connect(self._on_new_only_toggled)

    def _make_ranking(self) -> None:
        self.said = QLabel()
        self.said.setObjectName("rankingSaid")
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        text = self.tr("Candidates, ranked")
        self.ranked = RankedList("rankedCandidates", text, scrolls=True)
        self.ranked.row_chosen.connect(self._on_ranked_row_chosen)
        self.new_user = QPushButton(icon("add", "accent_text"), self.tr("New user…"))
        self.new_user.setProperty("role", "primary")
        self.new_user.clicked.connect(self.bar.new.click)
        self.open_model = QPushButton(self.tr("Open a model…"))
        self.open_model.setObjectName("openModelToRank")
        self.open_model.clicked.connect(self._on_open_model_clicked)
        self.empty = EmptyState("sparkle", "", "", (self.new_user, self.open_model))
        page = Card()
        page.body.addWidget(self.said)
        page.body.addWidget(self.ranked, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(page)
        self._page = page

    def _compose(self) -> None:
        sizes = current().sizes
        self.offer = QWidget()
        grid = QGridLayout(self.offer)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(sizes.space_s)
        for place, widget in enumerate((self.line, self.more, self.rank)):
            grid.addWidget(widget, 0, place)
        grid.addWidget(self.new_only, 1, 0, 1, 3)
        side = QSplitter(Qt.Orientation.Vertical)
        side.addWidget(self.touched)
        side.addWidget(self.why)
        side.setChildrenCollapsible(False)
        side.setSizes([250, 330])
        self._side = side
        lay_bar_over_sides(self, self.bar, (self.offer, self.work, self.stack), side, (620, 360))

    # ------------------------------------------------------------------ dropping

    @property
    def drop_sentence(self) -> str:
        """What dropping text does."""
        if self._drops_are_touched:
            return self.tr("Add these as items that the user has touched")
        return self.tr("Add these as candidates")

    def take_text(self, paths: tuple[str, ...]) -> None:
        """Add the items of files: as touched while nothing is, else as candidates."""
        if self._drops_are_touched:
            self._recommending.touch(paths=paths, name=self._recommending.name or None)
        else:
            self._recommending.offer(paths=paths)

    @property
    def _drops_are_touched(self) -> bool:
        user = self._recommending.user
        return user is not None and not user.touched

    # ------------------------------------------------------------------ state

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._recommending.look()
        self._session.collections.look()

    @Slot()
    def _refresh(self, _: object = None) -> None:
        known, model = self._recommending, self._session.model
        has_touched = known.user is not None and bool(known.user.touched)
        remembers = model is not None and model.memory_kind not in {None, "none"}
        can_rank = has_touched and remembers and len(known.offered) > 1 and not known.is_busy
        self.rank.setEnabled(can_rank)
        self.clear.setEnabled(bool(known.offered))
        collection = self._session.collections.name
        self.from_collection.setVisible(bool(collection))
        text = self.tr("From the collection {name}")
        self.from_collection.setText(text.format(name=collection.replace("&", "&&")))
        for widget in (self.offer, self._side):
            widget.setVisible(bool(known.name))
        self.new_user.setVisible(known.is_known and not known.name)
        self.open_model.setVisible(not remembers)
        self.stack.setCurrentWidget(self._page if known.offered and known.name else self.empty)
        self.empty.set_texts(self.tr("What will they choose?"), self._advice(remembers=remembers))
        self._draw(remembers=remembers, has_touched=has_touched)

    def _advice(self, *, remembers: bool) -> str:
        """What is to be done next, while there is nothing to rank."""
        if not self._recommending.is_known:
            return self.tr("Your users are shown as soon as the engine has done what it is at.")
        if not self._recommending.name:
            return self.tr("What a user touched is read into a memory of its own, and candidates are "
                           "ranked by the interest that the open model predicts from it. Make a "
                           "user first.")  # fmt: skip
        text = self.tr("Add what the user has touched on the right, and candidates above: type "
                       "them, or drop files with one a line.")  # fmt: skip
        if not remembers:
            text = in_a_row(text, self._model_advice())
        return text

    def _model_advice(self) -> str:
        return self.tr("A model with a memory is needed that was trained to recommend, such as the "
                       "one that the task Recommendation makes.")  # fmt: skip

    def _draw(self, *, remembers: bool, has_touched: bool) -> None:
        known = self._recommending
        ranking = known.ranking
        if ranking is None:
            rows = [RankedRow(item.text, 0.0, "") for item in known.offered]
            self.ranked.show_rows(rows, current().accent, 1.0)
            if not remembers:
                said = self._model_advice()
            elif not has_touched:
                said = self.tr("Add what the user has touched, to rank by it.")
            elif len(known.offered) < 2:
                said = self.tr("One candidate is ranked among others: add more.")
            else:
                said = self.tr("%n candidate(s), not ranked yet.", "", len(known.offered))
            self.said.setText(said)
            return
        rows = []
        for number, each in enumerate(ranking.ranked):
            touched = self.tr("touched before") if each.is_touched else ""
            text = f"{each.item.text}  · {touched}" if touched else each.item.text
            figure = self.tr("{interest}  ({reset})").format(
                interest=numbers.percent(each.interest), reset=numbers.percent(each.interest_reset)
            )
            tip = self.tr("{name}\nInterest: {interest}; with nothing remembered: {reset}\n"
                          "Click to see which touched items speak for it.").format(
                name=each.item.text,
                interest=numbers.percent(each.interest, 1),
                reset=numbers.percent(each.interest_reset, 1),
            )  # fmt: skip
            rows.append(RankedRow(text, each.interest, figure, tip, number))
        self.ranked.show_rows(rows, current().accent, 1.0)
        said = self.tr("Interest: how likely each is chosen of {together} that are offered "
                       "together. In brackets: with nothing remembered.").format(
            together=ranking.together
        )  # fmt: skip
        if ranking.num_left_out:
            left = self.tr("%n candidate(s) left out, as touched before.", "", ranking.num_left_out)
            said = in_a_row(said, left)
        self.said.setText(said)

    # ------------------------------------------------------------------ what happens

    @Slot()
    def _on_line_entered(self) -> None:
        if text := self.line.text().strip():
            self._recommending.offer((text,))
            self.line.clear()

    @Slot()
    def _on_from_files_triggered(self) -> None:
        ask_for_files(self, self.tr("Candidates"), self._on_files_selected)

    @Slot(list)
    def _on_files_selected(self, paths: list[str]) -> None:
        self._recommending.offer(paths=tuple(paths))

    @Slot()
    def _on_from_collection_triggered(self) -> None:
        self._recommending.offer(collection=self._session.collections.name)

    @Slot(bool)
    def _on_new_only_toggled(self, is_on: bool) -> None:
        # In a window that is made anew it is put as it was, and the ranking stays.
        if is_on != self._recommending.leaves_out_touched:
            self._recommending.leaves_out_touched = is_on
            self._recommending.forget_ranking()

    @Slot(int)
    def _on_ranked_row_chosen(self, number: int) -> None:
        ranking = self._recommending.ranking
        if ranking is not None:
            self._recommending.ask_why(ranking.ranked[number].item)

    @Slot(object)
    def _on_recommending_done(self, done: RecommendDone) -> None:
        is_new = done.request.verb is RecommendVerb.TOUCH and not done.items
        if is_new and done.user is not None and self.isVisible():
            self.touched.line.setFocus()
        if done.problems:
            text = self.tr("Of these files: {names}. {reason}")
            self._messages.add("warning", with_problems(text, done.problems))

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        self._recommending.forget_ranking()

    @Slot()
    def _on_open_model_clicked(self) -> None:
        trigger(self, "file.open_model")
