"""Small widgets that any pane may use."""
