"""What is kept of attention gives the weights of the forward pass, or the model is refused."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from memstudio.errors import Cancelled, TraceError
from memstudio.memory.backbone import eager_attention
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from memstudio.progress import Control, Progress
from memstudio.trace import attention_capture, attention_pictures, attention_watch
from memstudio.trace.attention_capture import capture_attention
from memstudio.trace.attention_layout import CapturedAttention, code_values
from memstudio.trace.attention_matrix import AttentionMatrix
from tests.trace.attention_families import ENCODERS, REFUSED, SHOWN, make
from tests.trace.conftest import SEGMENT, SLOTS, STORY


def loaded_with(model: object, tokenizer: PreTrainedTokenizerFast) -> LoadedModel:
    return LoadedModel(model, tokenizer, ModelSource("it", "it", "folder", Path("it")))


def capture(loaded: LoadedModel, text: str = STORY, **options: object) -> CapturedAttention:
    return capture_attention(loaded, text, document="story", control=Control(), **options)  # type: ignore[arg-type]


def own_weights(model: torch.nn.Module, captured: CapturedAttention, loaded: LoadedModel) -> list:
    """What the model says itself, run eagerly on the same tokens at once."""
    ids = torch.tensor(loaded.tokenizer(captured.text, add_special_tokens=False)["input_ids"])
    with torch.no_grad(), eager_attention(model):
        output = model.base_model(ids[None], use_cache=False, output_attentions=True)
    return [part[0].float().numpy() for part in output.attentions]


@pytest.fixture
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts and blocks so small that a short text goes through many of them."""
    monkeypatch.setattr(attention_capture, "_PART", 20)
    monkeypatch.setattr(attention_watch, "_BLOCK", 900)
    monkeypatch.setattr(attention_pictures, "_MOST_CELLS", 30)


@pytest.mark.usefixtures("in_small_parts")
@pytest.mark.parametrize("family", [*SHOWN, *ENCODERS])
@pytest.mark.one_in(9)
def test_every_weight_is_that_of_the_model_run_eagerly(
    family: str, tokenizer: PreTrainedTokenizerFast
) -> None:
    model = make(family, len(tokenizer))
    loaded = loaded_with(model, tokenizer)
    before = model.config._attn_implementation
    captured = capture(loaded, max_tokens=90)
    assert model.config._attn_implementation == before
    assert captured.num_places == 90
    own = own_weights(model, captured, loaded)
    assert sorted(captured.kept) == list(range(len(own)))
    assert captured.layers == tuple(range(1, len(own) + 1))
    for index, expected in enumerate(own):
        for head in range(captured.num_heads):
            matrix = AttentionMatrix(captured.kept[index], head)
            found = matrix.part(slice(0, 90), slice(0, 90))
            np.testing.assert_allclose(found, expected[head], atol=2e-5)
            np.testing.assert_allclose(
                captured.kept[index].highest[head], expected[head].max(-1), atol=2e-5
            )
        np.testing.assert_allclose(
            captured.kept[index].highest_mean, expected.mean(0).max(-1), atol=2e-5
        )
    seen = np.concatenate(own)
    # Far from even, so that agreement says something.
    assert seen.max() > 10 / 90


@pytest.mark.usefixtures("in_small_parts")
@pytest.mark.parametrize(("length", "parts"), [(40, 2), (90, 1)])
def test_positions_that_turn_with_the_length_are_those_of_the_whole_text(
    length: int, parts: int, tokenizer: PreTrainedTokenizerFast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rope = {
        "rope_type": "longrope", "short_factor": [1.0] * 4, "long_factor": [2.0, 3.0, 4.0, 8.0],
        "rope_theta": 10_000.0, "original_max_position_embeddings": 64,
    }  # fmt: skip
    more = {"rope_parameters": rope, "original_max_position_embeddings": 64}
    monkeypatch.setitem(SHOWN, "phi3", SHOWN["phi3"] | more)
    model = make("phi3", len(tokenizer))
    loaded = loaded_with(model, tokenizer)
    read: list[int] = []
    begin = attention_watch.Watch.begin
    monkeypatch.setattr(
        attention_watch.Watch, "begin",
        lambda watch, start, row: (read.append(start), begin(watch, start, row))[1],
    )  # fmt: skip
    captured = capture(loaded, max_tokens=length)
    assert read[-parts:] == list(range(0, length, 20))[:parts]
    for index, expected in enumerate(own_weights(model, captured, loaded)):
        for head in range(captured.num_heads):
            found = AttentionMatrix(captured.kept[index], head).part(
                slice(0, length), slice(0, length)
            )
            np.testing.assert_allclose(found, expected[head], atol=2e-5)


@pytest.mark.parametrize("family", REFUSED)
@pytest.mark.one_in(3)
def test_a_model_that_cannot_be_looked_into_is_refused_by_name(
    family: str, tokenizer: PreTrainedTokenizerFast
) -> None:
    model = make(family, len(tokenizer))
    before = model.config._attn_implementation
    with pytest.raises(TraceError, match=type(model).__name__) as error:
        capture(loaded_with(model, tokenizer))
    assert "code of its own" in str(error.value)
    assert model.config._attn_implementation == before


def test_a_model_whose_weights_are_made_otherwise_is_refused(
    make_loaded: Callable[..., LoadedModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = attention_watch.weighed

    def sharper(queries: torch.Tensor, *rest: object) -> object:
        return real(queries * 1.1, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(attention_watch, "weighed", sharper)
    with pytest.raises(TraceError, match="LlamaForCausalLM"):
        capture(make_loaded(None))


def test_numbers_added_to_the_scores_are_refused() -> None:
    watch = attention_watch.Watch("it")
    watch.begin(0, 0)
    part = torch.randn(1, 2, 3, 4)
    slopes = torch.zeros(1, 1, 3, 3)
    slopes[..., 0, 1] = -0.5
    with pytest.raises(TraceError, match="added to the scores"):
        watch.attend(torch.nn.Linear(1, 1), part, part, part, slopes, {})


@pytest.mark.usefixtures("in_small_parts")
def test_small_pictures_and_figures_are_those_of_the_weights(
    make_loaded: Callable[..., LoadedModel],
) -> None:
    loaded = make_loaded(None)
    captured = capture(loaded, max_tokens=100)
    own = np.stack(own_weights(loaded.model, captured, loaded))
    pictures = captured.pictures
    assert pictures is not None
    assert pictures.each == 4
    assert pictures.highest.shape == (2, 4, 25, 25)
    cells = own.reshape(2, 4, 25, 4, 25, 4)
    decoded = code_values()
    step = 10 ** (6 / 254)
    for codes, expected in (
        (pictures.highest, cells.max((3, 5))),
        (pictures.mean, cells.mean((3, 5))),
    ):
        is_seen = expected > 2e-6
        ratio = decoded[codes][is_seen] / expected[is_seen]
        assert 1 / step < ratio.min() <= ratio.max() < step
    rows = np.arange(1, 100)
    entropy = -(own * np.log(np.maximum(own, 1e-30))).sum(-1)[..., 1:] / np.log(rows + 1)
    np.testing.assert_allclose(pictures.entropy, entropy.mean(-1), atol=1e-4)
    np.testing.assert_allclose(pictures.to_first, own[..., 1:, 0].mean(-1), atol=1e-4)
    np.testing.assert_allclose(pictures.to_previous, own[..., rows, rows - 1].mean(-1), atol=1e-4)


@pytest.mark.usefixtures("in_small_parts")
@pytest.mark.parametrize("kind", ["rmt", "titans"])
def test_figures_of_a_memory_model_are_of_words_of_the_same_segment(
    make_loaded: Callable[..., LoadedModel], kind: str
) -> None:
    captured = capture(make_loaded(kind), max_tokens=40)
    assert len(captured.segment_starts) == 4
    pictures = captured.pictures
    assert pictures is not None
    whole = slice(0, captured.num_places)
    for layer, head in itertools.product(range(2), range(captured.num_heads)):
        weights = AttentionMatrix(captured.kept[layer], head).part(whole, whole)
        first, previous = [], []
        for start, stop in itertools.pairwise(captured.segment_starts.tolist()):
            words = [place for place in range(start, stop) if not captured.is_memory(place)]
            assert start < words[0]
            first += weights[words, words[0]].tolist()
            # Beside a word of titans stands what the memory answered it, not the word before.
            previous += [weights[pair[1], pair[0]] for pair in itertools.pairwise(words)]
        assert pictures.to_first[layer, head] == pytest.approx(np.mean(first), abs=1e-4)
        assert pictures.to_previous[layer, head] == pytest.approx(np.mean(previous), abs=1e-4)


def test_only_the_layers_asked_for_are_kept_and_nothing_behind_them_is_run(
    make_loaded: Callable[..., LoadedModel],
) -> None:
    loaded = make_loaded(None)
    ran: list[int] = []
    layers = loaded.model.model.layers
    handle = layers[1].mlp.register_forward_hook(lambda *_: ran.append(1))
    try:
        captured = capture(loaded, layers=(0,), pictures=False)
        # In the trial before, and not in the reading.
        trial, ran[:] = len(ran), []
        capture(loaded, layers=(0,), pictures=True)
        assert len(ran) == trial + 1
    finally:
        handle.remove()
    assert list(captured.kept) == [0]
    assert captured.layers == (1, 2)
    assert captured.pictures is None


@pytest.mark.parametrize(
    "kind", ["rmt", "armt", "s2s", "m2m", "lm-bow", "infini", "titans", "knn", "none"]
)
@pytest.mark.one_in(9)
def test_a_memory_model_is_shown_in_blocks_with_the_memory_among_the_words(
    kind: str, make_loaded: Callable[..., LoadedModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = make_loaded(kind)
    own: list[tuple[torch.Tensor, ...]] = []
    backbone = loaded.model.backbone
    captured = capture(loaded)
    assert captured.memory_kind == kind
    n = captured.num_tokens
    words = captured.places[captured.places >= 0]
    np.testing.assert_array_equal(words, np.arange(n))
    starts = captured.segment_starts
    assert len(starts) == -(-n // SEGMENT) + 1
    if kind == "rmt":
        assert captured.num_places == n + (len(starts) - 1) * 2 * SLOTS
        assert captured.word(0) == "[0]"
        assert captured.is_memory(0)
        assert not captured.is_memory(SLOTS)
    # The same reading once more, eagerly.
    from memstudio.memory.evaluating import evaluating
    from memstudio.trace.document_reading import read_segments

    def keep(_: object, __: object, output: object) -> None:
        own.append(output.attentions)  # type: ignore[attr-defined]

    real = type(backbone).forward

    def forward(self: object, *args: object, **named: object) -> object:
        return real(self, *args, **(named | {"output_attentions": True}))

    monkeypatch.setattr(type(backbone), "forward", forward)
    handle = backbone.register_forward_hook(keep)
    ids = torch.tensor(loaded.tokenizer(STORY, add_special_tokens=False)["input_ids"])
    with evaluating(loaded.model), eager_attention(backbone):
        state = loaded.model.memory.initial_state(1)
        list(read_segments(loaded.model, ids, state, control=Control()))
    handle.remove()
    assert len(own) == len(starts) - 1
    # Two segments: random weights make something else of the smallest difference in a few more.
    whole = np.zeros((int(starts[2]),) * 2, np.float32)
    seen = slice(0, len(whole))
    for layer in range(len(captured.layers)):
        for head in range(captured.num_heads):
            for (start, stop), weights in zip(itertools.pairwise(starts[:3]), own[:2], strict=True):
                whole[start:stop, start:stop] = weights[layer][0, head].numpy()
            matrix = AttentionMatrix(captured.kept[layer], head)
            np.testing.assert_allclose(matrix.part(seen, seen), whole, atol=1e-4)
            np.testing.assert_array_equal(
                matrix.part(seen, slice(len(whole), captured.num_places)), 0
            )


def test_a_text_is_cut_at_the_models_window(make_loaded: Callable[..., LoadedModel]) -> None:
    captured = capture(make_loaded(None), STORY * 2)
    assert captured.limit == captured.num_places == 128
    assert captured.is_truncated
    assert not capture(make_loaded(None), STORY[:40]).is_truncated


def test_a_model_that_looks_ahead_is_not_cut_into_parts(
    tokenizer: PreTrainedTokenizerFast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention_capture, "_WHOLE", 50)
    loaded = loaded_with(make("bert", len(tokenizer)), tokenizer)
    with pytest.raises(TraceError, match="cannot read a text in parts"):
        capture(loaded)
    assert capture(loaded, max_tokens=50).num_places == 50


def test_cancelling_ends_a_reading_and_leaves_the_model_as_it_was(
    make_loaded: Callable[..., LoadedModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention_capture, "_PART", 20)
    loaded = make_loaded(None)
    before = loaded.model.config._attn_implementation
    heard: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        heard.append(progress)
        if progress.done:
            control.cancel()

    control = Control(on_progress=on_progress)
    with pytest.raises(Cancelled):
        capture_attention(loaded, STORY, document="s", control=control)
    assert heard[-1].done == 20
    assert loaded.model.config._attn_implementation == before


def test_half_precision_is_shown_too(
    make_backbone: Callable[[], LlamaForCausalLM], tokenizer: PreTrainedTokenizerFast
) -> None:
    loaded = loaded_with(make_backbone().to(torch.bfloat16), tokenizer)
    captured = capture(loaded)
    own = own_weights(loaded.model, captured, loaded)
    matrix = AttentionMatrix(captured.kept[0], 1)
    whole = slice(0, captured.num_places)
    apart = np.abs(matrix.part(whole, whole) - own[0][1]).sum(-1) / 2
    assert apart.mean() < 0.05


@pytest.mark.slow
def test_a_view_of_twelve_by_twelve_heads_at_512_takes_under_ten_megabytes(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=768, intermediate_size=16, num_hidden_layers=12,
            num_attention_heads=12, max_position_embeddings=512,
        )
    ).eval()  # fmt: skip
    captured = capture(loaded_with(model, tokenizer), STORY * 8, layers=(5,))
    assert captured.num_places == 512
    assert captured.pictures is not None
    assert captured.pictures.highest.shape == (12, 12, 128, 128)
    assert captured.num_bytes < 10e6
