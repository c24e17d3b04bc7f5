"""Lays the bundle and what a desktop wants of it out as they lie below /usr, for every package.

    python packaging/linux/tree.py --bundle build/bundle/memstudio --out build/usr

The Flatpak is made of this folder.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from application import ROOT

from linux import desktop_files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=Path("build/bundle/memstudio"))
    parser.add_argument("--out", type=Path, default=Path("build/usr"))
    asked = parser.parse_args()
    shutil.rmtree(asked.out, ignore_errors=True)
    lay_out(asked.bundle, asked.out)
    return 0


def lay_out(bundle: Path, usr: Path) -> None:
    """Write the folder that becomes /usr; the bundle's files are linked, not copied, where they can be.

    Args:
        bundle: the folder that `pyinstaller/build.py` made.
        usr: a folder that is not there yet.
    """
    shutil.copytree(bundle, usr / "lib" / "memstudio", symlinks=True, copy_function=_link_or_copy)
    program = usr / "bin" / "memstudio"
    program.parent.mkdir()
    program.symlink_to("../lib/memstudio/memstudio")
    desktop_files.write(usr / "share", "memstudio")
    papers = usr / "share" / "doc" / "memstudio"
    papers.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", papers / "LICENSE")


def _link_or_copy(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


if __name__ == "__main__":
    sys.exit(main())
