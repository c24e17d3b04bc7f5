"""The card (README.md) of a model that a run made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.memory.label_heads import head_labels_of
from memstudio.training.evaluation_text import LOSS_TITLES, comparison_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.memory.memory_config import MemoryConfig
    from memstudio.training.evaluations import Comparison
    from memstudio.training.run_config import RunConfig


_UNITS = {
    "regression": "squared, in units of the numbers' spread",
    "classification": "nats a label",
}
_MOST_NAMED = 20
_TRAINED = {
    "memory": "the memory's",
    "adapters": "the memory's, and adapters that were merged into the backbone",
    "everything": "all",
}


def model_card(
    name: str,
    memory: MemoryConfig,
    config: RunConfig,
    trained_on: dict[str, Any],
    comparisons: Sequence[Comparison] = (),
) -> str:
    """The card in Markdown, with the header that the Hugging Face Hub reads."""
    figures = "\n".join(
        f"| {label} | {value} |" for label, value in _figures(memory, config, trained_on)
    )
    backbone: Any = memory.backbone_config
    return f"""---
library_name: memstudio
pipeline_tag: text-generation
tags: [memstudio, memory, {memory.memory_kind}]
---

# {name}

A {backbone.model_type} model with a memory of kind `{memory.memory_kind}`, trained
with MemStudio from `{config.model}`.

| | |
| --- | --- |
{figures}
{_evaluation(comparisons)}
## Use

```python
import memstudio.memory.memory_model  # lets transformers know models with a memory
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained("PATH")
tokenizer = AutoTokenizer.from_pretrained("PATH")
ids = tokenizer("Once upon a time", return_tensors="pt")
print(tokenizer.decode(model.generate(**ids, max_new_tokens=40)[0]))
```

or `memstudio generate PATH --prompt "Once upon a time"`.
{_heads(memory)}
The run's folder holds all that is needed to repeat the training: `memstudio train run.toml`.
"""


def _figures(
    memory: MemoryConfig, config: RunConfig, trained_on: dict[str, Any]
) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        ("Slots", memory.num_slots),
        ("Segment length", f"{memory.segment_length} tokens"),
        ("Trained weights", _TRAINED[config.trains]),
        ("Steps", trained_on["steps"]),
        ("Tokens read", f"{trained_on['tokens']:,}"),
        ("Text", ", ".join(trained_on["data"])),
        ("Seed", config.seed),
    ]
    for key, label in LOSS_TITLES.items():
        value = trained_on.get(key)
        if value is not None:
            unit = _UNITS.get(config.objective, "nats per token")
            rows.append((label, f"{value:.4f} {unit}"))
    return rows


def _heads(memory: MemoryConfig) -> str:
    """How a number, or labels, are had from a model that says some."""
    found = ""
    if memory.value_scale is not None:
        found += """
It has a head that says a number after a text:

```python
text = "User: How good was it?\\n\\nAssistant:"  # or the tokenizer's chat template
said = model(**tokenizer(text, return_tensors="pt"), says_values=True).said
print(model.value_scale.restored(float(said)))
```
"""
    if memory.label_heads is not None:
        sets = "\n".join(
            f"- {each.name}: {', '.join(each.labels[:_MOST_NAMED])}"
            + (f" and {len(each.labels) - _MOST_NAMED} more" * (len(each.labels) > _MOST_NAMED))
            for each in head_labels_of(memory.label_heads)
        )
        found += f"""
It has heads that label a text, of each of these one label:

{sets}

```python
text = "User: What happened today.\\n\\nAssistant:"  # or the tokenizer's chat template
scores = model(**tokenizer(text, return_tensors="pt"), says_labels=True).label_scores
for own, said in zip(model.head_labels, scores):
    print(own.name, own.labels[int(said.argmax())])
```
"""
    return found


def _evaluation(comparisons: Sequence[Comparison]) -> str:
    table = comparison_table(comparisons)
    if not table:
        return ""
    return f"""
## Before and after

Measured on the same held-out rows before the first step and of the model that was kept; \u2191 is better when
higher, \u2193 when lower. In the last column the memory was reset before each segment.

{table}
"""
