"""Tokenizers trained on a text, with the `tokenizers` library.

Whatever the kind, the vocabulary begins with the special tokens of `tokenizer_kinds`, and what comes
out is a Hugging Face tokenizer that saves, loads and decodes like any other. The same text gives
the same tokenizer; only the likelihoods of `unigram` may differ in their last digits.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from memstudio.data.tokenizer_kinds import (
    BEGIN,
    END,
    MASK,
    MOST_TOKENS,
    NUM_BYTES,
    PADDING,
    SPECIALS,
    UNKNOWN,
    TokenizerKind,
    tokenizer_kind,
)
from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from memstudio.data.long_text import LongText
    from memstudio.progress import Control

MOST_TEXT = 200_000_000
"""Characters that a tokenizer is trained on at most."""
PIECE = 10_000
"""Characters that are taken of a text in a row."""
_COVERED = 0.9995
"""Share of the text's characters that a unigram vocabulary knows; the rest become bytes."""
_LEAST_LIKELY = 10.0
_SPACE = "\u2581"


@dataclass(frozen=True, slots=True)
class TrainedTokenizer:
    """A tokenizer, and what became of the wish for its size.

    Attributes:
        tokenizer: a Hugging Face tokenizer.
        asked: tokens that were asked for.
        made: tokens that there are, special ones included.
    """

    tokenizer: Any
    asked: int
    made: int


def train_tokenizer(
    texts: Sequence[str | LongText], kind: str, vocabulary: int, control: Control
) -> TrainedTokenizer:
    """Train a tokenizer.

    Args:
        texts: one a document; of very much text, evenly spaced pieces are used.
        kind: a name of `tokenizer_kinds`.
        vocabulary: tokens to be made, special ones included; `byte` has its own number.
        control: takes progress in characters; may cancel while the text is read. What then
            follows inside the library takes seconds, and is done before a wish to end is heard.

    Raises:
        MemStudioError: there is no such kind.
        DataError: the vocabulary is too small for the kind or too large, or there is no text.
        Cancelled: through `control`.
    """
    found = tokenizer_kind(kind)
    if vocabulary < found.least:
        raise DataError(
            marked("errors", "A vocabulary of {asked} tokens is too small for the tokenizer '{kind}', which needs {least}. Ask for more."),
            asked=vocabulary, kind=kind, least=found.least,
        )  # fmt: skip
    if vocabulary > MOST_TOKENS:
        raise DataError(
            marked("errors", "A vocabulary of {asked} tokens is too large; ask for at most {most}."),
            asked=vocabulary, most=MOST_TOKENS,
        )  # fmt: skip
    if not any(texts):
        raise DataError(marked("errors", "There is no text to train a tokenizer on. Add some."))
    reading = _Reading(texts, control)
    raw = _TRAININGS[kind](reading, vocabulary)
    control.checkpoint()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token=PADDING, bos_token=BEGIN, eos_token=END,
        unk_token=UNKNOWN, mask_token=MASK, clean_up_tokenization_spaces=False,
    )  # fmt: skip
    return TrainedTokenizer(tokenizer, _asked(found, vocabulary), len(tokenizer))


def _asked(kind: TokenizerKind, vocabulary: int) -> int:
    return kind.least if kind.is_fixed else vocabulary


def spread(texts: Sequence[str | LongText], most: int = MOST_TEXT) -> Iterator[str]:
    """The pieces of texts, of at most `most` characters together, evenly spaced when there is more."""
    total = sum(map(len, texts))
    share = min(1.0, most / total) if total else 1.0
    met = taken = 0
    for text in texts:
        for start in range(0, len(text), PIECE):
            piece = text[start : start + PIECE]
            met += len(piece)
            # As much is taken of any beginning of the text as of the whole.
            if share == 1.0 or taken + len(piece) <= share * met:
                taken += len(piece)
                yield piece


class _Reading:
    """Goes through the text, as often as asked, and tells how far it is."""

    def __init__(self, texts: Sequence[str | LongText], control: Control) -> None:
        self._texts = texts
        self._control = control
        self._total = min(MOST_TEXT, sum(map(len, texts)))

    def pieces(self, text: str) -> Iterator[str]:
        """The pieces; `text` says what they are read for."""
        done = 0
        for piece in spread(self._texts):
            self._control.checkpoint()
            self._control.report(done, self._total, text, "characters")
            done += len(piece)
            yield piece
        # What the library does with it now has no measure.
        self._control.report(0, 0, marked("progress", "Making the vocabulary"))

    def characters(self) -> Counter[str]:
        """How often each character is met."""
        met: Counter[str] = Counter()
        for piece in self.pieces(marked("progress", "Counting characters")):
            met.update(piece)
        return met

    def train(self, raw: Tokenizer, trainer: Any, change: Callable[[str], str] = str) -> None:
        """Train on all pieces, each changed by `change` first."""
        text = marked("progress", "Training the tokenizer")
        raw.train_from_iterator(map(change, self.pieces(text)), trainer)
        self._control.checkpoint()


def _byte_level(raw: Tokenizer) -> Tokenizer:
    """Bytes as characters that can be seen, as GPT-2 has it."""
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    return raw


def _bytes(_: _Reading, __: int) -> Tokenizer:
    tokens = [*SPECIALS, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    return _with_specials(_byte_level(Tokenizer(models.BPE(vocab=vocabulary, merges=[]))))


def _pairs(reading: _Reading, vocabulary: int) -> Tokenizer:
    raw = _byte_level(Tokenizer(models.BPE()))
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=list(SPECIALS), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), min_frequency=2,
    )  # fmt: skip
    reading.train(raw, trainer)
    return raw


def _characters(reading: _Reading, vocabulary: int) -> Tokenizer:
    met = reading.characters()
    # Those met as often in the order of the alphabet, so that the same text gives the same tokens.
    known = sorted(met, key=lambda character: (-met[character], character))
    tokens = [*SPECIALS, *known[: vocabulary - len(SPECIALS)]]
    model = models.BPE(
        vocab={token: number for number, token in enumerate(tokens)}, merges=[], unk_token=UNKNOWN
    )
    raw = Tokenizer(model)
    # Lines by themselves: the library works on a whole word at once.
    raw.pre_tokenizer = pre_tokenizers.Split(Regex(r"\n"), "merged_with_previous")
    raw.decoder = decoders.Fuse()
    return _with_specials(raw)


def _likeliest(reading: _Reading, vocabulary: int) -> Tokenizer:
    known = _covering(reading.characters(), (vocabulary - NUM_BYTES - len(SPECIALS)) // 2)
    raw = Tokenizer(models.Unigram())
    raw.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\n+"), "isolated"),
            pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="never"),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary - NUM_BYTES, special_tokens=list(SPECIALS), unk_token=UNKNOWN,
        show_progress=False,
    )  # fmt: skip
    table = _RareAsLineEnds(known)
    reading.train(raw, trainer, lambda piece: piece.translate(table))
    raw = _with_bytes(raw)
    # Last, because the sign for a blank may itself be written in bytes.
    raw.decoder = decoders.Sequence(
        [decoders.ByteFallback(), decoders.Fuse(), decoders.Replace(_SPACE, " ")]
    )
    return raw


class _RareAsLineEnds(dict[int, str]):
    """A table for `str.translate`: characters that are not known become line ends."""

    def __init__(self, known: set[str]) -> None:
        super().__init__((ord(character), character) for character in known)

    def __missing__(self, _: int) -> str:
        return "\n"


def _covering(met: Counter[str], most: int) -> set[str]:
    """The characters that make nearly all of the text; not so many that no words have room."""
    enough = _COVERED * met.total()
    known: set[str] = set()
    covered = 0
    for character in sorted(met, key=lambda each: (-met[each], each)):
        if covered >= enough or len(known) >= most:
            break
        known.add(character)
        covered += met[character]
    return known


def _with_bytes(raw: Tokenizer) -> Tokenizer:
    """A unigram tokenizer that writes what it does not know in bytes, as SentencePiece does."""
    made = json.loads(raw.to_str())
    vocabulary = made["model"]["vocab"]
    lowest = min(score for _, score in vocabulary) - _LEAST_LIKELY
    vocabulary += [[f"<0x{byte:02X}>", lowest] for byte in range(NUM_BYTES)]
    made["model"]["byte_fallback"] = True
    return _with_specials(Tokenizer.from_str(json.dumps(made)))


def _with_specials(raw: Tokenizer) -> Tokenizer:
    raw.add_special_tokens(list(SPECIALS))
    return raw


_TRAININGS: dict[str, Callable[[_Reading, int], Tokenizer]] = {
    "bpe": _pairs,
    "unigram": _likeliest,
    "byte": _bytes,
    "character": _characters,
}
