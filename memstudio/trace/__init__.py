"""Recordings of a memory over a document: made, stored, read back, drawn, put to the test."""

from memstudio.trace.reader import TraceReader

__all__ = ["TraceReader"]
