"""Goes on with a run, and begins another, in the same processes: `python -m ... FOLDER RUN.toml`."""

from __future__ import annotations

import sys
from pathlib import Path

from memstudio.progress import Control
from memstudio.training.run_config import read_config
from memstudio.training.trainer import resume, train

if __name__ == "__main__":
    resume(Path(sys.argv[1]), control=Control(), on_event=lambda _: None)
    train(read_config(Path(sys.argv[2])), control=Control(), on_event=lambda _: None)
