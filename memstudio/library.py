"""MemStudio as a library: a model is opened, texts are streamed through it, and its memory is read.

The same engine as behind the window and the command line, with the least one has to know of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.data.pieces import CONTEXT, encode_from
from memstudio.errors import DataError, marked
from memstudio.exporting.export import export_model
from memstudio.memory.attach import open_model as open_loaded
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings

if TYPE_CHECKING:
    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.tasks.memory_snapshot import SlotContents
    from memstudio.tasks.states.reading_log import Way

_PART = 4_000


def open_model(reference: str | Path, *, device: str = "auto", online: bool = False) -> Model:
    """Open a model.

    Args:
        reference: `demo`, a folder of a model or an adapter, a `.gguf` file or a Hub id.
        device: "auto", "cpu", "cuda:0", ...
        online: whether a Hub id that is not in the cache may be downloaded.

    Raises:
        MemStudioError: it cannot be opened; the message says why and what to do.
    """
    return Model(open_loaded(str(reference), device=device, online=online))


class Model:
    """An open model.

    Attributes:
        loaded: the engine's own: `loaded.model` is a `PreTrainedModel`, `loaded.tokenizer` its
            tokenizer.
    """

    def __init__(self, loaded: LoadedModel) -> None:
        self.loaded = loaded

    @property
    def name(self) -> str:
        """What it is called."""
        return self.loaded.source.name

    def reader(self, state: str | Path | None = None) -> Reader:
        """A memory of its own, to read texts into; a model may have many at a time.

        Args:
            state: a file that `Reader.save` wrote, to go on from; None for an empty memory.

        Raises:
            MemStudioError: the state is damaged, or belongs to another model.
        """
        reader = Reader(Conversation(self.loaded))
        if state is not None:
            reader.load(state)
        return reader

    def export(self, folder: str | Path, form: str = "folder") -> Path:
        """Write the model for use elsewhere.

        Args:
            folder: not there yet, or empty.
            form: "folder", "adapter", "program" or "onnx".

        Raises:
            MemStudioError: it cannot be written so; the message says why.
        """
        return export_model(self.loaded, form, folder, control=Control())


class Reader:
    """What a model remembers of the texts that were read into it.

    A text may come in parts that are cut anywhere. A little of it is held back until more comes, so
    that its tokens are those of the whole text; that is read when the memory is looked at.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        # The end of what was read, which tokens after it may depend on, and what was not yet read.
        self._text = ""
        self._start = 0
        # How the text that is coming in began, and its tokens so far.
        self._beginning = ""
        self._num_tokens = 0
        self._source = ""

    # ------------------------------------------------------------------ reading and writing

    def read(self, text: str, source: str = "") -> None:
        """Take in the next part of a text.

        Args:
            text: of any length.
            source: the name of the document, for the memory's provenance; another one ends the
                text before.
        """
        if source != self._source:
            self._finish()
            self._source = source
        self._text += text
        while len(self._text) - self._start > _PART + CONTEXT:
            self._read_part()

    def write(
        self, prompt: str = "", *, max_new_tokens: int = 80, temperature: float = 0.0, seed: int = 0
    ) -> str:
        """Read a prompt and write on; both are remembered.

        Args:
            prompt: what is said now; "" to go on with what was read.
            max_new_tokens: at most so many.
            temperature: 0 takes the likeliest token each time.
            seed: of what is drawn by chance.

        Raises:
            MemStudioError: there is nothing to go on with, or a number is out of its range.
        """
        return self._continued(prompt, max_new_tokens, temperature, seed, as_question=False)

    def ask(self, question: str, *, max_new_tokens: int = 80) -> str:
        """Ask, and end with the answer; both are remembered."""
        return self._continued(question, max_new_tokens, 0.0, 0, as_question=True)

    def _continued(
        self, prompt: str, num_tokens: int, temperature: float, seed: int, *, as_question: bool
    ) -> str:
        for name, value, least, most in (
            ("max_new_tokens", num_tokens, 0, 2**63 - 1),
            ("temperature", temperature, 0, 1e30),
            ("seed", seed, -(2**63), 2**64 - 1),
        ):
            if not least <= value <= most:
                raise DataError(
                    marked("errors", "{name} cannot be {value}; it has to be between {least} and {most}."),
                    name=name, value=value, least=least, most=most,
                )  # fmt: skip
        self._finish()
        settings = GenerationSettings(
            max_new_tokens=num_tokens, temperature=temperature, seed=seed, as_question=as_question
        )
        return self._conversation.continue_text(
            prompt, settings, control=Control(), on_piece=lambda _: None
        )

    def _finish(self) -> None:
        """Read what was held back; what comes next is another text."""
        while self._start < len(self._text):
            self._read_part()
        way: Way = "document" if self._source else "said"
        self._conversation.record((way, self._beginning, self._num_tokens, self._source))
        self._drop_text()

    def _drop_text(self) -> None:
        self._text, self._start = "", 0
        self._beginning, self._num_tokens = "", 0

    def _read_part(self) -> None:
        tokenizer: Any = self._conversation.loaded.tokenizer
        ids, end = encode_from(self._text, self._start, _PART, tokenizer)
        self._conversation.take(ids, Control())
        self._beginning = self._beginning or self._text[self._start : end]
        self._num_tokens += len(ids)
        before = max(0, end - CONTEXT)
        self._text, self._start = self._text[before:], end - before

    # ------------------------------------------------------------------ the memory

    @property
    def state(self) -> MemoryState | None:
        """The memory as tensors; None before anything was read, or without a memory."""
        self._finish()
        return self._conversation.state

    def slots(self) -> tuple[SlotContents, ...]:
        """What each slot holds, in words with their scores; nothing for a model without a memory."""
        self._finish()
        snapshot = self._conversation.snapshot()
        return () if snapshot is None else snapshot.slots

    def forget(self) -> None:
        """Empty the memory."""
        self._drop_text()
        self._conversation.reset()

    def fork(self) -> Reader:
        """Another that remembers the same, and goes its own way from here."""
        self._finish()
        return Reader(self._conversation.fork())

    def save(self, path: str | Path) -> None:
        """Write the memory to a safetensors file, with where it comes from.

        Raises:
            MemStudioError: there is no memory yet, or the file cannot be written.
        """
        self._finish()
        self._conversation.save(Path(path))

    def load(self, path: str | Path) -> None:
        """Go on from a memory in a file.

        Raises:
            MemStudioError: it is damaged, or belongs to another model; the memory is as before.
        """
        self._conversation.load(Path(path))
        # What was held back is of the memory before.
        self._drop_text()
