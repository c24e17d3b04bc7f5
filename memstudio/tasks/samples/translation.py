"""Minutes of meetings in English and Chinese, each with the terms that it fixes in its first lines.

Projects and firms have names that can be said in many ways in the other language, and which of them
a document takes is said only at its head, as translators agree on a glossary before they begin. The
sentences after it use those names again and again; they are translated one by one, so what was
agreed on has to be remembered. No glossary of the test was one of the training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import combination_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

PROJECTS = (
    ("Falcon", "Summit", "Lantern", "Harvest", "Bridge"),
    ("“长城”", "“黄河”", "“泰山”", "“白鹤”", "“春雨”"),
)
FIRMS = (
    ("Arden", "Belmont", "Corvus", "Dalton", "Elgin"),
    ("“恒信”", "“华美”", "“东方”", "“新城”", "“大同”"),
)
SENTENCES = (
    ("We spoke about {project}.", "我们谈到了{project}。"),
    ("Nobody is against {project}.", "没有人反对{project}。"),
    ("The mayor praised {firm}.", "市长称赞了{firm}。"),
    ("A letter came from {firm}.", "来信的是{firm}。"),
    ("{firm} needs more time.", "{firm}需要更多时间。"),
    ("{project} is too expensive.", "{project}太贵了。"),
    ("{firm} will lead {project}.", "{firm}将领导{project}。"),
    ("{project} is paid by {firm}.", "{project}的钱来自{firm}。"),
)
NUM_TRAIN, NUM_TEST = 550, 80


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: the sentences of a document, and their translations."""
    for number in range(NUM_TRAIN if split == "train" else NUM_TEST):
        yield _row(split, number % 2, random)


def _row(split: Split, one: int, random: Random) -> dict[str, Any]:
    """A document.

    Args:
        split: the part that it is for.
        one: the language that is translated: 0 English, 1 Chinese.
        random: where chance comes from.
    """
    # No document of the test has a glossary that one of the training had.
    numbers = iter(combination_for(split, 4, random))
    names = {
        what: (english[next(numbers)], chinese[next(numbers)])
        for what, (english, chinese) in (("project", PROJECTS), ("firm", FIRMS))
    }
    other = 1 - one
    said = [{what: pair[language] for what, pair in names.items()} for language in (0, 1)]
    chosen = random.sample(SENTENCES, len(SENTENCES))
    source = [each[one].format(**said[one]) for each in chosen]
    target = [each[other].format(**said[other]) for each in chosen]
    source[0] = (
        "; ".join(f"{pair[one]} = {pair[other]}" for pair in names.values()) + f"\n{source[0]}"
    )
    return {"direction": ("en-zh", "zh-en")[one], "source": source, "target": target}
