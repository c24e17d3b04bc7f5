"""The Runs page: all runs, compared; and those that wait."""
