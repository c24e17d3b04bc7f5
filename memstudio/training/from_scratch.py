"""A model from scratch: a tokenizer trained on text, a backbone of random weights, and a memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.atomic import refuse_existing
from memstudio.data.corpus import read_corpus
from memstudio.data.tokenizer_kinds import tokenizer_kind
from memstudio.data.tokenizer_training import train_tokenizer
from memstudio.errors import DataError, marked
from memstudio.memory.attach import attach_memory
from memstudio.memory.kind_options import options_of
from memstudio.models.families import TokenNumbers, family_of, size_of
from memstudio.models.fresh_backbone import config_from_file, make_backbone
from memstudio.models.load import LoadedModel, move
from memstudio.models.save import save_model
from memstudio.models.source import ModelSource
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.data.corpus import Corpus
    from memstudio.data.tokenizer_training import TrainedTokenizer
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.training.from_scratch_settings import FromScratchSettings

RUN_FILE = "train.toml"
"""In the model's folder: the run that trains it on its text."""


@dataclass(frozen=True, slots=True)
class MadeFromScratch:
    """What came of it.

    Attributes:
        loaded: the new model, as it lies in its folder.
        vocabulary: what became of the wish for its size.
    """

    loaded: LoadedModel
    vocabulary: TrainedTokenizer


def make_from_scratch(
    settings: FromScratchSettings,
    *,
    device: str = "auto",
    control: Control | None = None,
    on_tokenizer: Callable[[TrainedTokenizer], None] | None = None,
) -> MadeFromScratch:
    """Make a model that has learnt nothing yet; nothing is ever overwritten.

    Args:
        settings: what it is made of, and where to.
        device: where it is put in the end: "auto", "cpu", "cuda:0", ...
        control: takes progress; may cancel until the folder is complete.
        on_tokenizer: called once the tokenizer is there, before the model is made.

    Raises:
        MemStudioError: there is no such architecture, size, tokenizer or memory, or they do not
            go together.
        ModelLoadError, UnsafeModelError: the configuration cannot be used.
        DataError: there is no text, or the vocabulary is too small.
        MemoryAttachError: the memory cannot be attached with these numbers.
        StorageError: the folder is taken or cannot be written, or the disk is full.
        DeviceError: the device is missing, or too small for the model.
        Cancelled: through `control`; no folder is left then.
    """
    control = control or Control()
    folder = Path(settings.folder)
    refuse_existing(folder)
    # What is known to be wrong is said before the text is read, which may take long.
    settings.check_pair()
    options_of(settings.kind, settings.options)
    tokenizer_kind(settings.tokenizer)
    if settings.config is not None:
        config_from_file(Path(settings.config), TokenNumbers(8, 0, 0, 0))
    corpus = _read(settings, control)
    # What its run holds out must be new to the tokenizer too.
    run = _run(settings)
    learnt, _ = corpus.split(run.validation_fraction, run.seed)
    trained = train_tokenizer(
        [document.text for document in learnt], settings.tokenizer, settings.vocabulary, control
    )
    del corpus, learnt
    if on_tokenizer is not None:
        on_tokenizer(trained)
    control.report(0, 0, marked("progress", "Making the model"))
    control.checkpoint()
    model = attach_memory(
        make_backbone(_config(settings, trained.tokenizer), settings.seed),
        kind=settings.kind,
        num_slots=settings.num_slots,
        segment_length=settings.segment_length,
        seed=settings.seed,
        options=settings.options,
    ).eval()
    model.config.from_scratch = _record(settings, model, trained)
    save_model(
        model,
        trained.tokenizer,
        folder,
        card=_card(folder.name, model),
        others={RUN_FILE: run.to_toml(only_said=True)},
        replace=False,
        control=control,
    )
    source = ModelSource(str(folder), folder.absolute().name, "folder", folder)
    loaded = LoadedModel(model, trained.tokenizer, source)
    move(loaded, device)
    return MadeFromScratch(loaded, trained)


def _read(settings: FromScratchSettings, control: Control) -> Corpus:
    paths = [Path(path).expanduser() for path in settings.corpus]
    corpus = read_corpus(paths, control=control, asked=settings.asked)
    if corpus.documents:
        return corpus
    if problems := corpus.all_problems:
        raise DataError(
            marked("errors", "There is no text to train a tokenizer on. {path}: {problem}"),
            path=str(problems[0].path), problem=problems[0].sentence(),
        )  # fmt: skip
    raise DataError(marked("errors", "There is no text to train a tokenizer on. Add some."))


def _config(settings: FromScratchSettings, tokenizer: Any) -> dict[str, Any]:
    tokens = TokenNumbers(
        len(tokenizer), tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id
    )
    if settings.config is not None:
        return config_from_file(Path(settings.config), tokens)
    return family_of(settings.architecture).config(
        size_of(settings.size), settings.positions, tokens
    )


# ---------------------------------------------------------------------- what is written beside it


def _record(
    settings: FromScratchSettings, model: MemoryModel, trained: TrainedTokenizer
) -> dict[str, Any]:
    return {
        "architecture": model.backbone.config.model_type,
        "size": None if settings.config else settings.size,
        "tokenizer": settings.tokenizer,
        "vocabulary": trained.made,
        "text": [Path(path).name for path in settings.corpus],
        "seed": settings.seed,
        "learning_rate": settings.learning_rate,
    }


def _run(settings: FromScratchSettings) -> RunConfig:
    """The run that trains the model on its text; paths are relative to the model's folder."""
    asked = {
        name: value
        for name, value in (
            ("row_kind", settings.asked.kind),
            ("columns", dict(settings.asked.columns) or None),
            ("encoding", settings.asked.encoding),
        )
        if value is not None
    }
    return RunConfig.of(
        model=".",
        data=tuple(str(Path(path).expanduser().resolve()) for path in settings.corpus),
        trains="everything",
        steps=1000,
        learning_rate=settings.learning_rate,
        schedule="cosine",
        **asked,
    )


def _card(name: str, model: MemoryModel) -> str:
    config, made = model.config, model.config.from_scratch
    num_parameters = sum(parameter.numel() for parameter in model.parameters())
    return f"""---
library_name: memstudio
tags: [memstudio, memory, {config.memory_kind}]
---

# {name}

A `{made["architecture"]}` of {num_parameters:,} parameters with a memory of kind `{config.memory_kind}`
({config.num_slots} slots, segments of {config.segment_length} tokens), made from nothing with seed
{made["seed"]}: it has learnt nothing yet. Its tokenizer (`{made["tokenizer"]}`, {made["vocabulary"]:,} tokens) was
trained on {", ".join(made["text"])}.

`memstudio train {RUN_FILE}`, in this folder, trains it on that text.
"""
