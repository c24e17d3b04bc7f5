"""The window's verbs without a window: one file a command, and the engine imported only inside."""
