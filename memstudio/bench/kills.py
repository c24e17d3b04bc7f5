"""Whether a run that is killed at any moment goes on to the weights it would have had anyway."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.errors import MemStudioError, marked
from memstudio.resources import resource
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from memstudio.progress import Control

_STEPS = 60
_BETWEEN = 0.05  # seconds between two looks for a run's folder
_OFTEN = 2
"""Steps between two checkpoints: often, so that many kills meet one that is being written."""


@dataclass(frozen=True, slots=True)
class KillFigures:
    """What came of the kills.

    Attributes:
        kills: that met a process at work.
        before_folder: of them, those that came before the run had its folder: it began anew.
        between: those after a checkpoint was there, so that there was something to go on from.
        runs: that were killed and went on until they were done.
        identical: of them, those whose weights are the uninterrupted run's, bit for bit.
    """

    kills: int
    before_folder: int
    between: int
    runs: int
    identical: int

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def measure_kills(kills: int, seed: int, control: Control) -> KillFigures:
    """Kill a short run again and again, and let it go on each time.

    Weights of the memory and of adapters with dropout are trained, so that the optimiser's state
    and every random number count.

    Args:
        kills: how many there are to be.
        seed: of the moments.
        control: takes progress in kills; may cancel.

    Raises:
        MemStudioError: the run fails of its own accord.
        Cancelled: through `control`.
    """
    moments = random.Random(seed)  # noqa: S311 - no secret
    met = before_folder = between = runs = identical = 0
    with tempfile.TemporaryDirectory(prefix="memstudio-kills-") as name:
        work = Path(name)
        file = work / "run.toml"
        # The demo model's memory has numbers of its own: only what is said here is asked for.
        file.write_text(_config().to_toml(only_said=True), encoding="utf-8")
        wanted, first, last = _undisturbed(file, work / "undisturbed")
        while met < kills:
            out = work / f"run-{runs}"
            folder: RunFolder | None = None
            while True:
                control.checkpoint()
                control.report(met, kills, marked("progress", "Killing runs"), "kills")
                process = _train(file, out) if folder is None else _resume(folder)
                if met < kills and _killed(process, moments.uniform(first, last)):
                    met += 1
                    folder = _folder_in(out)
                    before_folder += folder is None
                    between += folder is not None and folder.last_checkpoint() is not None
                    if folder is None or folder.summary().state != "completed":
                        continue
                    # It was done already, and only on its way out.
                else:
                    folder = _finished(process, out)
                identical += _weights(folder) == wanted
                runs += 1
                break
    return KillFigures(met, before_folder, between, runs, identical)


def _undisturbed(file: Path, out: Path) -> tuple[str, float, float]:
    """The weights of a run; the seconds until it had its folder, and until it was over."""
    began = time.monotonic()
    process = _train(file, out)
    while process.poll() is None and _folder_in(out) is None:
        time.sleep(_BETWEEN)
    first = time.monotonic() - began
    folder = _finished(process, out)
    return _weights(folder), first, time.monotonic() - began


def _config() -> RunConfig:
    return RunConfig.of(
        data=(str(resource("samples/pride-and-prejudice.txt")),),
        trains="adapters", adapter={"dropout": 0.1}, steps=_STEPS, batch_size=2,
        segments_per_sample=2, validate_every=6, validation_tokens=512, checkpoint_every=_OFTEN,
        probe={"every": 6, "max_segments": 2}, evaluation={"rows": 0}, device="cpu", threads=1,
    )  # fmt: skip


def _train(file: Path, out: Path) -> subprocess.Popen[bytes]:
    return _memstudio("train", str(file), "--out", str(out))


def _resume(folder: RunFolder) -> subprocess.Popen[bytes]:
    return _memstudio("resume", str(folder.path))


def _memstudio(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "memstudio", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(  # noqa: S603 - this very program
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )


def _killed(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill a process after some time; whether it was still at work."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    return False


def _finished(process: subprocess.Popen[bytes], out: Path) -> RunFolder:
    _, said = process.communicate()
    folder = _folder_in(out)
    if process.returncode or folder is None:
        raise MemStudioError(
            marked("errors", "The run failed of its own accord: {reason}"),
            reason=said.decode(errors="replace").strip()[-500:],
        )
    return folder


def _folder_in(out: Path) -> RunFolder | None:
    """The run in a folder of runs; None while it has none that could go on.

    A run that was killed while its folder was being made leaves one without a configuration or a
    record, which is not listed and cannot go on: it begins anew beside it.
    """
    found = [path for path in out.glob("*") if (path / "data.json").is_file()]
    return RunFolder(found[-1]) if found else None


def _weights(folder: RunFolder) -> str:
    with (folder.model / "model.safetensors").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
