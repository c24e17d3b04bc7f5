"""An attention function that keeps what its weights were made of, for models of transformers.

It computes the attention itself, so what is kept is what the forward pass used. A model hands it
queries and keys with their positions entered, and the mask, of which it keeps the stretch of keys
that each row sees, and which of them it does where there are gaps. A mask that carries numbers is
refused.

Shapes: Q rows at hand, K keys, H heads, G heads of keys, e width of a head, n rows of a block.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

from memstudio.errors import TraceError, marked
from memstudio.trace.attention_pictures import PictureMaker, weighed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from transformers import PreTrainedModel

_NAME = "memstudio_watch"
_BLOCK = 4_000_000
"""Weights that are in memory at once."""
_WIDEST_GAPS = 4096
"""Keys from the first to the last that a row sees, where it sees them with gaps."""


OWN_ATTENTION = marked("errors", "The attention of {model} cannot be shown truly, so it is not shown: it attends in code of its own, which nothing can look into.")  # fmt: skip
"""Why a model is refused that does not attend through transformers' interface."""
_ADDED_POSITIONS = marked("errors", "The attention of {model} cannot be shown truly, so it is not shown: its positions are numbers that are added to the scores.")  # fmt: skip


class Enough(Exception):  # noqa: N818 - no fault
    """All that is wanted of a forward pass is there; nobody needs the rest of it."""


@dataclass(frozen=True)
class Seen:
    """Which keys each row sees.

    Attributes:
        first: `[Q]`, the first.
        stop: `[Q]`, the one after the last.
        allowed: `[Q, K]` bool, which of all keys; None where those between are all seen.
    """

    first: Tensor
    stop: Tensor
    allowed: Tensor | None = None


@dataclass
class WatchedLayer:
    """What is kept of a layer, in parts as they come; `AttentionLayer` has the meanings.

    `gaps` has for each part None, or its first key and which of all its keys each row sees.
    """

    scale: float = 1.0
    cap: float | None = None
    queries: list[Tensor] = field(default_factory=list)
    keys: list[Tensor] = field(default_factory=list)
    first: list[Tensor] = field(default_factory=list)
    stop: list[Tensor] = field(default_factory=list)
    gaps: list[tuple[int, Tensor] | None] = field(default_factory=list)
    total: list[Tensor] = field(default_factory=list)
    highest: list[Tensor] = field(default_factory=list)
    highest_mean: list[Tensor] = field(default_factory=list)


class Watch:
    """Follows the attention layers of one reading, in the order in which they are called.

    Args:
        model: its name, for what has to be refused.
        layers: which to keep, counted by their calls; None for all.
        pictures: makes the small pictures of all heads; None when none are wanted.
        ends_early: whether a forward pass may end (`Enough`) behind the last layer to be kept.
        checkpoint: called before each layer; what it raises ends the reading.
    """

    def __init__(
        self,
        model: str,
        layers: frozenset[int] | None = None,
        pictures: PictureMaker | None = None,
        *,
        ends_early: bool = False,
        checkpoint: Callable[[], None] | None = None,
    ) -> None:
        self._model = model
        self._layers = layers
        self._ends_early = ends_early
        self._checkpoint = checkpoint
        self.pictures = pictures
        self.kept: dict[int, WatchedLayer] = {}
        self.modules: list[nn.Module] = []
        self.num_calls = 0
        self._place = 0
        self._first_key = 0
        self._seen: tuple[Tensor | None, Seen] | None = None

    def begin(self, place: int, first_key: int) -> None:
        """A forward pass begins.

        Args:
            place: where its first row stands.
            first_key: where its first key stands.
        """
        self.num_calls = 0
        self._place, self._first_key = place, first_key
        self._seen = None

    def attend(
        self,
        module: nn.Module,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        mask: Tensor | None,
        options: dict[str, Any],
    ) -> Tensor:
        """The attention of the next layer, `[1, Q, H, e]`.

        Raises:
            TraceError: it is of a form that cannot be kept.
            Enough: it was the last that is wanted.
        """
        if self._checkpoint is not None:
            self._checkpoint()
        index = self.num_calls
        self.num_calls += 1
        if index >= len(self.modules):
            self.modules.append(module)
        is_kept = self._layers is None or index in self._layers
        cap, sinks = options.get("softcap"), options.get("s_aux")
        if options.get("position_bias") is not None:
            raise self._refusal(_ADDED_POSITIONS)
        if not is_kept and self.pictures is None:
            last = max(self._layers or (), default=-1)
            if self._ends_early and index > last:
                raise Enough
            if cap is None and sinks is None:
                return self._plain(module, query, key, value, mask, options)
        if query.shape[0] != 1 or query.shape[1] % key.shape[1]:
            raise self._refusal(
                marked(
                    "errors",
                    "The attention of {model} cannot be shown truly, so it is not shown: its heads are not grouped evenly.",
                )
            )
        scale = options.get("scaling")
        scale = float(query.shape[-1] ** -0.5 if scale is None else scale)
        seen = self._what_is_seen(module, query, key, mask, options)
        watched = self._watched(index) if is_kept else None
        if watched is not None:
            watched.scale, watched.cap = scale, None if cap is None else float(cap)
            watched.queries.append(_kept(query[0]))
            watched.keys.append(_kept(key[0][:, self._place - self._first_key :]))
            watched.first.append((seen.first + self._first_key).int().cpu())
            watched.stop.append((seen.stop + self._first_key).int().cpu())
            gaps = None if seen.allowed is None else (self._first_key, seen.allowed.cpu())
            watched.gaps.append(gaps)
        return self._blocks(index, watched, (query, key, value), seen, (scale, cap, sinks))

    # ------------------------------------------------------------------ inside

    def _blocks(
        self,
        index: int,
        watched: WatchedLayer | None,
        parts: tuple[Tensor, Tensor, Tensor],
        seen: Seen,
        numbers: tuple[float, float | None, Tensor | None],
    ) -> Tensor:
        """The attention, so many rows at a time that their weights fit."""
        query, key, value = (part[0] for part in parts)
        num_heads, num_rows, num_keys = query.shape[0], query.shape[1], key.shape[1]
        each = max(1, min(num_rows, _BLOCK // max(1, num_heads * num_keys)))
        out = query.new_empty(num_heads, num_rows, value.shape[-1])
        for start in range(0, num_rows, each):
            rows = slice(start, min(start + each, num_rows))
            first, stop = seen.first[rows], seen.stop[rows]
            low, high = int(first.min()), max(int(stop.max()), int(first.min()) + 1)
            allowed = None if seen.allowed is None else seen.allowed[rows, low:high]
            block = weighed(
                query[:, rows], key[:, low:high], (first - low, stop - low), allowed, *numbers
            )
            mixed = torch.matmul(
                block.weights.view(key.shape[0], -1, high - low).to(value.dtype),
                value[:, low:high],
            )
            out[:, rows] = mixed.view(num_heads, -1, value.shape[-1])
            if watched is not None:
                watched.total.append(_kept(block.total))
                watched.highest.append(_kept(block.highest))
                # Afterwards it would take every weight again.
                watched.highest_mean.append(_kept(block.weights.mean(0).amax(-1)))
            if self.pictures is not None:
                count = stop - first if allowed is None else allowed.sum(-1)
                self.pictures.add(
                    index, block.weights, self._place + start, self._first_key + low, count
                )
        return out.transpose(0, 1)[None].contiguous()

    def _watched(self, index: int) -> WatchedLayer:
        return self.kept.setdefault(index, WatchedLayer())

    @staticmethod
    def _plain(
        module: nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None,
        options: dict[str, Any],
    ) -> Tensor:  # fmt: skip
        rest = {name: options[name] for name in ("scaling", "is_causal") if name in options}
        output: Tensor = sdpa_attention_forward(module, query, key, value, mask, **rest)[0]
        return output

    def _what_is_seen(
        self, module: nn.Module, query: Tensor, key: Tensor, mask: Tensor | None,
        options: dict[str, Any],
    ) -> Seen:  # fmt: skip
        # Layers share their masks: two kinds at most take turns.
        if self._seen is not None and mask is not None and self._seen[0] is mask:
            return self._seen[1]
        num_rows, num_keys = query.shape[2], key.shape[2]
        if mask is None:
            is_causal = options.get("is_causal")
            is_causal = getattr(module, "is_causal", True) if is_causal is None else is_causal
            stop = torch.full((num_rows,), num_keys, device=query.device)
            if is_causal:
                stop = torch.arange(num_keys - num_rows + 1, num_keys + 1, device=query.device)
            seen = Seen(torch.zeros_like(stop), stop)
        else:
            seen = self._seen_through(mask, num_rows, num_keys)
        self._seen = mask, seen
        return seen

    def _seen_through(self, mask: Tensor, num_rows: int, num_keys: int) -> Seen:
        allowed = mask[0, 0, -num_rows:, :num_keys]
        if mask.shape[1] > 1 and not bool((mask[0] == mask[0, :1]).all()):
            raise self._refusal(
                marked(
                    "errors",
                    "The attention of {model} cannot be shown truly, so it is not shown: its heads see different words.",
                )
            )
        if allowed.dtype != torch.bool:
            numbers = allowed
            allowed = numbers > torch.finfo(numbers.dtype).min / 2
            if bool((numbers[allowed] != 0).any()):
                raise self._refusal(_ADDED_POSITIONS)
        ones = allowed.to(torch.uint8)
        first = ones.argmax(-1)
        stop = num_keys - ones.flip(-1).argmax(-1)
        count = allowed.sum(-1)
        stop = torch.where(count > 0, stop, first)
        if not bool((stop - first != count).any()):
            return Seen(first, stop)
        if int((stop - first).max()) > _WIDEST_GAPS:
            raise self._refusal(
                marked(
                    "errors",
                    "The attention of {model} cannot be shown truly, so it is not shown: its words see others with gaps between them.",
                )
            )
        return Seen(first, stop, allowed)

    def _refusal(self, text: str) -> TraceError:
        return refusal(self._model, text)


def refusal(model: str, text: str) -> TraceError:
    """Why the attention of a model cannot be shown; `text` is marked, and has room for its name."""
    return TraceError(text, model=model)


@contextmanager
def watching(backbone: PreTrainedModel, watch: Watch) -> Iterator[None]:
    """Let a model attend through `watch`, and put it back afterwards.

    Raises:
        TraceError: the model has attention of its own making.
    """
    before = backbone.config._attn_implementation  # noqa: SLF001
    can_set = getattr(backbone, "_can_set_attn_implementation", None)
    if can_set is None or not can_set():
        raise refusal(type(backbone).__name__, OWN_ATTENTION)
    backbone.set_attn_implementation(_NAME)
    token = _current.set(watch)
    try:
        if backbone.config._attn_implementation != _NAME:  # noqa: SLF001
            raise refusal(type(backbone).__name__, OWN_ATTENTION)
        yield
    finally:
        _current.reset(token)
        backbone.set_attn_implementation(before)


_current: ContextVar[Watch] = ContextVar("attention_watch")


def _attend(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    **options: Any,
) -> tuple[Tensor, None]:
    watch = _current.get()
    return watch.attend(module, query, key, value, attention_mask, options), None


def _mask(*args: Any, **options: Any) -> Tensor | None:
    """The mask as it is, never left out: what a row sees is read off it."""
    options |= {"allow_is_causal_skip": False, "allow_is_bidirectional_skip": False}
    mask: Tensor | None = sdpa_mask(*args, **options)
    return mask


def _kept(part: Tensor) -> Tensor:
    """A copy in main memory, in single precision."""
    copy = part.detach().to("cpu", torch.float32)
    return copy.clone() if copy.data_ptr() == part.data_ptr() else copy


AttentionInterface.register(_NAME, _attend)
AttentionMaskInterface.register(_NAME, _mask)
