"""The launcher's environment: really made and installed, from wheels that the test makes."""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path

import pytest
from launcher.environment import Environment
from launcher.installing import reason_of_failure
from launcher.problem import Problem, say

from tests.packaging.conftest import make_wheel


def prepare(checkout: Path, *, with_tests: bool = False, index: str | None = None) -> Environment:
    environment = Environment(checkout)
    environment.prepare(with_tests=with_tests, torch_index=index)
    return environment


def imports(environment: Environment, code: str) -> bool:
    return subprocess.run([environment.python, "-c", code], check=False).returncode == 0


def inode(environment: Environment) -> int:
    return (environment.folder / "pyvenv.cfg").stat().st_ino


def test_progress_is_out_of_the_way_of_what_the_command_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say("Installing ...")
    assert capsys.readouterr() == ("", "Installing ...\n")


@pytest.mark.slow
def test_what_cannot_be_fetched_is_a_sentence_and_the_next_start_mends_it_and_keeps_it_up_to_date(
    checkout: Path,
    wheels: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = checkout / ".venv" / "memstudio-install.log"
    with monkeypatch.context() as offline:
        offline.delenv("PIP_NO_INDEX")
        offline.setenv("PIP_FIND_LINKS", "")
        offline.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
        with pytest.raises(Problem, match="no way to the network") as problem:
            prepare(checkout)
    assert str(log) in str(problem.value)
    assert "Installing PyTorch" in capsys.readouterr().err

    # What was interrupted is made anew: pip cannot mend half a package.
    half = checkout / ".venv" / "half-a-package"
    half.touch()
    environment = prepare(checkout)
    assert "begins anew" in capsys.readouterr().err
    assert not half.exists()
    assert imports(environment, "import torch, small")
    made = inode(environment)

    prepare(checkout)
    assert capsys.readouterr() == ("", "")

    make_wheel(wheels, "torch", "2.0", {"torch.py": ""})
    environment.constraints.write_text("torch==2.0\n", encoding="utf-8")
    prepare(checkout)
    version = "from importlib.metadata import version as v; assert v('torch') == '2.0'"
    assert imports(environment, version)
    assert inode(environment) == made


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: No matching distribution found for zarr==3.1.6", "There is no zarr==3.1.6 for"),
        ("    The user requested (constraint) torch==2.13.0\n", "There is no torch==2.13.0 for"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ReadTimeoutError: Read timed out.", "no way to the network"),
        ("error: subprocess-exited-with-error", "Run the same command again"),
    ],
)
def test_what_pip_says_is_put_into_words(output: str, sentence: str) -> None:
    reason = reason_of_failure(output, Path("pip.log"))
    assert sentence in reason
    assert "pip.log" in reason


def test_where_a_package_is_missing_the_system_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "mac_ver", lambda: ("12.7", ("", "", ""), "arm64"))
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    reason = reason_of_failure(
        "ERROR: No matching distribution found for torch==9", Path("pip.log")
    )
    assert f"torch==9 for Python {platform.python_version()} on macOS 12.7 (arm64)" in reason


def test_an_environment_of_somebody_else_is_not_thrown_away(checkout: Path) -> None:
    mine = checkout / ".venv" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(Problem, match="was not made by this command"):
        prepare(checkout)
    assert mine.read_text(encoding="utf-8") == "mine"
