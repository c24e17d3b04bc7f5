"""The numbers of the recipe: the model's sizes, and the curriculum."""

from __future__ import annotations

from dataclasses import dataclass

from memstudio.tasks.stories import DEMO_WORLD

BATCH = 32
SEGMENT = 48
SLOTS = 8
WIDTH = 64
LAYERS = 3
VOCABULARY = 2048
PEOPLE = len(DEMO_WORLD.people)
CAST = len(DEMO_WORLD.cast)
UNDERSTUDIES = 0.4
IGNORED = -100
END = "<|endoftext|>"
# The name of whoever was spoken of last goes to the first slot that no person has.
TOPIC_SLOT = PEOPLE


@dataclass(frozen=True)
class Stage:
    """A part of the curriculum.

    Attributes:
        segments: the longest stories, in segments.
        prose: share of prose among the sentences, at most.
        steps: how many steps it lasts at most.
        until: accuracy at which it ends early; None to use all steps.
        language: weight of the loss on ordinary tokens.
        gaps: share of stories with a long stretch of nothing but prose.
        noise: standard deviation of noise on the memory between segments, so that what is
            remembered becomes a stable point and lasts beyond the trained length.
    """

    segments: int
    prose: float
    steps: int
    until: float | None = None
    language: float = 0.0
    gaps: float = 0.3
    noise: float = 0.0


STAGES = (
    Stage(1, 0.0, 3000, until=0.90),
    Stage(2, 0.2, 1500, until=0.88),
    Stage(4, 0.3, 1500, until=0.88),
    Stage(8, 0.5, 900, language=0.3, noise=0.1),
    Stage(20, 0.6, 300, language=0.3, gaps=0.5, noise=0.1),
    Stage(40, 0.7, 250, language=0.3, gaps=0.6, noise=0.1),
)
PEAK_RATE, LAST_RATE = 2e-3, 5e-5
