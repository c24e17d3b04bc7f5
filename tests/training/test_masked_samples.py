"""Masks: how many, where, with what, and always the same for the same sample and time round."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import transformers as tf

from memstudio.errors import MemoryAttachError, TrainingError
from memstudio.memory.attach import attach_memory
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from memstudio.progress import Control
from memstudio.training.batch_order import BatchOrder
from memstudio.training.batches import IGNORED, collate
from memstudio.training.held_out import read_held_out
from memstudio.training.masked_samples import MaskedSamples, Masking
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from tests.training.conftest import Events, byte_tokenizer
from tests.training.test_resume import killed, on
from tests.training.test_trainer import differing, weights

MASK, WORDS, SEGMENT = 3, 200, 10
SPECIALS = 5


def _masking(fraction: float = 0.15, seed: int = 0) -> Masking:
    return Masking(fraction, MASK, torch.arange(SPECIALS, WORDS), SEGMENT, seed)


def _sample(length: int = 2000) -> dict[str, torch.Tensor]:
    ids = torch.randint(0, WORDS, (length,), generator=torch.Generator().manual_seed(1))
    labels, mask = ids.clone(), torch.ones_like(ids)
    labels[100:130] = IGNORED  # only read
    labels[-50:], mask[-50:] = IGNORED, 0
    return {"input_ids": ids, "labels": labels, "attention_mask": mask}


def _may_be(sample: dict[str, torch.Tensor]) -> torch.Tensor:
    places = torch.arange(len(sample["input_ids"]))
    learnt = (sample["labels"] != IGNORED) & (sample["input_ids"] >= SPECIALS)
    return learnt & (places % SEGMENT != 0)


@pytest.mark.parametrize("fraction", [0.05, 0.15, 0.5])
def test_the_asked_share_of_the_text_is_masked_and_only_there_are_labels(fraction: float) -> None:
    sample = _sample()
    masked = _masking(fraction).masked(sample, 0)
    asked = masked["labels"] != IGNORED
    assert int(asked.sum()) == round(fraction * int(_may_be(sample).sum()))
    # Neither special tokens, padding, what is only read, nor the first token of a segment.
    assert not (asked & ~_may_be(sample)).any()
    assert torch.equal(masked["labels"][asked], sample["input_ids"][asked])
    # What is written stays whole; what is read is changed at masked places only.
    assert torch.equal(masked["input_ids"], sample["input_ids"])
    assert torch.equal(masked["source_ids"][~asked], sample["input_ids"][~asked])


def test_of_masked_tokens_eight_in_ten_become_the_mask_one_another_and_one_stays() -> None:
    sample = _sample(60_000)
    masked = _masking(0.5).masked(sample, 0)
    asked = masked["labels"] != IGNORED
    read, was = masked["source_ids"][asked], sample["input_ids"][asked]
    assert float((read == MASK).float().mean()) == pytest.approx(0.8, abs=0.01)
    assert float((read == was).float().mean()) == pytest.approx(0.1, abs=0.01)
    others = read[(read != MASK) & (read != was)]
    assert len(others) / len(read) == pytest.approx(0.1, abs=0.01)
    assert int(others.min()) >= SPECIALS
    assert len(others.unique()) == WORDS - SPECIALS


def test_a_short_sample_has_one_mask_and_one_without_text_has_none() -> None:
    ids = torch.tensor([7, 8, 9])
    short = {"input_ids": ids, "labels": ids, "attention_mask": torch.ones_like(ids)}
    assert int((_masking().masked(short, 0)["labels"] != IGNORED).sum()) == 1
    nothing = {**short, "labels": torch.full_like(ids, IGNORED)}
    masked = _masking().masked(nothing, 0)
    assert (masked["labels"] == IGNORED).all()
    assert torch.equal(masked["source_ids"], ids)


def test_masks_depend_on_seed_sample_and_time_round_and_on_nothing_else() -> None:
    samples = MaskedSamples([_sample(), _sample()], _masking())  # type: ignore[arg-type]

    def source(index: int) -> torch.Tensor:
        return samples[index]["source_ids"]

    before = torch.random.get_rng_state()
    assert torch.equal(source(0), source(0))
    assert torch.equal(torch.random.get_rng_state(), before)
    # The same text: as another sample, the next time round, by another seed.
    other = MaskedSamples([_sample()], _masking(seed=1))[0]["source_ids"]  # type: ignore[arg-type]
    for each in (source(1), source(2), other):
        assert not torch.equal(source(0), each)


def test_an_order_tells_the_time_round_where_it_matters() -> None:
    plain, told = (list(BatchOrder(4, 10, seed=3, tells_round=told)) for told in (False, True))
    assert [index % 4 for index in told] == plain
    assert [index // 4 for index in told] == [0] * 4 + [1] * 4 + [2] * 2


# ---------------------------------------------------------------------- with a model


@pytest.fixture(scope="module")
def pair_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BART of bytes, with dropout and a mask."""
    folder = tmp_path_factory.mktemp("models") / "pair"
    torch.manual_seed(0)
    tokenizer = byte_tokenizer()
    tokenizer.add_special_tokens({"mask_token": "<mask>"})
    config = tf.BartConfig(
        vocab_size=258, d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=48, decoder_ffn_dim=48,
        max_position_embeddings=64, pad_token_id=0, bos_token_id=0, eos_token_id=0,
        decoder_start_token_id=0, forced_eos_token_id=None, dropout=0.1,
    )  # fmt: skip
    tf.AutoModelForSeq2SeqLM.from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def make_masked(
    make_config: Callable[..., RunConfig], pair_folder: Path
) -> Callable[..., RunConfig]:
    def make(**values: object) -> RunConfig:
        usual = {
            "model": str(pair_folder), "objective": "masked",
            "memory": {"kind": "nlm", "num_slots": 3, "segment_length": 16},
        }  # fmt: skip
        return make_config(**(usual | values))

    return make


def _pair() -> LoadedModel:
    torch.manual_seed(0)
    config = tf.BartConfig(
        vocab_size=WORDS, d_model=32, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=48,
        decoder_ffn_dim=48, max_position_embeddings=64, pad_token_id=0, init_std=0.3,
        decoder_start_token_id=0, forced_eos_token_id=None,
    )  # fmt: skip
    backbone = tf.AutoModelForSeq2SeqLM.from_config(config).eval()
    model = attach_memory(backbone, kind="nlm", num_slots=3, segment_length=SEGMENT).eval()
    return LoadedModel(model, None, ModelSource("pair", "pair", "folder", Path("pair")))


def test_the_encoder_reads_the_masked_segment_and_the_memory_goes_on() -> None:
    model = _pair().model
    ids = torch.randint(SPECIALS, WORDS, (2, 3 * SEGMENT))
    source = ids.clone()
    source[:, SEGMENT + 4] = MASK
    with torch.no_grad():
        whole, masked = model(ids, source_ids=ids), model(ids, source_ids=source)
        in_parts = [
            model(ids[:, :SEGMENT], source_ids=source[:, :SEGMENT]),
        ]
        in_parts.append(
            model(
                ids[:, SEGMENT:], source_ids=source[:, SEGMENT:],
                memory_state=in_parts[0].memory_state,
            )
        )  # fmt: skip
    apart = (whole.logits - masked.logits).abs().amax((0, 2))
    # The segment with the mask from its beginning on, and by the memory all that follow.
    assert float(apart[:SEGMENT].max()) == 0
    assert float(apart[SEGMENT:].min()) > 0
    joined = torch.cat([part.logits for part in in_parts], dim=1)
    assert torch.allclose(joined, masked.logits, atol=1e-5)


def test_padding_does_not_change_what_is_asked_of_the_shorter_text() -> None:
    model = _pair().model
    sample = _masking(0.4).masked({k: v[:25] for k, v in _sample().items()}, 0)
    padded = {
        name: torch.nn.functional.pad(values, (0, 5), value=IGNORED if name == "labels" else 0)
        for name, values in sample.items()
    }
    full = _masking(0.4).masked({k: v[:30] for k, v in _sample().items()}, 1)
    with torch.no_grad():
        alone = model(**collate([sample])).loss
        pair = model(**collate([padded, full])).loss
        other = model(**collate([full])).loss
    counts = [int((each["labels"][1:] != IGNORED).sum()) for each in (sample, full)]
    weighted = (alone * counts[0] + other * counts[1]) / sum(counts)
    assert float(pair) == pytest.approx(float(weighted), rel=1e-4)


def test_the_loss_on_held_out_text_is_that_of_training_and_the_same_each_time() -> None:
    model = _pair().model
    samples = MaskedSamples([_sample(60) for _ in range(3)], _masking(0.3))  # type: ignore[arg-type]

    def loss() -> float:
        return read_held_out(model, samples, batch_size=2, between=lambda _: None).loss

    with torch.no_grad():
        expected = float(model(**collate([samples[i] for i in range(3)])).loss)
    assert loss() == pytest.approx(expected, rel=1e-5)
    assert loss() == loss()


@pytest.mark.slow
def test_a_run_is_resumed_to_the_same_weights(
    make_masked: Callable[..., RunConfig],
) -> None:
    # Long enough to go round through the text, with other masks.
    values = {"steps": 8, "batch_size": 8, "validation_tokens": 64}
    whole = train(make_masked(**values), control=Control(), on_event=Events())
    folder = killed(make_masked(**values), at_step=5)
    resumed = on(folder)
    assert not differing(weights(resumed.loaded.model), weights(whole.loaded.model))
    assert resumed.loss_after == whole.loss_after
    assert RunFolder(whole.folder).config().objective == "masked"


def test_samples_may_grow_and_be_masked(make_masked: Callable[..., RunConfig]) -> None:
    config = make_masked(steps=3, growth_fraction=1.0, segments_per_sample=3)
    result = train(config, control=Control(), on_event=Events())
    assert result.step == 3


def test_what_cannot_fill_in_is_refused_with_a_way_on(
    make_config: Callable[..., RunConfig], make_masked: Callable[..., RunConfig]
) -> None:
    with pytest.raises(TrainingError, match="never sees what follows a gap"):
        train(make_config(objective="masked"), control=Control(), on_event=Events())
    tokenizer = byte_tokenizer()
    loaded = _pair()
    loaded.tokenizer = tokenizer
    with pytest.raises(TrainingError, match="no token that stands for a gap"):
        train(
            make_masked(memory={"kind": "nlm", "num_slots": 3, "segment_length": SEGMENT}),
            control=Control(), on_event=Events(), loaded=loaded,
        )  # fmt: skip


def test_a_source_without_an_encoder_is_refused(tiny: LoadedModel) -> None:
    model = attach_memory(tiny.model, kind="rmt", num_slots=2, segment_length=8)
    ids = torch.ones(1, 8, dtype=torch.long)
    with pytest.raises(MemoryAttachError, match="no encoder"):
        model(ids, source_ids=ids)
