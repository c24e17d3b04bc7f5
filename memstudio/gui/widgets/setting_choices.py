"""Names of what a run can be told, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

Choices = list[tuple[str, str]]
"""Each name in the settings, and how it is called."""


def objectives() -> Choices:
    """What is learnt."""
    return [
        ("causal", QCoreApplication.translate("SettingChoices", "go on with a text")),
        ("masked", QCoreApplication.translate("SettingChoices", "fill in what was hidden")),
        ("regression", QCoreApplication.translate("SettingChoices", "say the number of a text")),
        (
            "classification",
            QCoreApplication.translate("SettingChoices", "say the labels of a text"),
        ),
    ]


def schedules() -> Choices:
    """How learning rates fall."""
    return [
        ("linear", QCoreApplication.translate("SettingChoices", "linear")),
        ("cosine", QCoreApplication.translate("SettingChoices", "cosine")),
        ("constant", QCoreApplication.translate("SettingChoices", "constant")),
        (
            "inverse_sqrt",
            QCoreApplication.translate("SettingChoices", "with the root of the steps"),
        ),
        ("polynomial", QCoreApplication.translate("SettingChoices", "polynomial")),
        (
            "cosine_with_restarts",
            QCoreApplication.translate("SettingChoices", "cosine, again and again"),
        ),
    ]


def optimizers() -> Choices:
    """How weights follow gradients."""
    return [
        ("adamw", "AdamW"),
        ("adamw_8bit", QCoreApplication.translate("SettingChoices", "AdamW in 8 bits (GPU)")),
        ("sgd", QCoreApplication.translate("SettingChoices", "SGD with momentum")),
        ("adafactor", "Adafactor"),
    ]


def precisions() -> Choices:
    """Of the arithmetic."""
    return [
        ("float32", QCoreApplication.translate("SettingChoices", "single (float32)")),
        ("bf16", "bf16"),
        ("fp16", QCoreApplication.translate("SettingChoices", "fp16 (GPU)")),
    ]


def adapter_kinds() -> Choices:
    """LoRA and its relatives."""
    return [
        ("lora", "LoRA"),
        ("rslora", QCoreApplication.translate("SettingChoices", "rsLoRA (rank-stabilised)")),
        ("dora", QCoreApplication.translate("SettingChoices", "DoRA (lengths apart)")),
    ]
