"""The workspace's panes, a folder each; they never import one another."""
