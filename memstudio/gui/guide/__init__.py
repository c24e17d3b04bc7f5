"""The guide as the window's help: its pages in a window of their own."""
