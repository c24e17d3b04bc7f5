"""What the offline page of a trace says, in English; whoever writes a page may give it in another.

The page's own script asks for a text by its English words, with values in `{braces}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Callable


def _in_english(_context: str, text: str) -> str:
    return text


@dataclass(frozen=True)
class PageLanguage:
    """The language of a page.

    Attributes:
        code: as HTML and a browser's number formats know it, such as "en" or "zh-CN".
        translate: from a context and an English text to the text in this language.
    """

    code: str = "en"
    translate: Callable[[str, str], str] = _in_english

    def said(self, text: str) -> str:
        """One of `PAGE_WORDS`."""
        return self.translate("page", text)


ENGLISH = PageLanguage()

PAGE_WORDS = (
    marked("page", "At a glance"),
    marked("page", "Map"),
    marked("page", "Tint words by"),
    marked("page", "what was written"),
    marked("page", "surprise"),
    marked("page", "nothing"),
    marked("page", "Dark / light"),
    marked("page", "Slots over the document; arrow keys move"),
    marked("page", "The text"),
    marked("page", "The chosen slot"),
    marked("page", "This page draws its pictures with a script of its own; nothing is loaded from anywhere."),
    marked("page", "memory: {memory}"),
    marked("page", "{number} slots"),
    marked("page", "{tokens} tokens in {segments} segments"),
    marked("page", "training step {step}"),
    marked("page", "segment {segment}"),
    marked("page", "segments {first} to {last}"),
    marked("page", "slot {slot}, {where}"),
    marked("page", "no value"),
    marked("page", "{number} nats"),
    marked("page", "The text goes on: {shown} of {all} tokens fit on this page."),
    marked("page", "This model has no memory slots."),
    marked("page", "Slot {slot}"),
    marked("page", "After segment {segment}."),
    marked("page", "After segment {segment}, the nearest to segment {chosen} that this page keeps."),
    marked("page", "Words that set it apart"),
    marked("page", "None were recorded."),
    marked("page", "Random vectors: {words}"),
    marked("page", "Written in that segment from"),
    marked("page", "(beyond the text on this page)"),
    marked("page", "Spread evenly, each word would have {share}."),
    marked("page", "Weights: {weights}."),
    marked("page", "the mean over layers and heads of those of the forward pass"),
    marked("page", "Kept in the trace: {kept}."),
    marked("page", "read"),
    marked("page", "write"),
    marked("page", "between"),
    marked("page", "their mean"),
    marked("page", "each layer"),
    marked("page", "each head of each layer"),
    marked("page", "A row spread evenly: {shares}."),
    marked("page", "Seed of the random vectors: {seed}."),
    marked("page", "Words were kept, and are shown, of every {number}th state."),
    marked("page", "Recorded {when}."),
    marked("page", "{shown} of {all} slots are shown, those that changed most."),
    marked("page", "A column of the map stands for up to {number} segments and shows the largest value (of similarity the smallest), in 256 steps."),
    marked("page", "Values of the map are rounded to 256 steps."),
    marked("page", "Attention is where the model looked, not proof of what it used."),
)  # fmt: skip
"""Every text of `resources/html`, each once."""
