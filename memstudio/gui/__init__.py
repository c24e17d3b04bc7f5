"""The window: looks and gestures. It never touches a tensor."""
