"""Nothing that comes with a model, a state, a run or a trace is ever run."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

from memstudio.cli.app import run
from memstudio.data.corpus import read_corpus
from memstudio.data.rendering import templated_parts
from memstudio.data.turns import Turn
from memstudio.errors import MemStudioError, ModelLoadError, UnsafeModelError
from memstudio.memory.attach import open_model
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.state_file import read_header
from memstudio.models import chat_template
from memstudio.models.load import load_tokenizer
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.question_form import as_question
from memstudio.trace.reader import TraceReader
from tests.tiny import tiny_loaded, tiny_tokenizer
from tests.untrusted.mark import every_pickle, numpy_file, pickled, program, torch_file


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """What is there when something was run."""
    return tmp_path / "mark"


def _model(folder: Path, **config: object) -> Path:
    tokenizer = tiny_tokenizer()
    torch.manual_seed(0)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=16, intermediate_size=16, num_hidden_layers=1,
            num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=64,
        )
    )  # fmt: skip
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    _changed(folder / "config.json", **config)
    return folder


def _changed(path: Path, **values: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def _with_pickles(folder: Path, mark: Path) -> Path:
    for name, content in every_pickle(mark).items():
        (folder / name).write_bytes(content)
    return folder


def _with_programs(folder: Path, mark: Path) -> Path:
    for name in ("modeling_own.py", "configuration_own.py", "tokenization_own.py", "__init__.py", "sitecustomize.py", "conftest.py"):  # fmt: skip
        (folder / name).write_text(program(mark))
    (folder / "custom_generate").mkdir()
    (folder / "custom_generate" / "generate.py").write_text(program(mark))
    return folder


def _opened(folder: Path) -> None:
    loaded = open_model(str(folder), device="cpu", control=Control())
    Conversation(loaded).read("Some words.", control=Control())


def test_the_marks_would_be_left(tmp_path: Path) -> None:
    """What is tried here does what it is there for, where it is trusted."""
    import pickle  # noqa: TID251

    marks = [tmp_path / name for name in ("a", "b", "c")]
    pickle.loads(pickled(marks[0]))  # noqa: S301
    torch.load(_written(tmp_path / "b.pt", torch_file(marks[1])), weights_only=False)  # noqa: TID251
    folder = _with_programs(_model(tmp_path / "m", auto_map={"AutoModelForCausalLM": "modeling_own.Own"}, model_type="own"), marks[2])  # fmt: skip
    _changed(folder / "config.json", auto_map={"AutoConfig": "configuration_own.OwnConfig", "AutoModelForCausalLM": "modeling_own.Own"})  # fmt: skip
    AutoModelForCausalLM.from_pretrained(folder, trust_remote_code=True)
    assert all(each.exists() for each in marks)


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_pickles_beside_weights_are_never_read(tmp_path: Path, mark: Path) -> None:
    _opened(_with_pickles(_model(tmp_path / "m"), mark))
    assert not mark.exists()


def test_pickles_instead_of_weights_are_refused(tmp_path: Path, mark: Path) -> None:
    folder = _with_pickles(_model(tmp_path / "m"), mark)
    (folder / "model.safetensors").unlink()
    with pytest.raises(UnsafeModelError, match="pickles"):
        _opened(folder)
    assert not mark.exists()


@pytest.mark.parametrize(
    "named", ["model.safetensors", "tokenizer.json", "config.json", "tokenizer_config.json"]
)
def test_a_pickle_under_another_name_is_damage(tmp_path: Path, mark: Path, named: str) -> None:
    folder = _model(tmp_path / "m")
    (folder / named).write_bytes(torch_file(mark))
    with pytest.raises(ModelLoadError):
        _opened(folder)
    assert not mark.exists()


_MAP = {
    "AutoConfig": "configuration_own.OwnConfig", "AutoModelForCausalLM": "modeling_own.Own",
    "AutoTokenizer": ["tokenization_own.OwnTokenizer", "tokenization_own.OwnTokenizer"],
}  # fmt: skip


@pytest.mark.parametrize("model_type", ["own", "llama"])
def test_python_of_a_model_never_runs(tmp_path: Path, mark: Path, model_type: str) -> None:
    """Of an architecture that is built in, what is built in is taken; of another nothing is."""
    folder = _with_programs(_model(tmp_path / "m", auto_map=_MAP, model_type=model_type), mark)
    (folder / "requirements.txt").write_text("memstudio-that-does-not-exist\n")
    if model_type == "llama":
        _opened(folder)
    else:
        with pytest.raises(UnsafeModelError, match="never runs"):
            _opened(folder)
    assert not mark.exists()


@pytest.mark.parametrize("kind", ["OwnTokenizer", "PreTrainedTokenizerFast", "os.system"])
def test_python_of_a_tokenizer_never_runs(tmp_path: Path, mark: Path, kind: str) -> None:
    folder = _with_programs(_model(tmp_path / "m"), mark)
    _changed(folder / "tokenizer_config.json", auto_map=_MAP, tokenizer_class=kind)
    try:
        load_tokenizer(folder, "m")
    except ModelLoadError as error:
        assert "Traceback" not in str(error)  # noqa: PT017 - either outcome is right
    assert not mark.exists()


def test_the_command_line_refuses_in_words(
    tmp_path: Path, mark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _with_programs(_model(tmp_path / "m", auto_map=_MAP, model_type="own"), mark)
    assert run(["generate", str(folder), "--prompt", "So"]) == 1
    told = capsys.readouterr().err
    assert "never runs" in told
    assert "Traceback" not in told
    assert not mark.exists()


# ---------------------------------------------------------------------- states, traces, runs, data


@pytest.mark.parametrize("make", [pickled, torch_file, numpy_file])
def test_a_pickle_is_no_memory_state_trace_or_text(tmp_path: Path, mark: Path, make) -> None:
    path = _written(tmp_path / "mine.safetensors", make(mark))
    for read in (MemoryState.load, read_header, TraceReader):
        with pytest.raises(MemStudioError):
            read(path)
    trace = tmp_path / "t.zarr"
    trace.mkdir()
    (trace / "zarr.json").write_bytes(make(mark))
    with pytest.raises(MemStudioError):
        TraceReader(trace)
    for name in ("a.pkl", "a.npy", "a.txt", "a.parquet", "a.jsonl", "a.json"):
        corpus = read_corpus([_written(tmp_path / name, make(mark))], control=Control())
        assert corpus.all_problems
    assert not mark.exists()


def test_an_array_of_objects_in_a_trace_is_not_unpacked(tmp_path: Path, mark: Path) -> None:
    """As zarr's second version has it: a filter that is a pickle."""
    array = tmp_path / "t.zarr" / "text"
    array.mkdir(parents=True)
    (array.parent / "zarr.json").write_text(json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {"format": "memstudio-trace", "format_version": 2}}))  # fmt: skip
    described = {
        "zarr_format": 2, "shape": [1], "chunks": [1], "dtype": "|O", "fill_value": None, "order": "C",
        "compressor": None, "filters": [{"id": "pickle"}],
    }  # fmt: skip
    (array / ".zarray").write_text(json.dumps(described))
    (array / "0").write_bytes(numpy_file(mark))
    with pytest.raises(MemStudioError):
        TraceReader(array.parent)
    assert not mark.exists()


def test_pickles_in_a_run_that_is_resumed_are_not_unpacked(
    tmp_path: Path, mark: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Daniel went to the garden, and nobody knew why. " * 60)
    config = tmp_path / "run.toml"
    model = _model(tmp_path / "m")
    config.write_text(
        f'model = "{model}"\ndata = ["{story}"]\nsteps = 2\nbatch_size = 1\ncheckpoint_every = 1\n'
        f'segments_per_sample = 2\ndevice = "cpu"\nthreads = 1\nout = "{tmp_path / "runs"}"\n'
        '[memory]\nkind = "rmt"\nnum_slots = 2\nsegment_length = 16\n[probe]\nevery = 0\n'
        "[evaluation]\nrows = 0\n"
    )
    assert run(["train", str(config)]) == 0
    (folder,) = (tmp_path / "runs").iterdir()
    shutil.rmtree(folder / "model")
    last = max((folder / "checkpoints").iterdir())
    for name, content in every_pickle(mark).items():
        (last / name).write_bytes(content)
    for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth"):
        assert (last / name).exists()
    text = (folder / "run.toml").read_text().replace("steps = 2", "steps = 3")
    (folder / "run.toml").write_text(text)
    capsys.readouterr()
    run(["resume", str(folder)])
    assert not mark.exists()
    assert "Traceback" not in capsys.readouterr().err


# ---------------------------------------------------------------------- templates


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.mkdir(MARK) }}",
        "{{ namespace.__init__.__globals__['os'].mkdir(MARK) }}",
        "{{ messages.append(1) }}{{ lipsum.__globals__['os'].mkdir(MARK) }}",
        "{{ raise_exception.__globals__['os'].mkdir(MARK) }}",
        "{{ strftime_now.__globals__['os'].mkdir(MARK) }}",
        "{% set x = messages | attr('__class__') %}{{ x.__base__.__subclasses__() }}",
        "{{ '%s'.__format__.__self__.format.__globals__ }}",
        "{{ ('{0.__class__.__init__.__globals__}').format(cycler) }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}{{ os.mkdir(MARK) }}",
    ],
)
def test_a_chat_template_never_reaches_python(mark: Path, template: str) -> None:
    loaded = tiny_loaded()
    loaded.tokenizer.chat_template = template.replace("MARK", repr(str(mark)))
    with pytest.raises(MemStudioError, match="chat template"):
        as_question(loaded, "Who?", is_first=True)
    assert not mark.exists()


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro f() %}{% for a in range(99999) %}{{ caller() }}{% endfor %}{% endmacro %}{% call f() %}{% call f() %}x{% endcall %}{% endcall %}",
    ],
)
def test_a_chat_template_that_is_never_done_is_stopped_and_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    loaded = tiny_loaded()
    loaded.tokenizer.chat_template = template
    monkeypatch.setattr(chat_template, "_MOST_SECONDS", 0.1)
    monkeypatch.setattr(chat_template, "_LOOK_EVERY", 0.02)
    with pytest.raises(MemStudioError, match="not done after"):
        as_question(loaded, "Who?", is_first=True)
    tries: list[object] = []
    monkeypatch.setattr(loaded.tokenizer, "apply_chat_template", lambda *a, **_: tries.append(a))
    with pytest.raises(MemStudioError, match="not done after"):
        as_question(loaded, "Who?", is_first=True)
    # Rows are written plainly.
    assert (
        templated_parts([Turn("user", "Who?"), Turn("assistant", "Me.")], loaded.tokenizer) is None
    )
    assert not tries


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nothing bounds memory")
@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' * 1000000000 }}",
        "{{ 'a' | center(1000000000) }}",
        "{{ '%1000000000d' % 1 }}",
        "{% set n = namespace(s='aaaaaaaa') %}{% for _ in range(27) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s | length }}",
        # In steps that are small enough each, and then more to read than anybody said.
        "{% for _ in range(99) %}{{ 'a' * 200000 }}{% endfor %}",
    ],
)
def test_a_chat_template_that_wants_too_much_memory_is_stopped(
    monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    import resource

    loaded = tiny_loaded()
    loaded.tokenizer.chat_template = template
    monkeypatch.setattr(chat_template, "_MOST_MEMORY", 1 << 28)
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with pytest.raises(MemStudioError, match=r"takes too much memory|writes far more"):
        as_question(loaded, "Who?", is_first=True)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    # What follows has all the memory that there is.
    assert len(bytearray(1 << 29)) == 1 << 29


def test_weights_of_a_state_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    save_file({"a": torch.ones(2)}, path)
    with pytest.raises(MemStudioError, match="not a memory state"):
        MemoryState.load(path)
