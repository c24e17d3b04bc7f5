"""What the rows of a table can mean: the kinds of rows, and the roles that columns play in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memstudio.errors import MemStudioError, marked

RowKindName = Literal[
    "conversation", "recommendation", "retrieval", "question", "instruction", "translation",
    "summary", "number", "label", "text",
]  # fmt: skip
Holds = Literal[
    "text", "texts", "sentences", "passages", "messages", "asked", "label", "number", "measure"
]
"""`sentences` are a text, or a list of texts that are said by turns; what is `asked` is a text, or messages."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a column is for.

    Attributes:
        name: in settings and on the command line.
        title: for a person.
        columns: names that such columns usually have, in lower case, the likeliest first.
        holds: what stands in its cells.
        is_needed: whether rows make no sense without it.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    holds: Holds = "text"
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class RowKind:
    """What rows mean.

    Attributes:
        name: in settings and on the command line.
        title: for a person.
        summary: what is learnt from them.
        roles: of columns.
    """

    name: RowKindName
    title: str
    summary: str
    roles: tuple[Role, ...]

    def role(self, name: str) -> Role | None:
        """The role of that name; None when there is none."""
        return next((role for role in self.roles if role.name == name), None)


TEXT = RowKind(
    "text",
    marked("data", "Plain text"),
    marked("data", "Each row is a text; every word of it is learnt."),
    (Role("text", marked("data", "Text"), ("text", "content", "story", "document", "body")),),
)

_SYSTEM = Role(
    "system", marked("data", "System text"), ("system", "system_prompt"), is_needed=False
)

_MORE_LABELS = ("sentiment", "topic", "category", "emotion", "intent")
"""Names of columns that say of what they are labels, so that they may stand beside others."""
LABEL_ROLES = ("label", "label_2", "label_3", "label_4")
"""Roles of columns of labels, in the order in which they are said."""

# The most particular first: it is taken when all that it needs is there.
ROW_KINDS: tuple[RowKind, ...] = (
    RowKind(
        "conversation",
        marked("data", "Conversations"),
        marked("data", "Turns of a person and an assistant; the assistant's are learnt."),
        (
            Role(
                "messages", marked("data", "Messages"),
                ("messages", "conversations", "conversation", "chat", "dialogue", "dialog", "chosen", "completion"), "messages",
            ),
            Role("prompt", marked("data", "Messages before"), ("prompt",), "asked", is_needed=False),
            _SYSTEM,
        ),
    ),
    RowKind(
        "recommendation",
        marked("data", "Recommendations"),
        marked("data", "What a person touched, and what was offered; the choice is learnt."),
        (
            Role("history", marked("data", "History"), ("history", "clicked_history", "past"), "texts"),
            Role("candidates", marked("data", "Candidates"), ("candidates", "impressions", "items"), "texts"),
            Role("clicked", marked("data", "Chosen"), ("clicked", "chosen", "target", "label", "labels"), "texts"),
            Role("user", marked("data", "Person"), ("user", "user_id"), is_needed=False),
        ),
    ),
    RowKind(
        "retrieval",
        marked("data", "Queries and documents"),
        marked("data", "The document that a query found is learnt; documents that do not fit are passed over."),
        (
            Role("query", marked("data", "Query"), ("query", "search")),
            Role("document", marked("data", "Document"), ("document", "doc", "passage", "positive", "pos", "text")),
            Role(
                "relevance", marked("data", "Relevance"),
                ("relevance", "score", "label", "rel", "is_relevant"), "number", is_needed=False,
            ),
        ),
    ),
    RowKind(
        "question",
        marked("data", "Questions and answers"),
        marked("data", "Answers are learnt, after their context where there is one."),
        (
            Role("question", marked("data", "Question"), ("question", "questions", "query"), "sentences"),
            Role("answer", marked("data", "Answer"), ("answer", "answers", "answerkey", "response", "target"), "passages"),
            Role(
                "context", marked("data", "Context"),
                ("context", "passage", "background", "article", "document", "story"), "passages", is_needed=False,
            ),
            Role("choices", marked("data", "Choices"), ("choices", "options"), "passages", is_needed=False),
            _SYSTEM,
        ),
    ),
    RowKind(
        "instruction",
        marked("data", "Prompts and responses"),
        marked("data", "Responses are learnt; instructions and their input are only read."),
        (
            Role("instruction", marked("data", "Instruction"), ("instruction", "prompt", "human", "user")),
            Role("output", marked("data", "Response"), ("output", "response", "completion", "chosen", "assistant")),
            Role("input", marked("data", "Input"), ("input", "context"), "passages", is_needed=False),
            _SYSTEM,
        ),
    ),
    RowKind(
        "translation",
        marked("data", "Translations"),
        marked("data", "The translation is learnt after its source."),
        (
            Role("source", marked("data", "Source"), ("source", "src", "source_text"), "sentences"),
            Role("target", marked("data", "Translation"), ("target", "tgt", "target_text", "translation"), "sentences"),
        ),
    ),
    RowKind(
        "summary",
        marked("data", "Summaries"),
        marked("data", "The summary is learnt after its document."),
        (
            Role("document", marked("data", "Document"), ("document", "article", "text", "dialogue", "content")),
            Role("summary", marked("data", "Summary"), ("summary", "highlights", "abstract", "tldr")),
        ),
    ),
    RowKind(
        "number",
        marked("data", "Texts with a number"),
        marked("data", "The number is learnt as a written answer. With the objective 'say the number of a text' a head of its own says it."),
        (
            Role("text", marked("data", "Text"), ("text", "sentence", "content", "review", "body", "premise", "sentence1", "question1", "document", "title")),
            Role("pair", marked("data", "Second text"), ("hypothesis", "sentence2", "question2"), is_needed=False),
            Role(
                "number", marked("data", "Number"),
                ("number", "score", "value", "target", "rating", "stars", "price", "similarity", "label", "labels", "y"), "measure",
            ),
        ),
    ),
    RowKind(
        "label",
        marked("data", "Labelled texts"),
        marked("data", "The label is learnt after its text as a written answer. With the objective 'say the labels of a text' a head for each column says it."),
        (
            Role("text", marked("data", "Text"), ("text", "sentence", "content", "review", "news", "body", "premise", "sentence1", "question1", "title")),
            Role("pair", marked("data", "Second text"), ("hypothesis", "sentence2", "question2"), is_needed=False),
            Role("label", marked("data", "Label"), ("label", "labels", "sentiment", "class", "category", "topic"), "label"),
            Role("label_2", marked("data", "Second label"), _MORE_LABELS, "label", is_needed=False),
            Role("label_3", marked("data", "Third label"), _MORE_LABELS, "label", is_needed=False),
            Role("label_4", marked("data", "Fourth label"), _MORE_LABELS, "label", is_needed=False),
        ),
    ),
    TEXT,
)  # fmt: skip

_BY_NAME: dict[str, RowKind] = {kind.name: kind for kind in ROW_KINDS}


def row_kind(name: str) -> RowKind:
    """The kind of that name.

    Raises:
        MemStudioError: there is none; the message lists what there is.
    """
    if name not in _BY_NAME:
        raise MemStudioError(
            marked("errors", "Rows cannot be '{name}'. They can be: {names}."),
            name=name, names=", ".join(_BY_NAME),
        )  # fmt: skip
    return _BY_NAME[name]
