"""Files that claim absurd sizes, lead elsewhere, are nested without end or never done with."""

from __future__ import annotations

import json
import resource
import socket
import struct
from pathlib import Path
from typing import Any

import pytest

from memstudio.cli.app import run
from memstudio.data.corpus import read_corpus
from memstudio.errors import MemStudioError, ModelLoadError, TrainingError, UnsafeModelError
from memstudio.memory.attach import open_model
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.state_file import read_header
from memstudio.models.checks import check_folder
from memstudio.models.gguf_header import read_gguf_header
from memstudio.models.load import load_tokenizer
from memstudio.models.safetensors_header import stored_tensors
from memstudio.models.tokenizer_patterns import check_patterns, repeats_repeated
from memstudio.parsing import from_json, from_toml, json_in
from memstudio.progress import Control
from memstudio.settings import Settings, load_settings, settings_file
from memstudio.training.run_config import read_config
from memstudio.training.run_folder import RunFolder
from tests.data import made_files as made
from tests.untrusted.test_code import _changed, _model

_DEEP = 200_000
_GIB = 1 << 20  # as `ru_maxrss` counts


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _safetensors(header: Any, length: int | None = None, data: int = 64) -> bytes:
    text = json.dumps(header).encode() if not isinstance(header, bytes) else header
    return struct.pack("<Q", len(text) if length is None else length) + text + bytes(data)


def _entry(first: Any, last: Any, shape: list[int] | None = None) -> dict[str, Any]:
    return {"dtype": "F32", "shape": shape or [2], "data_offsets": [first, last]}


@pytest.mark.parametrize(
    "content",
    [
        _safetensors({"a": _entry(0, 8)}, length=1 << 60),
        _safetensors({"a": _entry(0, 8)}, length=(1 << 64) - 1),
        _safetensors({"a": _entry(0, 1 << 40)}),
        _safetensors({"a": _entry(-8, 8)}),
        _safetensors({"a": _entry(16, 8)}),
        _safetensors({"a": _entry(0, 16), "b": _entry(8, 24)}),
        _safetensors({"a": _entry("0", "8")}),
        _safetensors({"a": 5}),
        _safetensors(b"[" * _DEEP),
        _safetensors(b'{"a":' * _DEEP),
        _safetensors({"a\ud800": _entry(0, 8)}),
        b"",
    ],
)  # fmt: skip
def test_a_head_of_safetensors_that_cannot_be_so_is_damage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelLoadError, match="damaged"):
        stored_tensors(path)
    for read in (read_header, MemoryState.load):
        with pytest.raises(MemStudioError):
            read(path)


def _gguf(*parts: bytes, tensors: int = 0, values: int = 0) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, values) + b"".join(parts) + bytes(64)


def _string(text: bytes, length: int | None = None) -> bytes:
    return struct.pack("<Q", len(text) if length is None else length) + text


@pytest.mark.parametrize(
    "content",
    [
        _gguf(tensors=1 << 40),
        _gguf(values=1 << 40),
        _gguf(_string(b"a", 1 << 60), values=1),
        _gguf(_string(b"a") + struct.pack("<I", 8) + struct.pack("<Q", 1 << 63), values=1),
        _gguf(_string(b"a") + struct.pack("<IIQ", 9, 4, 1 << 40), values=1),
        _gguf(_string(b"a") + struct.pack("<IIQ", 9, 8, 1 << 60), values=1),
        _gguf(_string(b"a") + struct.pack("<IIQ", 9, 9, 1 << 60) * 1000, values=1),
        _gguf(_string(b"general.alignment") + struct.pack("<II", 4, 0), values=1),
        _gguf(_string(b"a") + struct.pack("<I8Q", 8, *[1 << 60] * 8) + bytes(12), tensors=1),
        _gguf(_string(b"a") + struct.pack("<IQIQ", 1, 1 << 60, 0, 0), tensors=1),
        _gguf(_string(b"a") + struct.pack("<IQIQ", 1, 1, 0, 1 << 60), tensors=1),
    ],
)
def test_a_head_of_gguf_that_cannot_be_so_is_damage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelLoadError, match="damaged"):
        read_gguf_header(path)


def test_weights_behind_a_link_that_leads_out_are_refused(tmp_path: Path) -> None:
    folder = _model(tmp_path / "m")
    weights = folder / "model.safetensors"
    weights.rename(tmp_path / "elsewhere.safetensors")
    weights.symlink_to("../elsewhere.safetensors")
    with pytest.raises(UnsafeModelError, match="leads out of the model's folder"):
        check_folder(folder)
    index = {"weight_map": {"a": "model-1.safetensors"}}
    weights.unlink()
    (folder / "model-1.safetensors").symlink_to(tmp_path / "elsewhere.safetensors")
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(UnsafeModelError, match="leads out of the model's folder"):
        check_folder(folder)


def test_links_of_the_hugging_face_cache_are_followed(tmp_path: Path) -> None:
    home = tmp_path / "models--a--b"
    folder = _model(home / "snapshots" / "0123")
    (home / "blobs").mkdir()
    for path in list(folder.iterdir()):
        path.rename(home / "blobs" / path.name)
        path.symlink_to(f"../../blobs/{path.name}")
    assert check_folder(folder)["model_type"] == "llama"
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    assert check_folder(linked)["model_type"] == "llama"


@pytest.mark.parametrize(
    "change",
    [
        {"hidden_size": 10**9}, {"vocab_size": 10**12}, {"num_hidden_layers": 10**9},
        {"num_hidden_layers": -1}, {"intermediate_size": 10**400}, {"num_hidden_layers": 5000},
        {"text_config": {"num_hidden_layers": 10**9}}, {"max_position_embeddings": 10**15},
    ],
    ids=lambda change: str(change)[:40],
)  # fmt: skip
def test_sizes_that_no_file_holds_are_refused_before_memory_is_taken(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    folder = _model(tmp_path / "m")
    text = (folder / "config.json").read_text()
    said = ", ".join(f'"{name}": {json.dumps(value) if not isinstance(value, int) else hex_free(value)}' for name, value in change.items())  # fmt: skip
    (folder / "config.json").write_text(text.rstrip().removesuffix("}") + f", {said}}}")
    before = _peak()
    with pytest.raises(ModelLoadError):
        open_model(str(folder), device="cpu", control=Control())
    assert _peak() - before < _GIB


def hex_free(value: int) -> str:
    """A whole number of any length, in digits."""
    return "1" + "0" * 400 if value >= 10**400 else str(value)


# ---------------------------------------------------------------------- patterns

_GOOD = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t)?|\p{N}{1,3}",
    r"(?=(\d{3})+(?!\d))", r"[()+*]+", r"\(\+\)+", r" {2,}", r"(ab)?c+", r"[一-龥぀-ゟァ-ヿ]+",
)  # fmt: skip
_BAD = (r"(a+)+$", r"(.*a){20}$", r"((?:x*)y?)*", r"([a-z]+\s?)+!", r"(?:\d{2,}){3}", r"(\w+)*")


def test_patterns_in_use_are_permitted_and_endless_ones_are_not() -> None:
    assert not any(map(repeats_repeated, _GOOD))
    assert all(map(repeats_repeated, _BAD))


def _with_pattern(folder: Path, pattern: str) -> Path:
    split = {
        "type": "Split",
        "pattern": {"Regex": pattern},
        "behavior": "Isolated",
        "invert": False,
    }
    _changed(
        folder / "tokenizer.json", pre_tokenizer={"type": "Sequence", "pretokenizers": [split]}
    )
    return folder


@pytest.mark.parametrize("pattern", _BAD)
def test_a_tokenizer_with_an_endless_pattern_is_refused(tmp_path: Path, pattern: str) -> None:
    folder = _with_pattern(_model(tmp_path / "m"), pattern)
    with pytest.raises(UnsafeModelError, match="may never be done with it"):
        check_patterns(folder)
    with pytest.raises(UnsafeModelError, match="may never be done with it"):
        load_tokenizer(folder, "m")


def test_an_endless_pattern_of_another_form_is_found_when_it_is_tried(tmp_path: Path) -> None:
    """The library gives a match up after ten million tries, with a panic."""
    folder = _with_pattern(_model(tmp_path / "m"), r"(a|a)*$")
    with pytest.raises(ModelLoadError, match="could not be loaded"):
        load_tokenizer(folder, "m")


# ---------------------------------------------------------------------- depth


@pytest.mark.parametrize("opened", ["[", '{"a":', '[{"a":'])
def test_what_is_nested_without_end_is_no_value(tmp_path: Path, opened: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(opened * _DEEP)
    path = tmp_path / "a.json"
    path.write_text(opened * _DEEP)
    with pytest.raises(ValueError, match=r"."):
        json_in(path)
    with pytest.raises(ValueError, match="too deeply"):
        from_toml("a = " + "[" * _DEEP)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[" + "1," * 100 + "1]")
    with pytest.raises(ValueError, match="more than"):
        json_in(path, largest=100)
    assert len(json_in(path)) == 101


def test_halves_of_characters_are_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        from_json('{"a": "\\ud800"}')
    assert from_json('"\\ud83d\\ude00"') == "\U0001f600"


@pytest.mark.parametrize(
    "text", ["a = " + "[" * _DEEP, "a = " + "9" * 5000, "data = ['~no-such-user-here/x']", "\0"]
)
def test_settings_of_a_run_are_read_or_refused(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "run.toml"
    path.write_text(text)
    if "no-such-user" in text:
        assert read_config(path).data[0].endswith("~no-such-user-here/x")
        return
    with pytest.raises(TrainingError):
        read_config(path)
    assert run(["train", str(path)]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_settings_nested_without_end_are_set_aside() -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text("a = " + "[" * _DEEP)
    told: list[MemStudioError] = []
    assert load_settings(told.append) == Settings()
    assert len(told) == 1
    settings_file().unlink(missing_ok=True)


@pytest.mark.parametrize("name", [".summary.json", "notes.json", "data.json", "metrics.jsonl"])
def test_a_run_whose_records_are_nested_without_end_is_still_listed(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "run.toml").write_text('data = ["a.txt"]\n')
    (tmp_path / name).write_text('{"run": ' + "[" * _DEEP)
    summary = RunFolder.open(tmp_path).summary()
    assert summary.name == tmp_path.name


# ---------------------------------------------------------------------- references

_FAR = "http://192.0.2.1/far"
_PAGE = (
    f'<!DOCTYPE html PUBLIC "x" "{_FAR}.dtd"><html><head><link rel="stylesheet" href="{_FAR}.css">'
    f'<base href="{_FAR}"><script src="{_FAR}.js"></script></head><body><p>Here.</p>'
    f'<img src="{_FAR}.png"><iframe src="{_FAR}"></iframe><object data="{_FAR}"></object></body></html>'
)
_ENTITIES = (
    f'<!DOCTYPE x [<!ENTITY far SYSTEM "{_FAR}"><!ENTITY near SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", _PAGE),
        ("a.xhtml", f'<?xml version="1.0"?>{_ENTITIES}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Here. &far;&near;</p></body></html>'),
        ("a.epub", made.epub("<p>Here.</p>" + _PAGE, **{"OPS/toc.ncx": _ENTITIES})),
        ("a.tmx", f'<?xml version="1.0"?>{_ENTITIES}<tmx version="1.4"><header/><body><tu><tuv xml:lang="de"><seg>Ja &near;</seg></tuv><tuv xml:lang="en"><seg>Here. &far;</seg></tuv></tu></body></tmx>'),
        ("a.docx", made.docx("Here.")),
        ("a.pdf", made.pdf("Here.").replace(b"/Helvetica", b"/Helvetica /URI (http://192.0.2.1/far)")),
    ],
)  # fmt: skip
def test_what_a_document_refers_to_is_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str | bytes
) -> None:
    tried: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: tried.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **o: tried.append(a))
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    corpus = read_corpus([path], control=Control())
    assert corpus.documents or corpus.all_problems
    texts = " ".join(str(each.text) for each in corpus.documents)
    assert "root:" not in texts
    assert not tried
