"""Makes an AppDir of the bundle, and of that an AppImage where `appimagetool` is installed.

    python packaging/linux/appimage.py --bundle build/bundle/memstudio --out build [--runtime FILE]

With AppImage's runtime of type 2 at hand, squashfs-tools do it too. The AppDir itself starts anywhere by
its AppRun.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from application import application

from linux.tree import lay_out

# What says in the header of a program that it is an AppImage, and of which type.
_MARK, _MARK_AT = b"AI\x02", 8
_APP_RUN = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/lib/memstudio/memstudio" "$@"
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=Path("build/bundle/memstudio"))
    parser.add_argument("--out", type=Path, default=Path("build"))
    parser.add_argument("--runtime", type=Path, help="what the file begins with, a program")
    asked = parser.parse_args()
    folder = asked.out / "MemStudio.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    make_app_dir(asked.bundle, folder)
    tool = shutil.which("appimagetool")
    image = asked.out / f"MemStudio-{application().version}-{platform.machine()}.AppImage"
    if asked.runtime is not None:
        pack(folder, asked.runtime, image)
    elif tool is not None:
        environment = os.environ | {"ARCH": platform.machine()}
        subprocess.run(
            [tool, "--comp", "zstd", str(folder), str(image)], env=environment, check=True
        )
    else:
        print(f"{folder} is made; install appimagetool to pack it into one file")
        return 0
    print(f"{image}: {image.stat().st_size / 1e6:.0f} MB")
    return 0


def make_app_dir(bundle: Path, folder: Path) -> None:
    """Lay the AppDir out: what lies below /usr, and at its top what starts it and what it looks like."""
    app = application()
    lay_out(bundle, folder / "usr")
    run = folder / "AppRun"
    run.write_text(_APP_RUN, encoding="utf-8")
    run.chmod(0o755)
    share = Path("usr/share")
    (folder / f"{app.id}.desktop").symlink_to(share / "applications" / f"{app.id}.desktop")
    icons = share / "icons" / "hicolor"
    (folder / f"{app.id}.svg").symlink_to(icons / "scalable" / "apps" / f"{app.id}.svg")
    (folder / ".DirIcon").symlink_to(icons / "256x256" / "apps" / f"{app.id}.png")


def pack(folder: Path, runtime: Path, image: Path) -> None:
    """Pack the AppDir behind a runtime, which opens what is behind itself."""
    program = runtime.read_bytes()
    subprocess.run(
        ["mksquashfs", str(folder), str(image), "-offset", str(len(program)),
         "-noappend", "-root-owned", "-comp", "zstd", "-quiet", "-no-progress"],
        check=True,
    )  # fmt: skip
    with image.open("r+b") as file:
        file.write(program[:_MARK_AT] + _MARK + program[_MARK_AT + len(_MARK) :])
    image.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main())
