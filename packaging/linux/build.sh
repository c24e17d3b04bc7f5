#!/usr/bin/env bash
# Makes everything for Linux: the bundle, a package for Debian and its relatives, an AppDir, which
# becomes an AppImage where appimagetool is installed, and what the Flatpak in flatpak/ is made of.
# Run on Linux:  packaging/linux/build.sh
#
# What is made runs on systems whose C library is not older than this one's. Needs binutils, patchelf,
# dpkg, libwayland-cursor0, libwayland-egl1 and the other libraries that the window wants (.ci/run names
# them), and a torch for processors only, which pip finds on the index that PIP_EXTRA_INDEX_URL names.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=${PYTHON:-python3.11}
"$python" -m venv build/venv
build/venv/bin/python -m pip install --quiet --constraint packaging/constraints.txt \
  --requirement packaging/pyinstaller/requirements.txt .
build/venv/bin/python packaging/pyinstaller/build.py --out build/bundle --archive
build/venv/bin/python packaging/linux/deb.py --bundle build/bundle/memstudio --out build
build/venv/bin/python packaging/linux/appimage.py --bundle build/bundle/memstudio --out build
build/venv/bin/python packaging/linux/tree.py --bundle build/bundle/memstudio --out build/usr
du -sm build/bundle/memstudio build/bundle/*.tar.xz build/*.deb
