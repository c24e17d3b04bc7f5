"""The offline page speaks one language throughout."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.resources import resource
from memstudio.trace.export_table import about_trace
from memstudio.trace.html_export import html_page
from memstudio.trace.html_words import PAGE_WORDS, PageLanguage
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import STORY


@pytest.fixture(scope="module")
def trace(make_loaded: Any, tmp_path_factory: pytest.TempPathFactory) -> TraceReader:
    loaded: LoadedModel = make_loaded("rmt")
    out = tmp_path_factory.mktemp("html") / "t.zarr"
    return record_trace(loaded, STORY, document="story", out=out, control=Control())


def test_every_text_of_the_page_can_be_said_in_another_language(trace: TraceReader) -> None:
    script = resource("html", "trace.js").read_text(encoding="utf-8")
    template = resource("html", "trace.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'say\("([^"]+)"', script))
    asked |= set(re.findall(r"@\{([^}]+)\}", template))
    kept = re.search(r"const KEPT = \{(.*)\}", script)
    assert kept is not None
    asked |= set(re.findall(r'"([^"]+)"', kept[1]))
    # Asked for by the words of the trace itself.
    asked |= {str(about_trace(trace)["weights"]), "read", "write", "between"}
    assert asked == set(PAGE_WORDS)
    assert len(PAGE_WORDS) == len(set(PAGE_WORDS))


def test_nothing_is_said_past_the_translation() -> None:
    script = resource("html", "trace.js").read_text(encoding="utf-8")
    spoken = re.sub(r"//[^\n]*", "", script)
    spoken = re.sub(r'say\("[^"]+"', "", spoken)
    # What is left in quotation marks are names and styles; a sentence has words after a blank.
    found = [
        text for text in re.findall(r'"([^"\n]*)"', spoken) if re.match(r"[A-Z][a-z]+ [a-z]", text)
    ]
    assert found == []
    body = resource("html", "trace.html").read_text(encoding="utf-8").split("<body>")[1]
    assert re.findall(r">\s*[A-Za-z][^<@]*<", body.split("<script")[0]) == []


def test_another_language_is_used_for_words_quantities_and_numbers(trace: TraceReader) -> None:
    language = PageLanguage("zh-CN", lambda context, text: f"[{context}] {text}")
    content, _ = html_page(trace, Control(), language=language)
    page = content.decode("utf-8")
    assert '<html lang="zh-CN">' in page
    assert ">[page] Dark / light<" in page
    found = re.search(r'<script id="page" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    said = json.loads(found[1])
    assert said["language"] == "zh-CN"
    assert said["words"]["The text"] == "[page] The text"
    assert "@{" not in page
