"""`memstudio demo`: the whole of MemStudio once, in about a minute and without a window."""

from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli.names import INTERRUPTED
from memstudio.cli.options import DeviceName, Json, OutFolder, Seed
from memstudio.cli.terminal import print_json, say, working

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.stories import Story
    from memstudio.trace.reader import TraceReader

_BOOK = ("samples", "pride-and-prejudice.txt")
_STORY_SEGMENTS = 16


def run(
    *,
    out: OutFolder = None,
    steps: Annotated[int, typer.Option(min=1, help="Steps of training.")] = 40,
    seed: Seed = 0,
    device: DeviceName = "auto",
    json: Json = False,
) -> None:
    """Fine-tune the bundled model on the bundled book, trace a story, and draw what its memory did.

    Ends with the paths of the run's folder and of the picture.
    """
    from memstudio.cli.runs import describe, run_shown
    from memstudio.resources import resource
    from memstudio.trace.picture import draw_picture
    from memstudio.training.run_config import RunConfig
    from memstudio.training.trainer import train

    config = RunConfig.of(
        model="demo",
        data=(str(resource(*_BOOK)),),
        trains="everything",
        steps=steps,
        validate_every=0,
        seed=seed,
        device=device,
        out=str(out.resolve()) if out else None,
    )
    result = run_shown(lambda control, show: train(config, control=control, on_event=show))
    story = result.folder / "traces" / "story.zarr"
    picture = result.folder / "memory.png"
    with working() as control:
        trace, right, asked = _trace_story(result.loaded, seed, story, control)
    notes = draw_picture(trace, picture)
    if json:
        figures = {"questions": asked, "right": right, "notes": list(notes)}
        print_json(describe(result) | {"trace": str(story), "picture": str(picture)} | figures)
    else:
        for note in notes:
            say(note)
        say(
            f"A story that it had not seen, of {trace.num_segments} segments, asked {asked} "
            f"questions about earlier segments; {right} were answered right, from memory."
        )
        print(f"run      {result.folder}")
        print(f"picture  {picture}")
    if result.reason == "stopped":
        raise typer.Exit(INTERRUPTED)


def _trace_story(
    loaded: "LoadedModel", seed: int, out: "Path", control: "Control"
) -> tuple["TraceReader", int, int]:
    """Trace a story that was not in the training; also how many answers were right, of how many."""
    from memstudio.tasks.stories import StoryPlan, generate_story
    from memstudio.tasks.story_encoding import StoryEncoder
    from memstudio.trace.recorder import record_trace

    def encode(text: str) -> list[int]:
        ids: list[int] = loaded.tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    length = _STORY_SEGMENTS * loaded.model.config.segment_length
    story = generate_story(
        seed,
        split="held_out",
        plan=StoryPlan(length=length),
        measure=StoryEncoder(encode).length,
    )
    trace = record_trace(
        loaded, story.text, document="a story", out=out, control=control, command="memstudio demo"
    )
    return trace, *_count_right(trace, story)


def _count_right(trace: "TraceReader", story: "Story") -> tuple[int, int]:
    """How many answers the model would have given itself, and how many there are.

    Only those count that were last said in an earlier segment, so that nothing but the memory can
    know them.
    """
    right = asked = 0
    for question in story.questions:
        token, said = trace.token_at(question.answer_char), trace.token_at(question.last_char)
        if token is None or said is None or trace.segment_of(said) == trace.segment_of(token):
            continue
        best = trace.predicted(token)
        asked += 1
        right += bool(best) and best[0][0] == trace.token_text(token)
    return right, asked
