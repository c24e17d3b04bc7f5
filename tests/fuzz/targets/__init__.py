"""All that is fuzzed, by name; only what is fed is imported."""

from importlib import import_module

from tests.fuzz.target import Target

NAMES = {
    "data_files": (
        "text", "html", "pdf", "word", "epub", "json-lines", "json", "separated", "parquet", "arrow",
        "translation-memory", "aligned", "zip", "tar", "compressed",
    ),
    "rows": ("turns", "tokenizer-training"),
    "model_files": ("safetensors", "gguf", "model-folder", "adapter-folder"),
    "tokenizer_files": ("tokenizer-file",),
    "kept_files": ("memory-state", "session", "user", "monitor-log"),
    "settings": ("settings", "run-settings"),
    "runs": ("run-folder",),
    "traces": ("trace",),
    "requests": ("request",),
}  # fmt: skip
"""Of the targets, by the module that they stand in."""


def target_named(name: str) -> Target:
    """The target of that name."""
    (module,) = (each for each, names in NAMES.items() if name in names)
    targets = {each.name: each for each in import_module(f"{__name__}.{module}").TARGETS}
    assert tuple(targets) == NAMES[module]
    return targets[name]


def all_names() -> list[str]:
    """Of all targets, in their order."""
    return [name for names in NAMES.values() for name in names]
