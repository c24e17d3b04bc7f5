"""The memory pane: a document, its slots over time, and what passed between them."""
