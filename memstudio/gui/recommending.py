"""Users and their recommendations as the window knows them: what there is, and what was wished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from typing_extensions import override

from memstudio.gui.asked_work import AskedWork
from memstudio.workers.recommend_messages import RecommendDone, RecommendRequest, RecommendVerb

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from memstudio.tasks.recommending.items import Item
    from memstudio.tasks.recommending.ranking_types import Ranking, Reasons
    from memstudio.tasks.recommending.user_library import Touched, User
    from memstudio.workers.engine_thread import EngineThread


class Recommending(AskedWork["RecommendDone"]):
    """Hands wishes to the engine's thread; one user is the chosen one.

    Signals:
        changed: there are other users, or the chosen one is another or touched something, or the
            candidates, their ranking or the reasons are others.
        done: a `RecommendDone`.
        offered_cleared: the candidates there were, a tuple.

    Attributes:
        user: what the chosen one touched; None until that is known.
        offered: the candidates.
        leaves_out_touched: whether what was touched is no candidate.
        ranking: of the candidates; None until they are ranked as they are now.
        reasons: for the candidate that was asked about; None while there are none.
        asked_about: the candidate whose reasons are shown, or waited for.
    """

    offered_cleared = Signal(object)

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(engine, parent)
        self.user: User | None = None
        self.offered: tuple[Item, ...] = ()
        self.leaves_out_touched = False
        self.ranking: Ranking | None = None
        self.reasons: Reasons | None = None
        self.asked_about: Item | None = None
        engine.recommend_worker.done.connect(self._on_worker_done)

    @override
    def look(self) -> None:
        self._ask(RecommendVerb.LIST)

    def touch(
        self, texts: tuple[str, ...] = (), paths: tuple[str, ...] = (), *, name: str | None = None
    ) -> None:
        """Note that the chosen user, or the one called `name`, touched items."""
        self._ask(RecommendVerb.TOUCH, name=name, texts=texts, paths=paths)

    def take_back(self, number: int, touched: Touched) -> None:
        """This item was not touched after all; it has this number, from 0, as far as is known."""
        self._ask(RecommendVerb.TAKE_BACK, number=number, touched=touched)

    def put_back(self, name: str, number: int, touched: Touched) -> None:
        """An item that was taken back was touched by this user after all, with this number."""
        self._ask(RecommendVerb.PUT_BACK, name=name, number=number, touched=touched)

    def delete(self, name: str) -> None:
        """Remove the user called `name`; `done` says how to have them back."""
        self._ask(RecommendVerb.DELETE, name=name)

    def offer(
        self, texts: tuple[str, ...] = (), paths: tuple[str, ...] = (), collection: str = ""
    ) -> None:
        """Add candidates."""
        self._ask(RecommendVerb.OFFER, texts=texts, paths=paths, collection=collection)

    def clear_offered(self) -> None:
        """Have no candidates any more; `offered_cleared` says which there were."""
        before, self.offered = self.offered, ()
        self.forget_ranking()
        self.offered_cleared.emit(before)

    def offer_again(self, items: tuple[Item, ...]) -> None:
        """Have these candidates again, before those that came since."""
        known = {item.key: item for item in (*items, *self.offered)}
        self.offered = tuple(known.values())
        self.forget_ranking()

    def rank(self) -> None:
        """Rank the candidates for the chosen user."""
        self._ask(
            RecommendVerb.RANK, offered=self.offered, leaves_out_touched=self.leaves_out_touched
        )

    def ask_why(self, candidate: Item) -> None:
        """Find out why a ranked candidate stands where it does."""
        if self.ranking is not None and not self.is_busy:
            self.asked_about, self.reasons = candidate, None
            # As they were ranked: without what was left out.
            kept = {each.item.key for each in self.ranking.ranked}
            offered = tuple(item for item in self.offered if item.key in kept)
            self._ask(RecommendVerb.WHY, offered=offered, candidate=candidate)
            self.changed.emit()

    def forget_ranking(self) -> None:
        """What was ranked is no longer so: something else was touched, offered, or opened."""
        self.ranking = self.reasons = self.asked_about = None
        self.changed.emit()

    # ------------------------------------------------------------------ inside

    def _ask(self, verb: RecommendVerb, *, name: str | None = None, **what: Any) -> None:
        control = self._new_control(is_look=verb is RecommendVerb.LIST)
        of = self.name if name is None else name
        self._submit(RecommendRequest(control, verb, of, **what))

    @override
    def _forget_chosen(self) -> None:
        self.user = None
        self.forget_ranking()

    @override
    def _take(self, done: RecommendDone, *, follows: bool) -> None:
        asked, verb = done.request, done.request.verb
        was_touched = verb is RecommendVerb.TOUCH and done.failure is None
        if follows and was_touched and asked.name in done.names:
            self.name = asked.name
        if done.user is not None and done.user.name == self.name:
            if self.user is not None and done.user.touched != self.user.touched:
                self.ranking = self.reasons = self.asked_about = None
            self.user = done.user
        if verb is RecommendVerb.OFFER and done.items:
            known = {item.key: item for item in self.offered}
            for item in done.items:
                known.setdefault(item.key, item)
            self.offered = tuple(known.values())
            self.ranking = self.reasons = self.asked_about = None
        if done.request.name != self.name:
            return
        now = (self.offered, self.leaves_out_touched)
        if done.ranking is not None and (asked.offered, asked.leaves_out_touched) == now:
            self.ranking, self.reasons, self.asked_about = done.ranking, None, None
        if verb is RecommendVerb.WHY and asked.candidate == self.asked_about:
            self.reasons = done.reasons
            if done.reasons is None:
                self.asked_about = None
