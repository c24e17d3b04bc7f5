"""The project's own measurements: what each memory learns, and what it costs."""
