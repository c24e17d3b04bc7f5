"""The ways of using a model, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.sights.sight import Sight
from memstudio.gui.sights.work_pages import model_sentence
from memstudio.gui.widgets.number_format import count, percent
from memstudio.trace.slot_spans import shown_word

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session
    from memstudio.tasks.memory_snapshot import MemorySnapshot

_WORDS = 3


def use_sight(window: MainWindow) -> Sight:
    """What the way of use in front shows."""
    ways = {"search": _search, "answer": _answer, "recommend": _recommend}
    return ways.get(window.use_page().current_way, _write)(window.session)


def _write(session: Session) -> Sight:
    translate = QCoreApplication.translate
    turns = len(session.dialogue.view.turns)
    text = translate("Sights", "{turns} turns were said in this session.")
    said = (text.format(turns=count(turns)),) if turns else ()
    return Sight(
        translate("Sights", "A conversation, and what is remembered of it"),
        (model_sentence(session.model), *said, *snapshot_sentences(session.memory)),
        translate("Sights", "What the model wrote is tinted. At the right each row is a slot: the words nearest to what it holds, and how much the last turn that wrote changed it."),
        translate("Sights", "Ask the same again after the memory is reset, or let it forget one name: that measures whether the answer came from the memory."),
        guide="use",
    )  # fmt: skip


def snapshot_sentences(memory: MemorySnapshot | None) -> tuple[str, ...]:
    """How much is in the memory, and which slot changed most."""
    translate = QCoreApplication.translate
    if memory is None:
        return ()
    text = translate("Sights", "{segments} segments are in the memory, and {pending} tokens wait for the next write.")  # fmt: skip
    said = [text.format(segments=count(memory.num_segments), pending=count(memory.num_pending))]
    if memory.change is not None and len(memory.change):
        slot = int(memory.change.argmax())
        text = translate("Sights", "The last turn that wrote changed slot {slot} most, by {size}.")
        said.append(text.format(slot=count(slot), size=percent(float(memory.change[slot]))))
        words = [shown_word(word) for word in memory.slots[slot].words[:_WORDS]]
        if words:
            text = translate("Sights", "Nearest to what it holds: {words}.")
            said.append(text.format(words=translate("Sights", ", ").join(words)))
    return tuple(said)


def _collection(session: Session) -> tuple[str, ...]:
    translate = QCoreApplication.translate
    view = session.collections.view
    if view is None:
        return (translate("Sights", "No collection is chosen yet: make one and add documents."),)
    text = translate("Sights", "The collection {name} holds {documents} documents in {passages} passages; {queries} questions were asked of it before.")  # fmt: skip
    return (
        text.format(
            name=view.name, documents=count(len(view.documents)),
            passages=count(view.num_passages), queries=count(len(view.queries)),
        ),
    )  # fmt: skip


def _search(session: Session) -> Sight:
    translate = QCoreApplication.translate
    return Sight(
        translate("Sights", "Passages found in a collection"),
        _collection(session),
        translate("Sights", "The best passage stands first; its score says how near it is to the query, by its words or by the vectors of a model. What was asked is kept, and found again."),
        translate("Sights", "Each passage is shown whole, so judge for yourself whether it says what was asked; memstudio collection measure counts how often the wanted one is found."),
        guide="search",
    )  # fmt: skip


def _answer(session: Session) -> Sight:
    translate = QCoreApplication.translate
    return Sight(
        translate("Sights", "Answers with their sources"),
        (model_sentence(session.model), *_collection(session)),
        translate("Sights", "The passages that were found are read into the memory, then the question is asked. Below the confidence that you set, the answer is “I don't know”."),
        translate("Sights", "Each answer shows its sources: read them. Let it read none and ask again: what it says then comes from the memory alone."),
        guide="answer",
    )  # fmt: skip


def _recommend(session: Session) -> Sight:
    translate = QCoreApplication.translate
    recommending = session.recommending
    said = [model_sentence(session.model)]
    if recommending.user is not None:
        text = translate("Sights", "{user} touched {touched} items; {offered} candidates are offered.")  # fmt: skip
        said.append(
            text.format(
                user=recommending.user.name, touched=count(len(recommending.user.touched)),
                offered=count(len(recommending.offered)),
            )
        )  # fmt: skip
    else:
        said.append(translate("Sights", "No user is chosen yet."))
    if recommending.ranking is not None and recommending.ranking.ranked:
        text = translate("Sights", "{number} candidates are ranked.")
        said.append(text.format(number=count(len(recommending.ranking.ranked))))
    return Sight(
        translate("Sights", "What a user may like"),
        tuple(said),
        translate("Sights", "What the user touched is read into a memory of its own; the candidates are ranked by the interest that the model predicts from it."),
        translate("Sights", "Click a ranked candidate: each touched item is blanked out in turn, to measure what that does to its interest."),
        guide="recommend",
    )  # fmt: skip
