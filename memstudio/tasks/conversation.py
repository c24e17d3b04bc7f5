"""Continuing text with a memory that is carried from one request to the next."""

from __future__ import annotations

import copy
from array import array
from typing import TYPE_CHECKING

import torch

from memstudio.errors import MemoryAttachError, MemoryStateError, marked
from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_cache import MemoryCache
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.slot_change import relative_change
from memstudio.memory.state_file import read_header
from memstudio.progress import Control
from memstudio.tasks.answer_text import AnswerText, tokens_of
from memstudio.tasks.generated import generated
from memstudio.tasks.generation_config import generation_config
from memstudio.tasks.prompt_tokens import prompt_tokens
from memstudio.tasks.question_form import answer_text, question_after, stopping_for
from memstudio.tasks.reading_on import read_on, shown_at_once, tensor_of
from memstudio.tasks.slot_texts import snapshot_of
from memstudio.tasks.states.reading_log import ReadingLog, Way
from memstudio.tasks.states.state_comparison import accepted
from memstudio.tasks.stopping import Stopping, Taken, Written
from memstudio.tasks.text_pieces import CONTEXT, TextPieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from transformers import GenerationConfig

    from memstudio.memory.memory_state import MemoryState
    from memstudio.memory.state_provenance import StateProvenance
    from memstudio.models.load import LoadedModel
    from memstudio.tasks.generation_settings import GenerationSettings
    from memstudio.tasks.memory_snapshot import MemorySnapshot


class Conversation:
    """A model and what it remembers of what was said.

    A model without a memory works too: it sees the last part of the conversation that fits its
    window.

    Attributes:
        written: how the last text that was written came to its end.
        taken: the tokens that the last text was, and those that were written after it.
    """

    def __init__(self, loaded: LoadedModel) -> None:
        self._loaded = loaded
        self._model = loaded.model
        self._tokenizer = loaded.tokenizer
        self._state: MemoryState | None = None
        # To write on at the very end of a segment: the memory before the last token, and the token.
        self._before_last: tuple[MemoryState, int] | None = None
        # All that a plain model will be shown; with a memory, what an unfinished character needs.
        self._history = array("q")  # a list of them takes up to five times the room
        self._change: torch.Tensor | None = None
        self.written = Written(0, is_at_end=False)
        self.taken = Taken()
        self._log = ReadingLog()

    # ------------------------------------------------------------------ state

    @property
    def has_memory(self) -> bool:
        """Whether the model has a memory of ours."""
        return isinstance(self._model, MemoryModel)

    @property
    def loaded(self) -> LoadedModel:
        """The model."""
        return self._loaded

    @property
    def state(self) -> MemoryState | None:
        """What is remembered; None before anything was read, or without a memory."""
        return self._state

    @property
    def seen(self) -> tuple[int, ...]:
        """The last tokens; of a plain model, all that it will be shown."""
        return tuple(self._history)

    @property
    def num_bytes(self) -> int:
        """Bytes of what is remembered; what two states share is counted twice."""
        states = [self._state, (self._before_last or (None,))[0]]
        kept = sum(each.num_bytes + each.pending_ids.nbytes for each in states if each is not None)
        return kept + 8 * len(self._history)

    def fork(self) -> Conversation:
        """Another that remembers the same, and goes its own way from here."""
        return copy.copy(self)

    def reset(self) -> None:
        """Forget everything."""
        self._state = self._before_last = self._change = None
        self._history = array("q")
        self._log = ReadingLog()

    def follow_device(self) -> None:
        """Take the memory to where the model is now."""
        device = self._model.device
        if self._state is not None:
            self._state = self._state.to(device)
        if self._before_last is not None:
            self._before_last = (self._before_last[0].to(device), self._before_last[1])

    @property
    def provenance(self) -> StateProvenance:
        """What was read since the memory was empty, and which state it goes on from."""
        return self._log.so_far

    def follow_name(self, name: str, new_name: str) -> None:
        """Take note that the state which the memory goes on from is called something else."""
        if self._log.so_far.name == name:
            self._log = ReadingLog(self._log.so_far.called(new_name))

    def save(self, path: Path, name: str | None = None) -> None:
        """Write the memory to a file, with what was read into it.

        Args:
            path: of the file.
            name: what the state is called; None for the file's name.

        Raises:
            MemoryStateError: there is none.
            StorageError: the file cannot be written.
        """
        if self._state is None:
            raise MemoryStateError(marked("errors", "There is no memory to save yet."))
        provenance = self._log.saved_as(path.stem if name is None else name, self._loaded)
        self._state.save(path, provenance)
        self._log = ReadingLog(provenance)

    def load(self, path: Path) -> None:
        """Go on from a memory in a file.

        Raises:
            MemoryStateError: it is damaged, or belongs to another model.
        """
        state = accepted(self._loaded, path)
        provenance = read_header(path).provenance
        self.resume(state, provenance, state.pending_ids[0].tolist())

    @property
    def last_step(self) -> tuple[MemoryState, int] | None:
        """The memory before the last token that was read, and that token; None when not known."""
        return self._before_last

    def resume(
        self,
        state: MemoryState | None,
        provenance: StateProvenance,
        ids: Sequence[int] = (),
        last_step: tuple[MemoryState, int] | None = None,
    ) -> None:
        """Go on from what another conversation remembered.

        Args:
            state: its memory, which the model takes; None without one.
            provenance: what is known of it.
            ids: the tokens that were read last.
            last_step: its own, which is needed only at the end of a segment.
        """
        self.reset()
        self._state, self._before_last = state, last_step
        self._log = ReadingLog(provenance)
        self._note(ids)

    # ------------------------------------------------------------------ reading and writing

    def check_can_write(self) -> None:
        """Refuse a model that has an encoder and no memory.

        Raises:
            MemoryAttachError: this one has.
        """
        if not self.has_memory and self._model.config.is_encoder_decoder:
            raise MemoryAttachError(
                marked("errors", "{name} has an encoder, and writes on from its beginning only. Give it the memory 'nlm' (New model) to use it here."),
                name=self._loaded.source.name,
            )  # fmt: skip

    def read(
        self, text: str, *, control: Control, source: str = "", ids: list[int] | None = None
    ) -> int:
        """Take a text in without answering; `source` is a document's name, `ids` are known tokens.

        Returns:
            The number of its tokens.

        Raises:
            DataError: the text is empty.
            Cancelled: through `control`, stopped or cancelled; the memory is as before.
        """
        ids = ids or prompt_tokens(text, self._tokenizer, control)
        self.take(ids, control)
        self.record(("document" if source else "said", text, len(ids), source))
        self.taken = Taken(tuple(ids))
        return len(ids)

    def take(self, ids: Sequence[int], control: Control) -> None:
        """Take tokens in, of which `record` may tell; without any, nothing happens.

        Raises:
            Cancelled: through `control`, stopped or cancelled; the memory is as before.
        """
        if not ids:
            return
        if isinstance(self._model, MemoryModel):
            before = read_on(self._model, self._state, ids[:-1], control)
            control.checkpoint()
            self._remember(before, ids[-1])
        self._note(ids)

    def record(self, *texts: tuple[Way, str, int, str], when: str = "") -> None:
        """Have the provenance tell of texts that were taken in.

        Args:
            *texts: each with how it came, its number of tokens and the name of its document.
            when: ISO 8601, UTC; empty for now.
        """
        for way, text, num_tokens, source in texts:
            self._log = self._log.after(way, text, num_tokens, source, when)

    def prompt_ids(self, prompt: str, *, is_question: bool, control: Control) -> list[int]:
        """What the model reads when it is told `prompt`; nothing for one of blanks.

        Raises:
            Cancelled: through `control`.
        """
        if not prompt.strip():
            return []
        if is_question:
            prompt = question_after(self, prompt)
        return prompt_tokens(prompt, self._tokenizer, control)

    def continue_text(
        self,
        prompt: str,
        settings: GenerationSettings,
        *,
        control: Control,
        on_piece: Callable[[str], None],
        source: str = "",
    ) -> str:
        """Read `prompt` and write on; both are remembered.

        Args:
            prompt: what is said now, not what was said before.
            settings: how to write; with no tokens to write, the prompt is only read.
            control: `stop` ends the text and keeps it, `cancel` forgets it; while the prompt is
                still being read, both forget it.
            on_piece: takes each piece of text as it is written.
            source: the name of the document that is only read.

        Raises:
            DataError: there is nothing to continue.
            MemoryAttachError: the model has an encoder and no memory.
            Cancelled: through `control`; the memory is as before.
        """
        self.check_can_write()
        if settings.max_new_tokens == 0:
            self.read(prompt, control=control, source=source)
            return ""
        ids = self.prompt_ids(prompt, is_question=settings.as_question, control=control)
        if not ids and not self._history and self._state is None:
            ids = prompt_tokens(prompt, self._tokenizer, control)
        # All devices by name: with more than one, torch warns when they are left out.
        devices = range(torch.cuda.device_count())
        with torch.random.fork_rng(devices=devices), evaluating(self._model):
            torch.manual_seed(settings.seed)
            text = self._generate(ids, settings, control, on_piece)
        self.record(("said", prompt, len(ids), ""), ("written", text, len(self.taken.written), ""))
        return text

    def _generate(
        self,
        ids: list[int],
        settings: GenerationSettings,
        control: Control,
        on_piece: Callable[[str], None],
    ) -> str:
        # What comes after the end of the answer is no part of it: not shown, not remembered.
        told = answer_text(self._loaded, settings, on_piece)
        pieces = TextPieces(self._tokenizer, told.take, before=[*self._history, *ids])
        stopping = stopping_for(self._loaded, settings, control)
        if isinstance(self._model, MemoryModel):
            self._write_with_memory(ids, settings, pieces, stopping, told)
        else:
            self._write_in_window(ids, settings, pieces, stopping, told)
        told.end()
        return told.written

    def _write_with_memory(
        self,
        ids: list[int],
        settings: GenerationSettings,
        pieces: TextPieces,
        stopping: Stopping,
        told: AnswerText,
    ) -> None:
        back = None if ids else self._one_token_back()
        if back is not None:
            state, last = back
        else:
            # After a load at the end of a segment, a line end is the least that can be said.
            ids = ids or prompt_tokens("\n", self._tokenizer, stopping.control)
            # All but the last token is read first, in pieces that can be cancelled.
            state, last = read_on(self._model, self._state, ids[:-1], stopping.control), ids[-1]
        cache = MemoryCache(state)
        config = generation_config(self._model, self._tokenizer, settings, settings.max_new_tokens)
        written = generated(self._model, [last], config, pieces, stopping,
                            [*self._history, *ids][:-1], past_key_values=cache)  # fmt: skip
        self._end(written, config, stopping, len(written))
        if told.is_stopped:
            written = tokens_of(told.written, written, self._tokenizer)
            *read, last = last, *written
            self._remember(read_on(self._model, state, read, Control()), last)
        else:
            # The last token was written but not read by the model itself.
            self._remember(cache.state, written[-1])
        self._note([*ids, *written])
        self.taken = Taken(tuple(ids), tuple(written))

    def _write_in_window(
        self,
        ids: list[int],
        settings: GenerationSettings,
        pieces: TextPieces,
        stopping: Stopping,
        told: AnswerText,
    ) -> None:
        context, window = [*self._history, *ids], shown_at_once(self._model)
        left = settings.max_new_tokens
        all_written: list[int] = []
        while left > 0:
            # A text longer than the window's rest is written in rounds that see half a window.
            room = min(left, max(window - len(context), window // 2, 1))
            config = generation_config(self._model, self._tokenizer, settings, room)
            shown = context[-max(1, window - room) :]
            written = generated(self._model, shown, config, pieces, stopping)
            context += written
            all_written += written
            left -= len(written)
            self._end(written, config, stopping, settings.max_new_tokens - left)
            if self.written.is_at_end or len(written) < room:
                break
        if told.is_stopped:
            all_written = tokens_of(told.written, all_written, self._tokenizer)
        self._note([*ids, *all_written])
        self.taken = Taken(tuple(ids), tuple(all_written))

    def snapshot(self) -> MemorySnapshot | None:
        """What is remembered, in words; None for a model without a memory."""
        if not isinstance(self._model, MemoryModel):
            return None
        state = self._state or self._model.initial_state(1)
        return snapshot_of(self._model, self._tokenizer, state, self._change)

    def _remember(self, before_last: MemoryState, last: int) -> None:
        """Read the last token, and keep what is remembered then."""
        view = self._model.memory.slot_view
        with evaluating(self._model):
            state = self._model(
                tensor_of(self._model, [last]), memory_state=before_last
            ).memory_state
            old = self._state if self._state is not None else self._model.initial_state(1)
            if int(state.num_segments[0]) != int(old.num_segments[0]):
                before, after = view(old.tensors)[0].float(), view(state.tensors)[0].float()
                self._change = relative_change(before, after)
        # A memory that was not written yet is the model's own parameter.
        self._state = state.detach()
        self._before_last = (before_last.detach(), last)

    def _note(self, ids: Sequence[int]) -> None:
        longest = CONTEXT if self.has_memory else shown_at_once(self._model)
        self._history = array("q", [*self._history, *ids][-longest:])

    def _one_token_back(self) -> tuple[MemoryState, int] | None:
        """The memory before its last token and that token, to write on without a new prompt."""
        if self._before_last is not None or self._state is None:
            return self._before_last
        return self._state.one_token_back()

    def _end(
        self, written: list[int], config: GenerationConfig, stopping: Stopping, num_tokens: int
    ) -> None:
        ends = config.eos_token_id
        is_end = written[-1] in (ends if isinstance(ends, list) else [ends])
        self.written = Written(num_tokens, stopping.has_ended or is_end, written[-1])
