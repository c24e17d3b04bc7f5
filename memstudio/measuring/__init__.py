"""Measuring one model: on a text, on what its run held out, or by stories; beside another model."""
