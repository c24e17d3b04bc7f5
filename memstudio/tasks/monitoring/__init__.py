"""Texts that keep arriving: watched, labelled, kept in a log, and an alert when negatives surge."""
