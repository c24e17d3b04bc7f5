"""A model from scratch: text, tokenizer, architecture, size, memory, and where it is saved."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.data.tokenizer_kinds import (
    MOST_TOKENS,
    TOKENIZER_KINDS,
    TokenizerKind,
    tokenizer_kind,
)
from memstudio.gui.dialogs.memory_fields import MemoryFields
from memstudio.gui.dialogs.paths_editor import PathsEditor
from memstudio.gui.dialogs.save_place import PlaceRows
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.editors import ChoiceEditor
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_box import NumberBox
from memstudio.gui.widgets.number_format import bytes_text, compact, count
from memstudio.gui.widgets.setting_rows import SettingRows, section
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.models.families import FAMILIES, SIZES, family_of
from memstudio.training.from_scratch_settings import FromScratchSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memstudio.data.preview import CorpusPreview
    from memstudio.models.families import Size


class FromScratchSide(QWidget):
    """Text and tokenizer at the left; model, memory and place at the right; the cost beneath.

    Signals:
        changed: something is another.

    Args:
        corpus: the text on the Train page.
        before: what was chosen before, when that came to nothing.
    """

    changed = Signal()

    def __init__(
        self,
        corpus: CorpusPreview | None,
        before: FromScratchSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._corpus = corpus
        self._asked = before.asked if before is not None else FOUND
        self._make_fields()
        self._compose()
        self._start_from(before)
        self._connect()
        self.refresh()

    # ------------------------------------------------------------------ building

    def _make_fields(self) -> None:
        self.train_text_button = QPushButton(icon("chart"), self.tr("Text on the Train page"))
        self.train_text_button.setAutoDefault(False)
        self.text = PathsEditor((self.train_text_button,))
        self.text_problem = QLabel()
        self.text_problem.setObjectName("text.problem")
        self.text_problem.setProperty("role", "danger")
        self.text_problem.setWordWrap(True)
        kinds = [(each.name, filled(each.title)) for each in TOKENIZER_KINDS]
        self.tokenizer = ChoiceEditor(kinds, TOKENIZER_KINDS[0].name)
        self.vocabulary = NumberBox()
        self.vocabulary.setRange(1, MOST_TOKENS)
        self.vocabulary.setGroupSeparatorShown(True)
        self.vocabulary.setAccelerated(True)
        self.vocabulary.setSuffix(" " + self.tr("tokens"))
        self.vocabulary.setValue(TOKENIZER_KINDS[0].usual)
        families = [(each.name, each.title) for each in FAMILIES]
        self.architecture = ChoiceEditor(families, FAMILIES[0].name)
        sizes = [(each.name, self._size_words(each)) for each in SIZES]
        self.model_size = ChoiceEditor(sizes, SIZES[0].name)
        self.memory = MemoryFields(self.tr("Of all weights' first, random values"))
        self.place_rows = PlaceRows()
        self.place = self.place_rows.place
        self.cost = QLabel()
        self.cost.setObjectName("cost")
        self.cost.setWordWrap(True)

    def _size_words(self, size: Size) -> str:
        return self.tr("{name}: {layers} layers, width {width}").format(
            name=size.name, layers=size.layers, width=size.width
        )

    def _compose(self) -> None:
        sizes = current().sizes
        left = QVBoxLayout()
        left.setSpacing(sizes.space_s)
        left.addWidget(section(self.tr("Text")))
        left.addWidget(self.text, 1)
        left.addWidget(self.text_problem)
        left.addWidget(section(self.tr("Tokenizer")))
        self._tokenizer_rows = SettingRows()
        self._tokenizer_rows.add("tokenizer", self.tr("Tokens"), self.tokenizer, "")
        self.tokenizer_note = self._tokenizer_rows.add_note()
        self._tokenizer_rows.add(
            "vocabulary", self.tr("Vocabulary"), self.vocabulary,
            self.tr("Tokens that there are, those included that stand for no text"),
        )  # fmt: skip
        left.addWidget(self._tokenizer_rows)
        columns = QHBoxLayout()
        columns.setSpacing(sizes.space_xl)
        columns.addLayout(left, 1)
        # On a small screen the sentences beneath the fields may not fit at once.
        columns.addWidget(scrolled(self._model_page()), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(sizes.space_m)
        whole.addLayout(columns, 1)
        whole.addWidget(self.cost)

    def _model_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        right = QVBoxLayout(page)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(current().sizes.space_s)
        right.addWidget(section(self.tr("Model")))
        rows = SettingRows()
        rows.add("architecture", self.tr("Architecture"), self.architecture, "")
        self.architecture_note = rows.add_note()
        rows.add("size", self.tr("Size"), self.model_size, "")
        right.addWidget(rows)
        right.addWidget(section(self.tr("Memory")))
        right.addWidget(self.memory)
        right.addWidget(section(self.tr("Saved as")))
        right.addWidget(self.place_rows)
        right.addStretch(1)
        return page

    def _start_from(self, before: FromScratchSettings | None) -> None:
        if before is not None:
            self.text.add(before.corpus)
            self.tokenizer.set_setting(before.tokenizer)
            self.vocabulary.setValue(before.vocabulary)
            self.architecture.set_setting(before.architecture)
            self.model_size.set_setting(before.size)
            self.memory.offer(has_encoder=family_of(before.architecture).has_encoder)
            self.memory.start_from(before)
            self.place.choose(before.folder)
            return
        if self._corpus is not None:
            self.text.add(self._corpus.paths)
        self._suggest()

    def _connect(self) -> None:
        self.train_text_button.clicked.connect(self._on_train_text_clicked)
        self.text.changed.connect(self.refresh)
        self.tokenizer.changed.connect(self._on_tokenizer_changed)
        self.architecture.changed.connect(self._on_architecture_changed)
        self.model_size.changed.connect(self._on_size_changed)
        self.vocabulary.valueChanged.connect(self.refresh)
        self.memory.kind_changed.connect(self._suggest)
        self.memory.changed.connect(self.refresh)
        self.place.changed.connect(self.refresh)

    # ------------------------------------------------------------------ what is chosen

    def add_text(self, paths: Iterable[str]) -> None:
        """Put files and folders among the text."""
        self.text.add(paths)

    @Slot(object)
    def offer_corpus(self, corpus: CorpusPreview | None) -> None:
        """There is another text on the Train page."""
        self._corpus = corpus
        self.refresh()

    def settings(self) -> FromScratchSettings:
        """What the form says."""
        return FromScratchSettings(
            corpus=self.text.paths(),
            folder=self.place.chosen(),
            architecture=self.architecture.setting(),
            size=self.model_size.setting(),
            tokenizer=self.tokenizer.setting(),
            vocabulary=self.vocabulary.value(),
            kind=self.memory.kind.setting(),
            num_slots=self.memory.num_slots.value(),
            segment_length=self.memory.segment_length.value(),
            seed=self.memory.seed.value(),
            options=self.memory.options.setting(),
            asked=self._reading(),
        )

    def reason(self) -> str:
        """Why no model can be made of it; "" when one can."""
        if not self.text.paths():
            return self.tr("Add the text that the tokenizer is trained on, or drop it here.")
        problems = (
            self._text_problem(),
            self._vocabulary_problem(),
            self.memory.problem(),
            self.place_rows.reason(),
        )
        return next((each for each in problems if each), "")

    def _reading(self) -> ReadSettings:
        """How the text is read: as on the Train page, where it stands there too."""
        chosen = set(self.text.paths())
        if self._corpus is not None and chosen and chosen >= set(self._corpus.paths):
            return self._corpus.asked
        return self._asked

    def _kind_of_tokens(self) -> TokenizerKind:
        return tokenizer_kind(self.tokenizer.setting())

    def _text_problem(self) -> str:
        for path in self.text.paths():
            if not os.path.exists(path):  # noqa: PTH110 - never raises
                return self.tr("%1 is not there any more. Remove it.").replace("%1", path)
        return ""

    def _vocabulary_problem(self) -> str:
        least = self._kind_of_tokens().least
        if self.vocabulary.value() >= least:
            return ""
        return self.tr("These tokens need a vocabulary of at least %1.").replace("%1", count(least))

    # ------------------------------------------------------------------ events

    @Slot()
    def _on_train_text_clicked(self) -> None:
        if self._corpus is not None:
            self.text.add(self._corpus.paths)

    @Slot()
    def _on_tokenizer_changed(self) -> None:
        self.vocabulary.setValue(self._kind_of_tokens().usual)
        self.refresh()

    @Slot()
    def _on_architecture_changed(self) -> None:
        self.memory.offer(has_encoder=family_of(self.architecture.setting()).has_encoder)
        self._suggest()
        self.refresh()

    @Slot()
    def _on_size_changed(self) -> None:
        self._suggest()
        self.refresh()

    @Slot()
    def _suggest(self) -> None:
        self.place.suggest(
            f"{self.architecture.setting()}-{self.model_size.setting()}", self.memory.kind.setting()
        )

    @Slot()
    def refresh(self) -> None:
        """Say anew what is wrong, and what the model costs."""
        on_train_page = self._corpus.paths if self._corpus is not None else ()
        self.train_text_button.setVisible(not set(on_train_page) <= set(self.text.paths()))
        text_problem = self._text_problem()
        self.text_problem.setText(text_problem)
        self.text_problem.setVisible(bool(text_problem))
        tokens = self._kind_of_tokens()
        self.tokenizer_note.setText(filled(tokens.summary))
        self.vocabulary.setEnabled(not tokens.is_fixed)
        self._tokenizer_rows.show_problem("vocabulary", self._vocabulary_problem())
        self.architecture_note.setText(filled(family_of(self.architecture.setting()).summary))
        self.place_rows.refresh()
        self._show_cost()
        self.changed.emit()

    def _show_cost(self) -> None:
        cost = self.settings().cost()
        text = self.tr(
            "{parameters} parameters without the memory · {disk} on disk · "
            "roughly {training} of memory to train, besides the program's own"
        )
        self.cost.setText(
            text.format(
                parameters=compact(cost.parameters),
                disk=bytes_text(cost.disk_bytes),
                training=bytes_text(cost.training_bytes),
            )
        )
