"""`memstudio data`: what the reader sees in files and folders."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from memstudio.cli.options import Columns, EncodingName, Json, Seed, read_settings
from memstudio.cli.terminal import print_columns, print_json, say, size, working
from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview, ProblemRow, SplitRow
    from memstudio.data.statistics import TokenFigures
    from memstudio.progress import Control


def run(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files and folders.")],
    *,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="MODEL", help="Count tokens with this model's tokenizer."),
    ] = None,
    segment_length: Annotated[
        int | None, typer.Option(min=2, help="Count segments of so many tokens; needs --model.")
    ] = None,
    rows: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="What rows of tables mean, such as text or conversation; found when not said.",
        ),
    ] = None,
    column: Columns = None,
    encoding: EncodingName = None,
    validation_fraction: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="The share that is held out.")
    ] = 0.1,
    seed: Seed = 0,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Read only the beginnings of files, and estimate the counts."),
    ] = False,
    json: Json = False,
) -> None:
    """Show what is read from files: format, encoding, counts, the split, and what is wrong.

    The exit status is 1 when there is nothing to train on.
    """
    if segment_length is not None and model is None:
        raise typer.BadParameter("it needs --model, whose tokens make up segments.")
    from memstudio.data.corpus import read_beginnings, read_corpus
    from memstudio.data.preview import preview_corpus

    with working() as control:
        tokenizer, window = None, None
        if model is not None:
            tokenizer, own_length, window = _tokenizer(model, control)
            segment_length = segment_length or own_length
        read = read_beginnings if quick else read_corpus
        corpus = read(paths, control=control, asked=read_settings(rows, column, encoding))
        preview = preview_corpus(
            corpus,
            tokenizer,
            segment_length,
            paths=tuple(map(str, paths)),
            window=window,
            validation_fraction=validation_fraction,
            seed=seed,
            control=control,
        )
    if json:
        print_json(preview.to_json())
    else:
        _print(preview)
    if not preview.is_usable:
        raise DataError(marked("errors", "There is no text to train on in what was named."))


def _tokenizer(reference: str, control: "Control") -> tuple[Any, int | None, int | None]:
    """The tokenizer of a model, its segments' length when it has a memory, and its window."""
    from memstudio.memory.attach import open_model
    from memstudio.models.summary import summarise

    loaded = open_model(reference, device="cpu", control=control)
    summary = summarise(loaded)
    return loaded.tokenizer, summary.segment_length, summary.max_positions


def _print(preview: "CorpusPreview") -> None:
    rows = [
        (
            file.path,
            file.format,
            file.encoding,
            size(file.size_bytes),
            f"{file.num_documents:,}",
            f"{file.num_characters:,}",
        )
        for file in preview.files
    ]
    if rows:
        print_columns(rows, ("FILE", "FORMAT", "ENCODING", "SIZE", "DOCUMENTS", "CHARACTERS"))
        print()
        parts = [("training", preview.train), ("held out", preview.validation)]
        print_columns(
            [_split_row(name, part) for name, part in parts],
            ("PART", "DOCUMENTS", "CHARACTERS", "TOKENS", "SEGMENTS"),
        )
    for line in _notes(preview):
        say(line)
    if preview.figures is not None:
        print()
        print_columns(_length_rows(preview.figures), ("TOKENS UP TO", "DOCUMENTS"))
        for line in _figure_lines(preview.figures):
            say(line)
    for problem in [*preview.problems, *(p for file in preview.files for p in file.problems)]:
        say(_sentence(problem))
    if preview.num_skipped:
        say(f"{preview.num_skipped} hidden or doubled files were passed over.")


def _notes(preview: "CorpusPreview") -> list[str]:
    """How the files were read."""
    lines = []
    if preview.is_estimate:
        lines.append("Counts are estimates: only the beginnings of files were read.")
    for file in preview.files:
        if file.row_kind:
            columns = ", ".join(f"{role}={name}" for role, name in file.columns.items())
            lines.append(f"{file.name}: rows are read as {file.row_kind} ({columns}).")
    if preview.is_split_by_files:
        lines.append("The parts are those that files are named for; tests are not trained on.")
    if preview.languages:
        shares = ", ".join(f"{code} {share:.0%}" for code, share in preview.languages)
        lines.append(f"languages: {shares}")
    return lines


def _length_rows(figures: "TokenFigures") -> list[tuple[str, ...]]:
    return [(f"{each.most_tokens:,}", f"{each.num_documents:,}") for each in figures.lengths]


def _figure_lines(figures: "TokenFigures") -> list[str]:
    lines = [
        f"Half of the documents have at most {figures.median:,} tokens, the longest {figures.longest:,}.",
        f"A token is {figures.characters_per_token:.1f} characters on average.",
        f"{figures.used_share:.0%} of the vocabulary is used; {figures.num_learnt:,} tokens are learnt.",
    ]
    if figures.num_beyond_window:
        lines.append(f"{figures.num_beyond_window:,} are longer than the model sees at once.")
    if figures.unknown_share:
        lines.append(f"{figures.unknown_share:.1%} of the tokens are unknown to the model.")
    return lines


def _split_row(name: str, part: "SplitRow") -> tuple[str, ...]:
    counts = (part.num_documents, part.num_characters, part.num_tokens, part.num_segments)
    return (name, *("" if count is None else f"{count:,}" for count in counts))


def _sentence(problem: "ProblemRow") -> str:
    line = "" if problem.line is None else f", line {problem.line}"
    return f"{problem.path}{line}: {problem.text.format(**problem.values)}"
