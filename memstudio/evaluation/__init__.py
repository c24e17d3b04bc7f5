"""Measuring what models remember and how well they do."""
