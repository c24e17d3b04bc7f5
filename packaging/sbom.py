"""Write what a release is made of, as a CycloneDX document, and ask whether any of it is known to be unsafe.

    python packaging/sbom.py [--out memstudio.cdx.json] [--audit]

The packages are those that are installed in the environment of the Python that runs this, which is to
be the one that `packaging/start.py` makes. With `--audit`, `pip-audit` is asked, where it is installed
(`python -m pip install pip-audit`) and its service can be reached; without a network it cannot.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import re
import subprocess
import sys
import uuid
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from memstudio import __version__
from memstudio.licences import OURS, Package, needs_of, packages

_SPDX = re.compile(r"[A-Za-z0-9.+-]+")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("memstudio.cdx.json"))
    parser.add_argument("--audit", action="store_true", help="Ask pip-audit as well.")
    asked = parser.parse_args()
    found = packages()
    asked.out.write_text(json.dumps(document(found), indent=2) + "\n", encoding="utf-8")
    print(f"{len(found)} packages in {asked.out}")
    wrong = [each.name for each in found if each.verdict in {"incompatible", "unclear"}]
    if wrong:
        print(f"Their licences have to be looked at: {', '.join(wrong)}", file=sys.stderr)
    return max(int(bool(wrong)), _audit(found) if asked.audit else 0)


def document(found: tuple[Package, ...]) -> dict[str, Any]:
    """A CycloneDX 1.6 document of MemStudio and the packages that it is installed with."""
    ours = _component(Package("MemStudio", __version__, "Apache-2.0", "compatible"), "application")
    known = {canonicalize_name(each.name): _reference(each) for each in found}
    needs = {ours["bom-ref"]: needs_of(distribution(OURS))}
    needs |= {_reference(each): each.needs for each in found}
    depends = [
        {"ref": ref, "dependsOn": sorted(known[name] for name in names if name in known)}
        for ref, names in needs.items()
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "component": ours,
        },
        "components": [_component(each, "library") for each in found],
        "dependencies": depends,
    }


def _reference(package: Package) -> str:
    return f"pkg:pypi/{canonicalize_name(package.name)}@{package.version}"


def _component(package: Package, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": kind,
        "bom-ref": _reference(package),
        "name": package.name,
        "version": package.version,
        "purl": _reference(package),
    }
    if package.licence:
        # A name that SPDX does not list is given as a name, and several as an expression.
        is_expression = bool(re.search(r" (AND|OR|WITH) ", package.licence))
        is_id = bool(_SPDX.fullmatch(package.licence)) and package.licence not in {"BSD", "Apache"}
        entry: dict[str, Any] = {"expression": package.licence}
        if not is_expression:
            entry = {"license": {"id" if is_id else "name": package.licence}}
        told["licenses"] = [entry]
    if package.url:
        told["externalReferences"] = [{"type": "website", "url": package.url}]
    return told


def _audit(found: tuple[Package, ...]) -> int:
    if importlib.util.find_spec("pip_audit") is None:
        print("pip-audit is not installed, so nothing was asked: python -m pip install pip-audit", file=sys.stderr)  # fmt: skip
        return 1
    listed = "".join(f"{each.name}=={each.version.partition('+')[0]}\n" for each in found)
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "-r", "/dev/stdin"]
    return subprocess.run(command, input=listed.encode(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
