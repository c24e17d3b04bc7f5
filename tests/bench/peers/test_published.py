"""The published algorithms are the published algorithms: equal to their authors' code where it is."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from memstudio.bench.memory_cost_models import CostSize, text_ids
from memstudio.bench.peers.contestant import backbone, mean_loss
from memstudio.bench.peers.published import PublishedArmt, PublishedRmt

SIZE = CostSize(width=32, layers=2, heads=4, vocab_size=64, segment_length=8, num_slots=3)


def _ids() -> torch.Tensor:
    return text_ids(SIZE.vocab_size, 2 * 24).view(2, 24)


def test_the_memory_of_rmt_is_what_the_second_tokens_became() -> None:
    rmt = PublishedRmt(SIZE)
    tokens = rmt.module.tokens
    model = rmt.module.backbone
    assert isinstance(tokens, nn.Parameter)
    ids = _ids()
    memory, logits = tokens.expand(2, -1, -1), []
    with torch.no_grad():
        for segment in torch.split(ids, 8, dim=1):
            words = model.get_input_embeddings()(segment)  # type: ignore[operator,union-attr]
            hidden = model.model(inputs_embeds=torch.cat([memory, words, memory], 1))[0]  # type: ignore[operator,union-attr]
            logits.append(model.lm_head(hidden[:, 3:-3]))  # type: ignore[operator,union-attr]
            memory = hidden[:, -3:]
        wanted = functional.cross_entropy(
            torch.cat(logits, 1)[:, :-1].flatten(0, 1), ids[:, 1:].flatten()
        )
    assert mean_loss(rmt, ids) == pytest.approx(float(wanted), abs=1e-5)


@pytest.mark.parametrize("build", [PublishedRmt, lambda size: PublishedArmt(size, d_mem=4)])
def test_the_gradient_reaches_the_first_segment(build: type[PublishedRmt]) -> None:
    contestant = build(SIZE)
    for name, weight in contestant.module.named_parameters():
        if "to_value" in name:
            nn.init.normal_(weight, std=0.1)
    words = contestant.module.backbone.get_input_embeddings().weight  # type: ignore[operator,union-attr]
    ids = _ids()
    ids[:, 0] = 63  # nowhere else, and predicted by nobody
    ids[:, 1:] = ids[:, 1:].clamp(max=62)
    for loss in contestant.losses(ids):
        loss.backward()  # type: ignore[no-untyped-call]
    assert words.grad[63].abs().sum() > 0


def test_a_fresh_association_changes_nothing_and_a_written_one_does() -> None:
    armt = PublishedArmt(SIZE, d_mem=4)
    plain = backbone(SIZE)
    ids = _ids()
    with torch.no_grad():
        fresh = [plain(each).logits for each in torch.split(ids, 8, dim=1)]
        logits = armt._read(ids)
        assert torch.allclose(logits, torch.cat(fresh, 1), atol=1e-5), "its values begin at zero"
        for layer in armt.module.backbone.model.layers:  # type: ignore[union-attr]
            nn.init.normal_(layer.to_value.weight, std=0.5)
        changed = armt._read(ids)
    assert torch.allclose(changed[:, :8], logits[:, :8], atol=1e-5), "nothing was written yet"
    assert not torch.allclose(changed[:, 8:], logits[:, 8:], atol=1e-3)
    again = armt._read(ids)
    assert torch.allclose(changed, again), "every text begins with nothing"
