"""The card (README.md) of a model that is written for use elsewhere: what is known, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio import __version__
from memstudio.models.source import MEMORY_MODEL
from memstudio.training.evaluation_text import LOSS_TITLES, comparison_table
from memstudio.training.evaluations import comparisons_in

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.models.load import LoadedModel

CARD = "README.md"

_TOLD = (("Text", "data"), ("Text", "text"), ("Steps", "steps"), ("Recipe", "recipe"))
"""What a model may note of its training, by the names that runs and recipes gave it."""

_LOAD_PLAIN = """\
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained("PATH")
tokenizer = AutoTokenizer.from_pretrained("PATH")
"""

_LOAD = f"""\
import memstudio.memory.memory_model  # lets transformers know models with a memory
{_LOAD_PLAIN}"""

_LOAD_ADAPTER = """\
import memstudio

model = memstudio.open_model("PATH")
"""


def folder_card(loaded: LoadedModel) -> str:
    """The card of a whole model: its own where a run wrote one, else all that is known of it."""
    own = _own(loaded)
    told = _told(loaded)
    if own and "run" in told:
        return own
    has_memory = loaded.model.config.model_type == MEMORY_MODEL
    known = _known(loaded)
    program = _LOAD if has_memory else _LOAD_PLAIN
    if not has_memory and loaded.model.config.is_encoder_decoder:
        program = program.replace("ForCausalLM", "ForSeq2SeqLM")
    load = _load(program)
    if own:
        return f"{own.rstrip()}\n\n## This copy\n\n{known}\n{load}"
    return f"{_head(loaded)}{known}\n{load}"


def adapter_card(loaded: LoadedModel) -> str:
    """The card of what goes beside a backbone; "BACKBONE" stands for that."""
    return f"""{_head(loaded)}This is what was trained beside `BACKBONE`, without it. The same backbone is needed to open it; its
weights are known by a fingerprint in `memory.json`, and another one is refused. If it lies elsewhere on
your computer, write where into `memory.json`, at `reference`.

{_known(loaded)}
{_load(_LOAD_ADAPTER)}"""


def text_of(path: Path) -> str:
    """What stands in a file; "" when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _head(loaded: LoadedModel) -> str:
    config = loaded.model.config
    library, tags = "transformers", "memstudio"
    if config.model_type == MEMORY_MODEL:
        library, tags = "memstudio", f"memstudio, memory, {config.memory_kind}"
    return f"---\nlibrary_name: {library}\ntags: [{tags}]\n---\n\n# {loaded.source.name}\n\n"


def _own(loaded: LoadedModel) -> str:
    """What came with a whole model: an adapter's card is of what needs another model."""
    return text_of(loaded.source.path / CARD) if loaded.source.format == "folder" else ""


def _told(loaded: LoadedModel) -> dict[str, Any]:
    return getattr(loaded.model.config, "trained_on", None) or {}


def _known(loaded: LoadedModel) -> str:
    """What is known in a table, and what is not in sentences."""
    config, told = loaded.model.config, _told(loaded)
    rows: list[tuple[str, object]] = [("Written by", f"MemStudio {__version__}")]
    rows.append(("From", f"`{loaded.source.reference}`"))
    unknown = []
    if config.model_type == MEMORY_MODEL:
        rows += [
            ("Memory", f"`{config.memory_kind}`"),
            ("Slots", config.num_slots),
            ("Segment length", f"{config.segment_length} tokens"),
        ]
        if config.backbone_source:
            rows.append(("Backbone", f"`{config.backbone_source}`"))
    else:
        rows.append(("Memory", "none"))
    for label, key in _TOLD:
        if key in told:
            value = told[key]
            rows.append((label, ", ".join(value) if isinstance(value, list) else value))
    if not told:
        unknown.append(
            "What it was trained on, and for how long, is not known here"
            + (" beyond what stands above." if _own(loaded) else ".")
        )
    losses = [(label, told.get(key)) for key, label in LOSS_TITLES.items()]
    rows += [(label, f"{value:.4f}") for label, value in losses if value is not None]
    if not any(value is not None for _, value in losses):
        unknown.append("No loss on held-out text was noted, before or after.")
    table = "\n".join(f"| {label} | {value} |" for label, value in rows)
    if compared := comparison_table(comparisons_in(told.get("evaluation"))):
        table += f"\n\n{compared}"
    return f"| | |\n| --- | --- |\n{table}\n" + "".join(f"\n{line}\n" for line in unknown)


def _load(program: str) -> str:
    return f"## How to load it\n\n```python\n{program}```\n"
