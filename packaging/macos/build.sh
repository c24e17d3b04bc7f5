#!/usr/bin/env bash
# Makes MemStudio.app and a disk image of it. Run on macOS:  packaging/macos/build.sh
#
# Without an identity the application is signed for this computer only, and others are asked before
# they open it. With CODESIGN_IDENTITY (Developer ID Application: ...) it is signed for all, and with
# NOTARY_PROFILE (kept by `xcrun notarytool store-credentials`) Apple's approval is fetched and stapled.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=${PYTHON:-python3.11}
"$python" -m venv build/venv
build/venv/bin/python -m pip install --quiet --constraint packaging/constraints.txt \
  --requirement packaging/pyinstaller/requirements.txt .
build/venv/bin/python packaging/pyinstaller/build.py --out build/bundle

app=build/bundle/MemStudio.app
version=$(build/venv/bin/memstudio --version | cut -d' ' -f2)
image=build/MemStudio-$version-$(uname -m).dmg

# Apple approves only what has a time from Apple; without an identity none can be had.
timestamp=--timestamp
[ -n "${CODESIGN_IDENTITY:-}" ] || timestamp=--timestamp=none
codesign --force --deep --options runtime "$timestamp" \
  --entitlements packaging/macos/entitlements.plist --sign "${CODESIGN_IDENTITY:--}" "$app"

rm -rf build/image && mkdir -p build/image
cp -R "$app" build/image/
ln -s /Applications build/image/Applications
hdiutil create -volname MemStudio -srcfolder build/image -ov -format ULFO "$image"

if [ -n "${NOTARY_PROFILE:-}" ]; then
  xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$image"
fi
du -sm "$app" "$image"
