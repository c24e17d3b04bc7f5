"""One memory kind, one task, one format and one pane for MemStudio, each in a file of its own."""
