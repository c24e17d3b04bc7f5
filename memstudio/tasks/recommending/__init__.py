"""Recommending: what users touched is read into a memory each, and candidates are ranked by it."""
