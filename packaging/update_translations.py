"""Brings the catalogs in resources/translations up to date with the texts in the code.

    python packaging/update_translations.py          # update the files
    python packaging/update_translations.py --check  # only say what is stale or unfinished

`memstudio_en.ts` holds the plural forms of English only; `memstudio_zh_CN.ts` holds every text.
Translations are edited in the files, with Qt Linguist or by hand.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGS = ROOT / "resources" / "translations"
LANGUAGES = {"en": ["-pluralonly"], "zh_CN": []}


def update(folder: Path) -> None:
    """Run lupdate on the catalogs in `folder`."""
    import PySide6

    name = "lupdate.exe" if sys.platform == "win32" else "lupdate"
    tool = Path(PySide6.__file__).parent / name
    sources = sorted(str(path) for path in (ROOT / "memstudio").rglob("*.py"))
    for language, options in LANGUAGES.items():
        subprocess.run(
            [str(tool), "-silent", "-no-obsolete", "-locations", "none",
             "-tr-function-alias", "QT_TRANSLATE_NOOP+=marked",
             "-source-language", "en", "-target-language", language, *options,
             *sources, "-ts", str(folder / f"memstudio_{language}.ts")],
            check=True,
        )  # fmt: skip


def unfinished(path: Path) -> list[str]:
    """The texts of a catalog without a complete translation."""
    found = []
    for message in ET.parse(path).getroot().iter("message"):  # noqa: S314 - our own file
        translation = message.find("translation")
        forms = message.findall("translation/numerusform")
        texts = [form.text for form in forms] if forms else [getattr(translation, "text", None)]
        is_marked = translation is None or translation.get("type") is not None
        if is_marked or not all(texts):
            found.append(message.findtext("source") or "")
    return found


def messages(path: Path) -> set[tuple[str, str]]:
    """Context and text of every message in a catalog."""
    return {
        (context.findtext("name") or "", message.findtext("source") or "")
        for context in ET.parse(path).getroot().iter("context")  # noqa: S314 - our own file
        for message in context.iter("message")
    }


def check() -> list[str]:
    """What is stale or unfinished, one sentence each."""
    problems = []
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        for path in CATALOGS.glob("*.ts"):
            shutil.copy(path, fresh)
        update(fresh)
        for language in LANGUAGES:
            kept, new = CATALOGS / f"memstudio_{language}.ts", fresh / f"memstudio_{language}.ts"
            known = messages(kept) if kept.is_file() else set()
            problems += [f"{kept.name} lacks: {text}" for _, text in sorted(messages(new) - known)]
            problems += [
                f"{kept.name} is stale: {text}" for _, text in sorted(known - messages(new))
            ]
            problems += [f"{kept.name} is unfinished: {text}" for text in unfinished(new)]
    return problems


def main() -> int:
    """Update, or check."""
    if sys.argv[1:] == ["--check"]:
        problems = check()
    else:
        update(CATALOGS)
        problems = [
            f"{path.name} is unfinished: {text}"
            for path in sorted(CATALOGS.glob("*.ts"))
            for text in unfinished(path)
        ]
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
