"""Translations: BLEU and chrF as sacrebleu counts them, so that figures compare with others'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.evaluation.metrics.answers import mean
from memstudio.evaluation.metrics.words import closed_up, is_unspaced
from memstudio.tasks.dialogue.sentences import contains

if TYPE_CHECKING:
    from collections.abc import Sequence


def bleu(answers: Sequence[str], expected: Sequence[str]) -> float | None:
    """BLEU of all answers together, 0 to 100: shared runs of one to four words.

    Papineni et al., BLEU: a Method for Automatic Evaluation of Machine Translation, ACL 2002, in
    the form of Post, A Call for Clarity in Reporting BLEU Scores, WMT 2018, arXiv 1804.08771:
    words as in sacrebleu's `13a`, and `zh` where some expected text is Chinese or Japanese. Nothing
    shared, or nothing said, is 0. None when no expected text has four words: there is no run of
    four then, and even what is perfect would be 0.
    """
    from sacrebleu.metrics.bleu import BLEU

    # `zh` takes other scripts as `13a` does, so that it serves where both ways are translated.
    counting = BLEU(tokenize="zh" if any(map(is_unspaced, expected)) else "13a")
    if all(len(counting.tokenizer(each).split()) < counting.max_ngram_order for each in expected):
        return None
    # A perfect one is a little above 100, as floats are.
    return min(100.0, float(counting.corpus_score(list(answers), [list(expected)]).score))


def chrf(answers: Sequence[str], expected: Sequence[str]) -> float | None:
    """The chrF score of all answers together, 0 to 100: shared runs of one to six characters.

    Popović, chrF: character n-gram F-score for automatic MT evaluation, WMT 2015. Kinder than BLEU
    to short answers and to words with other endings. None when there are none.
    """
    from sacrebleu.metrics.chrf import CHRF

    if not expected:
        return None
    return float(CHRF().corpus_score(list(answers), [list(expected)]).score)


def term_consistency(
    answers: Sequence[str], terms: Sequence[Sequence[tuple[str, str]]]
) -> float | None:
    """The share of terms that are translated as their document's first lines fixed it, 0 to 1.

    Args:
        answers: one a row.
        terms: of each row, those that its source has: the term, and the translation that was
            fixed. Each counts once a row, however often it comes.

    Returns:
        None when no row has a term. Terms are whole words, in any case of letters.
    """
    found = [
        float(contains(closed_up(said), closed_up(wanted)) is not None)
        for said, own in zip(answers, terms, strict=True)
        for _, wanted in own
    ]
    return mean(found)
