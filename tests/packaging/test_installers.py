"""What the installers are made from agrees with the program, on the systems that are not here too."""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from application import application
from launcher.installing import reason_of_failure
from left_out import MODULES, is_left_out
from linux import appimage, deb
from linux.man_page import man_page
from macos.info_plist import info_plist
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from windows.associations import associations

from memstudio import __version__
from memstudio.cli.app import command_line
from memstudio.cli.system_needs import QT_LIBRARIES, X11_LIBRARIES
from tests.packaging.conftest import BROUGHT, ROOT

PACKAGING = ROOT / "packaging"
APP = application()


def imported() -> set[str]:
    """The modules that the program imports, anywhere in it."""
    found: set[str] = set()
    for path in (ROOT / "memstudio").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^ *(?:from|import) ([\w.]+)", text, re.MULTILINE))
        for package, name in re.findall(r"^ *from ([\w.]+) import (\w+)", text, re.MULTILINE):
            found.add(f"{package}.{name}")
    return found


def test_whatever_the_program_imports_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = (project["dependencies"], *project["optional-dependencies"].values())
    asked = {canonicalize_name(Requirement(each).name) for some in lists for each in some}
    # These are parts of what is asked for, and of one version with it.
    asked |= {"pydantic-core", "shiboken6"}
    brings = packages_distributions()
    tops = {name.partition(".")[0] for name in imported()} - {"memstudio", *sys.stdlib_module_names}
    owners = {top: {canonicalize_name(each) for each in brings[top]} for top in tops & set(brings)}
    assert len(owners) > 30
    assert {top: owner for top, owner in owners.items() if not owner & asked} == {}


def test_nothing_that_the_program_imports_is_left_out_of_the_bundle() -> None:
    assert imported() & set(MODULES) == set()


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("torch/bin/torch_shm_manager", False),
        ("torch/bin/protoc", True),
        ("torch/lib/libtorch_cpu.so", False),
        ("torch/include/ATen/ATen.h", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", False),
        ("PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so", False),
        ("PySide6/Qt/plugins/wayland-decoration-client/libadwaita.so", False),
        ("PySide6/Qt/lib/libQt6WaylandClient.so.6", False),
        ("PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so", False),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", True),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/lib/libQt6Svg.so.6", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", True),
        ("PySide6\\translations\\qtbase_de.qm", True),
        ("pyarrow/libarrow_flight.so.2600", True),
        ("memstudio/_resources/models/demo/model.safetensors", False),
        ("memstudio/_resources/guide/images/use-service.png", False),
    ],
)
def test_what_the_bundle_does_without(place: str, answer: bool) -> None:
    assert is_left_out(place) is answer


def test_macos_is_told_of_every_type_and_the_types_that_it_is_told_of_are_declared() -> None:
    plist = plistlib.loads(plistlib.dumps(info_plist(APP)))
    documents = plist["CFBundleDocumentTypes"]
    assert len(documents) == len(APP.offered) + 1
    declared = {each["UTTypeIdentifier"] for each in plist["UTImportedTypeDeclarations"]}
    used = {t for each in documents for t in each.get("LSItemContentTypes", [])}
    assert {t for t in used if not t.startswith("public.")} <= declared
    owned = [d["CFBundleTypeName"] for d in documents if d["LSHandlerRank"] == "Owner"]
    assert owned == ["GGUF model"]
    assert plist["CFBundleVersion"] == __version__
    # With it a program that may have a console would have neither Dock icon nor menu.
    assert plist["LSBackgroundOnly"] is False


def test_all_say_the_same_of_the_oldest_macos() -> None:
    oldest = f"macOS {info_plist(APP)['LSMinimumSystemVersion'].removesuffix('.0')} "
    for language in ("en", "zh_CN"):
        page = ROOT / "resources" / "guide" / language / "installing.md"
        assert f"| {oldest}" in page.read_text(encoding="utf-8")
    nothing = "ERROR: No matching distribution found for torch==2.13.0"
    assert oldest in reason_of_failure(nothing, Path("pip.log"))


def test_windows_opens_only_what_is_ours_by_itself_and_offers_the_rest() -> None:
    text = associations(APP)
    keys = re.findall(r'Subkey: "Software\\Classes\\(\.\w+)"', text)
    assert keys == [".gguf"]
    for each in APP.offered:
        ending = each.globs[0].rpartition(".")[2]
        place = rf"\.{ending}\OpenWithProgids" if each.name else "SupportedTypes"
        assert place in text
        assert f".{ending}" in text
    commands = re.findall(r'ValueData: "(""\{app\}[^;]*)"; Flags', text)
    assert set(commands) == {r'""{app}\memstudio-studio.exe"" ""%1""'}
    script = (PACKAGING / "windows" / "memstudio.iss").read_text(encoding="utf-8")
    assert f'AppUserModelID: "{APP.id}"' in script
    # Its lines follow on from those of the file that is written, which ends in [Registry].
    assert text.splitlines()[1] == "[Registry]"
    assert "memstudio-studio" in (PACKAGING / "pyinstaller" / "memstudio.spec").read_text()


def test_the_package_for_debian_says_what_it_is() -> None:
    text = deb.control_file(APP, "amd64", "libc6 (>= 2.36)", 1000)
    fields = dict(re.findall(r"^([A-Z][\w-]*): (.+)$", text, re.MULTILINE))
    assert fields["Version"] == __version__
    assert fields["Depends"] == "libc6 (>= 2.36)"
    # A line that continues a field begins with a blank, and the summary is one line without an article.
    description = text.split("Description: ")[1].splitlines()
    assert len(description[0]) < 80
    assert all(line.startswith(" ") for line in description[1:])


@pytest.mark.skipif(shutil.which("mksquashfs") is None, reason="squashfs-tools are not installed")
def test_an_appimage_is_its_runtime_with_the_folder_behind_it(tmp_path: Path) -> None:
    folder, runtime, image = (tmp_path / name for name in ("AppDir", "runtime", "image"))
    folder.mkdir()
    (folder / "AppRun").write_text("what is started", encoding="utf-8")
    program = Path(sys.executable).resolve().read_bytes()[:10_001]
    runtime.write_bytes(program)
    appimage.pack(folder, runtime, image)
    made = image.read_bytes()
    assert made[:8] + made[11:10_001] == program[:8] + program[11:]
    assert made[8:11] == b"AI\x02"
    assert image.stat().st_mode & 0o111
    inside = ["unsquashfs", "-offset", "10001", "-cat", image, "AppRun"]
    assert subprocess.run(inside, capture_output=True, check=True).stdout == b"what is started"


def test_the_manual_page_names_every_command_and_nothing_of_it_is_markup_by_mistake() -> None:
    page = man_page(APP)
    for command in command_line().registered_commands:
        name = command.name or command.callback.__name__
        assert command.hidden or f"\n.B {name}\n".replace("-", r"\-") in page
    macros = {line.split()[0] for line in page.splitlines() if line.startswith((".", "'"))}
    assert macros <= {".TH", ".SH", ".B", ".I", ".br", ".PP", ".TP"}
    assert all(line.count("\\f") % 2 == 0 for line in page.splitlines())


def test_the_release_is_made_by_scripts_that_are_there_with_pinned_actions() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert len(used) >= 6
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", each) for each in used)
    # What the window loads is packed on a computer that has it.
    installed = set(re.findall(r"\blib[\w.+-]+", text))
    assert {need.apt for need in QT_LIBRARIES + X11_LIBRARIES} <= installed | BROUGHT
    matrix = yaml.safe_load(text)["jobs"]["bundle"]["strategy"]["matrix"]["include"]
    assert [each["system"].partition("-")[0] for each in matrix] == ["linux", "windows", "macos"]
    for each in matrix:
        script = ROOT / each["command"].split()[-1]
        assert script.is_file()
        assert "packaging/pyinstaller/build.py" in script.read_text().replace("\\", "/")


def test_the_icon_files_of_windows_and_macos_hold_all_their_sizes(tmp_path: Path) -> None:
    pytest.importorskip("PySide6")
    from icons import application_svg, write_icns, write_ico

    write_ico(application_svg(), tmp_path / "a.ico")
    data = (tmp_path / "a.ico").read_bytes()
    assert data[:6] == b"\0\0\1\0\7\0"
    assert data.count(b"\x89PNG\r\n") == 7
    write_icns(application_svg(), tmp_path / "a.icns")
    data = (tmp_path / "a.icns").read_bytes()
    assert data[:4] == b"icns"
    assert int.from_bytes(data[4:8], "big") == len(data)
    assert data.count(b"\x89PNG\r\n") == 6
