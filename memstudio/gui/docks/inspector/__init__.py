"""The parts of the inspector: a slot in full, a token in full."""
