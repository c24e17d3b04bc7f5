"""Readers of files from strangers, fed with what was once valid: `python -m tests.fuzz --help`."""
