"""What a model's own configuration says of repeating holds for what was read, as for a plain model."""

from __future__ import annotations

import pytest
import torch

from memstudio.evaluation.answering import Answering
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from tests.tiny import SENTENCES, tiny_loaded

TEXT = SENTENCES[0] + " Daniel went to the"


@pytest.mark.parametrize(
    "values",
    [{"repetition_penalty": 1.8}, {"no_repeat_ngram_size": 1}, {"encoder_repetition_penalty": 1.5}],
)
def test_what_may_not_be_repeated_is_looked_for_in_what_was_read(values: dict[str, float]) -> None:
    plain, kept = tiny_loaded(None), tiny_loaded("none", num_slots=0, segment_length=128)
    ids = plain.tokenizer(TEXT)["input_ids"]
    alone = plain.model.generate(torch.tensor([ids]), max_new_tokens=12, do_sample=False)
    for loaded in (plain, kept):
        loaded.model.generation_config.update(**values)
    expected = plain.model.generate(torch.tensor([ids]), max_new_tokens=12, do_sample=False)
    assert not torch.equal(expected, alone)
    found = Answering(kept.model, kept.tokenizer, lambda: None).write(ids, 12, resets_memory=False)
    assert found == expected[0, len(ids) :].tolist()
    settings = GenerationSettings(max_new_tokens=12, temperature=0.0)
    texts = [
        Conversation(loaded).continue_text(
            TEXT, settings, control=Control(), on_piece=lambda _: None
        )
        for loaded in (plain, kept)
    ]
    assert texts[0] == texts[1]
