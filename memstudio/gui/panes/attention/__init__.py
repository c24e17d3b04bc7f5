"""Plain attention of any model, at any length."""
