"""Figures of a dataset: how long its documents are, how well the tokenizer fits, its languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from memstudio.gui.theme import theme
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.bars import Bar, BarList

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview
    from memstudio.data.statistics import TokenFigures

_ENOUGH_UNKNOWN = 0.01
# Qt would name the country as well.
_NAMES = {"en": "English", "es": "español", "pt": "português", "zh": "中文"}


class FiguresCard(QWidget):
    """Bars of document lengths, and sentences with the other figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lengths = BarList()
        self.lengths.setAccessibleName(self.tr("Documents by their length in tokens"))
        self.caption = QLabel(self.tr("Documents by their length in tokens"))
        self.caption.setProperty("role", "caption")
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().sizes.space_xs)
        for widget in (self.caption, self.lengths, self.words):
            column.addWidget(widget)

    def show_corpus(self, corpus: CorpusPreview) -> bool:
        """Show the figures of a dataset; whether there are any."""
        figures = corpus.figures
        for widget in (self.caption, self.lengths):
            widget.setVisible(figures is not None)
        sentences = [self._languages(corpus)]
        if figures is not None:
            self._show_lengths(figures, corpus.num_documents)
            sentences += self._sentences(figures)
        self.words.setText("\n".join(each for each in sentences if each))
        return bool(self.words.text())

    def _show_lengths(self, figures: TokenFigures, total: int) -> None:
        bars = []
        for each in figures.lengths:
            text = self.tr("up to %1").replace("%1", numbers.compact(each.most_tokens))
            share = each.num_documents / max(1, total)
            number = f"{numbers.count(each.num_documents)} · {numbers.percent(share)}"
            bars.append(Bar(text, each.num_documents, number))
        self.lengths.show_bars(bars, theme.current().accent)

    def _sentences(self, figures: TokenFigures) -> list[str]:
        lines = [
            self.tr("Half have at most %1 tokens, the longest %2.")
            .replace("%1", numbers.count(figures.median))
            .replace("%2", numbers.count(figures.longest)),
            self.tr("A token is %1 characters on average; %2 of the vocabulary is used.")
            .replace("%1", numbers.decimal(figures.characters_per_token, 1))
            .replace("%2", numbers.percent(figures.used_share)),
        ]
        if figures.num_beyond_window:
            text = self.tr("%1 are longer than the model sees at once: the rest reaches it through the memory alone.")  # fmt: skip
            lines.append(text.replace("%1", numbers.count(figures.num_beyond_window)))
        if figures.unknown_share >= _ENOUGH_UNKNOWN:
            text = self.tr("%1 of the tokens are unknown to the model: it was made for other text.")
            lines.append(text.replace("%1", numbers.percent(figures.unknown_share)))
        return lines

    def _languages(self, corpus: CorpusPreview) -> str:
        names = [f"{_language(code)} {numbers.percent(share)}" for code, share in corpus.languages]
        return self.tr("Languages: %1").replace("%1", ", ".join(names)) if names else ""


def _language(code: str) -> str:
    """A language in its own name."""
    return _NAMES.get(code) or QLocale(code).nativeLanguageName() or code
