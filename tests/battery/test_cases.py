"""The battery tries every kind there is, and tries it where its memory counts."""

from __future__ import annotations

import torch

from memstudio.memory.kinds_registry import memory_kinds
from tests.battery.cases import CASES, SEGMENT, Case, every_case, random_ids, stirred


def test_every_kind_is_tried() -> None:
    assert {case.kind for case in CASES} == set(memory_kinds)


@every_case
def test_what_was_read_changes_what_comes(case: Case) -> None:
    model = stirred(case)
    ids = random_ids(2, 4 * SEGMENT)
    with torch.no_grad():
        whole = model(ids).logits[:, 2 * SEGMENT :]
        rest = model(ids[:, 2 * SEGMENT :]).logits
    changed = float((whole - rest).abs().max())
    assert (changed > 0.05) == case.remembers, changed
