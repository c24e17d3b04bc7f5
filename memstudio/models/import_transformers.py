"""Importing transformers in whichever thread is the first to need it."""

from __future__ import annotations


def import_transformers() -> None:
    """Import transformers, or wait until another thread has.

    At the end of its import it puts another module in its own place. `from transformers import X`
    in a thread that waited for that is left with the first, which has nothing in it.
    """
    import transformers  # noqa: F401
