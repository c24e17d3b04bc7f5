"""The run that a model came from, and what it held out. Torch is not imported here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memstudio.data.splitting import set_apart
from memstudio.errors import MemStudioError
from memstudio.models.source import RUN_CONFIG
from memstudio.parsing import LARGEST_LIST, json_in
from memstudio.training.run_folder import RunFolder

FEWEST_SEGMENTS = 2
"""In a row, or a memory has nothing to pass on and is not measured."""
_STORY_FIGURES = frozenset({"at_length", "reset", "by_distance"})


@dataclass(frozen=True)
class RunOfModel:
    """A run, as far as it matters to who measures its model.

    Attributes:
        folder: of the run.
        began_with: the model that was trained.
        learnt: the files that it was trained on, at least in part.
        documents: that were held out; None when that was not kept.
        tokens: in them.
        longest: tokens of the longest of them; None when that was not kept.
    """

    folder: Path
    began_with: str
    learnt: frozenset[str]
    documents: int | None
    tokens: int
    longest: int | None = None

    def is_for_help(self, segment_length: int) -> bool:
        """Whether the memory had something to pass on in what was held out, as far as is known."""
        least = FEWEST_SEGMENTS * segment_length
        return self.documents != 0 and (self.longest is None or self.longest >= least)


def run_of(model: Path) -> Path | None:
    """The folder of the run whose model lies in `model`; None when there is none."""
    folder = model.resolve().parent
    return folder if (folder / RUN_CONFIG).is_file() else None


def look_at_run(model: Path) -> RunOfModel | None:
    """What there is to say of the run whose model lies in `model`; None without one, or a damaged one."""
    folder = run_of(model)
    if folder is None:
        return None
    run = RunFolder(folder)
    try:
        config = run.config()
    except MemStudioError:
        return None
    files, documents, tokens, longest = [Path(path) for path in config.data], None, 0, None
    try:
        told = json_in(run.data, LARGEST_LIST)
        files = [Path(each["path"]) for each in told.get("files", ())] or files
        split = told["split"]
        documents, tokens = int(split["validation_documents"]), int(split["validation_tokens"])
        # Older runs did not write it down.
        longest = int(split.get("longest_validation_document", 0)) or None
    except (OSError, ValueError, KeyError, TypeError):
        pass
    learnt = frozenset(map(str, set(files) - set_apart(files)))
    return RunOfModel(folder, config.model, learnt, documents, tokens, longest)


def is_for_stories(model: Path, trained_on: dict[str, Any] | None) -> bool:
    """Whether a model was made to recall stories, by its configuration or the figures beside it."""
    if (trained_on or {}).get("task") == "stories":
        return True
    try:
        figures = json_in(model / "evaluation.json")
    except (OSError, ValueError):
        return False
    return isinstance(figures, dict) and figures.keys() >= _STORY_FIGURES
