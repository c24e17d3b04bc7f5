"""What can be taken back after it was done: each says so once, with a button that undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Slot

from memstudio.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.data.preview import CorpusPreview
    from memstudio.deleted import Deleted
    from memstudio.gui.main_window import MainWindow
    from memstudio.measuring.store import Kept
    from memstudio.recents import RecentItem
    from memstudio.training.run_queue import QueuedRun
    from memstudio.workers.collection_messages import CollectionDone
    from memstudio.workers.dialogue_messages import SessionDone
    from memstudio.workers.recommend_messages import RecommendDone
    from memstudio.workers.state_messages import StateDone


class Regrets(QObject):
    """Hears what was deleted, cleared and reset in a window, and offers to undo it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        session = window.session
        self._corpus: CorpusPreview | None = session.corpus
        session.states.done.connect(self._on_states_done)
        session.dialogue.done.connect(self._on_dialogue_done)
        session.collections.done.connect(self._on_collections_done)
        session.recommending.done.connect(self._on_recommending_done)
        session.measuring.forgotten.connect(self._on_measuring_forgotten)
        window.queue.taken_out.connect(self._on_queue_taken_out)
        session.corpus_changed.connect(self._on_session_corpus_changed)
        window.recent.items_forgotten.connect(self._on_recent_items_forgotten)

    def offer(self, text: str, undo: Callable[[], None]) -> None:
        """Say what was done, and how it is undone."""
        self._window.messages.add("info", text, undo)

    def offer_layout(self, state: QByteArray, wanted: dict[str, bool]) -> None:
        """The layout was reset; it was `state`, with these docks `wanted`."""
        window = self._window

        def undo() -> None:
            window.dock_plan.want(wanted)
            window.restoreState(state)
            window.dock_plan.follow_page(window.pages.current)

        self.offer(self.tr("The layout is as it was at first."), undo)

    # ------------------------------------------------------------------ deleted

    def _offer_deleted(self, text: str, deleted: Deleted, look: Callable[[], None]) -> None:
        def undo() -> None:
            try:
                deleted.bring_back()
            except StorageError as error:
                self._window.messages.add_failure(error)
            look()

        self.offer(text, undo)

    @Slot(object)
    def _on_states_done(self, done: StateDone) -> None:
        if done.deleted is not None:
            text = self.tr("The memory state {name} is deleted.").format(name=done.name)
            self._offer_deleted(text, done.deleted, self._window.session.states.look)

    @Slot(object)
    def _on_dialogue_done(self, done: SessionDone) -> None:
        if done.deleted is not None:
            text = self.tr("The session {name} is deleted.").format(name=done.name)
            self._offer_deleted(text, done.deleted, self._window.session.dialogue.look)

    @Slot(object)
    def _on_collections_done(self, done: CollectionDone) -> None:
        if done.deleted is not None:
            text = self.tr("The collection {name} is deleted.").format(name=done.request.name)
            self._offer_deleted(text, done.deleted, self._window.session.collections.look)

    @Slot(object)
    def _on_recommending_done(self, done: RecommendDone) -> None:
        if done.deleted is not None:
            text = self.tr("{name} is deleted; what was touched can be brought back.").format(
                name=done.request.name
            )
            self._offer_deleted(text, done.deleted, self._window.session.recommending.look)

    @Slot(object, object)
    def _on_measuring_forgotten(self, kept: Kept, deleted: Deleted) -> None:
        text = self.tr("The measurement of {name} is deleted.").format(
            name=kept.measurement.of.name
        )
        self._offer_deleted(text, deleted, self._window.session.measuring.look)

    @Slot(int, object)
    def _on_queue_taken_out(self, place: int, run: QueuedRun) -> None:
        text = self.tr("The run {name} is taken out of the queue.").format(name=run.name)
        self.offer(text, lambda: self._window.queue.put_back(place, run))

    # ------------------------------------------------------------------ cleared

    @Slot(object)
    def _on_session_corpus_changed(self, corpus: CorpusPreview | None) -> None:
        before, self._corpus = self._corpus, corpus
        if corpus is not None or before is None:
            return
        session = self._window.session
        self.offer(
            self.tr("The dataset was cleared; its files stay where they are."),
            lambda: session.read_data(before.paths, before.segment_length, before.asked),
        )

    @Slot(object)
    def _on_recent_items_forgotten(self, before: tuple[RecentItem, ...]) -> None:
        recent = self._window.recent
        number = len(before) - len(recent.items())
        text = self.tr("%n item(s) taken from the list of what was open lately.", "", number)
        self.offer(text, lambda: recent.restore(before))
