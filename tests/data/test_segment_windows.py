"""Samples of segments in a row: each token is in one, and none crosses the end of a document."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.data.segment_windows import SegmentWindows
from memstudio.data.tokenised import TokenisedCorpus
from memstudio.errors import DataError


def corpus_of(lengths: list[int]) -> TokenisedCorpus:
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return TokenisedCorpus(np.arange(100, 100 + offsets[-1], dtype=np.int32), offsets)


@settings(deadline=None)
@given(
    lengths=st.lists(st.integers(0, 40), min_size=1, max_size=8),
    segment_length=st.integers(2, 7),
    segments_per_sample=st.integers(1, 4),
)
def test_each_token_is_in_one_sample_but_a_last_one_alone(
    lengths: list[int], segment_length: int, segments_per_sample: int
) -> None:
    corpus = corpus_of(lengths)
    size = segment_length * segments_per_sample
    alone = [
        int(first + length - 1)
        for first, length in zip(corpus.offsets, lengths, strict=False)
        if length % size == 1
    ]
    expected = np.delete(corpus.tokens, alone).tolist()
    if not expected:
        with pytest.raises(DataError):
            SegmentWindows(corpus, segment_length, segments_per_sample)
        return
    windows = SegmentWindows(corpus, segment_length, segments_per_sample)
    found: list[int] = []
    for sample in (windows[index] for index in range(len(windows))):
        kept = sample["attention_mask"].bool()
        count = int(kept.sum())
        assert count >= 2
        assert kept[:count].all()
        assert sample["input_ids"].shape == sample["labels"].shape == (size,)
        assert {tensor.dtype for tensor in sample.values()} == {torch.int64}
        assert torch.equal(sample["labels"][:count], sample["input_ids"][:count])
        assert (sample["labels"][count:] == -100).all()
        ids = sample["input_ids"][:count].tolist()
        ends = np.searchsorted(corpus.offsets, [ids[0] - 100, ids[-1] - 100], side="right")
        assert ends[0] == ends[1], "a sample crosses the end of a document"
        found += ids
    assert found == expected
