"""Measuring the open model: on what, what came of it, and what of earlier measurements."""
