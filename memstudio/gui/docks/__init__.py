"""The docks around the workspace."""
