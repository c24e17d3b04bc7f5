"""The demo, step by step: each done by the user's own hand on the real control."""
