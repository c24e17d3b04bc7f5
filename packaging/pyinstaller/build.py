"""Makes the bundle: a folder with MemStudio and all that it needs, Python included.

    python packaging/pyinstaller/build.py --out build/bundle [--archive]

Run by the Python of an environment in which MemStudio is installed from its wheel, with PyInstaller.
On Windows and macOS the same command makes what their installers are made of.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from icons import application_svg, write_icns, write_ico

_ELF = b"\x7fELF"
# Their makers have moved parts of these with patchelf; strip would spoil them.
_NOT_STRIPPED = (".libs/",)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("build/bundle"))
    parser.add_argument(
        "--archive", action="store_true", help="pack it as memstudio-linux-ARCHITECTURE.tar.xz"
    )
    asked = parser.parse_args()
    if has_cuda():
        sys.exit(
            "this environment's torch is one for NVIDIA's cards, of gigabytes; install the one for processors"
        )
    work = asked.out / "work"
    shutil.rmtree(asked.out / "memstudio", ignore_errors=True)
    draw_icons(work / "memstudio" / "icons")
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--distpath", str(asked.out), "--workpath", str(work), str(Path(__file__).with_name("memstudio.spec"))],
        # What is installed is packed, and not the checkout that this may be started in.
        env=os.environ | {"PYTHONSAFEPATH": "1"},
        check=True,
    )  # fmt: skip
    folder = asked.out / "memstudio"
    print(f"{folder}: {_megabytes(folder):.0f} MB")
    drop_broken_links(folder)
    if sys.platform.startswith("linux"):
        strip(folder)
        forget_where_it_was_made(folder)
        print(f"without the names of what is inside libraries: {_megabytes(folder):.0f} MB")
    if asked.archive:
        path = pack(folder, asked.out / f"memstudio-linux-{platform.machine()}.tar.xz")
        print(f"{path}: {path.stat().st_size / 1e6:.0f} MB")
    return 0


def has_cuda() -> bool:
    """Whether the torch that is installed would bring CUDA into the bundle."""
    import torch

    return torch.version.cuda is not None


def draw_icons(folder: Path) -> None:
    """Draw what Windows and macOS put into programs."""
    folder.mkdir(parents=True, exist_ok=True)
    write_ico(application_svg(), folder / "memstudio.ico")
    write_icns(application_svg(), folder / "memstudio.icns")


def drop_broken_links(folder: Path) -> None:
    """Take away the links to what was left out."""
    for path in list(folder.rglob("*")):
        if path.is_symlink() and not path.exists():
            path.unlink()


def forget_where_it_was_made(folder: Path) -> None:
    """Python's own libraries name the folder of the Python that they were built for."""
    for path in folder.glob("_internal/python3.*/lib-dynload/*.so"):
        subprocess.run(["patchelf", "--remove-rpath", str(path)], check=True)


def strip(folder: Path) -> None:
    """Take the tables of names out of libraries, which only debuggers read: 160 MB."""
    found = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    chosen = [
        path
        for path in found
        if _is_elf(path)
        and not any(part in path.as_posix() for part in _NOT_STRIPPED)
        # The program carries the compiled modules behind its own end.
        and path.parent != folder
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_strip, chosen))


def _strip(path: Path) -> None:
    subprocess.run(["strip", "--strip-unneeded", "--preserve-dates", str(path)], check=True)


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ELF


def pack(folder: Path, path: Path) -> Path:
    """Pack the folder, with nothing of this computer or this hour in it."""

    def without_owner(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = "root"
        return info

    with tarfile.open(path, "w:xz", preset=6) as archive:
        archive.add(folder, arcname=folder.name, filter=without_owner)
    return path


def _megabytes(folder: Path) -> float:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


if __name__ == "__main__":
    sys.exit(main())
