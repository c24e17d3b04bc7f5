"""The train pane: what is trained on what, and how it goes."""
