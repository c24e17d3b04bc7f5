"""Another window in the place of the one that is there, with all that was done in it."""
