"""What a desktop is told of MemStudio holds together, and what it opens it opens as it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

import yaml
from application import application

from memstudio import __version__
from tests.packaging.conftest import ROOT
from tests.tiny import tiny_loaded

APP = application()
SCRIPT = ROOT / "packaging" / "linux" / "desktop_files.py"
FLATPAK = ROOT / "packaging" / "linux" / "flatpak"

pytestmark = pytest.mark.gui


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("share")
    subprocess.run(
        [sys.executable, SCRIPT, "--out", folder, "--exec", "/usr/bin/memstudio"], check=True
    )
    return folder


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One file of each type, by its type."""
    folder = tmp_path_factory.mktemp("files")
    made = {
        "application/vnd.memstudio.run+toml": folder / "run" / "run.toml",
        "application/vnd.memstudio.trace+json": folder / "t.zarr" / "zarr.json",
        "application/vnd.memstudio.memory-state": folder / "anna.safetensors",
        "application/vnd.safetensors": folder / "weights.safetensors",
        "application/vnd.gguf": folder / "model.gguf",
        "application/x-ndjson": folder / "rows.jsonl",
        "application/vnd.apache.parquet": folder / "rows.parquet",
        "text/plain": folder / "book.txt",
        "text/csv": folder / "rows.csv",
    }
    for path in made.values():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"something")
    made["application/vnd.gguf"].write_bytes(b"GGUF\x03\x00\x00\x00")
    header = json.dumps({"__metadata__": {"format": "pt"}}, separators=(",", ":")).encode()
    made["application/vnd.safetensors"].write_bytes(len(header).to_bytes(8, "little") + header)
    state = made["application/vnd.memstudio.memory-state"]
    tiny_loaded("rmt").model.initial_state(1).save(state)
    return made


def test_the_version_and_the_name_are_the_same_everywhere(share: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    release = ET.parse(share / "metainfo" / f"{APP.id}.metainfo.xml").find("releases/release")  # noqa: S314 - our own
    assert release is not None
    assert project["version"] == __version__ == APP.version == release.get("version")
    assert project["license"] == APP.licence
    window = (ROOT / "memstudio" / "gui" / "application.py").read_text(encoding="utf-8")
    assert re.findall(r'setDesktopFileName\("([^"]+)"\)', window) == [APP.id]


def test_the_entry_in_the_menu_offers_what_is_opened(share: Path) -> None:
    parser = ConfigParser(interpolation=None)
    parser.read(share / "applications" / f"{APP.id}.desktop", encoding="utf-8")
    entry = parser["Desktop Entry"]
    assert entry["Exec"] == "/usr/bin/memstudio %F"
    assert entry["Icon"] == APP.id
    offered = entry["MimeType"].rstrip(";").split(";")
    assert offered == [each.mime for each in APP.opens if each.kind != "refused"]


def test_every_type_of_its_own_has_an_icon_in_every_size(share: Path) -> None:
    types = ET.parse(share / "mime" / "packages" / f"{APP.id}.xml")  # noqa: S314 - our own
    icons = [element.get("name") for element in types.findall("{*}mime-type/{*}icon")]
    names = [f"apps/{APP.id}", *(f"mimetypes/{name}" for name in icons)]
    assert len(set(names)) == len(APP.named) + 1 == 6
    for name in names:
        assert (share / "icons" / "hicolor" / "scalable" / f"{name}.svg").is_file()
        for size in APP.icon_sizes:
            data = (share / "icons" / "hicolor" / f"{size}x{size}" / f"{name}.png").read_bytes()
            assert data[:8] == b"\x89PNG\r\n\x1a\n"
            assert data[16:24] == size.to_bytes(4, "big") * 2
            # More than a page of nothing.
            assert len(data) > size


def test_the_flatpak_shows_the_desktop_all_of_this_and_reaches_no_network(share: Path) -> None:
    manifest = yaml.safe_load((FLATPAK / f"{APP.id}.yml").read_text(encoding="utf-8"))
    assert manifest["id"] == APP.id
    assert manifest["finish-args"] == [
        "--socket=wayland", "--socket=fallback-x11", "--share=ipc", "--filesystem=home:ro",
    ]  # fmt: skip
    # Of files a Flatpak shows the desktop those only that are called as it is.
    files = [path for path in share.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert [path for path in files if not path.name.startswith(f"{APP.id}.")] == []
    # What it is made of is what build.sh lays out.
    (module,) = manifest["modules"]
    (source,) = module["sources"]
    script = (FLATPAK.parent / "build.sh").read_text(encoding="utf-8")
    place = (FLATPAK / source["path"]).resolve().relative_to(ROOT)
    assert f"tree.py --bundle build/bundle/memstudio --out {place}\n" in script
    assert module["build-options"]["no-debuginfo"] is True


def test_a_file_of_each_type_is_recognised_and_opens_as_the_table_says(
    share: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    from memstudio.gui.drops import plan_drop

    assert set(files) == {each.mime for each in APP.opens}
    for each in APP.opens:
        assert plan_drop([str(files[each.mime])]).kind == each.kind, each.mime

    # Qt reads the types as a desktop does; only ours and those that Qt itself brings are there.
    asks = (
        "import json, sys; from PySide6.QtCore import QMimeDatabase; d = QMimeDatabase();"
        "print(json.dumps([d.mimeTypeForFile(p).name() for p in sys.argv[1:]]))"
    )
    named = {each.mime: files[each.mime] for each in APP.named}
    done = subprocess.run(
        [sys.executable, "-c", asks, *map(str, named.values())],
        env=os.environ | {"XDG_DATA_DIRS": str(share), "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == list(named)


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (["desktop-file-validate"], f"applications/{APP.id}.desktop"),
        (["appstreamcli", "validate", "--no-net"], f"metainfo/{APP.id}.metainfo.xml"),
        (["update-mime-database"], "mime"),
    ],
)
def test_the_desktops_own_tools_find_nothing_wrong(
    share: Path, tmp_path: Path, command: list[str], place: str
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    # The last writes beside what it reads.
    copy = shutil.copytree(share, tmp_path / "share")
    done = subprocess.run(
        [*command, str(copy / place)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Unknown" not in done.stderr
    if command[0] == "desktop-file-validate":
        assert done.stdout == ""
