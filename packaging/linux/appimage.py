"""Makes an AppDir of the bundle, and of that an AppImage where `appimagetool` is installed.

    python packaging/linux/appimage.py --bundle build/bundle/memstudio --out build

The AppDir itself starts anywhere by its AppRun.
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

_APP_RUN = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/lib/memstudio/memstudio" "$@"
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=Path("build/bundle/memstudio"))
    parser.add_argument("--out", type=Path, default=Path("build"))
    asked = parser.parse_args()
    folder = asked.out / "MemStudio.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    make_app_dir(asked.bundle, folder)
    tool = shutil.which("appimagetool")
    if tool is None:
        print(f"{folder} is made; install appimagetool to pack it into one file")
        return 0
    image = asked.out / f"MemStudio-{application().version}-{platform.machine()}.AppImage"
    environment = os.environ | {"ARCH": platform.machine()}
    subprocess.run([tool, "--comp", "zstd", str(folder), str(image)], env=environment, check=True)
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


if __name__ == "__main__":
    sys.exit(main())
