"""A Hugging Face model that writes, with a memory: reads text of any length, segment by segment.

Shapes: B rows, T tokens given, S tokens of a segment, P pending tokens, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSeq2SeqLM,
    GenerationMixin,
    PreTrainedModel,
)
from typing_extensions import override

from memstudio.errors import MemoryAttachError, MemoryStateError, marked
from memstudio.memory.fingerprint import fingerprint
from memstudio.memory.kinds_registry import kind_of_model
from memstudio.memory.memory_cache import MemoryCache, MemoryOutput
from memstudio.memory.memory_config import MemoryConfig, check_depth
from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.model_heads import AskedAtEnd, ModelHeads, SaidAtEnd
from memstudio.memory.segment_loop import FullRows, SegmentLoop, where_rows
from memstudio.memory.state_form import StateForm
from memstudio.memory.text_head import TextHead, width_of_output
from memstudio.memory.token_stream import TokenStream

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import MemoryKind


class MemoryModel(ModelHeads, PreTrainedModel, GenerationMixin):
    """A backbone with a memory attached.

    The state goes in and comes out as a value (`MemoryState`); nothing is hidden in the module, so
    that reading a document in one call, in many, or token by token is the same.
    """

    config_class = MemoryConfig
    base_model_prefix = "backbone"
    main_input_name = "input_ids"
    supports_gradient_checkpointing = True
    _supports_sdpa = True
    _supports_attention_backend = True
    accepts_loss_kwargs = True
    _no_split_modules: list[str] | None = None

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel | None = None) -> None:
        super().__init__(config)
        if backbone is None:
            auto = AutoModelForCausalLM
            if getattr(config.backbone_config, "is_encoder_decoder", False):
                auto = AutoModelForSeq2SeqLM
            backbone = auto.from_config(config.backbone_config)
        self.backbone: PreTrainedModel = backbone
        self._no_split_modules = backbone._no_split_modules  # noqa: SLF001 - no public name
        kind = kind_of_model(config.memory_kind, config.memory_package)
        self.memory: MemoryKind = kind(config, backbone)
        self._make_heads()
        self._forms: dict[torch.dtype, StateForm] = {}
        if backbone.generation_config is not None:
            self.generation_config = backbone.generation_config
        self.post_init()

    # ------------------------------------------------------------------ state

    @property
    def fingerprint(self) -> str:
        """What a state must share with a model to be used by it."""
        return fingerprint(self.config, self.memory.options)

    def accept(self, state: MemoryState) -> MemoryState:
        """A state that came from elsewhere, on this model's device and in its types of numbers.

        Raises:
            MemoryStateError: it belongs to another model, or is damaged.
        """
        state.check_sound()
        words = self.config.get_text_config(decoder=True).vocab_size
        if bool((state.pending_ids >= words).any()):
            raise MemoryStateError(
                marked("errors", "The memory state has read words that this model does not know. Open the model it was saved with."),
            )  # fmt: skip
        return self._in_form(state)

    def _in_form(self, state: MemoryState) -> MemoryState:
        # What states look like depends on the type of numbers, which may change.
        form = self._forms.get(self.dtype)
        if form is None:
            form = self._forms[self.dtype] = StateForm.of(self.memory, self.fingerprint)
        form.check(state)
        if state.device != self.device:
            state = state.to(self.device)
        return form.in_numbers_of_the_model(state)

    def initial_state(self, batch_size: int = 1) -> MemoryState:
        """The state before anything was read."""
        device = self.device
        return MemoryState(
            kind=self.config.memory_kind,
            fingerprint=self.fingerprint,
            tensors=self.memory.initial_state(batch_size),
            pending_ids=torch.zeros(batch_size, 0, dtype=torch.long, device=device),
            pending_lengths=torch.zeros(batch_size, dtype=torch.long, device=device),
            num_segments=torch.zeros(batch_size, dtype=torch.long, device=device),
        )

    def commit(self, state: MemoryState) -> MemoryState:
        """Write the pending tokens of a segment that is not full, as at the end of a document."""
        stream = TokenStream.of_pending(state)
        if stream.max_length == 0:
            return state
        reading = self.memory.read_segment(
            self.backbone,
            Segment(stream.ids, stream.mask(), logits_at=stream.no_logits()),
            state.tensors,
        )
        written = FullRows.of(stream, 1)
        return MemoryState(
            kind=state.kind,
            fingerprint=state.fingerprint,
            tensors=where_rows(written, reading.state, state.tensors),
            pending_ids=state.pending_ids[:, :0],
            pending_lengths=torch.zeros_like(state.pending_lengths),
            num_segments=state.num_segments + written.rows,
        )

    def memory_parameters(self) -> list[torch.nn.Parameter]:
        """The parameters that belong to the memory, and to heads beside it; not to the backbone."""
        return [*self.memory.parameters(), *self.head_parameters()]

    def gate_parameters(self) -> list[torch.nn.Parameter]:
        """Those of them that open and close: they learn at a rate of their own."""
        return self.memory.gates()

    # ------------------------------------------------------------------ reading

    @override
    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor | None = None,
        labels: Tensor | None = None,
        memory_state: MemoryState | None = None,
        past_key_values: MemoryCache | None = None,
        use_cache: bool | None = None,
        bptt_depth: int | None = None,
        memory_replay: bool | None = None,
        logits_to_keep: int = 0,
        return_dict: bool | None = None,
        num_items_in_batch: Tensor | int | None = None,
        source_ids: Tensor | None = None,
        values: Tensor | None = None,
        says_values: bool = False,
        classes: Tensor | None = None,
        says_labels: bool = False,
        num_columns: int = 0,
        **_: Any,
    ) -> MemoryOutput:
        """Read tokens with the memory, writing it whenever a segment is full.

        Args:
            input_ids: `[B, T]`.
            attention_mask: `[B, T]` or longer (the last T columns count), 0 at padding on either
                side; padding is never read.
            labels: `[B, T]`, as in transformers (shifted here), -100 where nothing is asked.
            memory_state: where to read on from; fresh when None.
            past_key_values: what `generate` carries; takes the place of `memory_state`.
            use_cache: ignored; the state always comes back.
            bptt_depth: segments of these tokens that the gradient flows back through; None for
                the configured. A state that was made with a graph brings it along (`detach`).
            memory_replay: whether to save memory in training by reading each segment again on the
                way back; None for the configured.
            logits_to_keep: only the last so many logits; 0 for all.
            return_dict: ignored; a `MemoryOutput` always comes back.
            num_items_in_batch: labels in the whole batch, or rows that say something at their end,
                when the Trainer accumulates gradients.
            source_ids: `[B, T]`, what the encoder reads of each segment in place of the segment
                before, such as the segment itself with some tokens masked.
            values: `[B]`, the number that each row is to say after its last token, in units of their
                spread; takes the place of labels.
            says_values: whether the rows say numbers, though none are given.
            classes: `[B, H]`, the label that each row is to be given at its end of each of H sets,
                by its place; takes the place of labels, and of values.
            says_labels: whether the rows are labelled so, though no classes are given.
            num_columns: the most tokens, pending ones included, that any process reads at once,
                where they hold parts of each other's weights and so must run each layer equally
                often, forth and back; 0 for a process that has all it needs.

        Raises:
            MemoryStateError: the state belongs to another model or another batch.
            MemoryAttachError: a source was given and there is no encoder to read it, something is
                asked for at the end that the model has no head for, or the gradient cannot flow
                back so far.
        """
        cache = past_key_values
        state = self._checked(cache.state if cache is not None else memory_state, input_ids)
        self._check_source(source_ids)
        if attention_mask is not None:
            attention_mask = attention_mask[:, -input_ids.shape[1] :]
        asked = AskedAtEnd.of(values, classes, says_values=says_values, says_labels=says_labels)
        self._check_heads(asked)
        # Somebody who asks for something at the end asks for no words.
        labels = None if asked else labels
        stream = TokenStream.of(state, input_ids, attention_mask, labels, source_ids)
        stream = stream.lengthened(num_columns)
        keep_logits = not (asked or (self.training and labels is not None))
        loop = SegmentLoop(
            self.memory,
            self.backbone,
            self.config.segment_length,
            bptt_depth=self._depth(bptt_depth),
            replay=self.config.memory_replay if memory_replay is None else memory_replay,
            keeps_hidden=bool(asked),
            num_columns=num_columns,
        )
        if asked:
            wanted = stream.last
        else:
            wanted = stream.asked_for(logits_to_keep) if keep_logits else stream.labelled
        read = loop.read(state.tensors, stream, wanted, cache=cache, keep_logits=keep_logits)

        new_state = stream.state_after(
            state, read.tensors, read.num_written, self.config.segment_length
        )
        if cache is not None:
            cache.state = new_state
        logits = None
        if keep_logits:
            num_words = self.config.get_text_config(decoder=True).vocab_size
            pieces = read.pieces or [self._no_piece(stream, num_words)]
            logits = stream.in_given_order(pieces, logits_to_keep)
        said, loss = SaidAtEnd(), None
        if asked:
            pieces = read.hidden or [self._no_piece(stream, width_of_output(self.backbone))]
            said = self._said(asked, stream.at_last(pieces))
            if said.loss_sum is not None:
                loss = _mean(said.loss_sum, len(input_ids), num_items_in_batch)
                if num_columns and read.loss_sum is not None:
                    loss = loss + read.loss_sum  # of zero: the way back through everything
        elif labels is not None:
            # Nothing but padding: no label to learn from, and no weight to blame.
            total = read.loss_sum
            if total is None:
                total = stream.labels.new_zeros((), dtype=torch.float32)
            loss = _mean(total, stream.num_labels, num_items_in_batch)
        return MemoryOutput(
            loss=loss, logits=logits, memory_state=new_state, past_key_values=cache,
            said=said.numbers, label_scores=said.label_scores,
        )  # fmt: skip

    def _no_piece(self, stream: TokenStream, width: int) -> tuple[Tensor, Tensor]:
        """What stands for the segments of a stream without any."""
        size = (len(stream.ids), 0, width)
        return stream.no_logits(), torch.zeros(size, dtype=self.dtype, device=self.device)

    def _depth(self, depth: int | None) -> int | None:
        if depth is None:
            configured: int | None = self.config.bptt_depth
            return configured
        check_depth(depth)
        return depth

    def _checked(self, state: MemoryState | None, input_ids: Tensor) -> MemoryState:
        if state is None:
            return self.initial_state(input_ids.shape[0])
        state = self._in_form(state)
        if state.batch_size != input_ids.shape[0]:
            raise MemoryStateError(
                marked("errors", "The memory state holds {theirs} streams and the text {ours}; they must be equal."),
                theirs=state.batch_size, ours=input_ids.shape[0],
            )  # fmt: skip
        return state

    def _check_source(self, source_ids: Tensor | None) -> None:
        if source_ids is not None and not self.memory.needs_encoder:
            raise MemoryAttachError(
                marked("errors", "The memory '{kind}' has no encoder that could read a source of its own."),
                kind=self.config.memory_kind,
            )  # fmt: skip

    # ------------------------------------------------------------------ generation

    def _prepare_cache_for_generation(
        self,
        generation_config: Any,
        model_kwargs: dict[str, Any],
        generation_mode: Any,
        batch_size: int,
        max_cache_length: int,
    ) -> None:
        # Without a cache the whole text would come again at each step, on top of what was read.
        generation_config.use_cache = True
        state = model_kwargs.pop("memory_state", None)
        if model_kwargs.get("past_key_values") is not None:
            return
        if state is None:
            state = self.initial_state(batch_size)
        times = max(generation_config.num_beams or 1, generation_config.num_return_sequences or 1)
        model_kwargs["past_key_values"] = MemoryCache(state.repeat(times) if times > 1 else state)

    # ------------------------------------------------------------------ transformers' expectations

    @override
    def get_input_embeddings(self) -> torch.nn.Module:
        embeddings: torch.nn.Module = self.backbone.get_input_embeddings()
        return embeddings

    @override
    def set_input_embeddings(self, value: torch.nn.Module) -> None:
        self.backbone.set_input_embeddings(value)

    @override
    def get_output_embeddings(self) -> torch.nn.Module | None:
        embeddings: torch.nn.Module | None = self.backbone.get_output_embeddings()
        return embeddings

    @override
    def set_output_embeddings(self, new_embeddings: torch.nn.Module) -> None:
        self.backbone.set_output_embeddings(new_embeddings)

    @override
    def resize_token_embeddings(self, *args: Any, **kwargs: Any) -> torch.nn.Embedding:
        # The backbone's class knows what else of it is as long as its vocabulary.
        embeddings: torch.nn.Embedding = self.backbone.resize_token_embeddings(*args, **kwargs)
        self.config.vocab_size = embeddings.weight.shape[0]
        return embeddings

    @override
    def _init_weights(self, module: torch.nn.Module) -> None:
        # Only the memory's own parameters: the backbone's class knows how to treat the rest.
        if getattr(module, "_is_hf_initialized", False):
            return
        if module is self.memory:
            self.memory.initialise(self.backbone)
        elif isinstance(module, TextHead):
            module.initialise()


def _mean(total: Tensor, number: Tensor | int, number_in_all: Tensor | int | None) -> Tensor:
    """A sum over what is asked here, as its share of the mean over all that is asked."""
    count = number if number_in_all is None else number_in_all
    return total / (count if isinstance(count, int) else count.clamp(min=1))


AutoModelForCausalLM.register(MemoryConfig, MemoryModel, exist_ok=True)
