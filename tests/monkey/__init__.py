"""Random hands on the real window, while the engine is at work."""
