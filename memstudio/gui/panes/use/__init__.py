"""The use pane: continuing a text with a memory that is carried over."""
