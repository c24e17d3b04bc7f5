"""The page of a memory kind that a plug-in brings: a head that describes the kind, and the text.

The page lies beside the kind's module and has the kind's name. Its head is TOML between two lines of
three plus signs, so that a kind is listed without its code, which needs torch, being imported:

    +++
    title = "Fading averages"
    summary = "What the kind does, in a sentence or two."
    has_slots = true
    +++
    # Fading averages
    ...
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from pathlib import Path

_MARK = "+++"


class KindHead(BaseModel):
    """What the head says; the fields mean what those of `KindDescription` do.

    Attributes:
        options: "module:Class" of what the kind can be told, a subclass of
            `memstudio.memory.kind_options.KindOptions` in a module that does not import torch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=80)
    summary: str = Field(min_length=1, max_length=600)
    paper: str = Field(default="", max_length=400)
    has_slots: bool = True
    tokens_per_slot: int = Field(default=0, ge=0)
    copies: int = Field(default=1, ge=1)
    others: int = Field(default=0, ge=0)
    needs_encoder: bool = False
    usual_slots: int | None = Field(default=8, ge=1)
    when_fresh: Literal["unchanged", "first segment unchanged", "changed"] = "changed"
    options: str = ""


def read_page(path: Path) -> tuple[KindHead, str]:
    """The head of a page, and what stands below it.

    Raises:
        ValueError: there is no head, or it says something wrong.
        OSError: the page cannot be read.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    marks = [number for number, line in enumerate(lines) if line.strip() == _MARK]
    if len(marks) < 2 or marks[0] != 0:
        raise ValueError(f"{path.name} does not begin with a head between two lines of {_MARK}")
    end = marks[1]
    head = KindHead.model_validate(tomllib.loads("\n".join(lines[1:end])))
    return head, "\n".join(lines[end + 1 :]).lstrip("\n")
