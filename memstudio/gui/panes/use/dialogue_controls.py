"""Joins the transcript, its tools and the sessions to the dialogue that the engine holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPushButton

from memstudio.gui.awaited_model import AwaitedModel
from memstudio.gui.dialogs.confirm import ConfirmDialog
from memstudio.gui.dialogs.file_asking import ask_where_to_save
from memstudio.gui.panes.use.edit_strip import EditStrip
from memstudio.gui.panes.use.forget_strip import ForgetStrip
from memstudio.gui.panes.use.forget_words import in_words
from memstudio.gui.panes.use.session_bar import SessionBar
from memstudio.gui.panes.use.turn_tools import TurnTools
from memstudio.gui.translation import filled
from memstudio.gui.widgets.icons import icon
from memstudio.workers.dialogue_messages import Change, DialogueView, SessionDone, SessionVerb
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from memstudio.gui.panes.use.composer import Composer
    from memstudio.gui.panes.use.memory_card import MemoryCard
    from memstudio.gui.panes.use.transcript import Transcript
    from memstudio.gui.session import Session
    from memstudio.tasks.dialogue.forget_report import ForgetReport
    from memstudio.tasks.dialogue.remembered import Remembered
    from memstudio.tasks.generation_settings import GenerationSettings
    from memstudio.workers.messages import Failure

_MORE_CHANCE = 0.8
_MOST_SEED = 2**31 - 1


class DialogueControls(QObject):
    """One for the Use page.

    Signals:
        said_again(index, text, GenerationSettings, document, keeps_branch): in place of a turn.
        changed: other turns are shown.
        sources_requested(turns, index): where the last answer of these turns came from.

    Attributes:
        bar: the session, above the transcript.
        tools: for a turn.
        edit: says that a turn is edited.
        forget: to say what is to be forgotten.
    """

    said_again = Signal(int, str, object, str, bool)
    changed = Signal()
    sources_requested = Signal(object, int)

    def __init__(
        self, session: Session, transcript: Transcript, composer: Composer, memory: MemoryCard
    ) -> None:
        super().__init__(transcript)
        self._session, self._room = session, session.dialogue
        self._transcript, self._composer = transcript, composer
        self._is_usable = self._is_writing = False
        # The turn that is edited, and whether it is what the model wrote.
        self._edited: tuple[int, bool] | None = None
        # The text that was sent in its place, until it is there; and whether the engine is at it.
        self._sent: tuple[int, bool, str, bool, bool] | None = None
        self._is_at_sent = False
        # What stood in the box before, and whether it was a question.
        self._draft = ("", False)
        # The session that is gone to once its model is open.
        self._expected: AwaitedModel[str] = AwaitedModel(session, self)
        # Whether something is said in place of a turn that still is in the memory.
        self._is_saying_again = False
        self.bar = SessionBar(self._room)
        self.tools = TurnTools(transcript)
        self.edit = EditStrip()
        self.forget = ForgetStrip()
        self.ask = QPushButton(icon("eye"), self.tr("What is remembered?"))
        self.ask.setObjectName("askRemembered")
        self.ask.setToolTip(self.tr("The slots in words, and the turns that they come from"))
        self.forget_some = QPushButton(icon("eraser"), self.tr("Forget…"))
        self.forget_some.setObjectName("forgetSome")
        self.forget_some.setToolTip(self.tr("Forget a name or some words, and measure whether they are forgotten"))  # fmt: skip
        memory.add_row(self.ask, self.forget_some)
        self._connect()
        composer.prompt.installEventFilter(self.tools)
        self._room.look()

    def _connect(self) -> None:
        room, tools, bar = self._room, self.tools, self.bar
        room.dialogue_changed.connect(self._on_room_dialogue_changed)
        room.done.connect(self._on_room_done)
        room.forgotten.connect(self._on_room_forgotten)
        room.remembered.connect(self._on_room_remembered)
        room.save_failed.connect(self._on_room_save_failed)
        tools.again_requested.connect(self._on_tools_again_requested)
        tools.edit_requested.connect(self._on_tools_edit_requested)
        tools.answer_requested.connect(self._on_tools_answer_requested)
        tools.branch_requested.connect(self._on_tools_branch_requested)
        tools.forget_requested.connect(self._on_tools_forget_requested)
        tools.sources_requested.connect(self._on_tools_sources_requested)
        bar.new_requested.connect(self._on_bar_new_requested)
        bar.open_requested.connect(self._on_bar_open_requested)
        bar.merge_requested.connect(self._on_bar_merge_requested)
        bar.branch_requested.connect(self._on_bar_branch_requested)
        bar.rename_requested.connect(self._on_bar_rename_requested)
        bar.export_requested.connect(self._on_bar_export_requested)
        bar.delete_requested.connect(self._on_bar_delete_requested)
        self.edit.cancelled.connect(self._on_edit_cancelled)
        self._session.task_changed.connect(self._on_session_task_changed)
        self._composer.stop_requested.connect(self._on_composer_stop_requested)
        self.forget.forget_requested.connect(self._on_forget_forget_requested)
        self.ask.clicked.connect(room.ask_remembered)
        self.forget_some.clicked.connect(self.forget.open)

    # ------------------------------------------------------------------ state

    def set_state(self, *, is_usable: bool, is_writing: bool, model: str) -> None:
        """Whether the model can be used now, and whether something is being written."""
        self._is_usable, self._is_writing = is_usable, is_writing
        has_turns = bool(self._room.view.turns)
        # A session can be gone to without a model: its own is opened first.
        can_go = is_usable or (not model and self._session.task is None)
        self.bar.set_usable(can_go, model)
        self.tools.set_view(self._room.view, is_usable=is_usable)
        self.ask.setEnabled(is_usable)
        self.forget_some.setEnabled(is_usable and self._session.memory is not None)
        self.forget.set_usable(is_usable)
        if not has_turns:
            self._end_editing(keeps_text=True)

    def take_back(self) -> bool:
        """Show a turn as it was, when nothing came of saying it again; False when none was."""
        was_saying = self._is_saying_again
        self._is_saying_again = self._is_writing = False
        if was_saying:
            self._show(self._room.view)
        return was_saying

    def bring_back(self, kept: tuple[Any, ...]) -> None:
        """Show again what was cleared from the page."""
        self._transcript.bring_back(kept)
        self._show(self._room.view)
        self.changed.emit()

    def _show(self, view: DialogueView) -> None:
        boundary = self.tr("The memory was emptied or exchanged here: what stands above is not in it.")  # fmt: skip
        self._transcript.show_turns(view, boundary, is_writing=self._is_writing)
        self.tools.set_view(view, is_usable=self._is_usable)

    @Slot(object)
    def _on_room_dialogue_changed(self, view: DialogueView) -> None:
        if view.change is Change.MODEL:
            self._transcript.seal()
        elif view.change is Change.SESSION:
            self._transcript.clear_all()
        self._end_editing(keeps_text=True)
        self._is_saying_again, self._sent = False, None
        self._show(view)
        self.changed.emit()
        if view.change is Change.MODEL and (name := self._expected.take()) is not None:
            self._room.ask(SessionVerb.OPEN, name)

    def carried(self) -> tuple[object, ...]:
        """What is being edited and waited for, for another window."""
        expected = self._expected.carried()
        editing = (self._edited, self._draft, self._composer.text())
        return (editing, expected, self._is_saying_again, self._sent, self._is_at_sent)

    def carry_on(self, state: tuple[Any, ...]) -> None:
        """Go on where another window stood."""
        (edited, draft, text), expected, self._is_saying_again, self._sent, self._is_at_sent = state
        self._expected.carry_on(expected)
        if edited is not None:
            self._begin_editing(edited[0], is_answer=edited[1])
            self._composer.put(text, as_question=self._composer.is_question)
            self._draft = draft
        self.tools.set_view(self._room.view, is_usable=self._is_usable)

    # ------------------------------------------------------------------ editing

    def take_edit(self, text: str, settings: GenerationSettings) -> bool:
        """Send what stands in the box in place of the turn that is edited; False when none is."""
        if self._edited is None:
            return False
        index, is_answer = self._edited
        keeps = self.edit.keeps_branch
        turn = self._room.view.turns[index]
        self._sent, self._is_at_sent = (
            (index, is_answer, text, self._composer.is_question, keeps),
            False,
        )
        self._end_editing()
        if is_answer:
            lead = turn.answer[: len(turn.answer) - len(turn.answer.lstrip())]
            text = text if text[:1].isspace() else lead + text
            self._room.answer_with(index, text, keeps_branch=keeps)
        else:
            self._say_again(index, text, settings, turn.source, keeps=keeps)
        return True

    def _say_again(
        self, index: int, text: str, settings: GenerationSettings, document: str, *, keeps: bool
    ) -> None:
        self._is_saying_again = True
        self.said_again.emit(index, text, settings, document, keeps)

    def _begin_editing(self, index: int, *, is_answer: bool) -> None:
        turn = self._room.view.turns[index]
        text = turn.answer.lstrip() if is_answer else turn.prompt
        if self._edited is None:
            self._draft = (self._composer.text(), self._composer.is_question)
        self._edited = (index, is_answer)
        self._composer.put(text, as_question=turn.settings.as_question and not is_answer)
        self._composer.set_verb(self.tr("Put it there") if is_answer else "")
        num_after = len(self._room.view.turns) - index - 1
        self.edit.show_for(index + 1, num_after, is_answer=is_answer)
        self.changed.emit()

    def _end_editing(self, *, keeps_text: bool = False) -> None:
        """Put back what stood in the box before; where nothing did, what stands there may stay."""
        if self._edited is None:
            return
        self._edited = None
        self.edit.hide()
        self._composer.set_verb("")
        text, is_question = self._draft
        if text or not keeps_text:
            self._composer.prompt.setPlainText(text)
            self._composer.prompt.moveCursor(QTextCursor.MoveOperation.End)
            self._composer.take_way(as_question=is_question)

    @Slot()
    def _on_edit_cancelled(self) -> None:
        self._end_editing()
        self._composer.take_keys()

    @Slot(object)
    def _on_session_task_changed(self, task: TaskKind | None) -> None:
        """Open the editing of a turn again with what was typed, when nothing came of it."""
        if task is TaskKind.GENERATE:
            self._is_at_sent = True
        elif self._is_at_sent and self._sent is not None:
            (index, is_answer, text, is_question, keeps), self._sent = self._sent, None
            self._begin_editing(index, is_answer=is_answer)
            self._composer.put(text, as_question=is_question)
            self.edit.keeps.setChecked(keeps)

    @Slot()
    def _on_composer_stop_requested(self) -> None:
        # Escape, as in the strip for forgetting.
        if self._edited is not None:
            self._on_edit_cancelled()

    # ------------------------------------------------------------------ turns

    @Slot(int)
    def _on_tools_again_requested(self, index: int) -> None:
        turn, wished = self._room.view.turns[index], self._composer.settings()
        # Without chance the same would be written again.
        settings = replace(
            turn.settings,
            max_new_tokens=wished.max_new_tokens,
            temperature=wished.temperature or turn.settings.temperature or _MORE_CHANCE,
            top_p=wished.top_p,
            seed=(turn.settings.seed + 1) % _MOST_SEED,
        )
        has_more = index + 1 < len(self._room.view.turns)
        self._say_again(index, turn.prompt, settings, turn.source, keeps=has_more)

    @Slot(int)
    def _on_tools_edit_requested(self, index: int) -> None:
        self._begin_editing(index, is_answer=False)

    @Slot(int)
    def _on_tools_answer_requested(self, index: int) -> None:
        self._begin_editing(index, is_answer=True)

    @Slot(int)
    def _on_tools_branch_requested(self, index: int) -> None:
        self._room.ask(SessionVerb.BRANCH, number=index + 1)

    @Slot(int)
    def _on_tools_sources_requested(self, index: int) -> None:
        view = self._room.view
        self.sources_requested.emit(view.turns[view.since : index + 1], index + 1)

    @Slot(int)
    def _on_tools_forget_requested(self, index: int) -> None:
        from memstudio.tasks.dialogue.wish import Wish

        self._room.forget(Wish(turns=(index,)))

    @Slot(str, str)
    def _on_forget_forget_requested(self, words: str, question: str) -> None:
        from memstudio.tasks.dialogue.wish import Wish

        self._room.forget(Wish(words, question=question))

    @Slot(object)
    def _on_room_forgotten(self, report: ForgetReport) -> None:
        self._transcript.add_note(in_words(report))
        self.forget.finish(report.words)
        self.changed.emit()

    @Slot(object)
    def _on_room_remembered(self, found: Remembered | None) -> None:
        from memstudio.gui.dialogs.remembered import RememberedDialog

        dialog = RememberedDialog(found, self._transcript.window())
        dialog.forget_requested.connect(self.forget.open)
        # It is looked at beside what is being said.
        dialog.show()

    # ------------------------------------------------------------------ sessions

    @Slot()
    def _on_bar_new_requested(self) -> None:
        self._room.ask(SessionVerb.NEW)

    @Slot(str)
    def _on_bar_open_requested(self, name: str) -> None:
        model = self._session.model
        entry = next((each for each in self._room.entries if each.name == name), None)
        if entry is None or (model is not None and model.name == entry.record.model):
            self._expected.drop()
            self._room.ask(SessionVerb.OPEN, name)
        else:
            self._expected.load(entry.record.reference, name)

    @Slot(str)
    def _on_bar_merge_requested(self, name: str) -> None:
        self._room.ask(SessionVerb.MERGE, other=name)

    @Slot()
    def _on_bar_branch_requested(self) -> None:
        self._room.ask(SessionVerb.BRANCH, number=len(self._room.view.turns))

    @Slot()
    def _on_bar_rename_requested(self) -> None:
        from memstudio.gui.dialogs.session_name import SessionNameDialog

        name = self._room.view.session
        taken = {each.name for each in self._room.entries} - {name}
        text = self.tr("What this session is called from now on.")
        dialog = SessionNameDialog(
            self.tr("Rename the session"), text, self.tr("Rename"), name, taken,
            parent=self._transcript.window(),
        )  # fmt: skip
        dialog.name_chosen.connect(lambda new, _: self._room.ask(SessionVerb.RENAME, name, new))
        dialog.open()

    @Slot()
    def _on_bar_export_requested(self) -> None:
        name = self._room.view.session
        word = "".join(c if c.isalnum() else "-" for c in name)[:40].strip("-") or "session"
        files = self.tr("Markdown (*.md);;JSON (*.json);;Folder with both and the memory (*)")
        # The file dialog has asked before it lets a file be replaced.
        ask_where_to_save(
            self._transcript.window(), self.tr("Export the session"), word, files,
            lambda path: self._room.ask(SessionVerb.EXPORT, name, path, replaces=True),
        )  # fmt: skip

    @Slot()
    def _on_bar_delete_requested(self) -> None:
        name = self._room.view.session
        text = self.tr("{name} is deleted, with its memory. It can be brought back at once, by the message that says so, and is gone for good when MemStudio is closed.")  # fmt: skip
        dialog = ConfirmDialog(
            self.tr("Delete the session"), text.format(name=name), self.tr("Delete"),
            self._transcript.window(),
        )  # fmt: skip
        dialog.confirmed.connect(lambda: self._room.ask(SessionVerb.DELETE, name))
        dialog.open()

    @Slot(object)
    def _on_room_done(self, done: SessionDone) -> None:
        if done.failure is not None:
            self._note(filled(done.failure.text, done.failure.values))
        elif done.request.verb is SessionVerb.BRANCH:
            self._note(self.tr("This is a branch, kept as %1.").replace("%1", done.name))
        elif done.request.verb is SessionVerb.MERGE:
            text = self.tr("%n turn(s) of %1 were read into the memory.", "", done.number)
            self._note(text.replace("%1", done.request.other))
        elif done.request.verb is SessionVerb.TAKE_UP:
            self._note(self.tr("What was forgotten or exchanged is remembered again."))
        elif done.request.verb is SessionVerb.EXPORT:
            self._note(self.tr("The session was written to %1.").replace("%1", done.path))
        if done.request.verb in {SessionVerb.OPEN, SessionVerb.NEW, SessionVerb.BRANCH}:
            # Whoever goes to a session wants to go on with it.
            self._composer.take_keys()

    @Slot(object)
    def _on_room_save_failed(self, failure: Failure) -> None:
        self._note(filled(failure.text, failure.values))

    def _note(self, text: str) -> None:
        self._transcript.add_note(text)
        self.changed.emit()
