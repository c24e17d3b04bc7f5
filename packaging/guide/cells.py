"""Cells of Markdown tables."""

from __future__ import annotations


def cell(text: str) -> str:
    """Text as it may stand between two bars of a table."""
    return " ".join(text.split()).replace("|", "\\|")
