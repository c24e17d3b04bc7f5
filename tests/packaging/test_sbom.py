"""The list of what a release is made of names every package once, with its licence and its needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.packaging.conftest import ROOT


def test_the_list_is_whole_and_hangs_together(tmp_path: Path) -> None:
    out = tmp_path / "made.cdx.json"
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "sbom.py", "--out", out],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = json.loads(out.read_text())
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    refs = [each["bom-ref"] for each in made["components"]]
    assert len(refs) == len(set(refs)) > 40
    assert all(each["purl"].startswith("pkg:pypi/") and each["licenses"] for each in made["components"])  # fmt: skip
    ours = made["metadata"]["component"]["bom-ref"]
    needs = {each["ref"]: each["dependsOn"] for each in made["dependencies"]}
    assert set(needs) == {ours, *refs}
    assert len(needs[ours]) > 20
    assert {need for each in needs.values() for need in each} <= set(refs)
