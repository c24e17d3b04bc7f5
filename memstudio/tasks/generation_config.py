"""How transformers is told to continue a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import GenerationConfig

if TYPE_CHECKING:
    from memstudio.tasks.generation_settings import GenerationSettings


def generation_config(
    model: Any, tokenizer: Any, settings: GenerationSettings, max_new_tokens: int
) -> GenerationConfig:
    """The configuration of one call of `generate`.

    Args:
        model: whose own end of a text counts, when it has one.
        tokenizer: whose end counts otherwise.
        settings: how to write.
        max_new_tokens: at most so many now, whatever the settings allow in all.
    """
    base = model.generation_config
    end = base.eos_token_id if base.eos_token_id is not None else tokenizer.eos_token_id
    pad = tokenizer.pad_token_id
    if pad is None:
        pad = end[0] if isinstance(end, list) else end
    samples = settings.temperature > 0
    return GenerationConfig(
        max_new_tokens=max_new_tokens,
        do_sample=samples,
        temperature=settings.temperature if samples else 1.0,
        top_p=settings.top_p if samples else 1.0,
        # Otherwise transformers takes the likeliest 50, whatever the share.
        top_k=0 if samples else None,
        eos_token_id=end,
        pad_token_id=pad if pad is not None else 0,
    )
