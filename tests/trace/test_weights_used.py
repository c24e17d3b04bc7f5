"""Recorded weights are held to what the model's own attention did, taken where it did it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from memstudio.memory.associative_layer import AssociativeLayer
from memstudio.memory.decoder_layers import decoder_layers
from memstudio.memory.kinds import infini
from memstudio.memory.kinds.knn import NearestNeighbours
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.multi_head import MultiHead
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_weights import layer_number
from tests.battery.cases import SEGMENT, SLOTS, Case
from tests.trace.every_kind import SEGMENTS, a_model, a_text


def record(loaded: LoadedModel, out: Path) -> TraceReader:
    return record_trace(loaded, a_text(), document="d", out=out / "t.zarr", control=Control())


def watch_heads(module: nn.Module, into: list[Tensor]) -> None:
    """Keep the weights `[H, Q, K]` that an attention used each time that it ran."""

    def keep(_: nn.Module, __: Any, output: Any) -> None:
        into.append(output[1][0].detach().float().clone())

    module.register_forward_hook(keep)


def watch_multi_head(module: MultiHead, into: list[Tensor]) -> None:
    """The same, after making sure that these weights mixed the values that came out."""
    values: list[Tensor] = []
    module.value.register_forward_hook(lambda _, __, output: values.append(output[0].detach()))
    mixed: list[Tensor] = []
    module.out.register_forward_pre_hook(lambda _, args: mixed.append(args[0][0].detach()))

    def keep(_: nn.Module, __: Any, output: Any) -> None:
        weights = output[1][0].detach()
        heads = values[-1].unflatten(-1, (module.num_heads, -1)).transpose(0, 1)
        expected = (weights @ heads).transpose(0, 1).flatten(-2)
        torch.testing.assert_close(mixed[-1], expected, atol=1e-5, rtol=1e-4)
        into.append(weights.float().clone())

    module.register_forward_hook(keep)


def own_attention(model: MemoryModel) -> list[list[Tensor]]:
    """The weights of the backbone's attention, by layer and segment."""
    seen: list[list[Tensor]] = []
    for layer in decoder_layers(model.backbone):
        (module,) = (m for name, m in layer.named_modules() if name == "self_attn")
        seen.append([])
        watch_heads(module, seen[-1])
    return seen


def half(values: Tensor) -> np.ndarray:
    return values.to(torch.float16).float().numpy()


equal = np.testing.assert_array_equal


def each_segment(trace: TraceReader, check: Callable[[int, int, int], None]) -> None:
    for segment in range(SEGMENTS):
        check(segment, *trace.segment_tokens(segment))


def test_rmt_reads_and_writes_in_the_backbones_attention(tmp_path: Path) -> None:
    loaded = a_model(Case("rmt"))
    seen = own_attention(loaded.model)
    trace = record(loaded, tmp_path)

    def check(segment: int, start: int, stop: int) -> None:
        n = stop - start
        for layer, calls in enumerate(seen):
            for head, weights in enumerate(calls[segment]):
                read = weights[SLOTS : SLOTS + n, :SLOTS]
                written = weights[SLOTS + n :]
                equal(trace.weights("read", start, stop, layer, head), half(read))
                equal(trace.write(segment, layer, head), half(written[:, SLOTS : SLOTS + n]))
                between = torch.cat([written[:, :SLOTS], written[:, SLOTS + n :]], dim=1)
                equal(trace.between(segment, layer, head), half(between))

    each_segment(trace, check)


@pytest.mark.parametrize(
    ("case", "read", "written"),
    [
        (Case("rmt"), [1, 2], 2),
        (Case("m2m", {"read_layers": (2,)}), [2], None),
        (Case("s2s", {"read_layers": (2, 1)}), [1, 2], None),
    ],
)
def test_layers_of_weights_are_counted_as_the_model_counts_its_own(
    case: Case, read: list[int], written: int | None, tmp_path: Path
) -> None:
    trace = record(a_model(case), tmp_path)
    assert trace.layers_and_heads("read")[0] == len(read)
    assert [layer_number(trace, "read", each) for each in range(len(read))] == read
    # What writes beside the model is in none of its layers.
    assert layer_number(trace, "write", 1) == written
    # Where an earlier trace does not say which they are, none are named.
    del trace.attrs["model_layers"]
    assert layer_number(trace, "read", 0) == (1 if case.kind == "rmt" else None)


@pytest.mark.parametrize("kind", ["m2m", "s2s"])
def test_slots_beside_the_backbone_are_read_by_their_own_attention(
    tmp_path: Path, kind: str
) -> None:
    loaded = a_model(Case(kind))
    memory: Any = loaded.model.memory
    reads: list[list[Tensor]] = [[] for _ in memory.reader.layers]
    for layer, into in zip(memory.reader.layers, reads, strict=True):
        watch_multi_head(layer.attention, into)
    writes: list[Tensor] = []
    among: list[Tensor] = []
    if kind == "m2m":
        watch_multi_head(memory.write, writes)
    else:
        watch_multi_head(memory.pool.from_elements.attention, writes)
        watch_multi_head(memory.pool.among_slots.attention, among)
    trace = record(loaded, tmp_path)

    def check(segment: int, start: int, stop: int) -> None:
        for layer, calls in enumerate(reads):
            for head, weights in enumerate(calls[segment]):
                # The last key is the place to look away to.
                equal(trace.weights("read", start, stop, layer, head), half(weights[:, :-1]))
        for head, weights in enumerate(writes[segment]):
            equal(trace.write(segment, 0, head), half(weights[:, SLOTS:]))
            equal(trace.between(segment, 0, head)[:, :SLOTS], half(weights[:, :SLOTS]))
            if among:
                equal(trace.between(segment, 1, head)[:, SLOTS:], half(among[segment][head]))

    each_segment(trace, check)


def test_competing_slots_are_mixed_of_values_by_the_recorded_weights(tmp_path: Path) -> None:
    loaded = a_model(Case("s2s", {"competition": True}))
    pool: Any = loaded.model.memory.pool
    values: list[Tensor] = []
    updates: list[Tensor] = []
    pool.value.register_forward_hook(lambda _, __, output: values.append(output[0].detach()))
    pool.update.register_forward_pre_hook(lambda _, args: updates.append(args[0].detach()))
    trace = record(loaded, tmp_path)
    rounds = len(updates) // SEGMENTS

    def check(segment: int, start: int, stop: int) -> None:
        for number in range(rounds):
            before = trace.between(segment, number, 0)[:, :SLOTS]
            weights = np.concatenate([before, trace.write(segment, number, 0)], axis=1)
            found = weights @ values[segment].numpy()
            np.testing.assert_allclose(
                found, updates[segment * rounds + number], atol=5e-3, rtol=5e-3
            )

    each_segment(trace, check)


def test_nlm_is_read_by_the_decoders_cross_attention(tmp_path: Path) -> None:
    loaded = a_model(Case("nlm"))
    reads: list[list[Tensor]] = []
    for layer in loaded.model.backbone.get_decoder().layers:
        reads.append([])
        watch_heads(layer.encoder_attn, reads[-1])
    writes: list[Tensor] = []
    watch_multi_head(loaded.model.memory.write, writes)
    trace = record(loaded, tmp_path)

    def check(segment: int, start: int, stop: int) -> None:
        n = stop - start
        for layer, calls in enumerate(reads):
            for head, weights in enumerate(calls[segment]):
                # The first query is the start token, the last keys are the slots.
                equal(trace.weights("read", start, stop, layer, head), half(weights[1:, -SLOTS:]))
        for head, weights in enumerate(writes[segment]):
            equal(trace.write(segment, 0, head), half(weights[:, -n:]))
            equal(trace.between(segment, 0, head)[:, :SLOTS], half(weights[:, :SLOTS]))

    each_segment(trace, check)


def test_armt_is_read_by_shares_of_its_normaliser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = a_model(Case("armt"))
    memory: Any = loaded.model.memory
    reads: list[tuple[Any, Any]] = []
    writes: list[Any] = []
    read, write = AssociativeLayer.read, AssociativeLayer.write

    def watched_read(self: Any, association: Any, hidden: Tensor) -> Any:
        found = read(self, association, hidden)
        reads.append((association, found))
        return found

    def watched_write(self: Any, before: Any, tokens: Tensor) -> Any:
        writes.append(write(self, before, tokens))
        return writes[-1]

    monkeypatch.setattr(AssociativeLayer, "read", watched_read)
    monkeypatch.setattr(AssociativeLayer, "write", watched_write)
    seen = own_attention(loaded.model)
    trace = record(loaded, tmp_path)
    num_layers = len(seen)

    def check(segment: int, start: int, stop: int) -> None:
        n = stop - start
        state = {"matrix": reads[0][0].matrix[:, None]}
        slot_of = memory._slot_of_features(state)
        for layer in range(num_layers):
            association, found = reads[segment * num_layers + layer]
            features, total = found.features[:, :n], association.weight(found.features)[:, :n]
            for slot in range(SLOTS):
                # What the recall's divisor has of this slot's features.
                mass = association.mass(features * slot_of[:, slot])
                np.testing.assert_allclose(
                    trace.weights("read", start, stop, layer, 0)[:, slot],
                    (mass / total)[0].detach(), atol=1e-3,
                )  # fmt: skip
            by_slot = writes[segment * num_layers + layer].strengths[0] @ slot_of
            writers = (by_slot / by_slot.sum(0)).T.detach()
            attention = seen[layer][segment].mean(0)[-SLOTS:, :n]
            np.testing.assert_allclose(
                trace.write(segment, layer, 0), writers @ attention, atol=1e-3
            )

    each_segment(trace, check)


def mixtures(loaded: LoadedModel, layer: int) -> list[tuple[Tensor, Tensor]]:
    """What went into a layer's output projection before and after memory was mixed in.

    By segment: the projection is used to show slots, too, which is left out.
    """
    memory = loaded.model.memory
    read_segment = memory.read_segment
    is_reading = []

    def watched(*args: Any) -> Any:
        is_reading.append(True)
        try:
            return read_segment(*args)
        finally:
            is_reading.clear()

    memory.read_segment = watched
    (module,) = (
        m
        for name, m in decoder_layers(loaded.model.backbone)[layer].named_modules()
        if name.endswith("o_proj")
    )
    before: list[Tensor] = []
    found: list[tuple[Tensor, Tensor]] = []
    module.register_forward_pre_hook(lambda _, args: before.append(args[0][0].detach().clone()))

    def keep(_: nn.Module, args: tuple[Tensor, ...], __: Tensor) -> None:
        if is_reading:
            found.append((before[-1], args[0][0].detach()))

    module.register_forward_hook(keep)
    return found


def check_mixture(mixed: tuple[Tensor, Tensor], read: Tensor, share: np.ndarray) -> None:
    """Of each head's output `[S, H, e]` the share `[S, H]` is what it read."""
    before, after = (each.unflatten(-1, read.shape[1:]).numpy() for each in mixed)
    expected = before + share[..., None] * (read.numpy() - before)
    np.testing.assert_allclose(after, expected, atol=5e-3, rtol=5e-3)


def test_infini_mixes_in_the_recorded_share_of_every_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = a_model(Case("infini", {"update": "linear"}))
    reads: list[Tensor] = []
    recall = infini._recall

    def watched(*args: Any) -> Tensor:
        reads.append(recall(*args).detach())
        return reads[-1]

    monkeypatch.setattr(infini, "_recall", watched)
    num_layers = len(decoder_layers(loaded.model.backbone))
    mixed = [mixtures(loaded, layer) for layer in range(num_layers)]
    trace = record(loaded, tmp_path)

    def check(segment: int, start: int, stop: int) -> None:
        for layer in range(num_layers):
            found = reads[segment * num_layers + layer][0]  # [G, S * H / G, e]
            apart = found.unflatten(1, (stop - start, -1))
            read = apart.transpose(0, 1).flatten(1, 2)
            share = np.stack(
                [
                    trace.weights("read", start, stop, layer, head).sum(1)
                    for head in range(read.shape[1])
                ],
                axis=1,
            )
            check_mixture(mixed[layer][segment], read, share)

    each_segment(trace, check)


def test_knn_mixes_in_the_recorded_share_of_every_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = a_model(Case("knn"))
    memory: Any = loaded.model.memory
    reads: list[Any] = []
    read = NearestNeighbours._read

    def watched(self: Any, *args: Any) -> Any:
        reads.append(read(self, *args))
        return reads[-1]

    monkeypatch.setattr(NearestNeighbours, "_read", watched)
    mixed = mixtures(loaded, memory.layer)
    trace = record(loaded, tmp_path)
    assert not trace.read(0, SEGMENT).any()

    def check(segment: int, start: int, stop: int) -> None:
        if not segment:
            return
        found = reads[segment - 1]
        heads = range(found.values.shape[2])
        weights = np.stack([trace.weights("read", start, stop, 0, h) for h in heads], axis=1)
        check_mixture(mixed[segment], found.values[0].detach(), weights.sum(-1))
        # Entry i is of segment i // S, and that is its slot.
        slot = (found.places[0] // SEGMENT) % SLOTS
        by_slot = np.stack(
            [(found.weights[0] * (slot == each)).sum(-1).detach() for each in range(SLOTS)], -1
        )
        share = weights.sum(-1, keepdims=True)
        np.testing.assert_allclose(weights, share * by_slot, atol=1e-3)

    each_segment(trace, check)


def watch_embeddings(loaded: LoadedModel) -> list[Tensor]:
    """What the backbone was given in place of token embeddings, each time."""
    seen: list[Tensor] = []

    def keep(_: nn.Module, __: Any, kwargs: dict[str, Any]) -> None:
        seen.append(kwargs["inputs_embeds"][0].detach().clone())

    loaded.model.backbone.register_forward_pre_hook(keep, with_kwargs=True)
    return seen


def test_titans_gives_the_recorded_part_of_every_token(tmp_path: Path) -> None:
    loaded = a_model(Case("titans"))
    seen = watch_embeddings(loaded)
    trace = record(loaded, tmp_path)
    embed = loaded.model.backbone.get_input_embeddings().weight.detach()

    def check(segment: int, start: int, stop: int) -> None:
        own = embed[torch.from_numpy(trace.token_ids[start:stop].astype(np.int64))]
        answer = (seen[segment][0::2] - own).norm(dim=-1)
        torch.testing.assert_close(seen[segment][1::2], own)
        part = answer / (answer + own.norm(dim=-1))
        np.testing.assert_allclose(trace.read(start, stop).sum(1), part, atol=2e-3)

    each_segment(trace, check)


def test_lm_bow_reads_the_notes_on_a_tokens_own_word(tmp_path: Path) -> None:
    loaded = a_model(Case("lm-bow"))
    seen = watch_embeddings(loaded)
    states: list[Any] = []
    read_segment = loaded.model.memory.read_segment

    def watched(backbone: Any, segment: Any, state: Any) -> Any:
        states.append(state)
        return read_segment(backbone, segment, state)

    loaded.model.memory.read_segment = watched
    trace = record(loaded, tmp_path)
    embed = loaded.model.backbone.get_input_embeddings().weight.detach()

    def check(segment: int, start: int, stop: int) -> None:
        ids = torch.from_numpy(trace.token_ids[start:stop].astype(np.int64))
        is_changed = (seen[segment] != embed[ids]).any(-1).numpy()
        read = trace.read(start, stop)
        equal(read.any(1), is_changed)
        for token in np.flatnonzero(is_changed):
            (slot,) = np.flatnonzero(read[token])
            assert int(states[segment]["words"][0, slot]) == int(ids[token])

    each_segment(trace, check)
    assert trace.read(SEGMENT, trace.num_tokens).any()
