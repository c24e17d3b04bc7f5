"""A package that MemStudio knows nothing of brings a memory, a task, a format and a pane."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from memstudio.cli.plugin_check import checked_plugins
from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import open_model
from memstudio.memory.kind_checks import check_kind
from memstudio.memory.kinds_registry import kinds_for
from memstudio.plugins import plugins
from memstudio.resources import resource
from memstudio.tasks.templates.registry import all_templates
from memstudio.trace.reader import TraceReader
from memstudio.training.task_runs import task_config
from tests.plugins.installing import TOY

pytestmark = pytest.mark.timeout(300)


@pytest.mark.slow
def test_all_of_it_is_used_by_a_process_that_only_finds_it(
    used_toy: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test, because it is one process."""
    # Listing imports nothing of it.
    assert used_toy["imported_by_listing"] == []
    last = used_toy["memories"][-1]
    assert (last["name"], last["title"]) == ("fading", "Fading averages")
    assert last["package"] == "memstudio-toy"
    assert used_toy["page"].startswith("# Fading averages\n")
    # The memory is trained, saved, traced and used.
    run = used_toy["run"]
    assert run["reason"] == "completed"
    assert run["loss_after"] < run["loss_before"]
    assert used_toy["config"]["memory_kind"] == "fading"
    assert used_toy["written"]["text"]
    trace = TraceReader(used_toy["trace"]["trace"])
    assert (trace.memory_kind, trace.num_slots) == ("fading", 4)
    # The format is read scene by scene.
    (file,) = used_toy["data"]["files"]
    assert (file["format"], file["documents"]) == ("play-script", 2)
    assert [each["line"] for each in file["problems"]] == [162]
    # Nothing was set aside.
    assert used_toy["set_aside"] == []
    assert {(each["name"], each["what"], each["problem"]) for each in used_toy["about"]} == {
        ("fading", "memory kind", ""), ("opening", "task", ""),
        ("play-script", "format", ""), ("best-loss", "pane", ""),
    }  # fmt: skip
    # Where the package is not, the model is refused with its name.
    plugins.look_again()
    with pytest.raises(MemoryAttachError, match="comes from the plug-in memstudio-toy, which"):
        open_model(run["model"], device="cpu")
    monkeypatch.setenv("MEMSTUDIO_NO_PLUGINS", "1")
    with pytest.raises(MemoryAttachError, match="without safe mode"):
        open_model(run["model"], device="cpu")


def test_its_task_comes_after_our_own_and_makes_a_run(toy: Path) -> None:
    template = all_templates()[-1]
    assert template.name == "opening"
    assert template.sample_paths == (toy / "memstudio_toy" / "opening.jsonl",)
    assert task_config(template, "model").data == tuple(map(str, template.sample_paths))


@pytest.mark.usefixtures("toy")
def test_every_part_of_it_passes_the_check() -> None:
    found = checked_plugins()
    assert len(found) == 4
    assert not [each.problem for each in found if each.problem]


@pytest.mark.usefixtures("toy")
def test_its_memory_holds_to_what_every_kind_must() -> None:
    assert [each for each in check_kind("fading") if each.problem] == []


@pytest.mark.usefixtures("toy")
def test_its_memory_is_offered_beside_our_own() -> None:
    assert "fading" in [each.name for each in kinds_for(has_encoder=False)]
    assert "fading" not in [each.name for each in kinds_for(has_encoder=True)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_guide_shows_the_files_as_they_are(language: str) -> None:
    page = resource("guide", language, "extending.md").read_text(encoding="utf-8")
    for path in sorted(TOY.rglob("*")):
        if path.suffix in {".py", ".toml", ".md"} and path.name != "__init__.py":
            assert path.read_text(encoding="utf-8").strip() in page, path.name
    # With where each lies, as whoever installs it has to know.
    tree = page.split("```")[1]
    files = {path.name for path in TOY.rglob("*.*") if path.suffix != ".pyc"}
    assert {line.split()[0] for line in tree.splitlines() if "." in line} == files
