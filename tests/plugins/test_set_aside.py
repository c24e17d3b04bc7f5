"""A plug-in that cannot be used is set aside, said so, and stops nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from memstudio.cli.plugin_check import checked_plugins
from memstudio.data.formats import format_of
from memstudio.errors import MemStudioError
from memstudio.memory.kinds_registry import description_of, kind_descriptions, memory_kinds
from memstudio.plugins import PluginError, SetAside, folder_of, plugins
from memstudio.tasks.templates.registry import all_templates, task_templates
from tests.cli.conftest import Outcome
from tests.cli.conftest import memstudio as memstudio  # noqa: PLC0414 - a fixture
from tests.plugins.installing import say_installed

_HEAD = '+++\ntitle = "A"\nsummary = "B"\n{more}\n+++\n# A\n'

Bring = Callable[..., None]


@pytest.fixture
def bring(on_path: Callable[[Path], None], tmp_path: Path) -> Bring:
    """Installs a package of one module, `broken_plugin`, whose entry points are given."""

    def install(code: str, **points: str) -> None:
        site = tmp_path / "site"
        site.mkdir()
        (site / "broken_plugin.py").write_text(code, encoding="utf-8")
        for file in points.pop("files", {}).items():  # type: ignore[attr-defined]
            (site / file[0]).write_text(file[1], encoding="utf-8")
        groups = {
            f"memstudio.{group}": dict([point.split(" = ")]) for group, point in points.items()
        }
        say_installed(site, "broken-plugin", "0.1", groups)
        on_path(site)

    return install


def reasons() -> str:
    return "\n".join(str(each.error) for each in plugins.set_aside)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("1 / 0", "ZeroDivisionError"),
        ("TASK = 1", "is no TaskTemplate"),
        ("", "no attribute 'TASK'"),
    ],
)
def test_a_task_that_cannot_be_imported_is_left_out(bring: Bring, code: str, reason: str) -> None:
    ours = [each.name for each in all_templates()]
    bring(code, tasks="sorting = broken_plugin:TASK")
    assert [each.name for each in all_templates()] == ours
    assert reason in reasons()
    assert "broken-plugin 0.1" in reasons()
    # Who asks for it hears why it is not there.
    with pytest.raises(PluginError, match="cannot be used"):
        task_templates.get("sorting")


def test_a_name_of_our_own_is_not_taken(bring: Bring) -> None:
    bring("", memories="rmt = broken_plugin:Other")
    assert memory_kinds.get("rmt").__module__ == "memstudio.memory.kinds.rmt"
    assert "a memory kind of that name itself" in reasons()


def test_a_name_that_is_none_is_left_out(bring: Bring) -> None:
    bring("", memories="My_Kind = broken_plugin:Other")
    assert "My_Kind" not in memory_kinds
    assert "lower-case words" in reasons()


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (None, "FileNotFoundError"),
        ("# A kind\n", "does not begin with a head"),
        (_HEAD.format(more="slots = 3"), "slots"),
        (_HEAD.format(more="copies = 0"), "copies"),
        (_HEAD.format(more="title = "), "its page"),
    ],
)
def test_a_kind_without_a_sound_page_is_left_out(
    bring: Bring, page: str | None, reason: str
) -> None:
    files = {} if page is None else {"odd.md": page}
    bring("raise SystemExit", memories="odd = broken_plugin:Odd", files=files)
    ours = len(kind_descriptions())
    assert reason in reasons()
    assert "odd" not in memory_kinds
    assert ours == len(kind_descriptions())
    with pytest.raises(PluginError):
        description_of("odd")


def test_a_kind_that_is_no_memory_is_left_out_when_it_is_used(bring: Bring) -> None:
    files = {"odd.md": _HEAD.format(more="")}
    bring("class Odd:\n    name = 'odd'\n", memories="odd = broken_plugin:Odd", files=files)
    assert kind_descriptions()[-1].name == "odd"
    with pytest.raises(PluginError, match="no subclass of MemoryKind"):
        memory_kinds.get("odd")
    assert kind_descriptions()[-1].name != "odd"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def read(path, options): pass", "is not marked with `reads`"),
        ("from memstudio.data.formats import reads\n@reads('.txt')\ndef read(p, o): pass", "MemStudio reads .txt itself"),
        ("from memstudio.data.formats import reads\n@reads('ABC')\ndef read(p, o): pass", "is no ending"),
    ],
)  # fmt: skip
def test_a_format_that_takes_what_is_ours_is_left_out(bring: Bring, code: str, reason: str) -> None:
    bring(code, formats="odd = broken_plugin:read")
    kind = format_of(Path("a.txt"))
    assert kind is not None
    assert kind.name == "text"
    assert format_of(Path("a.abc")) is None
    assert reason in reasons()


def test_of_two_of_a_name_the_first_package_has_it(
    on_path: Callable[[Path], None], tmp_path: Path
) -> None:
    for package in ("b-second", "a-first"):
        groups = {"memstudio.tasks": {"sorting": "nowhere:TASK"}}
        say_installed(tmp_path / "site", package, "1", groups)
    on_path(tmp_path / "site")
    assert [each.package for each in plugins.of("memstudio.tasks")] == ["a-first"]
    assert "because a-first 1 brings one of that name already" in reasons()


def test_whoever_listens_hears_of_each_once(bring: Bring) -> None:
    bring("1 / 0", tasks="sorting = broken_plugin:TASK")
    heard: list[SetAside] = []
    plugins.listen(heard.append)
    all_templates()
    all_templates()
    plugins.forget(heard.append)
    assert [each.plugin.name for each in heard] == ["sorting"]


def test_without_plugins_there_are_none(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_NO_PLUGINS", "")
    bring("1 / 0", tasks="sorting = broken_plugin:TASK")
    assert "sorting" in task_templates
    plugins.leave_out()
    assert "sorting" not in task_templates
    with pytest.raises(MemStudioError, match="There is no task called 'sorting'"):
        task_templates.check("sorting")


def test_a_module_is_found_without_what_holds_it_being_imported(toy: Path) -> None:
    import sys

    (kind,) = plugins.of("memstudio.memories")
    assert folder_of(kind) == toy / "memstudio_toy"
    assert "memstudio_toy" not in sys.modules


def test_all_that_is_wrong_is_told_by_the_doctor(
    bring: Bring, memstudio: Callable[..., Outcome]
) -> None:
    bring("1 / 0", tasks="sorting = broken_plugin:TASK", panes="odd = broken_plugin:Pane")
    assert [bool(each.problem) for each in checked_plugins()] == [True, True]
    told = memstudio("doctor", "--json").json["findings"]
    found = [each for each in told if each["what"] == "plug-in sorting"]
    assert [each["status"] for each in found] == ["note"]
    assert "pip uninstall broken-plugin" in found[0]["remedy"]
    assert "set aside: The plug-in 'sorting'" in memstudio("about").out
