"""Words that settings of a collection are made of; imports nothing."""

OPEN_MODEL = "model"
"""In place of an encoder's folder: the open language model's own vectors."""
