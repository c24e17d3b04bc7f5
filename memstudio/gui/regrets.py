"""What can be taken back after it was done: each says so once, with a button that undoes it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, Slot

from memstudio.errors import StorageError
from memstudio.workers.collection_messages import CollectionDone, CollectionVerb
from memstudio.workers.recommend_messages import RecommendDone, RecommendVerb

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memstudio.data.preview import CorpusPreview
    from memstudio.deleted import Deleted
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.message_log import Message, Undo
    from memstudio.measuring.store import Kept
    from memstudio.recents import RecentItem
    from memstudio.tasks.recommending.items import Item
    from memstudio.training.run_queue import QueuedRun
    from memstudio.workers.dialogue_messages import DialogueView, SessionDone
    from memstudio.workers.state_messages import StateDone


_LONGEST_NAME = 60


class Regrets(QObject):
    """Hears what was deleted, cleared and reset in a window, and offers to undo it.

    The window may have another language by then, and be another: what is undone there is asked of
    the one that is handed over.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        session = window.session
        self._corpus: CorpusPreview | None = session.corpus
        self._given_up = session.dialogue.view.given_up
        self._states: list[Deleted] = []
        window.banners.undo_requested.connect(self._on_banners_undo_requested)
        session.states.done.connect(self._on_states_done)
        session.dialogue.done.connect(self._on_dialogue_done)
        session.dialogue.dialogue_changed.connect(self._on_dialogue_changed)
        session.collections.done.connect(self._on_collections_done)
        session.recommending.done.connect(self._on_recommending_done)
        session.recommending.offered_cleared.connect(self._on_recommending_offered_cleared)
        session.measuring.forgotten.connect(self._on_measuring_forgotten)
        window.queue.taken_out.connect(self._on_queue_taken_out)
        session.corpus_changed.connect(self._on_session_corpus_changed)
        window.recent.items_forgotten.connect(self._on_recent_items_forgotten)

    def offer(self, text: str, undo: Undo, subject: str = "") -> None:
        """Say what was done, and how it is undone; on a `subject` only the latest can be."""
        self._window.messages.add("info", text, undo, subject=subject)

    @Slot(object)
    def _on_banners_undo_requested(self, message: Message) -> None:
        if message.undo is not None:
            message.undo(self._window)

    def offer_layout(
        self, state: QByteArray, wanted: dict[str, bool], widths: dict[str, int]
    ) -> None:
        """The layout was reset; it was `state`, with these docks `wanted`, so wide by side."""

        def undo(window: MainWindow) -> None:
            window.dock_plan.want(wanted)
            window.restoreState(state)
            window.dock_plan.widths.know(widths)
            window.dock_plan.follow_page(window.pages.current)

        self.offer(self.tr("The layout is as it was at first."), undo)

    @Slot(object)
    def offer_lanes(self, state: object) -> None:
        """The lanes of the Memory page were reset; they were in `state`."""
        text = self.tr("All lanes are there, as high as at first.")
        self.offer(text, lambda w: w.memory_page().document.pictures.restore_lanes(state))

    @Slot(object)
    def offer_settings(self, before: dict[str, Any]) -> None:
        """Other settings were chosen on the Train page, in place of those of `before`."""
        text = self.tr("%n setting(s) of the Train page changed.", "", len(before))
        self.offer(text, lambda w: w.train_page().form.apply(before))

    # ------------------------------------------------------------------ deleted

    def _offer_deleted(
        self, text: str, deleted: Sequence[Deleted], look: Callable[[], None], back: str = ""
    ) -> None:
        def undo(window: MainWindow) -> None:
            for each in deleted:
                try:
                    each.bring_back()
                except StorageError as error:
                    window.messages.add_failure(error)
                else:
                    if back:
                        window.messages.add("info", back)
            look()

        self.offer(text, undo)

    @Slot(object)
    def _on_states_done(self, done: StateDone) -> None:
        if done.deleted is not None:
            self._states.append(replace(done.deleted, name=done.name))
        states = self._window.session.states
        if states.is_busy or not self._states:
            return
        # Those that were deleted together come back together.
        text = self.tr("The memory state {name} is deleted.")
        text = text.format(name=self._states[-1].name)
        if len(self._states) > 1:
            text = self.tr("%n memory state(s) deleted.", "", len(self._states))
        deleted, self._states = self._states, []
        self._offer_deleted(text, deleted, states.look)

    @Slot(object)
    def _on_dialogue_done(self, done: SessionDone) -> None:
        if done.deleted is not None:
            text = self.tr("The session {name} is deleted.").format(name=done.name)
            back = self.tr("The session {name} is in the list again.").format(name=done.name)
            look = self._window.session.dialogue.look
            # The conversation that is on stays, so nothing else would show it.
            self._offer_deleted(text, [done.deleted], look, back)

    @Slot(object)
    def _on_collections_done(self, done: CollectionDone) -> None:
        verb, name, deleted = done.request.verb, done.request.name, done.deleted
        if verb is CollectionVerb.BRING_BACK and done.failure is not None:
            self._window.messages.add_failure(done.failure)
        if deleted is None:
            return
        if verb is CollectionVerb.DELETE:
            text = self.tr("The collection {name} is deleted.").format(name=name)
            self._offer_deleted(text, [deleted], self._window.session.collections.look)
            return
        text = self.tr("The past queries of {name} are forgotten.").format(name=name)
        if verb is CollectionVerb.REMOVE:
            text = self.tr("{document} is taken out of {name}.")
            text = text.format(document=deleted.name, name=name)
        back = CollectionVerb.BRING_BACK
        self.offer(text, lambda w: w.session.collections.ask(back, name=name, deleted=deleted))

    @Slot(object)
    def _on_recommending_done(self, done: RecommendDone) -> None:
        if done.deleted is not None:
            text = self.tr("{name} is deleted; what was touched can be brought back.").format(
                name=done.request.name
            )
            self._offer_deleted(text, [done.deleted], self._window.session.recommending.look)
        if (taken := done.taken) is not None:
            text = self.tr("“{item}” is no longer among what {name} touched.")
            text = text.format(item=_short(taken.item.text), name=done.request.name)
            name, number = done.request.name, done.number
            self.offer(text, lambda w: w.session.recommending.put_back(name, number, taken))
        if done.request.verb is RecommendVerb.PUT_BACK and done.failure is not None:
            self._window.messages.add_failure(done.failure)

    @Slot(object, object)
    def _on_measuring_forgotten(self, kept: Kept, deleted: Deleted) -> None:
        text = self.tr("The measurement of {name} is deleted.").format(
            name=kept.measurement.of.name
        )
        self._offer_deleted(text, [deleted], self._window.session.measuring.look)

    @Slot(int, object)
    def _on_queue_taken_out(self, place: int, run: QueuedRun) -> None:
        text = self.tr("The run {name} is taken out of the queue.").format(name=run.name)
        self.offer(text, lambda w: w.queue.put_back(place, run))

    @Slot(object)
    def _on_dialogue_changed(self, view: DialogueView) -> None:
        before, self._given_up = self._given_up, view.given_up
        if view.given_up > before:
            text = self.tr("What the model remembered is given up.")
            number = view.given_up
            self.offer(text, lambda w: w.session.dialogue.take_up(number), "given up")

    # ------------------------------------------------------------------ cleared

    @Slot(object)
    def _on_session_corpus_changed(self, corpus: CorpusPreview | None) -> None:
        before, self._corpus = self._corpus, corpus
        if corpus is not None or before is None:
            return
        self.offer(
            self.tr("The dataset was cleared; its files stay where they are."),
            lambda w: w.session.read_data(before.paths, before.segment_length, before.asked),
        )

    @Slot(object)
    def _on_recommending_offered_cleared(self, before: tuple[Item, ...]) -> None:
        text = self.tr("%n candidate(s) removed.", "", len(before))
        self.offer(text, lambda w: w.session.recommending.offer_again(before))

    @Slot(object)
    def _on_recent_items_forgotten(self, before: tuple[RecentItem, ...]) -> None:
        number = len(before) - len(self._window.recent.items())
        text = self.tr("%n item(s) taken from the list of what was open lately.", "", number)
        self.offer(text, lambda w: w.recent.restore(before))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…"
