"""What went into the memory of a conversation, so that a state that is saved can say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import torch
import transformers

from memstudio import __version__
from memstudio.memory.state_provenance import Reading, StateProvenance, opening
from memstudio.tasks.clock import now

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel

Way = Literal["document", "said", "written"]
"""How a text came into a memory."""


@dataclass(frozen=True)
class ReadingLog:
    """The provenance of a memory that goes on; never changed, only replaced.

    Attributes:
        so_far: what is known of it now.
    """

    so_far: StateProvenance = field(default_factory=StateProvenance)

    def after(
        self,
        way: Way,
        text: str,
        num_tokens: int,
        source: str = "",
        when: str = "",
    ) -> ReadingLog:
        """With a text that was read; one without tokens leaves nothing."""
        if not num_tokens:
            return self
        reading = Reading(
            way=way,
            source=source,
            num_tokens=num_tokens,
            opening=opening(text),
            when=when or now(),
        )
        return ReadingLog(self.so_far.with_reading(reading))

    def saved_as(self, name: str, loaded: LoadedModel) -> StateProvenance:
        """That of the memory as it is now, saved under `name`.

        Under another name than it was loaded or saved with before, it is a fork of that one.
        """
        known = self.so_far
        if known.name and known.name != name:
            known = known.forked(name, now())
        versions = {
            "memstudio": __version__,
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        }
        return known.model_copy(
            update={
                "name": name,
                "saved": now(),
                "model": loaded.source.name,
                "reference": loaded.source.lasting_reference,
                "versions": versions,
            }
        )
