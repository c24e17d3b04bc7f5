"""The document of a trace, read again by the model that recorded it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import TraceError, marked
from memstudio.models.weights_mark import WeightsMark
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.token_texts import TokenisedText, token_texts

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.trace.reader import TraceReader

_SEGMENTS_COMPARED = 8
_MOST_APART = 0.03
"""Nats of loss, in the mean: more than numbers of another precision make."""
_MOST_APART_IF_PRECISE = 1e-3
"""The same where both are in single precision, as of adapters and the weights that they became."""
_WORDS_COMPARED = 200


def session_of_trace(
    loaded: LoadedModel, trace: TraceReader, *, control: Control
) -> ReadingSession:
    """A session for the document of a trace.

    Args:
        loaded: the open model.
        trace: that it recorded.
        control: may cancel.

    Raises:
        TraceError: another model recorded the trace, or this one as it was before more training.
        Cancelled: through `control`.
    """
    model = loaded.model
    kind = getattr(model.config, "memory_kind", "none")
    if kind != trace.memory_kind or not trace.num_slots:
        raise TraceError(
            marked("errors", "This trace was recorded by {model} with the memory '{kind}', and the open model is another. Open that model, or record the document again."),
            model=trace.model, kind=trace.memory_kind,
        )  # fmt: skip
    tokens = TokenisedText(
        text=trace.text,
        ids=trace.token_ids,
        starts=trace.token_starts,
        ends=trace.token_ends,
        is_truncated=False,
    )
    if not _same_form(loaded, trace):
        raise _other_model(trace)
    session = ReadingSession(loaded, tokens)
    theirs, ours = WeightsMark.read(trace.attrs.get("weights")), WeightsMark.of(session.model)
    if theirs is None or ours is None:
        is_same = _reads_alike(session, trace, _MOST_APART, control)
    elif theirs.form == ours.form:
        is_same = theirs.values == ours.values
    else:
        # The same weights may stand in other numbers, or adapters have become a part of them.
        are_precise = theirs.precision == ours.precision == "float32"
        most = _MOST_APART_IF_PRECISE if are_precise else _MOST_APART
        is_same = _reads_alike(session, trace, most, control)
    if not is_same:
        raise _other_model(trace)
    return session


def _reads_alike(
    session: ReadingSession, trace: TraceReader, most_apart: float, control: Control
) -> bool:
    """Whether the beginning of the document is as likely as it was, in the mean."""
    stop = min(_SEGMENTS_COMPARED, session.num_segments)
    session.read(control, stop)
    end = session.bounds(stop - 1)[1]
    apart = np.abs(trace.loss(0, end) + session.log_probability[:end])
    return end <= 1 or float(np.nanmean(apart)) <= most_apart


def _same_form(loaded: LoadedModel, trace: TraceReader) -> bool:
    """Whether slots, segments and words are those of the trace."""
    config = loaded.model.config
    words = int(config.get_text_config(decoder=True).vocab_size)
    used = np.unique(trace.token_ids)
    if (
        trace.segment_length != config.segment_length
        or trace.num_slots != config.num_slots
        or used[-1] >= words
    ):
        return False
    some = used[:: max(1, len(used) // _WORDS_COMPARED)].tolist()
    texts = token_texts(loaded.tokenizer, some)
    return all(trace.word(each) == texts[each] for each in some)


def _other_model(trace: TraceReader) -> TraceError:
    if trace.step is not None:
        # It may well be called as the open model: that is what came of the same run.
        return TraceError(
            marked("errors", "This trace is of training step {step} of {model}, and the open model does not read this text as the model did then. Record the document again."),
            step=trace.step, model=trace.model,
        )  # fmt: skip
    return TraceError(
        marked("errors", "The open model does not read this text as {model} did when the trace was recorded: it is another model, or it has been trained since. Open that model, or record the document again."),
        model=trace.model,
    )  # fmt: skip
