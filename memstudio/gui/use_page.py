"""The Use page: each way of using a model in a tab, built when it is first looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from memstudio.gui.drops import plan_drop
from memstudio.gui.panes.use.pane import UsePane
from memstudio.gui.widgets.icons import icon
from memstudio.workers.collection_messages import CollectionVerb
from memstudio.workers.recommend_messages import RecommendVerb

if TYPE_CHECKING:
    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.panes.use_ways.recommend_pane import RecommendPane
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session
    from memstudio.workers.collection_messages import CollectionDone
    from memstudio.workers.messages import Failure
    from memstudio.workers.recommend_messages import RecommendDone


class UsePage(QWidget):
    """A new way is one more tab, and one more case in `_build`.

    Attributes:
        write: where a text is written on, and questions are asked.
    """

    def __init__(
        self,
        session: Session,
        selection: SelectionModel,
        messages: MessageLog,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("usePage")
        self._session = session
        self._messages = messages
        self.write = UsePane(session, selection)
        self.write.transcript.cleared.connect(self._on_transcript_cleared)
        self.tabs = QTabWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.setObjectName("useTabs")
        self.tabs.setDocumentMode(True)
        self._ways: list[str] = []
        self._columns: dict[str, QVBoxLayout] = {}
        self._built: dict[str, QWidget] = {"write": self.write}
        for way, name, title in (
            ("write", "use", self.tr("Write and talk")),
            ("search", "search", self.tr("Search")),
            ("answer", "help", self.tr("Answer from sources")),
            ("recommend", "sparkle", self.tr("Recommend")),
        ):
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            if way in self._built:
                column.addWidget(self._built[way])
            self._ways.append(way)
            self._columns[way] = column
            self.tabs.addTab(holder, icon(name, "muted_text"), title)
        self.tabs.currentChanged.connect(self._on_tabs_current_changed)
        session.collections.done.connect(self._on_session_collections_done)
        session.recommending.done.connect(self._on_session_recommending_done)

    def prepare(self, prompt: str, *, as_question: bool) -> None:
        """Put a prompt in the box, ready to be sent."""
        self.tabs.setCurrentIndex(0)
        self.write.prepare(prompt, as_question=as_question)

    def way(self, name: str) -> QWidget:
        """A way of use, built now if it was not before."""
        if name not in self._built:
            pane = self._build(name)
            self._built[name] = pane
            self._columns[name].addWidget(pane)
        return self._built[name]

    @property
    def built(self) -> tuple[str, ...]:
        """The ways that were looked at."""
        return tuple(self._built)

    def show_way(self, name: str) -> None:
        """Bring a way of use to the front."""
        self.tabs.setCurrentIndex(self._ways.index(name))

    @property
    def current_way(self) -> str:
        """The name of the way of use in front."""
        return self._ways[self.tabs.currentIndex()]

    @property
    def takes_text(self) -> bool:
        """Whether text that is dropped now goes to the way of use that is in front."""
        is_usable = self.current_way != "write" or self._session.model is not None
        return self.isVisible() and is_usable

    @property
    def drop_sentence(self) -> str:
        """What dropping text does."""
        if self.current_way == "write":
            return self.tr("Read this text into the memory")
        pane = self._recommend_pane()
        return self.tr("Put this text into the collection") if pane is None else pane.drop_sentence

    def take_text(self, paths: tuple[str, ...]) -> None:
        """Read it into the memory, or add it to the chosen collection or what is recommended."""
        if self.current_way == "write":
            self._read(paths)
            return
        pane = self._recommend_pane()
        if pane is not None:
            pane.take_text(paths)
            return
        from memstudio.gui.panes.use_ways.collection_bar import add_documents

        add_documents(self._session.collections, paths)

    def _read(self, paths: tuple[str, ...]) -> None:
        """Do what the button of the page does with the file that is chosen there."""
        if not self.write.controls.bar.read.isEnabled():
            why = self.write.reason.text() or self.tr("Wait until what is going on is done.")
        elif len(paths) > 1 or plan_drop(paths).num_folders:
            why = self.tr("Drop one file at a time to have it read into the memory.")
        else:
            self.write.documents.files.read_path(Path(paths[0]))
            return
        self._messages.add("warning", why)

    def _recommend_pane(self) -> RecommendPane | None:
        """The way that recommends, when it is in front."""
        way = self._ways[self.tabs.currentIndex()]
        return cast("RecommendPane", self.way(way)) if way == "recommend" else None

    def _build(self, name: str) -> QWidget:
        if name == "search":
            from memstudio.gui.panes.use_ways.search_pane import SearchPane

            return SearchPane(self._session)
        if name == "recommend":
            from memstudio.gui.panes.use_ways.recommend_pane import RecommendPane

            return RecommendPane(self._session, self._messages)
        from memstudio.gui.panes.use_ways.answer_pane import AnswerPane

        return AnswerPane(self._session)

    @Slot(object)
    def _on_transcript_cleared(self, kept: tuple[object, ...]) -> None:
        text = self.tr("The page was cleared; the memory is as it was.")
        self._messages.add("info", text, lambda w: w.use_page().write.controls.bring_back(kept))

    @Slot(object)
    def _on_session_collections_done(self, done: CollectionDone) -> None:
        if done.added is not None and done.added.problems:
            from memstudio.gui.panes.use_ways.problem_words import with_problems

            text = self.tr("Not all could be added: {names}. {reason}")
            self._messages.add("warning", with_problems(text, done.added.problems))
        for text in self._session.collections.untold(done):
            self._messages.add("warning", text)
        if done.request.verb not in {CollectionVerb.LIST, CollectionVerb.BRING_BACK}:
            self._tell_unseen(done.failure, {"search", "answer"})

    @Slot(object)
    def _on_session_recommending_done(self, done: RecommendDone) -> None:
        if done.request.verb not in {RecommendVerb.LIST, RecommendVerb.PUT_BACK}:
            self._tell_unseen(done.failure, {"recommend"})

    def _tell_unseen(self, failure: Failure | None, ways: set[str]) -> None:
        """Tell of what went wrong by a message, where no way that says so is in front."""
        if failure is not None and not (self.isVisible() and self.current_way in ways):
            self._messages.add_failure(failure)

    @Slot(int)
    def _on_tabs_current_changed(self, index: int) -> None:
        self.way(self._ways[index])
