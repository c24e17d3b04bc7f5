"""The offline page: never larger than it may be, whole HTML, and its numbers those of the trace."""

from __future__ import annotations

import base64
import json
import re
import struct
import zlib
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memstudio.errors import TraceError
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.html_export import export_html, html_page
from memstudio.trace.html_parts import chosen_slots, pictures, quantised
from memstudio.trace.quantity_kinds import quantity_kind
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_spans import shown_word
from tests.trace.conftest import STORY

VOID = {"meta", "br", "link", "img", "input"}


class Page(HTMLParser):
    """Checks that tags close in the order in which they open, and keeps what scripts hold."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts: dict[str, str] = {}
        self.fetched: list[str] = []
        self._script = ""
        self.feed(content.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.fetched += [str(found[name]) for name in ("src", "href") if name in found]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self._script = found.get("id") or "code"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[self._script] = self.scripts.get(self._script, "") + data

    def unpacked(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        raw = zlib.decompress(base64.b64decode(self.scripts["data"]))
        (length,) = struct.unpack("<I", raw[:4])
        head = json.loads(raw[4 : 4 + length])
        arrays, at = {}, 4 + length
        for name, dtype, shape in head["arrays"]:
            size = int(np.prod(shape)) * np.dtype(dtype).itemsize
            arrays[name] = np.frombuffer(raw[at : at + size], dtype).reshape(shape)
            at += size
        assert at == len(raw)
        return head, arrays


@pytest.fixture(scope="module")
def trace(make_loaded: Any, tmp_path_factory: pytest.TempPathFactory) -> TraceReader:
    loaded: LoadedModel = make_loaded("rmt")
    out = tmp_path_factory.mktemp("html") / "t.zarr"
    name = "a <b>story</b> @DATA@ @PAGE@ </script><script>alert(1)</script>"
    return record_trace(loaded, STORY, document=name, out=out, control=Control(), command="m & m")


@pytest.fixture(scope="module")
def page(trace: TraceReader) -> Page:
    content, sizes = html_page(trace, Control(), glance=["Slot 1 </script> holds <i>it</i>."])
    assert sizes.tokens == trace.num_tokens
    return Page(content)


def test_it_is_whole_and_loads_nothing(page: Page) -> None:
    assert page.open == []
    assert page.fetched == []
    assert set(page.scripts) == {"data", "page", "code"}
    assert not re.findall(r"https?://", page.scripts["code"])


def test_names_and_sentences_cannot_leave_their_place(page: Page, trace: TraceReader) -> None:
    said = json.loads(page.scripts["page"])
    assert said["about"]["document"] == trace.document
    assert said["about"]["command"] == "m & m"
    assert said["glance"] == ["Slot 1 </script> holds <i>it</i>."]


def test_the_text_is_that_of_the_trace_token_by_token(page: Page, trace: TraceReader) -> None:
    head, arrays = page.unpacked()
    assert head["text"] == trace.text
    assert arrays["token lengths"].sum() == len(trace.text)
    begins = np.concatenate([[0], np.cumsum(arrays["token lengths"])[:-1]])
    np.testing.assert_array_equal(begins[1:], trace.token_starts[1:])
    np.testing.assert_array_equal(arrays["segment_starts"], trace.segment_starts)
    loss = arrays["token loss"] / 255 * head["highest_loss"]
    expected = np.minimum(np.nan_to_num(trace.loss()), head["highest_loss"])
    assert np.abs(loss - expected).max() <= head["highest_loss"] / 255
    write = trace.weights("write", 0, trace.num_tokens)
    np.testing.assert_array_equal(arrays["token owner"], write.argmax(1))


def test_the_pictures_are_the_quantities_in_256_steps(page: Page, trace: TraceReader) -> None:
    head, arrays = page.unpacked()
    assert [each["name"] for each in head["quantities"]] == list(trace.quantities)
    for each in head["quantities"]:
        kind = quantity_kind(each["name"])
        assert (each["title"], each["unit"]) == (kind.title, kind.unit)
        scale = kind.scale(np.nan_to_num(trace.quantity(each["name"])))
        assert (each["low"], each["high"], each["is_clipped"]) == scale
        low, high = each["low"], each["high"]
        shown = low + arrays[f"quantity {each['name']}"] / 255 * (high - low)
        expected = np.clip(np.nan_to_num(trace.quantity(each["name"])).T, low, high)
        assert np.abs(shown - expected).max() <= (high - low) / 255


def test_words_and_sources_are_those_recorded(page: Page, trace: TraceReader) -> None:
    head, _ = page.unpacked()
    kept = head["contents"]
    assert kept["segments"] == list(range(trace.num_segments))
    for segment in kept["segments"]:
        for slot in range(trace.num_slots):
            expected = trace.slot_words(segment + 1, distinctive=True)[slot]
            found = [kept["texts"][word] for word, _ in kept["words"][segment][slot]]
            assert found == [shown_word(word) for word, _ in expected][: len(found)]
            first, size, share = kept["sources"][segment][slot][0]
            start, stop = trace.segment_tokens(segment)
            inside = (trace.token_starts[start:stop] >= first) & (
                trace.token_ends[start:stop] <= first + size
            )
            weight = trace.weights("write", start, stop)[inside, slot].sum()
            assert share / 1000 == pytest.approx(float(weight), abs=1e-3)


@given(st.integers(36_000, 66_000))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.slow
def test_it_is_never_larger_than_it_may_be(trace: TraceReader, largest: int) -> None:
    content, sizes = html_page(trace, Control(), largest=largest)
    assert len(content) <= largest
    head, _ = Page(content).unpacked()
    assert head["text"] == trace.text[: trace.token_ends[sizes.tokens - 1]]


def test_a_page_that_cannot_be_so_small_is_refused(trace: TraceReader, tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="fit"):
        export_html(trace, tmp_path / "page.html", Control(), largest=5_000)
    assert not (tmp_path / "page.html").exists()


def test_long_documents_are_pooled_and_large_memories_cut(trace: TraceReader) -> None:
    slots = chosen_slots(trace, 2)
    moved = trace.quantity("change").sum(0)
    assert set(slots.tolist()) == set(np.argsort(-moved)[:2].tolist())
    found, edges = pictures(trace, slots, 5)
    assert (edges[0], edges[-1], len(edges)) == (0, trace.num_segments, 6)
    change = next(each for each in found if each.kind.name == "change")
    assert change.values.shape == (2, 5)
    parts = [trace.quantity("change")[a:b, slots].max(0) for a, b in pairwise(edges)]
    np.testing.assert_array_equal(
        change.values, quantised(np.array(parts).T, change.scale.low, change.scale.high)
    )


def test_what_was_not_kept_is_a_gap_and_no_other_states_words(
    make_loaded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = make_loaded("lm-bow")
    trace = record_trace(loaded, STORY, document="bow", out=tmp_path / "t.zarr", control=Control())
    gate = np.full((trace.num_segments, trace.num_slots), np.nan, np.float32)
    gate[1::2, 0] = 0.5
    whole = TraceReader.quantity

    def quantity(reader: TraceReader, name: str) -> np.ndarray:
        return gate if name == "gate" else whole(reader, name)

    monkeypatch.setattr(TraceReader, "quantity", quantity)
    monkeypatch.setattr(TraceReader, "named_state", lambda _, state: state // 3 * 3)
    head, arrays = Page(html_page(trace, Control())[0]).unpacked()
    np.testing.assert_array_equal(arrays["known gate"], np.isfinite(gate).T)
    assert "known change" not in arrays
    pooled, edges = pictures(trace, np.arange(1), 4)
    known = next(each.known for each in pooled if each.kind.name == "gate")
    assert known is None
    assert np.diff(edges).min() > 1
    assert head["contents"]["segments"] == list(range(2, trace.num_segments, 3))
    assert all(map(any, head["contents"]["words"]))


def test_a_model_without_slots_has_a_page_of_its_text(make_loaded: Any, tmp_path: Path) -> None:
    trace = record_trace(
        make_loaded(None), STORY, document="plain", out=tmp_path / "t.zarr", control=Control()
    )
    head, arrays = Page(html_page(trace, Control())[0]).unpacked()
    assert head["quantities"] == []
    assert "contents" not in head
    assert len(arrays["token loss"]) == trace.num_tokens
