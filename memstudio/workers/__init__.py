"""The thread that owns the model, and the messages that pass between it and the window."""
