"""Documents that are too many to be held, and their tokens: what is kept to save work.

Nobody is told that something of it is kept, so nothing is lost when it is made again. But what is
found there must be right.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from memstudio.data import gathering, text_cache, token_writer
from memstudio.data.corpus import read_corpus
from memstudio.data.tokenised import tokenise
from memstudio.progress import Control

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.bench.faults.saying import Saying

_SETS = 4
_FILES = 3
_HELD = 1000


class CachingActivity:
    """Each round reads files and turns them into tokens, as before a run."""

    rounds = 6

    def prepare(self, world: Path) -> None:
        """Write the files, and hold so little that all goes to the disk."""
        for module in (gathering, token_writer):
            vars(module)["HELD"] = _HELD
        self._tokenizer = _byte_tokenizer()
        for number in range(_SETS):
            for file in range(_FILES):
                path = _texts(world, number) / f"{file}.txt"
                if not path.exists():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(_text(number, file), encoding="utf-8")

    def begin(self, world: Path) -> None:
        """It begins with nothing open."""

    def round(self, world: Path, number: int, saying: Saying) -> None:
        """Read and tokenise; now and then all that is kept is taken away before."""
        chosen = number % _SETS
        if number % 3 != 2:
            text_cache.clear_cache()
        saying.will(f"set {chosen}", _expected(chosen))
        documents = read_corpus([_texts(world, chosen)], control=Control()).documents
        tokens = tokenise(documents, self._tokenizer)
        if _digest(tokens.tokens) != _expected(chosen):
            saying.saved(f"set {chosen}", "other tokens")
        saying.saved(f"set {chosen}", _expected(chosen))

    def value(self, world: Path, item: str) -> str:
        """The tokens of a set as they are had now, from what is kept as far as it is there."""
        self.prepare(world)
        chosen = int(item.split()[1])
        documents = read_corpus([_texts(world, chosen)], control=Control()).documents
        return _digest(tokenise(documents, self._tokenizer).tokens)

    def start(self, world: Path) -> None:
        """Nothing opens it by itself."""

    def stop(self) -> bool:
        """It is broken off."""
        return False


def _texts(world: Path, number: int) -> Path:
    return world / "texts" / str(number)


def _text(number: int, file: int) -> str:
    return "\n".join(f"Set {number}, file {file}, line {line}." for line in range(60))


def _byte_tokenizer() -> Any:
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    raw = Tokenizer(
        models.BPE(vocab={sign: n for n, sign in enumerate([*alphabet, "<end>"])}, merges=[])
    )
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<end>")  # noqa: S106 - no password


def _expected(number: int) -> str:
    tokenizer = _byte_tokenizer()
    ids: list[int] = []
    for file in range(_FILES):
        ids += [*tokenizer(_text(number, file))["input_ids"], tokenizer.eos_token_id]
    return _digest(np.asarray(ids, np.int32))


def _digest(tokens: Any) -> str:
    return hashlib.sha256(tokens.tobytes()).hexdigest()[:16]
