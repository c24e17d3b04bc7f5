"""Reading a million tokens: whether it gets slower or larger, and what is remembered of the start."""
