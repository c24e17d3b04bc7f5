"""Which tokenizers can be trained on a text. Imports neither torch, transformers nor tokenizers."""

from __future__ import annotations

from dataclasses import dataclass

from memstudio.errors import MemStudioError, marked

PADDING, BEGIN, END, UNKNOWN, MASK = "<|pad|>", "<|begin|>", "<|end|>", "<|unknown|>", "<|mask|>"
SPECIALS = (PADDING, BEGIN, END, UNKNOWN, MASK)
"""Tokens that stand for no text, the first of every vocabulary; no text has them by chance."""
NUM_BYTES = 256
MOST_TOKENS = 1_000_000
"""That a vocabulary has: the trainer sets room aside for all, and ends the program without it."""


@dataclass(frozen=True, slots=True)
class TokenizerKind:
    """A way to cut text into tokens.

    Attributes:
        name: as the command line takes it.
        title: for a person who chooses.
        summary: one sentence.
        least: tokens, special ones included, that a vocabulary has at least.
        usual: tokens of a vocabulary, unless asked otherwise.
        is_fixed: whether the vocabulary has `least` tokens, whatever the text.
    """

    name: str
    title: str
    summary: str
    least: int
    usual: int
    is_fixed: bool = False


TOKENIZER_KINDS: tuple[TokenizerKind, ...] = (
    TokenizerKind(
        "bpe",
        marked("data", "Byte pairs (BPE)"),
        marked("data", "Begins with bytes and joins the pairs that are met most; any text comes back to the letter, as in GPT-2 and Llama 3."),
        least=NUM_BYTES + len(SPECIALS), usual=8192,
    ),
    TokenizerKind(
        "unigram",
        marked("data", "Unigram"),
        marked("data", "Begins with many pieces of words and keeps those by which the text is most likely, as in T5; rare characters become bytes."),
        least=2 * NUM_BYTES, usual=8192,
    ),
    TokenizerKind(
        "byte",
        marked("data", "Bytes"),
        marked("data", "Each byte is a token: nothing to learn, nothing unknown, and long sequences (a Chinese character is three)."),
        least=NUM_BYTES + len(SPECIALS), usual=NUM_BYTES + len(SPECIALS), is_fixed=True,
    ),
    TokenizerKind(
        "character",
        marked("data", "Characters"),
        marked("data", "Each character of the text is a token; what is not in the text is unknown later."),
        least=len(SPECIALS) + 1, usual=8192,
    ),
)  # fmt: skip


def tokenizer_kind(name: str) -> TokenizerKind:
    """The kind of that name.

    Raises:
        MemStudioError: there is none; the message lists what there is.
    """
    for kind in TOKENIZER_KINDS:
        if kind.name == name:
            return kind
    raise MemStudioError(
        marked("errors", "There is no tokenizer called '{name}'. There are: {names}."),
        name=name, names=", ".join(each.name for each in TOKENIZER_KINDS),
    )  # fmt: skip
