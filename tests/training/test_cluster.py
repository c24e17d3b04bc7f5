"""The recipes for many computers: what they say is understood, and two computers train as one does.

The computers are processes with caches of their own that meet on the loopback device; Slurm is
played by two small programs in its place. GPUs are not needed for any of it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from accelerate.commands.config.config_args import load_config_from_file

from memstudio.errors import TrainingError
from memstudio.resources import resource
from memstudio.training.launching import check_is_seen
from memstudio.training.processes import Processes
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from tests.training.launching import assert_same_curves, run_events, train_launched

RECIPES = resource("cluster")
_SECONDS_AT_MOST = 280

# Slurm's own: names of computers, one task on each of them, and what is asked of the queue.
_SCONTROL = """#!/usr/bin/env bash
if [ "$1" = show ]; then printf '127.0.0.1\\n127.0.0.2\\n'; else echo "$@" >> "$QUEUE"; fi
"""
_SRUN = """#!/usr/bin/env bash
trap 'kill -TERM $first $second 2>/dev/null' TERM
SLURM_NODEID=0 MEMSTUDIO_HOME=$HOMES/first "$@" & first=$!
SLURM_NODEID=1 MEMSTUDIO_HOME=$HOMES/second "$@" & second=$!
for each in $first $second; do
  while kill -0 $each 2>/dev/null; do wait $each; status=$?; done
done
exit $status
"""


@pytest.mark.parametrize("name", ["accelerate_ddp.yaml", "accelerate_fsdp.yaml"])
def test_accelerate_understands_its_configurations(name: str) -> None:
    config = load_config_from_file(str(RECIPES / name))
    assert (config.num_machines, config.num_processes) == (2, 8)
    assert config.distributed_type.value == name.split("_")[1].split(".", maxsplit=1)[0].upper().replace("DDP", "MULTI_GPU")  # fmt: skip
    if config.fsdp_config:
        assert config.fsdp_config["fsdp_version"] == 2


def test_the_job_of_a_cloud_says_what_node_asks_for() -> None:
    job = yaml.safe_load((RECIPES / "skypilot.yaml").read_text(encoding="utf-8"))
    assert job["num_nodes"] == 2
    told = job["run"] + " ".join(job["envs"])
    asked = ("NODES", "NODE_RANK", "HEAD", "RUN_TOML", "OUT", "PROCESSES")
    assert all(name in told for name in asked)
    node = (RECIPES / "node.sh").read_text(encoding="utf-8")
    assert all(f"# {name} " in node for name in asked)


@pytest.mark.parametrize("name", ["node.sh", "slurm.sh"])
def test_scripts_are_whole(name: str) -> None:
    done = subprocess.run(["bash", "-n", str(RECIPES / name)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_folder_that_another_computer_does_not_see_is_said(tmp_path: Path) -> None:
    check_is_seen(tmp_path, Processes(), seconds=0)
    with pytest.raises(TrainingError, match="a disk which all of them share"):
        check_is_seen(tmp_path / "elsewhere", Processes(), seconds=0)


def _free_port() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return str(listening.getsockname()[1])


@pytest.fixture
def job(tmp_path: Path) -> Callable[[Path], subprocess.Popen[bytes]]:
    """Begins slurm.sh, as Slurm would on the first of two computers."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, code in (("scontrol", _SCONTROL), ("srun", _SRUN)):
        (programs / name).write_text(code, encoding="utf-8")
        (programs / name).chmod(0o755)
    (tmp_path / "queue").touch()

    def begin(run_toml: Path) -> subprocess.Popen[bytes]:
        environment = {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHON": sys.executable,
            "SLURM_NNODES": "2", "SLURM_JOB_ID": "7", "SLURM_JOB_NODELIST": "node[1-2]",
            "SLURM_SUBMIT_DIR": str(RECIPES), "RUN_TOML": str(run_toml), "PROCESSES": "1",
            "RUNS": str(tmp_path / "shared"), "PORT": _free_port(), "OMP_NUM_THREADS": "1",
            "HOMES": str(tmp_path / "homes"), "QUEUE": str(tmp_path / "queue"),
        }  # fmt: skip
        with (tmp_path / "log").open("ab") as log:
            return subprocess.Popen(
                ["bash", str(RECIPES / "slurm.sh")], env={**os.environ, **environment},
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    return begin


def _run_in(shared: Path) -> RunFolder:
    (found,) = (shared / "job-7").glob("*/run.toml")
    return RunFolder.open(found.parent)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_computers_train_as_two_processes_of_one_do(
    make_config: Callable[..., RunConfig],
    without_dropout: Path,
    job: Callable[[Path], subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    config = make_config(model=str(without_dropout), steps=6, validate_every=3, checkpoint_every=3)
    config.save(tmp_path / "run.toml")
    work = job(tmp_path / "run.toml")
    assert work.wait(_SECONDS_AT_MOST) == 0, (tmp_path / "log").read_text(encoding="utf-8")[-3000:]
    ours = _run_in(tmp_path / "shared")
    assert ours.summary().state == "completed"
    assert_same_curves(ours, train_launched(config, tmp_path / "one-computer", 2))
    # Nothing of the other computer's lies in its own folders but what can be made again.
    assert not list((tmp_path / "homes" / "second").rglob("metrics.jsonl"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_job_at_its_time_limit_is_queued_again_and_goes_on(
    make_config: Callable[..., RunConfig],
    without_dropout: Path,
    job: Callable[[Path], subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    config = make_config(model=str(without_dropout), steps=4000, checkpoint_every=5, checkpoint_seconds=0.1)  # fmt: skip
    config.save(tmp_path / "run.toml")
    work = job(tmp_path / "run.toml")
    deadline = time.monotonic() + _SECONDS_AT_MOST
    while not list((tmp_path / "shared").rglob("checkpoint-*/trainer_state.json")):
        assert work.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")[-3000:]
        assert time.monotonic() < deadline
        time.sleep(0.2)
    os.kill(work.pid, signal.SIGUSR1)
    work.wait(_SECONDS_AT_MOST)
    assert (tmp_path / "queue").read_text(encoding="utf-8") == "requeue 7\n"
    run = _run_in(tmp_path / "shared")
    stopped = run.summary()
    assert stopped.state in {"stopped", "interrupted", "failed"}
    assert 0 < stopped.step < 4000
    # With fewer steps to go, as the second sitting is to end.
    saved = run.config().changed(steps=stopped.step + 5)
    saved.save(run.path / "run.toml")
    shutil.rmtree(tmp_path / "homes")
    again = job(tmp_path / "run.toml")
    assert again.wait(_SECONDS_AT_MOST) == 0, (tmp_path / "log").read_text(encoding="utf-8")[-3000:]
    assert _run_in(tmp_path / "shared").summary().state == "completed"
    steps = [event["step"] for event in run_events(run, "step_finished")]
    assert steps[-1] == saved.steps
    assert json.loads((run.path / "data.json").read_text(encoding="utf-8"))
