"""Tokenizers like those of known families, trained on the bundled books."""

from __future__ import annotations

from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from memstudio.resources import resource

ENGLISH = resource("samples/pride-and-prejudice.txt").read_text(encoding="utf-8")
CHINESE = resource("samples/guwen-guanzhi.txt").read_text(encoding="utf-8")
_LLAMA_3 = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def trained(raw: Tokenizer, trainer: Any) -> PreTrainedTokenizerFast:
    raw.train_from_iterator([ENGLISH[:100_000], CHINESE[:20_000]], trainer)
    return PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<end>")  # noqa: S106


def byte_pairs(pre_tokenizer: Any) -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizer
    raw.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    return trained(
        raw,
        trainers.BpeTrainer(
            vocab_size=1_000,
            initial_alphabet=alphabet,
            special_tokens=["<end>"],
            show_progress=False,
        ),
    )


def like_gpt_2() -> PreTrainedTokenizerFast:
    return byte_pairs(pre_tokenizers.ByteLevel(add_prefix_space=False))


def like_llama_3() -> PreTrainedTokenizerFast:
    split = pre_tokenizers.Split(Regex(_LLAMA_3), "isolated")
    bytes_only = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    return byte_pairs(pre_tokenizers.Sequence([split, bytes_only]))


def like_llama_2() -> PreTrainedTokenizerFast:
    """Without words: what is joined may be joined anywhere in the text."""
    raw = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>"))  # noqa: S106
    raw.normalizer = normalizers.Sequence(
        [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=1_500, special_tokens=["<end>", "<unk>"], show_progress=False,
        initial_alphabet=sorted(set("\u2581\n" + CHINESE[:20_000])), max_token_length=12,
    )  # fmt: skip
    # Of the text at once there would be one word, that nothing comes again in.
    raw.pre_tokenizer = pre_tokenizers.Split(Regex("\u2581"), "merged_with_next")
    made = trained(raw, trainer)
    made.backend_tokenizer.pre_tokenizer = None
    return made


def like_t5() -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.Unigram())
    raw.normalizer = normalizers.NFKC()
    raw.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<end>", "<unk>"]
    return trained(
        raw,
        trainers.UnigramTrainer(
            vocab_size=5_000,
            unk_token="<unk>",  # noqa: S106
            special_tokens=special,
            show_progress=False,
        ),
    )


def like_bert() -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.WordPiece(unk_token="<unk>"))  # noqa: S106
    raw.normalizer = normalizers.BertNormalizer()
    raw.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return trained(
        raw,
        trainers.WordPieceTrainer(
            vocab_size=1_000, special_tokens=["<end>", "<unk>"], show_progress=False
        ),
    )
