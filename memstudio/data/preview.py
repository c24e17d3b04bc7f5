"""A dataset in figures and first rows, as plain data for the window and the command line."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from memstudio.data.documents import Problem, shown, shown_name
from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.data.rendering import parts_of, templated_parts
from memstudio.data.splitting import parts_by_files
from memstudio.data.statistics import TokenFigures, languages_of, token_figures
from memstudio.data.stored_documents import num_characters_of, paths_of
from memstudio.errors import marked
from memstudio.models.chat_template import has_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.corpus import Corpus
    from memstudio.data.documents import Document, FileReport
    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.progress import Control

_FIRST_ROWS = 20
_ROW_LENGTH = 400
_GAP = " … "
_ESTIMATED_ON = 200_000
"""Characters of each part of which the tokens are counted to estimate those of the whole."""


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """A stretch of a row as the model reads it; whether it is learnt, or only read."""

    text: str
    counts: bool


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem in words: a template of the context "errors", and its values."""

    path: str
    line: int | None
    text: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the dataset.

    Attributes:
        row_kind: what its rows were taken to mean; empty when it has none.
        columns: of its rows, by role.
        all_columns: that there are to choose from.
    """

    path: str
    name: str
    format: str
    encoding: str
    size_bytes: int
    num_documents: int
    num_characters: int
    problems: tuple[ProblemRow, ...]
    row_kind: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    all_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A part of the dataset; tokens and segments are None until a model's tokenizer is there."""

    num_documents: int
    num_characters: int
    num_tokens: int | None
    num_segments: int | None


@dataclass(frozen=True, slots=True)
class CorpusPreview:
    """What was dropped.

    Attributes:
        paths: as given.
        rows: the beginnings of the first documents, as the model reads them.
        problems: those that belong to no file that was read.
        num_skipped: hidden files, sidecars, files of other formats in folders, and files named
            twice, which were passed over.
        asked: what the user said of how to read.
        figures: what the tokenizer makes of it; None until one is there.
        languages: codes of two letters, with their shares of the text.
        is_estimate: whether only the beginnings of files were read, and counts follow from these.
        reading_key: of the model whose tokens were counted; empty without one.
        is_split_by_files: whether files called `train`, `validation` or `test` are the parts.
    """

    paths: tuple[str, ...]
    files: tuple[FileRow, ...]
    rows: tuple[tuple[PreviewPart, ...], ...]
    train: SplitRow
    validation: SplitRow
    segment_length: int | None
    problems: tuple[ProblemRow, ...]
    num_skipped: int
    asked: ReadSettings = FOUND
    figures: TokenFigures | None = None
    languages: tuple[tuple[str, float], ...] = ()
    is_split_by_files: bool = False
    is_estimate: bool = False
    reading_key: str = ""

    @property
    def num_documents(self) -> int:
        """In both parts; a document that was cut counts once."""
        return sum(file.num_documents for file in self.files)

    @property
    def num_characters(self) -> int:
        """In both parts."""
        return self.train.num_characters + self.validation.num_characters

    @property
    def num_tokens(self) -> int | None:
        """In both parts; None until a tokenizer is there."""
        if self.train.num_tokens is None or self.validation.num_tokens is None:
            return None
        return self.train.num_tokens + self.validation.num_tokens

    @property
    def num_segments(self) -> int | None:
        """In both parts; None until a tokenizer and a segment length are there."""
        if self.train.num_segments is None or self.validation.num_segments is None:
            return None
        return self.train.num_segments + self.validation.num_segments

    @property
    def is_usable(self) -> bool:
        """Whether there is any text to train on."""
        return self.train.num_characters > 0

    def to_json(self) -> dict[str, Any]:
        """For `memstudio data --json`."""

        def problem(row: ProblemRow) -> dict[str, Any]:
            sentence = row.text.format(**row.values)
            return {"path": row.path, "line": row.line, "problem": sentence}

        def part(row: SplitRow) -> dict[str, Any]:
            return {
                "documents": row.num_documents,
                "characters": row.num_characters,
                "tokens": row.num_tokens,
                "segments": row.num_segments,
            }

        return {
            "files": [
                {
                    "path": file.path,
                    "format": file.format,
                    "encoding": file.encoding,
                    "bytes": file.size_bytes,
                    "documents": file.num_documents,
                    "characters": file.num_characters,
                    "rows": file.row_kind or None,
                    "columns": file.columns,
                    "all_columns": list(file.all_columns),
                    "problems": [problem(row) for row in file.problems],
                }
                for file in self.files
            ],
            "documents": self.num_documents,
            "characters": self.num_characters,
            "tokens": self.num_tokens,
            "segments": self.num_segments,
            "train": part(self.train),
            "validation": part(self.validation),
            "segment_length": self.segment_length,
            "rows": [
                [{"text": part.text, "learnt": part.counts} for part in row] for row in self.rows
            ],
            "problems": [problem(row) for row in self.problems],
            "skipped": self.num_skipped,
            "languages": dict(self.languages),
            "split_by_files": self.is_split_by_files,
            "estimate": self.is_estimate,
            "figures": None if self.figures is None else asdict(self.figures),
        }


def preview_corpus(
    corpus: Corpus,
    tokenizer: Any = None,
    segment_length: int | None = None,
    *,
    paths: tuple[str, ...] = (),
    asked: ReadSettings = FOUND,
    window: int | None = None,
    validation_fraction: float = 0.1,
    seed: int = 0,
    control: Control | None = None,
) -> CorpusPreview:
    """Count what is in a corpus, in tokens and segments too when a tokenizer is given.

    Of a corpus that is only the beginnings of its files, counts are estimated.

    Args:
        corpus: what was read.
        tokenizer: of the open model; None when none is.
        segment_length: tokens of a segment.
        paths: what was dropped, to be shown and read again.
        asked: what the user said of how to read, to be read again with.
        window: tokens that the model sees at once.
        validation_fraction: the share set aside.
        seed: of the split.
        control: takes progress while tokens are counted; may cancel.
    """
    train, validation = corpus.split(validation_fraction, seed)
    problems = list(corpus.problems)
    if corpus.documents and validation_fraction > 0 and not validation:
        text = marked("errors", "The text is too short to set a part aside, so the training will not be validated. Add more text.")  # fmt: skip
        problems.append(Problem(corpus.documents[0].path, None, text))
    problems += _template_problems(corpus, tokenizer)
    parts = [_beginning(part) if corpus.is_estimate else part for part in (train, validation)]
    tokens = [_tokenised(part, tokenizer, control) for part in parts]
    rows = [_count(part, own, segment_length) for part, own in zip(parts, tokens, strict=True)]
    figures = None
    is_by_files = parts_by_files(corpus.documents) is not None
    if corpus.is_estimate:
        rows = [
            _estimated(row, part, corpus, is_by_files=is_by_files)
            for row, part in zip(rows, (train, validation), strict=True)
        ]
    else:
        known = [(part, own) for part, own in zip(parts, tokens, strict=True) if own is not None]
        figures = token_figures(known, tokenizer, window) if known else None
    return CorpusPreview(
        paths=paths or tuple(str(file.path) for file in corpus.files),
        files=tuple(
            FileRow(
                shown(file.path),
                # Files in several languages are read as one.
                " + ".join(map(shown_name, (file.path, *file.partners))),
                file.format,
                file.encoding,
                file.size_bytes,
                file.num_documents,
                file.num_characters,
                tuple(_row(problem) for problem in file.problems),
                *_understood(file),
            )
            for file in corpus.files
        ),
        rows=tuple(_parts(document, tokenizer) for document in corpus.documents[:_FIRST_ROWS]),
        train=rows[0],
        validation=rows[1],
        segment_length=segment_length,
        problems=tuple(_row(problem) for problem in problems),
        num_skipped=corpus.num_skipped,
        asked=asked,
        figures=figures,
        languages=languages_of(corpus.documents),
        is_split_by_files=is_by_files,
        is_estimate=corpus.is_estimate,
    )


def _understood(file: FileReport) -> tuple[str, dict[str, str], tuple[str, ...]]:
    if file.understood is None:
        return "", {}, ()
    found = file.understood
    return found.row_kind, found.columns, found.all_columns


def _template_problems(corpus: Corpus, tokenizer: Any) -> list[Problem]:
    """Say when the model's own way of writing turns does not serve."""
    if not has_template(tokenizer):
        return []
    for document in corpus.documents[:_FIRST_ROWS]:
        if document.turns is not None and templated_parts(document.turns, tokenizer) is None:
            text = marked("errors", "The chat template of the model does not take these rows, so they are written plainly, as User: and Assistant:. Look at the preview.")  # fmt: skip
            return [Problem(document.path, None, text)]
    return []


def _parts(document: Document, tokenizer: Any) -> tuple[PreviewPart, ...]:
    """A document as the model reads it, cut where it is long."""
    if document.turns is None:
        return (PreviewPart(document.text[:_ROW_LENGTH], counts=True),)
    return tuple(
        PreviewPart(_shortened(str(part.text)), part.counts)
        for part in parts_of(document, tokenizer)
    )


def _shortened(text: str) -> str:
    """A text with its middle left out; what is asked stands at its end."""
    half = _ROW_LENGTH // 2
    return text if len(text) <= _ROW_LENGTH else f"{text[:half]}{_GAP}{text[-half:]}"


def _row(problem: Problem) -> ProblemRow:
    return ProblemRow(shown(problem.path), problem.line, problem.text, dict(problem.values))


def _beginning(documents: Sequence[Document]) -> Sequence[Document]:
    """So much of some text that its tokens are soon counted."""
    found: list[Document] = []
    room = _ESTIMATED_ON
    for document in documents:
        if room <= 0:
            break
        if document.turns is None and len(document.text) > room:
            document = replace(document, text=document.text[:room])  # noqa: PLW2901
        found.append(document)
        room -= len(document.text)
    return found


def _estimated(
    row: SplitRow, documents: Sequence[Document], corpus: Corpus, *, is_by_files: bool
) -> SplitRow:
    """What there is in a part of the dataset, by what there is in the beginning of it.

    Args:
        row: of what was tokenised.
        documents: of this part that were read.
        corpus: all that was read.
        is_by_files: whether the part is some files and no others.
    """
    files, read = corpus.files, corpus.documents
    if is_by_files:
        own = set(paths_of(documents))
        files, read = tuple(file for file in files if file.path in own), documents
    times = sum(file.num_characters for file in files) / max(1, num_characters_of(read))
    num_documents = sum(file.num_documents for file in files)
    num_characters = round(num_characters_of(documents) * times)
    times_of_row = num_characters / max(1, row.num_characters)
    return SplitRow(
        round(len(documents) * num_documents / max(1, len(read))),
        num_characters,
        None if row.num_tokens is None else round(row.num_tokens * times_of_row),
        None if row.num_segments is None else round(row.num_segments * times_of_row),
    )


def _tokenised(
    documents: Sequence[Document], tokenizer: Any, control: Control | None
) -> TokenisedCorpus | None:
    if tokenizer is None:
        return None
    from memstudio.data.tokenised import tokenise

    return tokenise(documents, tokenizer, control)


def _count(
    documents: Sequence[Document], tokens: TokenisedCorpus | None, segment_length: int | None
) -> SplitRow:
    characters = num_characters_of(documents)
    if tokens is None:
        return SplitRow(len(documents), characters, None, None)
    segments = None
    if segment_length is not None:
        segments = tokens.num_segments(segment_length)
    return SplitRow(len(documents), characters, tokens.num_tokens, segments)
