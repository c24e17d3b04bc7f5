"""Which layer of a pretrained model a memory of nearest neighbours serves best, before any training.

Each layer in turn is given the memory `knn` with next to no say, and a text is read. By how much the
loss falls for each unit of a head's output that comes from the memory is the derivative of the loss
with respect to that share, at a share of none:

    worth of head h = - d loss / d g_h     in nats a token, g_h = sigmoid(gate_h)

Positive: the head has use for what stood in earlier segments. Heads that look for an earlier
occurrence of the same words (induction heads, Olsson et al. 2022, arXiv 2209.11895) stand out.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from memstudio.errors import DataError, marked
from memstudio.memory.attach import attach_memory
from memstudio.memory.attention_places import AttentionPlaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memstudio.memory.kinds.knn import NearestNeighbours
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_CLOSED = -6.0
"""A share of 0.0025: the loss is as good as the backbone's own."""


@dataclass(frozen=True, slots=True)
class LayerWorth:
    """What the memory would be worth in one layer.

    Attributes:
        layer: counted from 1.
        heads: of each head, in nats a token for a share of one.
    """

    layer: int
    heads: tuple[float, ...]

    @property
    def gain(self) -> float:
        """Of the heads that have use for it, together."""
        return sum(max(0.0, worth) for worth in self.heads)


@dataclass(frozen=True, slots=True)
class KnnLayers:
    """The layers of a model.

    Attributes:
        model: its name.
        segment_length: tokens that it saw at once.
        num_read: tokens that were in the memory before any was judged.
        num_judged: tokens after them, whose loss counts.
        loss: of those, in nats a token, with as good as no memory.
        layers: in their order.
    """

    model: str
    segment_length: int
    num_read: int
    num_judged: int
    loss: float
    layers: tuple[LayerWorth, ...]

    @property
    def best(self) -> LayerWorth:
        """The layer that has most use for a memory."""
        return max(self.layers, key=lambda each: each.gain)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self) | {"best": self.best.layer}


def measure_knn_layers(
    loaded: LoadedModel,
    ids: Sequence[int],
    *,
    segment_length: int,
    num_read: int,
    num_judged: int,
    layers: Sequence[int] = (),
    control: Control,
) -> KnnLayers:
    """Read a text once for each layer.

    Args:
        loaded: a plain causal model; it is left as it was.
        ids: the text.
        segment_length: tokens that the model sees at once.
        num_read: tokens at the beginning that only fill the memory.
        num_judged: tokens after them; both are rounded down to whole segments.
        layers: those to try, counted from 1; none for all.
        control: takes progress; may cancel.

    Raises:
        DataError: the text is too short.
        MemoryAttachError: the model has a memory already, has not so many layers, or cannot have
            this memory.
        Cancelled: through `control`.
    """
    num_read -= num_read % segment_length
    num_judged -= num_judged % segment_length
    # The last token of each segment is judged by what follows it.
    needed = num_read + num_judged + 1
    if not num_read or not num_judged or len(ids) < needed:
        raise DataError(
            marked("errors", "The text has {there} tokens; {needed} are needed, of whole segments of {length}. Take a longer text, or fewer tokens."),
            there=len(ids), needed=max(needed, 2 * segment_length + 1), length=segment_length,
        )  # fmt: skip
    backbone = loaded.model
    text = torch.tensor([list(ids[:needed])], device=backbone.device)
    # Refuses a model that cannot have this memory, in words.
    attach_memory(backbone, kind="knn", segment_length=segment_length)
    tried = layers or range(1, AttentionPlaces(backbone).num_layers + 1)
    found, loss = [], 0.0
    with _at_rest(backbone):
        for done, layer in enumerate(tried):
            control.report(done, len(tried), marked("progress", "Trying layers"), "layers")
            model = attach_memory(
                backbone, kind="knn", segment_length=segment_length, options={"layer": layer}
            )
            loss, heads = _worth(model, text, num_read, control)
            found.append(LayerWorth(layer, heads))
    return KnnLayers(
        loaded.source.name, segment_length, num_read, num_judged, loss, tuple(found)
    )  # fmt: skip


def _worth(
    model: MemoryModel, text: Tensor, num_read: int, control: Control
) -> tuple[float, tuple[float, ...]]:
    """The loss of what follows the first `num_read` tokens of `text` `[1, T]`, and each head's worth."""
    length = model.config.segment_length
    memory: NearestNeighbours = model.memory  # type: ignore[assignment]
    memory.gate.data.fill_(_CLOSED)
    with torch.no_grad():
        state = model(text[:, :num_read], logits_to_keep=1).memory_state
    slope = torch.zeros_like(memory.gate)
    total, starts = 0.0, range(num_read, text.shape[1] - 1, length)
    for start in starts:
        control.checkpoint()
        here = text[:, start : start + length]
        # One segment alone: what it writes is read by none of its own.
        read = model(here, memory_state=state)
        losses = torch.nn.functional.cross_entropy(
            read.logits[0].float(), text[0, start + 1 : start + length + 1]
        )
        (steepness,) = torch.autograd.grad(losses, memory.gate)
        slope -= steepness / len(starts)
        total += losses.item() / len(starts)
        state = read.memory_state.detach()
    share = memory.gate.detach().sigmoid()
    return total, tuple((slope / (share * (1 - share))).tolist())


@contextmanager
def _at_rest(backbone: torch.nn.Module) -> Iterator[None]:
    """The backbone reads as in use, and nothing of it is learnt."""
    was_training = backbone.training
    learnt = [parameter for parameter in backbone.parameters() if parameter.requires_grad]
    backbone.eval().requires_grad_(False)
    try:
        yield
    finally:
        backbone.train(was_training)
        for parameter in learnt:
            parameter.requires_grad_(True)


def as_markdown(found: KnnLayers, command: str) -> str:
    """The layers, the best first."""
    lines = [
        "# Which layer should remember?",
        "",
        f"`{command}`",
        "",
        (
            f"Model {found.model}, segments of {found.segment_length} tokens. {found.num_read:,} tokens"
            f" were read into the memory; the next {found.num_judged:,} were judged (loss"
            f" {found.loss:.3f} nats a token without the memory). Worth: by how many nats a token the"
            " loss falls for each unit of a head's output that comes from the memory, at the first"
            " touch of it, before any training."
        ),
        "",
        "| layer | worth, of the heads it helps | best head | worth of each head |",
        "| ---: | ---: | ---: | --- |",
    ]
    for each in sorted(found.layers, key=lambda one: -one.gain):
        best = max(range(len(each.heads)), key=each.heads.__getitem__)
        heads = " ".join(f"{worth:+.3f}" for worth in each.heads)
        lines.append(f"| {each.layer} | {each.gain:.3f} | {best} | {heads} |")
    lines += ["", f"`--option layer={found.best.layer}` puts the memory there."]
    return "\n".join(lines)
