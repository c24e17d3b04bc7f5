"""What is in a folder is in its registry, and the other way round."""

from __future__ import annotations

from pathlib import Path

import memstudio
from memstudio.cli.names import COMMANDS
from memstudio.data.readers.registry import readers
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, memory_kinds
from memstudio.registry import Registry
from memstudio.tasks.samples.files import generated_samples
from memstudio.tasks.templates.registry import task_templates

PACKAGE = Path(memstudio.__file__).resolve().parent


def modules_in(folder: str, *, but: frozenset[str] = frozenset()) -> set[str]:
    names = {path.stem for path in (PACKAGE / folder).glob("*.py")}
    return names - {"__init__"} - but


def modules_of(registry: Registry[object]) -> set[str]:
    return {registry.get(name).__module__.rsplit(".", 1)[1] for name in registry}


def test_every_memory_kind_is_registered_and_described() -> None:
    assert modules_of(memory_kinds) == modules_in("memory/kinds")
    assert {kind.name for kind in KIND_DESCRIPTIONS} == set(memory_kinds)


def test_every_reader_is_registered() -> None:
    assert modules_of(readers) == modules_in("data/readers", but=frozenset({"reader", "registry"}))


def test_every_command_has_a_file() -> None:
    assert set(COMMANDS) == modules_in("cli/commands")


def test_every_task_template_is_registered() -> None:
    modules = {task_templates._targets[name].partition(":")[0] for name in task_templates}
    found = {module.rsplit(".", 1)[1] for module in modules}
    assert found == modules_in("tasks/templates", but=frozenset({"template", "registry"}))


def test_every_generated_sample_is_registered() -> None:
    modules = {generated_samples._targets[name].partition(":")[0] for name in generated_samples}
    found = {module.rsplit(".", 1)[1] for module in modules}
    assert found == modules_in("tasks/samples", but=frozenset({"files", "pairs"}))
