"""Recordings of a memory over a document: made, stored, read back, drawn, put to the test."""
