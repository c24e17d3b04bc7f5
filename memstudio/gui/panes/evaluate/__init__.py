"""The Evaluate page: memories tried on tasks, and what they get right."""
