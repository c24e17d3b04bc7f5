"""What else is told of a run: one file a tracker, each imported only when a run asks for it."""
