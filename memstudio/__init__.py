"""MemStudio: train language models with a long-term memory, and see what they remember."""

__version__ = "0.1.0"
