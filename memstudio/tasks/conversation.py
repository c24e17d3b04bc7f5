"""Continuing text with a memory that is carried from one request to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from transformers import GenerationConfig, StoppingCriteria, StoppingCriteriaList
from typing_extensions import override

from memstudio.errors import DataError, MemoryStateError, marked
from memstudio.memory.memory_model import MemoryCache, MemoryModel
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.slot_words import SlotLens
from memstudio.tasks.memory_snapshot import MemorySnapshot, SlotContents
from memstudio.tasks.text_pieces import TextPieces

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.generation_settings import GenerationSettings

_NUM_WORDS = 5
_PREFILL = 1024


class Conversation:
    """A model and what it remembers of what was said.

    A model without a memory works too: it sees the last part of the conversation that fits its
    window.
    """

    def __init__(self, loaded: LoadedModel) -> None:
        self._loaded = loaded
        self._model = loaded.model
        self._tokenizer = loaded.tokenizer
        self._state: MemoryState | None = None
        self._history: list[int] = []
        self._before: torch.Tensor | None = None
        self._change: torch.Tensor | None = None

    # ------------------------------------------------------------------ state

    @property
    def has_memory(self) -> bool:
        """Whether the model has a memory of ours."""
        return isinstance(self._model, MemoryModel)

    @property
    def state(self) -> MemoryState | None:
        """What is remembered; None before anything was read, or without a memory."""
        return self._state

    def reset(self) -> None:
        """Forget everything."""
        self._state = None
        self._history = []
        self._before = self._change = None

    def follow_device(self) -> None:
        """Take the memory to where the model is now."""
        if self._state is not None:
            self._state = self._state.to(self._model.device)

    def save(self, path: Path) -> None:
        """Write the memory to a file.

        Raises:
            MemoryStateError: there is none.
            StorageError: the file cannot be written.
        """
        if self._state is None:
            raise MemoryStateError(marked("errors", "There is no memory to save yet."))
        self._state.save(path)

    def load(self, path: Path) -> None:
        """Go on from a memory in a file.

        Raises:
            MemoryStateError: it is damaged, or belongs to another model.
        """
        if not isinstance(self._model, MemoryModel):
            raise MemoryStateError(marked("errors", "The open model has no memory to load into."))
        state = MemoryState.load(path).to(self._model.device)
        state.check_fits(self._model.fingerprint)
        self.reset()
        self._state = state

    # ------------------------------------------------------------------ reading and writing

    def read(self, text: str, *, control: Control) -> None:
        """Take a text in without answering.

        Raises:
            DataError: the text is empty.
            Cancelled: through `control`; the memory is as before.
        """
        ids = self._encode(text)
        if not isinstance(self._model, MemoryModel):
            self._history += ids
            return
        state = self._read_into(self._state, ids, control)
        self._remember(state)

    def continue_text(
        self,
        prompt: str,
        settings: GenerationSettings,
        *,
        control: Control,
        on_piece: Callable[[str], None],
    ) -> str:
        """Read `prompt` and write on; both are remembered.

        Args:
            prompt: what is said now, not what was said before.
            settings: how to write.
            control: `stop` ends the text and keeps it, `cancel` forgets it.
            on_piece: takes each piece of text as it is written.

        Raises:
            DataError: there is nothing to continue.
            Cancelled: through `control`; the memory is as before.
        """
        if settings.as_question:
            prompt = self._as_question(prompt)
        ids = self._encode(prompt) if prompt.strip() or not self._has_read() else []
        was_training = self._model.training
        self._model.eval()
        try:
            with torch.random.fork_rng(), torch.no_grad():
                torch.manual_seed(settings.seed)
                return self._generate(ids, settings, control, on_piece)
        finally:
            self._model.train(was_training)

    def _generate(
        self,
        ids: list[int],
        settings: GenerationSettings,
        control: Control,
        on_piece: Callable[[str], None],
    ) -> str:
        pieces = TextPieces(self._tokenizer, on_piece)
        stopping = _Stopping(
            control, pieces, is_answer=settings.as_question and not self._has_form()
        )
        config = self._generation_config(settings)
        if not isinstance(self._model, MemoryModel):
            context = [*self._history, *ids]
            window = getattr(self._model.config, "max_position_embeddings", None) or 1024
            shown = context[-max(1, int(window) - settings.max_new_tokens) :]
            output = self._model.generate(
                self._tensor(shown),
                attention_mask=torch.ones(
                    1, len(shown), dtype=torch.long, device=self._model.device
                ),
                generation_config=config,
                streamer=pieces,
                stopping_criteria=StoppingCriteriaList([stopping]),
            )
            control.checkpoint()
            self._history = [*context, *output[0, len(shown) :].tolist()]
            return pieces.text

        # All but the last token is read first, in pieces that can be cancelled.
        state, ids = (self._state, ids) if ids else self._one_token_back()
        state = self._read_into(state, ids[:-1], control)
        cache = MemoryCache(state)
        output = self._model.generate(
            self._tensor(ids[-1:]),
            attention_mask=torch.ones(1, 1, dtype=torch.long, device=self._model.device),
            past_key_values=cache,
            generation_config=config,
            streamer=pieces,
            stopping_criteria=StoppingCriteriaList([stopping]),
        )
        control.checkpoint()
        # The last token was written but not read by the model itself.
        final = self._model(output[:, -1:], memory_state=cache.state).memory_state
        self._remember(final)
        return pieces.text

    def _read_into(
        self, state: MemoryState | None, ids: list[int], control: Control
    ) -> MemoryState:
        model = self._model
        current = state if state is not None else model.initial_state(1)
        was_training = model.training
        model.eval()
        try:
            with torch.no_grad():
                for start in range(0, len(ids), _PREFILL):
                    control.checkpoint()
                    control.report(start, len(ids), marked("progress", "Reading"), "tokens")
                    piece = self._tensor(ids[start : start + _PREFILL])
                    current = model(piece, memory_state=current, logits_to_keep=1).memory_state
        finally:
            model.train(was_training)
        return current

    # ------------------------------------------------------------------ what is shown

    def snapshot(self) -> MemorySnapshot | None:
        """What is remembered, in words; None for a model without a memory."""
        model = self._model
        if not isinstance(model, MemoryModel):
            return None
        state = self._state if self._state is not None else model.initial_state(1)
        with torch.no_grad():
            slots = model.memory.slot_view(state.tensors)[0].detach()
            norms = slots.float().norm(dim=-1)
            contents = self._contents(slots)
        return MemorySnapshot(
            num_segments=int(state.num_segments[0]),
            num_pending=int(state.pending_lengths[0]),
            segment_length=model.config.segment_length,
            slots=contents,
            change=None if self._change is None else self._change.float().cpu().numpy(),
            norms=norms.cpu().numpy(),
        )

    def _contents(self, slots: torch.Tensor) -> tuple[SlotContents, ...]:
        lens = SlotLens(self._model)
        if not len(slots) or not lens.fits(slots.shape[-1]):
            return tuple(SlotContents((), ()) for _ in range(len(slots)))
        seen = lens.seen(slots)
        _, words = lens.words(seen, seen.mean(dim=0))
        return tuple(
            SlotContents(
                tuple(self._tokenizer.decode([int(i)]) for i in ids[:_NUM_WORDS]),
                tuple(float(score) for score in scores[:_NUM_WORDS]),
            )
            for ids, scores in zip(words.ids.tolist(), words.scores.tolist(), strict=True)
        )

    # ------------------------------------------------------------------ inside

    def _remember(self, state: MemoryState) -> None:
        view = self._model.memory.slot_view
        with torch.no_grad():
            old = self._state if self._state is not None else self._model.initial_state(1)
            if int(state.num_segments[0]) != int(old.num_segments[0]):
                before, after = view(old.tensors)[0].float(), view(state.tensors)[0].float()
                self._change = (after - before).norm(dim=-1) / before.norm(dim=-1).clamp(min=1e-9)
        self._state = state.detach()

    def _has_read(self) -> bool:
        return bool(self._history) or self._state is not None

    def _one_token_back(self) -> tuple[MemoryState | None, list[int]]:
        """The state before its last token and that token, to write on without a new prompt."""
        state = self._state
        if state is None or not int(state.pending_lengths[0]):
            # At the very end of a segment: a line end is the least that can be said.
            return state, self._encode("\n")
        before = replace(
            state,
            pending_ids=state.pending_ids[:, :-1],
            pending_lengths=state.pending_lengths - 1,
        )
        return before, [int(state.pending_ids[0, -1])]

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        if not ids:
            raise DataError(marked("errors", "There is nothing to continue: the text is empty."))
        return ids

    def _tensor(self, ids: list[int]) -> torch.Tensor:
        return torch.tensor([ids], dtype=torch.long, device=self._model.device)

    def _has_form(self) -> bool:
        return bool(getattr(self._tokenizer, "chat_template", None))

    def _as_question(self, text: str) -> str:
        if not self._has_form():
            return text if text[:1].isspace() else f" {text}"
        form: str = self._tokenizer.apply_chat_template(
            [{"role": "user", "content": text}], tokenize=False, add_generation_prompt=True
        )
        return form

    def _generation_config(self, settings: GenerationSettings) -> GenerationConfig:
        base = self._model.generation_config
        end = base.eos_token_id if base.eos_token_id is not None else self._tokenizer.eos_token_id
        pad = self._tokenizer.pad_token_id
        if pad is None:
            pad = end[0] if isinstance(end, list) else end
        samples = settings.temperature > 0
        return GenerationConfig(
            max_new_tokens=settings.max_new_tokens,
            do_sample=samples,
            temperature=settings.temperature if samples else 1.0,
            top_p=settings.top_p if samples else 1.0,
            eos_token_id=end,
            pad_token_id=pad if pad is not None else 0,
        )


class _Stopping(StoppingCriteria):
    """Ends when the user says so, or with the first sentence of an answer."""

    def __init__(self, control: Control, pieces: TextPieces, *, is_answer: bool) -> None:
        self._control = control
        self._pieces = pieces
        self._is_answer = is_answer

    @override
    def __call__(self, input_ids: torch.Tensor, scores: Any, **kwargs: Any) -> torch.Tensor:
        ended = self._control.is_stop_requested or self._control.is_cancelled
        if self._is_answer and self._pieces.text.rstrip().endswith((".", "!", "?", "。")):
            ended = True
        return torch.full(input_ids.shape[:1], ended, dtype=torch.bool, device=input_ids.device)
