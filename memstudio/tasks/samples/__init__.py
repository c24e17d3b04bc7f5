"""What the bundled samples of tasks are made by."""
