"""Answers with their sources: found in a collection, written by a model, and trusted so far."""
