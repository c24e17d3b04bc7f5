"""Builds the guide as a site, and fails where a link of it leads nowhere.

python packaging/site/build.py [--out site]
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from mkdocs.commands.build import build  # noqa: E402
from mkdocs.config import load_config  # noqa: E402
from mkdocs.exceptions import Abort, ConfigurationError  # noqa: E402

from memstudio.guide.contents import LANGUAGES, contents, page_path, page_title  # noqa: E402
from memstudio.guide.sections import anchor_of  # noqa: E402
from memstudio.resources import resources_dir  # noqa: E402

_NAMES = {"en": "English", "zh_CN": "简体中文"}
_BENCHMARKS = "Benchmarks"
_FIRST = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={page}"><a href="{page}">MemStudio</a>\n'


def pages() -> list[dict[str, object]]:
    """The pages in order, as MkDocs has them: a tab for each language, and one for benchmarks.

    A page that is only in English stands once, under its own language.
    """
    tabs: list[dict[str, object]] = []
    for language in LANGUAGES:
        sections = []
        for section in contents(language):
            here = [name for name in section.pages if language in page_path(name, language).parts]
            entries = [{page_title(name, language): f"guide/{language}/{name}.md"} for name in here]
            sections.append({section.title: entries})
        tabs.append({_NAMES[language]: sections})
    lists = sorted(resources_dir().joinpath("benchmarks").glob("*.md"))
    tabs.append({_BENCHMARKS: [f"benchmarks/{path.name}" for path in lists]})
    return tabs


def build_site(out: Path) -> None:
    """Write the site.

    Raises:
        Abort: a link leads nowhere, or a page is not in the contents; what was wrong is printed.
    """
    config = load_config(
        str(Path(__file__).with_name("mkdocs.yml")), nav=pages(), site_dir=str(out), strict=True
    )
    config.mdx_configs["toc"]["slugify"] = lambda heading, _separator: anchor_of(heading)
    build(config)
    out.joinpath("index.html").write_text(
        _FIRST.format(page=f"guide/{LANGUAGES[0]}/index.html"), encoding="utf-8"
    )


def main() -> int:
    """Build; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="where to; without it only the links are checked")
    out = parser.parse_args().out
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        if out is not None:
            build_site(out.resolve())
        else:
            with tempfile.TemporaryDirectory() as folder:
                build_site(Path(folder))
    except (Abort, ConfigurationError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
