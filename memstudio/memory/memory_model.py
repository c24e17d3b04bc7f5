"""A Hugging Face causal language model with a memory: reads text of any length, segment by segment.

Shapes: B rows, T tokens given, S tokens of a segment, P pending tokens, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoModelForCausalLM, GenerationMixin, PreTrainedModel
from transformers.cache_utils import Cache, DynamicCache
from transformers.utils import ModelOutput
from typing_extensions import override

from memstudio.errors import MemoryStateError, marked
from memstudio.memory.kinds_registry import memory_kinds
from memstudio.memory.memory_config import MemoryConfig
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.token_stream import TokenStream

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import MemoryKind

_IGNORED = -100


@dataclass
class MemoryOutput(ModelOutput):
    """What came of reading tokens.

    Attributes:
        loss: mean cross-entropy of the labels, when labels were given.
        logits: `[B, T, V]`; None in training with labels, where nobody reads them.
        memory_state: what is remembered now.
        past_key_values: the holder that `generate` passes on, when it was given.
    """

    loss: Tensor | None = None
    logits: Tensor | None = None
    memory_state: MemoryState | None = None
    past_key_values: MemoryCache | None = None


class MemoryCache:
    """What `generate` carries from token to token: the state, and keys and values of the segment.

    Unlike the state, which is a value, the keys and values are changed in place.
    """

    is_compileable = False
    is_sliding = (False,)
    # Where it can, `generate` reads a token too many and crops the cache; a state cannot go back.
    is_croppable = False
    _is_user_defined = True

    def __init__(self, state: MemoryState) -> None:
        self.state = state
        self.segment_cache: Cache | None = None

    def get_seq_length(self, layer_idx: int = 0) -> int:
        """Zero: what `generate` is given is always new text, never text that was read before."""
        return 0

    def reorder_cache(self, beam_idx: Tensor) -> None:
        """Follow the beams."""
        self.state = self.state.select(beam_idx)
        if self.segment_cache is not None:
            self.segment_cache.reorder_cache(beam_idx)


class MemoryModel(PreTrainedModel, GenerationMixin):
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
            backbone = AutoModelForCausalLM.from_config(config.backbone_config)
        self.backbone: PreTrainedModel = backbone
        self._no_split_modules = backbone._no_split_modules  # noqa: SLF001 - no public name
        self.memory: MemoryKind = memory_kinds.get(config.memory_kind)(config, backbone)
        if backbone.generation_config is not None:
            self.generation_config = backbone.generation_config
        self.post_init()

    # ------------------------------------------------------------------ state

    @property
    def fingerprint(self) -> str:
        """What a state must share with a model to be used by it."""
        text = self.config.get_text_config(decoder=True)
        return (
            f"{self.config.memory_kind} {self.config.num_slots}x{text.hidden_size}"
            f" {text.model_type}-{text.num_hidden_layers}"
        )

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
        written = stream.lengths > 0
        return MemoryState(
            kind=state.kind,
            fingerprint=state.fingerprint,
            tensors=_where_rows(written, reading.state, state.tensors),
            pending_ids=state.pending_ids[:, :0],
            pending_lengths=torch.zeros_like(state.pending_lengths),
            num_segments=state.num_segments + written,
        )

    def memory_parameters(self) -> list[torch.nn.Parameter]:
        """The parameters that belong to the memory and not to the backbone."""
        return list(self.memory.parameters())

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
        logits_to_keep: int = 0,
        return_dict: bool | None = None,
        num_items_in_batch: Tensor | int | None = None,
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
            bptt_depth: segments that the gradient flows back through; None for the configured.
            logits_to_keep: only the last so many logits; 0 for all.
            return_dict: ignored; a `MemoryOutput` always comes back.
            num_items_in_batch: labels in the whole batch, when the Trainer accumulates gradients.

        Raises:
            MemoryStateError: the state belongs to another model or another batch.
        """
        cache = past_key_values
        state = cache.state if cache is not None else memory_state
        if state is None:
            state = self.initial_state(input_ids.shape[0])
        self._check(state, input_ids)
        if attention_mask is not None:
            attention_mask = attention_mask[:, -input_ids.shape[1] :]
        stream = TokenStream.of(state, input_ids, attention_mask, labels)

        keep_logits = not (self.training and labels is not None)
        if not keep_logits:
            wanted = stream.labelled
        elif logits_to_keep:
            wanted = stream.last_given(logits_to_keep)
        else:
            wanted = stream.given
        depth = self.config.bptt_depth if bptt_depth is None else bptt_depth
        pieces, tensors, num_written = self._read(state, stream, wanted, depth, cache)

        new_state = stream.state_after(state, tensors, num_written, self.config.segment_length)
        if cache is not None:
            cache.state = new_state
        logits = None
        if keep_logits and pieces:
            logits = stream.in_given_order(pieces, logits_to_keep)
        loss = _loss(pieces, stream, num_items_in_batch) if labels is not None else None
        return MemoryOutput(loss=loss, logits=logits, memory_state=new_state, past_key_values=cache)

    def _check(self, state: MemoryState, input_ids: Tensor) -> None:
        if state.fingerprint != self.fingerprint:
            state.check_fits(self.fingerprint)
        if state.batch_size != input_ids.shape[0]:
            raise MemoryStateError(
                marked("errors", "The memory state holds {theirs} streams and the text {ours}; they must be equal."),
                theirs=state.batch_size, ours=input_ids.shape[0],
            )  # fmt: skip

    def _read(
        self,
        state: MemoryState,
        stream: TokenStream,
        wanted: Tensor,
        depth: int | None,
        cache: MemoryCache | None,
    ) -> tuple[list[tuple[Tensor, Tensor]], KindState, Tensor]:
        """Read the stream segment by segment.

        Returns:
            For each segment the stream columns `[n]` and logits `[B, n, V]`; the tensors at the
            end; and how many segments each row wrote, `[B]`.
        """
        length = self.config.segment_length
        tensors = state.tensors
        num_written = torch.zeros_like(state.num_segments)
        pieces: list[tuple[Tensor, Tensor]] = []
        # What truncated BPTT needs: the values before each segment, and the segments.
        before: list[KindState] = []
        truncates = depth is not None and torch.is_grad_enabled()
        segments: list[tuple[Segment, Tensor]] = []
        for start in range(0, stream.max_length, length):
            end = min(start + length, stream.max_length)
            full = stream.lengths >= start + length
            columns = torch.arange(start, end, device=wanted.device)[wanted[start:end]]
            segment = Segment(
                stream.ids[:, start:end],
                stream.mask(start, end),
                write=bool(full.any()),
                logits_at=columns - start,
            )
            if truncates and depth is not None:
                before.append(tensors)
                segments.append((segment, full))
                tensors = self._rebuild(before, segments, depth)
            reading = self._read_segment(segment, tensors, start, cache, stream)
            pieces.append((columns, reading.logits))
            if segment.write:
                tensors = _where_rows(full, reading.state, tensors)
                num_written = num_written + full
        return pieces, tensors, num_written

    def _rebuild(
        self, before: list[KindState], segments: list[tuple[Segment, Tensor]], depth: int
    ) -> KindState:
        """The memory before the last segment, with a graph that reaches exactly `depth` back.

        The chain of writes is run again from the detached memory `depth` segments ago, as the
        authors of RMT do it: every loss then reaches as far back as asked, no more and no less.
        """
        last = len(segments) - 1
        first = max(0, last - depth)
        tensors = before[first]
        if first > 0 or depth == 0:
            tensors = {name: tensor.detach() for name, tensor in tensors.items()}
        for segment, full in segments[first:last]:
            if segment.write:
                silent = Segment(
                    segment.input_ids, segment.mask, logits_at=torch.zeros_like(full[:0]).long()
                )
                reading = self.memory.read_segment(self.backbone, silent, tensors)
                tensors = _where_rows(full, reading.state, tensors)
        return tensors

    def _read_segment(
        self,
        segment: Segment,
        tensors: KindState,
        start: int,
        cache: MemoryCache | None,
        stream: TokenStream,
    ) -> SegmentReading:
        """Read one segment, through keys and values kept from its earlier tokens if there are."""
        if cache is None or not stream.is_uniform:
            if cache is not None:
                cache.segment_cache = None
            return self.memory.read_segment(self.backbone, segment, tensors)
        num_cached = stream.num_pending if start == 0 and cache.segment_cache is not None else 0
        if num_cached == 0:
            cache.segment_cache = DynamicCache()
        logits_at = segment.logits_at
        reading = self.memory.read_segment(
            self.backbone,
            Segment(
                segment.input_ids[:, num_cached:],
                num_cached=num_cached,
                cache=cache.segment_cache,
                write=segment.write,
                logits_at=None if logits_at is None else logits_at - num_cached,
            ),
            tensors,
        )
        if segment.write:
            cache.segment_cache = None
        return reading

    # ------------------------------------------------------------------ generation

    def _prepare_cache_for_generation(
        self,
        generation_config: Any,
        model_kwargs: dict[str, Any],
        generation_mode: Any,
        batch_size: int,
        max_cache_length: int,
    ) -> None:
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
    def _init_weights(self, module: torch.nn.Module) -> None:
        # Only the memory's own parameters: the backbone's class knows how to treat the rest.
        if module is self.memory and not getattr(module, "_is_hf_initialized", False):
            self.memory.initialise(self.backbone)


def _where_rows(rows: Tensor, new: KindState, old: KindState) -> KindState:
    """`new` in the rows that are True, `old` elsewhere."""
    if bool(rows.all()):
        return new
    return {
        name: torch.where(rows.view(-1, *[1] * (tensor.dim() - 1)), tensor, old[name])
        for name, tensor in new.items()
    }


def _loss(
    pieces: list[tuple[Tensor, Tensor]], stream: TokenStream, num_items: Tensor | int | None
) -> Tensor:
    """Cross-entropy of the labels, segment by segment, so that no `[B, T, V]` is kept."""
    if not pieces:
        # Nothing but padding: no label to learn from, and no weight to blame.
        return stream.labels.new_zeros((), dtype=torch.float32)
    precision = torch.promote_types(pieces[0][1].dtype, torch.float32)
    total = stream.labels.new_zeros((), dtype=precision)
    for columns, logits in pieces:
        labels = stream.labels[:, columns]
        if columns.numel() and bool((labels != _IGNORED).any()):
            total = total + functional.cross_entropy(
                logits.to(precision).flatten(0, 1),
                labels.flatten(),
                ignore_index=_IGNORED,
                reduction="sum",
            )
    count = (stream.labels != _IGNORED).sum() if num_items is None else num_items
    return total / (count if isinstance(count, int) else count.clamp(min=1))


AutoModelForCausalLM.register(MemoryConfig, MemoryModel, exist_ok=True)
