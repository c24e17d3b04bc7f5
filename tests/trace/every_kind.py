"""Every form of every memory kind, with a tokenizer of its own, ready to be recorded."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from memstudio.memory.memory_model import MemoryModel
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from tests.battery.cases import SEGMENT, VOCAB, Case, random_ids, stirred

SEGMENTS = 4
TOKENS = SEGMENTS * SEGMENT - 3


def word_tokenizer() -> PreTrainedTokenizerFast:
    """One word for each id: `w0`, `w1`, ..."""
    words = {f"w{number}": number for number in range(VOCAB)}
    raw = Tokenizer(models.WordLevel(words, unk_token="w0"))  # noqa: S106
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=raw)


def a_text(seed: int = 0) -> str:
    """Words, the last segment short; some come back in later segments."""
    ids = random_ids(1, TOKENS, seed)[0] % 31 + 2
    return " ".join(f"w{number}" for number in ids.tolist())


def a_model(case: Case) -> LoadedModel:
    """A model in which every weight of the memory counts."""
    model: MemoryModel = stirred(case)
    source = ModelSource(reference="tiny", name=case.name, format="folder", path=Path("tiny"))
    return LoadedModel(model=model, tokenizer=word_tokenizer(), source=source)
