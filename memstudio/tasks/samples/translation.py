"""Minutes of meetings in English and Chinese, each with the terms that it fixes in its first lines.

A term has several good translations, and which of them a document takes is said only at its head,
as translators agree on a glossary before they begin. The sentences after it use those terms again
and again; they are translated one by one, so what was agreed on has to be remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import is_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

TERMS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("council", "board", "committee"), ("理事会", "委员会", "议会")),
    (("levy", "duty", "charge"), ("税款", "费用", "关税")),
    (("treaty", "accord", "pact"), ("条约", "协定", "公约")),
    (("envoy", "delegate", "emissary"), ("使者", "代表", "特使")),
    (("survey", "inquiry", "study"), ("调查", "研究", "普查")),
    (("harbour", "port", "dock"), ("港口", "码头", "海港")),
)
"""Words for one thing in both languages; every one of them may be said by every other."""
SENTENCES = (
    ("The {} was discussed on Monday.", "星期一讨论了{}。"),
    ("Nobody spoke against the {}.", "没有人反对{}。"),
    ("The mayor praised the {}.", "市长称赞了{}。"),
    ("The {} needs more time.", "{}需要更多时间。"),
    ("A letter about the {} arrived.", "关于{}的信到了。"),
    ("The newspapers wrote about the {}.", "报纸报道了{}。"),
    ("We must protect the {}.", "我们必须保护{}。"),
    ("The {} is too expensive.", "{}太贵了。"),
)
NUM_TRAIN, NUM_TEST = 700, 100
_SENTENCES = 8


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: the sentences of a document, and their translations."""
    for number in range(NUM_TRAIN if split == "train" else NUM_TEST):
        yield _row(split, number, random)


def _row(split: Split, number: int, random: Random) -> dict[str, Any]:
    to_chinese = number % 2 == 0
    chosen = random.sample(range(len(TERMS)), random.randint(1 if split == "train" else 3, 4))
    terms = [_pair(split, index, random) for index in chosen]
    if not to_chinese:
        terms = [(chinese, english) for english, chinese in terms]
    joined = "; ".join(f"{one} = {other}" for one, other in terms)
    sentences = [
        (one, other) if to_chinese else (other, one)
        for one, other in random.sample(SENTENCES, _SENTENCES)
    ]
    source, target = [], []
    for place, (one, other) in enumerate(sentences):
        # The terms in turn, so that each comes again long after it was fixed.
        term, own = terms[place % len(terms)]
        source.append(one.format(term))
        target.append(other.format(own))
    source[0] = f"{joined}\n{source[0]}"
    return {"direction": "en-zh" if to_chinese else "zh-en", "source": source, "target": target}


def _pair(split: Split, index: int, random: Random) -> tuple[str, str]:
    english, chinese = TERMS[index]
    pairs = [
        (one, other)
        for i, one in enumerate(english)
        for j, other in enumerate(chinese)
        if is_for(split, i + index, j)
    ]
    return random.choice(pairs)
