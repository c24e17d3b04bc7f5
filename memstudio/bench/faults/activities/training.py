"""Training the bundled model for some steps, with checkpoints and probes; and going on with it."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio import events
from memstudio.bench.faults.activities.tracing import whole_trace
from memstudio.bench.faults.saying import GONE, Saying
from memstudio.paths import runs_dir
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_index import list_runs
from memstudio.training.trainer import resume, train

if TYPE_CHECKING:
    from memstudio.events import RunEvent

_STEPS = 12
_KEPT = 2


class TrainingActivity:
    """A round goes on with the run that is not at its end, or begins one."""

    rounds = 1

    def prepare(self, world: Path) -> None:
        """Write the text."""
        text = world / "text.txt"
        if not text.exists():
            lines = (f"Ann had {n} pears and gave {n % 5} of them to Ben." for n in range(400))
            text.write_text("\n".join(lines), encoding="utf-8")

    def begin(self, world: Path) -> None:
        """Nobody has asked it to stop."""
        self._control = Control()

    def round(self, world: Path, number: int, saying: Saying) -> None:
        """Train until the end, or until something ends it."""
        folder = unfinished_run()
        hear = partial(self._hear, saying)
        if folder is None:
            train(_config(world), control=self._control, on_event=hear)
        else:
            self._run = folder.path
            resume(folder.path, control=self._control, on_event=hear)

    def _hear(self, saying: Saying, event: RunEvent) -> None:
        match event:
            case events.RunStarted():
                self._run = Path(event.run)
            case events.CheckpointSaved():
                # It took the place of those before, which may go.
                saying.saved(f"checkpoint:{self._run.name}", f"at least {event.step:04d}")
                path = self._run / event.path
                saying.saved(f"weights:{self._run.name}:{event.step}", _digest_of(path))
            case events.ProbeRecorded():
                item = f"trace:{self._run.name}:{event.step}"
                saying.saved(item, whole_trace(self._run / event.trace))
            case events.RunFinished():
                saying.saved(f"model:{self._run.name}", _digest_of(Path(event.model)))
            case _:
                pass

    def value(self, world: Path, item: str) -> str:
        """The last checkpoint's step; weights of a checkpoint or of the model; a probe's document."""
        kind, name, *rest = item.split(":")
        folder = RunFolder(runs_dir() / name)
        match kind:
            case "checkpoint":
                last = folder.checkpoint_steps()
                return f"at least {last[-1]:04d}" if last else GONE
            case "weights":
                return _digest_of(folder.checkpoint(int(rest[0])))
            case "trace":
                return whole_trace(folder.trace(int(rest[0])))
            case _:
                return _digest_of(folder.model)

    def start(self, world: Path) -> None:
        """List the runs, and read each."""
        for summary in list_runs(runs_dir()):
            folder = RunFolder(summary.path)
            list(folder.events())
            folder.last_checkpoint()

    def stop(self) -> bool:
        """It stops after the step."""
        self._control.stop()
        return True


def unfinished_run() -> RunFolder | None:
    """The newest run that can go on."""
    for summary in list_runs(runs_dir()):
        folder = RunFolder(summary.path)
        if summary.state != "completed" and folder.data.exists():
            return folder
    return None


def _config(world: Path) -> RunConfig:
    return RunConfig.of(
        data=(str(world / "text.txt"),), steps=_STEPS, batch_size=2, segments_per_sample=2,
        validate_every=6, validation_tokens=512, checkpoint_every=2, checkpoints_kept=_KEPT,
        probe={"every": 4, "max_segments": 2}, evaluation={"rows": 0}, device="cpu", threads=1,
    )  # fmt: skip


def _digest_of(folder: Path) -> str:
    """Of all weights and of what the optimiser keeps."""
    digest = hashlib.sha256()
    names = ("model.safetensors", "optimizer.pt", "scheduler.pt", "rng_state.pth", "config.json")
    found = [folder / name for name in names if (folder / name).is_file()]
    if not found:
        return GONE
    for path in found:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
