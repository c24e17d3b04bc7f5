"""Uses the toy plug-in as a person would, in a process of its own; prints what came of it as JSON.

`python -m tests.plugins.use_toy BACKBONE FOLDER`, with the plug-in on the path.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from memstudio.__main__ import main
from memstudio.plugins import plugins


def told(*arguments: object) -> Any:
    """What `memstudio ARGUMENTS --json` prints."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = main([*map(str, arguments), "--json"])
    if status:
        raise SystemExit(f"memstudio {arguments} ended with {status}")
    return json.loads(printed.getvalue())


def used(backbone: Path, folder: Path) -> dict[str, Any]:
    """All four kinds of things, in the order in which somebody would come to them."""
    before = sorted(name for name in sys.modules if name.startswith("memstudio_toy"))
    found = {
        "imported_before": before,
        "memories": told("memories"),
        "imported_by_listing": sorted(n for n in sys.modules if n.startswith("memstudio_toy")),
        "page": told("memories", "fading")["page"],
        "task": told("tasks", "opening"),
        "about": told("about")["plugins"],
        "data": told("data", folder / "scenes.play"),
    }
    model = folder / "model"
    told("attach", backbone, "--memory", "fading", "--slots", 4, "--segment-length", 16, "--out", model)  # fmt: skip
    (folder / "run.toml").write_text(
        f'model = "{model}"\ndata = ["{folder / "scenes.play"}"]\ndevice = "cpu"\nsteps = 3\n'
        "batch_size = 1\nsegments_per_sample = 2\nvalidation_tokens = 64\n"
        "[probe]\nevery = 0\n",
        encoding="utf-8",
    )
    run = told("train", folder / "run.toml", "--out", folder / "runs")
    found["run"] = run
    trained = Path(run["run"]) / "model"
    found["config"] = json.loads((trained / "config.json").read_text(encoding="utf-8"))
    (folder / "story.txt").write_text("It was a dark and stormy night. " * 4, encoding="utf-8")
    found["trace"] = told("trace", trained, folder / "story.txt", "--out", folder / "t.zarr")
    found["written"] = told("generate", trained, "--prompt", "It was", "--max-new-tokens", 4)
    found["set_aside"] = [str(each.error) for each in plugins.set_aside]
    return found


if __name__ == "__main__":
    result = used(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(json.dumps(result))
