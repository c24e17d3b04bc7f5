"""Makes a package for Debian and its relatives of the bundle.

    python packaging/linux/deb.py --bundle build/bundle/memstudio --out build

Needs dpkg and binutils. What the package depends on is read from the libraries in it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from application import Application, application

from linux.man_page import man_page
from linux.tree import lay_out

# Loaded by name while running, which the libraries do not say: for a text, and for a display.
_LOADED = ("libgl1", "libegl1", "fonts-dejavu-core | fonts-noto-core | ttf-bitstream-vera")
_PROGRAMS = ("memstudio", "torch_shm_manager")
_COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: MemStudio

Files: *
Copyright: 2026 MemStudio developers
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
Comment:
 The folder /usr/lib/memstudio/_internal holds Python, Qt (LGPL-3), PyTorch and the other packages that
 the program is made with. `memstudio about licences` lists them with their licences, and their texts
 are in the folders *.dist-info there. Qt's libraries there may be replaced by others.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=Path("build/bundle/memstudio"))
    parser.add_argument("--out", type=Path, default=Path("build"))
    parser.add_argument("--level", type=int, default=6, help="how hard it is packed, 0 to 9")
    asked = parser.parse_args()
    path = build(asked.bundle, asked.out, asked.level)
    print(f"{path}: {path.stat().st_size / 1e6:.0f} MB")
    return 0


def build(bundle: Path, out: Path, level: int) -> Path:
    """Make the package in `out`."""
    app = application()
    out.mkdir(parents=True, exist_ok=True)
    # Beside the result, so that the bundle's files can be linked.
    with tempfile.TemporaryDirectory(dir=out) as name:
        root = Path(name) / "root"
        usr = root / "usr"
        lay_out(bundle, usr)
        _write_papers(app, usr / "share" / "doc" / "memstudio")
        manual = usr / "share" / "man" / "man1" / "memstudio.1.gz"
        manual.parent.mkdir(parents=True)
        manual.write_bytes(gzip.compress(man_page(app).encode(), 9, mtime=0))
        control = root / "DEBIAN"
        control.mkdir()
        (control / "md5sums").write_text(_md5sums(root), encoding="utf-8")
        architecture = _output("dpkg", "--print-architecture")
        text = control_file(app, architecture, _depends(usr / "lib" / "memstudio"), _kibibytes(usr))
        (control / "control").write_text(text, encoding="utf-8")
        path = out / f"memstudio_{app.version}_{architecture}.deb"
        _make_plain(root)
        subprocess.run(
            [
                "dpkg-deb",
                "--root-owner-group",
                "-Zxz",
                f"-z{level}",
                "--build",
                str(root),
                str(path),
            ],
            check=True,
        )
    return path


def control_file(app: Application, architecture: str, depends: str, kibibytes: int) -> str:
    """What the package says of itself."""
    description = textwrap.fill(
        app.description, 78, initial_indent=" ", subsequent_indent=" ", break_on_hyphens=False
    )
    return f"""Package: memstudio
Version: {app.version}
Architecture: {architecture}
Maintainer: {app.maintainer}
Installed-Size: {kibibytes}
Depends: {depends}
Recommends: fonts-noto-cjk, xdg-utils
Section: science
Priority: optional
Description: {app.summary[0].lower()}{app.summary[1:]}
{description}
 .
 The package brings its own Python, Qt and PyTorch, the last for processors only.
"""


def _depends(folder: Path) -> str:
    """The packages that the libraries in `folder` need and that it does not bring.

    Not asked of dpkg-shlibdeps, which takes the system's libraries for those that stand beside.
    """
    found = [p for p in folder.rglob("*.so*") if p.is_file() and not p.is_symlink()]
    told = _output("readelf", "-dVW", str(folder / "memstudio"), *map(str, found))
    needed = set(re.findall(r"\(NEEDED\) +Shared library: \[([^\]]+)\]", told))
    brought = {path.name for path in folder.rglob("*.so*")}
    packages = set(_LOADED)
    for name in needed - brought:
        owner = _output("dpkg-query", "-S", f"*/{name}").splitlines()[0]
        packages.add(re.split("[:,]", owner)[0])
    # Of the C library a version is wanted that knows all that is asked of it.
    versions = {tuple(map(int, each.split("."))) for each in re.findall(r"GLIBC_([\d.]+)", told)}
    newest = ".".join(map(str, max(versions)))
    return ", ".join(sorted((packages - {"libc6"}) | {f"libc6 (>= {newest})"}))


def _write_papers(app: Application, papers: Path) -> None:
    (papers / "LICENSE").unlink()
    (papers / "copyright").write_text(_COPYRIGHT, encoding="utf-8")
    day = _output("date", "-R", "-u", "-d", app.released)
    changes = f"memstudio ({app.version}) unstable; urgency=medium\n\n  * Release {app.version}.\n\n -- {app.maintainer}  {day}\n"
    (papers / "changelog.gz").write_bytes(gzip.compress(changes.encode(), 9, mtime=0))


def _make_plain(root: Path) -> None:
    """Nobody but root may write, and what is no program or library is not run."""
    for path in root.rglob("*"):
        if path.is_symlink():
            continue
        is_run = path.is_dir() or path.name in _PROGRAMS
        path.chmod(0o755 if is_run else 0o644)


def _md5sums(root: Path) -> str:
    lines = []
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "md5").hexdigest()
            lines.append(f"{digest}  {path.relative_to(root)}\n")
    return "".join(lines)


def _kibibytes(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if not p.is_symlink()) // 1024


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    if not shutil.which("dpkg-deb") or not shutil.which("readelf"):
        sys.exit("dpkg-deb and readelf are wanted: install dpkg and binutils")
    sys.exit(main())
