"""What a model remembers of the queries to a collection, and what it thinks of passages by that.

The memory is a named state like all others. It follows from the log of past queries: what was chosen
since is read, and where the state is of another model, is gone, or holds what the log no longer does,
the log is read again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from memstudio.data.turns import Turn
from memstudio.errors import MemStudioError
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.state_provenance import opening
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.likelihood import log_likelihoods
from memstudio.tasks.prompt_tokens import prompt_tokens
from memstudio.tasks.states.state_library import StateLibrary
from memstudio.tasks.turn_tokens import asked_tokens, turn_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.collection.collection import Collection
    from memstudio.tasks.collection.query_log import PastQuery
    from memstudio.tasks.collection.searcher import Look

_log = logging.getLogger(__name__)
MOST_READ = 100
"""Past queries that are read again, the latest of them."""
_LONGEST = 600
"""Characters of a passage that the model looks at."""


def remembers(loaded: LoadedModel) -> bool:
    """Whether the model has a memory into which queries can be read."""
    return isinstance(loaded.model, MemoryModel) and loaded.model.config.memory_kind != "none"


class SearchMemory:
    """The memory of past queries of a collection, for one model that has a memory.

    Args:
        loaded: the model.
        collection: whose queries they are.
        control: takes progress while the log is read; may cancel.
        library: of memory states; None for the user's own.

    Raises:
        StorageError: it cannot be kept.
        Cancelled: through `control`.
    """

    def __init__(
        self,
        loaded: LoadedModel,
        collection: Collection,
        control: Control,
        library: StateLibrary | None = None,
    ) -> None:
        self._collection = collection
        self._library = library if library is not None else StateLibrary()
        self._conversation = Conversation(loaded)
        try:
            self._conversation.load(self._library.find(collection.memory_name).path)
        except MemStudioError as error:
            _log.info("the past queries of %s are read anew: %s", collection.name, error)
        self.catch_up(control)

    @property
    def state(self) -> MemoryState | None:
        """What is remembered; None before anything was chosen."""
        return self._conversation.state

    def catch_up(self, control: Control) -> None:
        """Read what was chosen since, and keep the memory.

        Raises:
            StorageError: it cannot be kept.
            Cancelled: through `control`.
        """
        chosen = self._collection.queries.choices()
        known = self._num_read(chosen)
        if not known or len(chosen) - known > MOST_READ:
            self._conversation.reset()
            known = max(0, len(chosen) - MOST_READ)
        for query in chosen[known:]:
            text = query_text(query, self._conversation.loaded)
            ids = prompt_tokens(text, self._conversation.loaded.tokenizer, control)
            self._conversation.take(ids, control)
            self._conversation.record(
                ("document", text, len(ids), self._collection.name), when=query.when
            )
        if known < len(chosen):
            self._library.keep(self._collection.memory_name, self._conversation.save, replaces=True)

    def _num_read(self, chosen: Sequence[PastQuery]) -> int:
        """How many of them were read; 0 where anything else was."""
        provenance, loaded = self._conversation.provenance, self._conversation.loaded
        read = provenance.readings
        least = provenance.num_earlier
        # Where as much was read as is read again of a long log, it may have begun later in that.
        most = len(chosen) - len(read) if least + len(read) >= MOST_READ else least
        for first in range(least, most + 1 if read else 0):
            noted = chosen[first : first + len(read)]
            if len(noted) == len(read) and all(
                one.when == other.when and one.opening == opening(query_text(other, loaded))
                for one, other in zip(read, noted, strict=True)
            ):
                return first + len(read)
        return 0


def query_text(query: PastQuery, loaded: LoadedModel) -> str:
    """A past query and what was chosen for it, as the model reads it."""
    turns = (Turn("user", query.text), Turn("assistant", query.passage[:_LONGEST]))
    return f"{turn_text(turns, loaded.tokenizer)}\n\n"


def looking(loaded: LoadedModel, memory: SearchMemory | None, control: Control) -> Look:
    """How a model looks at passages again.

    Several queries of one sitting are read into a memory that is empty before, as in training on
    such rows: what was chosen in other sittings has been measured to do harm then. A query that
    stands alone is asked with what is remembered of those.

    Args:
        loaded: the model.
        memory: of past queries; None without one.
        control: may cancel.
    """

    def look(query: str, texts: Sequence[str]) -> NDArray[np.float64]:
        is_alone = "\n" not in query
        state = memory.state if memory is not None and is_alone else None
        return model_scores(loaded, state, query, texts, control)

    return look


def model_scores(
    loaded: LoadedModel,
    state: MemoryState | None,
    query: str,
    texts: Sequence[str],
    control: Control,
) -> NDArray[np.float64]:
    """By how much the query makes each passage likelier to the model, in nats a token.

    The passage is read as the answer to the query, as in training on pairs of them; what it would
    be without any query is taken off, since some passages are likely after anything.

    Args:
        loaded: the model.
        state: what it remembers; None for nothing.
        query: in words.
        texts: of the passages.
        control: may cancel.
    """
    values = []
    for asked in (query, "…"):
        prompt, answers = asked_tokens(
            (Turn("user", asked),), [text[:_LONGEST] for text in texts], loaded.tokenizer
        )
        found = log_likelihoods(loaded, state, prompt, answers, control)
        values.append(np.array([each.mean for each in found]))
    difference: NDArray[np.float64] = values[0] - values[1]
    return difference
