"""What this computer lacks for the window, and the command that installs it.

Only the standard library is used and nothing of MemStudio is imported, because the launcher asks
before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_MANAGERS = {
    "apt": "sudo apt-get install -y",
    "dnf": "sudo dnf install -y",
    "pacman": "sudo pacman -S --needed",
}
# Which package manager a system has, by the ID and ID_LIKE of /etc/os-release.
_SYSTEMS = {
    "debian": "apt", "ubuntu": "apt",
    "fedora": "dnf", "rhel": "dnf", "centos": "dnf",
    "arch": "pacman",
}  # fmt: skip


@dataclass(frozen=True)
class Need:
    """Something of the system that the window uses.

    Attributes:
        name: a shared library, or what it is.
        apt: the package that brings it, as this package manager calls it.
        dnf: the same of this one.
        pacman: the same of this one.
    """

    name: str
    apt: str
    dnf: str
    pacman: str

    def package(self, manager: str) -> str:
        """The package that brings it."""
        packages = {"apt": self.apt, "dnf": self.dnf, "pacman": self.pacman}
        return packages[manager]


# What Qt's own libraries load, even where nothing is shown.
QT_LIBRARIES = (
    Need("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    Need("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    Need("libX11.so.6", "libx11-6", "libX11", "libx11"),
    Need("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    Need("libfreetype.so.6", "libfreetype6", "freetype", "freetype2"),
    Need("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Need("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
)

# What its plug-in for X displays loads besides.
X11_LIBRARIES = (
    Need("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    Need("libxcb.so.1", "libxcb1", "libxcb", "libxcb"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Need("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Need("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb"),
    Need("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb"),
    Need(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
    ),
    Need("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
    Need("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb"),
    Need("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb"),
    Need("libxcb-util.so.1", "libxcb-util1", "xcb-util", "xcb-util"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb"),
)

# What its plug-in for Wayland loads besides.
WAYLAND_LIBRARIES = (
    Need("libwayland-client.so.0", "libwayland-client0", "libwayland-client", "wayland"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
)

# What is known of a process is read from there.
_PROCESS = Path("/proc/self/stat")

FONT = Need("a font", "fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu")
CJK_FONT = Need(
    "a font for Chinese", "fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk"
)


def is_linux() -> bool:
    """Whether windows are shown by X11 or Wayland here; macOS and Windows bring all they need."""
    return sys.platform.startswith("linux")


def missing_libraries() -> list[Need]:
    """The shared libraries of the window that cannot be loaded."""
    if not is_linux():
        return []
    x11 = _not_loaded(X11_LIBRARIES)
    if not _has_wayland():
        return _not_loaded(QT_LIBRARIES) + x11
    # Qt takes Wayland where it is, and where its libraries are not, the X display that goes with it.
    is_shown_by_x11 = bool(os.environ.get("DISPLAY")) and not x11
    return _not_loaded(QT_LIBRARIES) + ([] if is_shown_by_x11 else _not_loaded(WAYLAND_LIBRARIES))


def why_no_window() -> str | None:
    """Why the window cannot open for want of something, and what to do; None when all is there."""
    if is_linux() and not _PROCESS.exists():
        return (
            "The window cannot open: /proc is not mounted here.\n"
            "Mount it with:  mount -t proc proc /proc"
        )
    missing = missing_libraries()
    if not missing:
        return None
    names = ", ".join(need.name for need in missing)
    return f"The window cannot open: this system lacks {names}.\n{advice(missing)}"


def missing_fonts() -> list[Need]:
    """The fonts without which text, or Chinese text, shows as empty boxes."""
    if not is_linux():
        return []
    if not shutil.which("fc-list"):
        files = [path.name.lower() for path in _font_files()]
        has_cjk = any("cjk" in name or name.startswith(("wqy", "droidsansfall")) for name in files)
        return _fonts(bool(files), has_cjk)
    return _fonts(bool(_fc_list(":")), bool(_fc_list(":lang=zh")))


def install_command(needs: list[Need]) -> str | None:
    """One command that installs all of `needs`; None on a system whose packages are not known."""
    manager = _package_manager()
    if manager is None or not needs:
        return None
    packages = sorted({need.package(manager) for need in needs})
    start = _MANAGERS[manager]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        start = start.removeprefix("sudo ")
    return f"{start} {' '.join(packages)}"


def advice(needs: list[Need]) -> str:
    """What to do about `needs`, in one line."""
    command = install_command(needs)
    if command:
        return f"Install what is missing with:  {command}"
    names = ", ".join(need.name for need in needs)
    return f"Install with your system's package manager: {names}"


def has_display() -> bool:
    """Whether a window can be shown: a display is named, and it lets us in."""
    if not is_linux() or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _has_wayland() or _has_x11()


def _has_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    return (Path(os.environ.get("XDG_RUNTIME_DIR", "/run")) / name).exists()


def _has_x11() -> bool:
    """Connect as Qt will; Qt itself would abort the process when it is refused."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # It will be named among the missing libraries.
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _not_loaded(needs: tuple[Need, ...]) -> list[Need]:
    return [need for need in needs if not _can_load(need.name)]


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _fonts(has_any: bool, has_cjk: bool) -> list[Need]:
    return ([] if has_any else [FONT]) + ([] if has_cjk else [CJK_FONT])


def _fc_list(pattern: str) -> str:
    try:
        found = subprocess.run(  # noqa: S603 - a fixed command
            ["fc-list", pattern, "file"],  # noqa: S607 - wherever the system has it
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"  # Nothing is said to be missing that was not looked at.
    return found.stdout.strip()


def _font_files() -> list[Path]:
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    folders.append(Path.home() / ".local" / "share" / "fonts")
    endings = {".ttf", ".ttc", ".otf"}
    return [p for folder in folders for p in folder.rglob("*") if p.suffix.lower() in endings]


def _package_manager() -> str | None:
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    names = f"{values.get('ID', '')} {values.get('ID_LIKE', '')}".replace('"', "").split()
    return next((_SYSTEMS[name] for name in names if name in _SYSTEMS), None)
