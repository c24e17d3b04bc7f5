"""Options mean the same in every command, and what cannot be done is refused before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from memstudio.cli.app import command_line
from memstudio.cli.options import MOST_SEED
from memstudio.training.run_config import RunConfig
from tests.cli.conftest import Run


def seeds(command: Any, name: str) -> Iterator[tuple[str, int | None, int | None]]:
    """Every option for a seed below a command, with the command that has it."""
    for part, each in getattr(command, "commands", {}).items():
        yield from seeds(each, f"{name} {part}")
    for option in command.params:
        if option.name == "seed":
            yield name, option.min, option.max


def test_every_command_takes_the_seeds_that_a_run_takes() -> None:
    found = list(seeds(typer.main.get_command(command_line()), "memstudio"))
    assert len(found) >= 10
    assert {each[1:] for each in found} == {(0, MOST_SEED)}, found
    assert RunConfig(seed=MOST_SEED).seed == MOST_SEED


def test_a_seed_that_is_too_large_is_wrong_usage(memstudio: Run) -> None:
    outcome = memstudio("generate", "demo", "--prompt", "x", "--seed", "9" * 23)
    assert outcome.status == 2
    assert "--seed" in outcome.err


def test_an_option_before_a_subcommand_is_refused_and_not_passed_over(memstudio: Run) -> None:
    refused = []
    for name, group in typer.main.get_command(command_line()).commands.items():
        given = [option for option in group.params if option.name == "json"]
        for command in getattr(group, "commands", {}) if given else ():
            outcome = memstudio(name, "--json", command)
            assert outcome.status == 2
            assert f"--json stands before '{command}'" in " ".join(outcome.err.split())
            refused.append(name)
    assert {"about", "collection", "recommend", "runs", "sessions", "states"} <= set(refused)
    assert "--folder" in memstudio("runs", "--folder", ".", "compare", "a", "b").err
    assert memstudio("states", "list", "--json").json == []
    assert memstudio("states", "--json").json == []
