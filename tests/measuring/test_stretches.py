"""What one model reads of a text is what another is held against, whatever its segments and tokens."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from memstudio.data.corpus import read_corpus
from memstudio.data.tokenised import TokenisedCorpus, tokenise
from memstudio.data.tokenizer_training import train_tokenizer
from memstudio.errors import Cancelled
from memstudio.measuring.figures import by_parts, of_text
from memstudio.measuring.measure import measure
from memstudio.measuring.settings import MeasureSettings
from memstudio.measuring.stretches import Stretches
from memstudio.memory.attach import attach_memory
from memstudio.models.load import LoadedModel
from memstudio.models.save import save_model
from memstudio.progress import Control
from tests.tiny import SENTENCES, tiny_loaded


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Files of about as many tokens: every second one is much easier."""
    folder = tmp_path / "pairs"
    folder.mkdir()
    for number in range(24):
        text = "abab " * 60 if number % 2 else f"{number} x q z k j v w " * 12
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


def test_models_with_unlike_segments_are_measured_on_the_same_words(
    texts: Path, tmp_path: Path
) -> None:
    plain = tiny_loaded(None)
    # Without its layers a model says the same of a token wherever a segment begins.
    with torch.no_grad():
        for layer in plain.model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
    models = [
        attach_memory(copy.deepcopy(plain.model), kind="rmt", num_slots=2, segment_length=length)
        for length in (16, 40)
    ]
    save_model(models[1], plain.tokenizer, tmp_path / "other", card="other")
    settings = MeasureSettings(
        "text", (str(texts),), baseline=str(tmp_path / "other"), segments=4, tokens=1_500
    )
    loaded = LoadedModel(models[0], plain.tokenizer, plain.source)
    found = measure(loaded, settings, Control())
    assert found.baseline is not None
    loss, other = found.of.metrics["loss"], found.baseline.metrics["loss"]
    assert (loss.count, loss.parts) == (other.count, other.parts)
    assert loss.ahead == pytest.approx(0, abs=1e-6)


def test_stretches_are_found_again_in_the_tokens_of_another_tokenizer(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    chinese = "他到花园里去了，谁也不知道为什么。"
    sentences = [chinese if 20 <= number < 60 else SENTENCES[0] for number in range(80)]
    text = "".join(f"{number}. {each}" for number, each in enumerate(sentences))
    path.write_text(text, encoding="utf-8")
    documents = read_corpus([path], control=Control()).documents
    own = tiny_loaded(None).tokenizer
    other = train_tokenizer([str(documents[0].text)], "bpe", 400, Control()).tokenizer
    stretches = Stretches.of(tokenise(documents, own), own, 32, 4, 1_500)
    assert len(stretches.places) > 3
    carried = stretches.carried_to(tokenise(documents, other), other, Control())
    assert len(carried.places) == len(stretches.places)
    for each, at in zip(stretches.places, carried.places, strict=True):
        one, another = (
            cut.tokenizer.decode(cut.tokens.tokens[cut.windows.starts[k] : cut.windows.ends[k]])
            for cut, k in ((stretches, each), (carried, at))
        )
        # Where each begins and ends in the text, in numbered sentences; the first may be cut.
        numbers = [
            [int(found) for found in re.findall(r"(\d+)\.", text)] for text in (one, another)
        ]
        assert abs(numbers[0][1] - numbers[1][1]) <= 1
        assert abs(numbers[0][-1] - numbers[1][-1]) <= 1


def test_looking_for_stretches_in_a_long_text_can_be_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("memstudio.measuring.stretches._PARTS_AT_ONCE", 2)
    own = tiny_loaded(None).tokenizer
    ids = np.array(own.encode(SENTENCES[0], add_special_tokens=False) * 40, np.int32)
    tokens = TokenisedCorpus(ids, np.array([0, len(ids)]))
    others = TokenisedCorpus(ids[:-1], np.array([0, len(ids) - 1]))
    control, decoded = Control(), []

    class Cancelling:
        def batch_decode(self, parts: list[list[int]], **options: bool) -> list[str]:
            decoded.extend(parts)
            control.cancel()
            return list(own.batch_decode(parts, **options))

    stretches = Stretches.of(tokens, Cancelling(), 16, 2, 100)
    with pytest.raises(Cancelled):
        stretches.carried_to(others, own, control)
    assert len(decoded) == 2


def test_of_unlike_parts_the_draws_make_no_pairs() -> None:
    rng = np.random.default_rng(0)
    losses = [(float(each), 0, 10) for each in rng.random(40) * 30]
    one = of_text(by_parts(losses, [25] * 40, np.arange(40)), None, 1)["loss"]
    same = of_text(by_parts(losses, [25] * 40, np.arange(40)), None, 1)["loss"]
    unlike = of_text(by_parts(losses, [25] * 40, np.arange(1, 41)), None, 1)["loss"]
    assert one.finished(same).ahead_high == 0
    high = one.finished(unlike).ahead_high
    assert high is not None
    assert high > 0.1
