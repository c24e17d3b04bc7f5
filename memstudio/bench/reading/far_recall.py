"""What is still known of the beginning of a text, a thousand to a million tokens on.

The text is read once. States of a memory are values: at each distance the questions are asked of the
state that is there, and reading goes on from the same state as if nobody had asked.

Shapes: B stories, S tokens of a segment, Q tokens of the questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from memstudio.bench.reading.far_story import far_stories
from memstudio.errors import marked
from memstudio.evaluation.story_recall import Rate
from memstudio.memory.evaluating import evaluating

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.bench.reading.far_story import FarStory
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control


@dataclass(frozen=True)
class FarRecall:
    """Recall of facts that were named once.

    Attributes:
        distance: tokens between them and the questions, at least.
        rate: right answers with the memory that read everything.
        reset: right answers with the memory reset before every segment of the questions.
    """

    distance: int
    rate: Rate
    reset: Rate


def measure_far_recall(
    loaded: LoadedModel,
    distances: Sequence[int],
    *,
    num_stories: int,
    seed: int,
    control: Control,
) -> tuple[FarRecall, ...]:
    """Ask for the facts at the start of stories.

    Args:
        loaded: a model with a memory.
        distances: in tokens, rising.
        num_stories: read at once.
        seed: of the stories.
        control: takes progress; may cancel at every segment.

    Raises:
        DataError: the tokenizer does not fit.
        Cancelled: through `control`.
    """
    model: MemoryModel = loaded.model
    stories = far_stories(loaded.tokenizer, num_stories, seed)
    segment = int(model.config.segment_length)
    # Facts are not all equally long.
    ends = [max(len(each.facts) for each in stories) + distance for distance in distances]
    num_segments = [-(-end // segment) for end in ends]
    found: list[FarRecall] = []
    state: MemoryState | None = None
    words = marked("progress", "Reading far from the facts")
    with evaluating(model):
        for index in range(num_segments[-1]):
            control.checkpoint()
            rows = [each.tokens(index * segment, (index + 1) * segment) for each in stories]
            state = model(_batch(rows, model), memory_state=state, logits_to_keep=1).memory_state
            control.report(index + 1, num_segments[-1], words, "segments")
            for distance, after in zip(distances, num_segments, strict=True):
                if index + 1 == after:
                    rates = (_ask(model, stories, state), _ask(model, stories, None))
                    found.append(FarRecall(distance, *rates))
    return tuple(found)


def _ask(model: MemoryModel, stories: Sequence[FarStory], state: MemoryState | None) -> Rate:
    """Right answers behind a state; with None the memory is reset before every segment."""
    segment = int(model.config.segment_length)
    length = -(-max(len(each.questions) for each in stories) // segment) * segment
    ids = _batch([each.asking(length) for each in stories], model)
    before, said = state, []
    for part in torch.split(ids, segment, dim=1):
        output = model(part, memory_state=before)
        before = None if state is None else output.memory_state
        said.append(output.logits.argmax(-1))
    answers = torch.cat(said, dim=1).cpu().numpy()
    right = [
        # The answer is given by the token before it.
        (bool(answers[row, each.position - 1] == each.token_id), row)
        for row, story in enumerate(stories)
        for each in story.asked
    ]
    return Rate.of_stories(*map(np.array, zip(*right, strict=True)))


def _batch(
    rows: list[np.ndarray[tuple[int], np.dtype[np.int64]]], model: MemoryModel
) -> torch.Tensor:
    return torch.from_numpy(np.stack(rows)).to(model.device)
