"""Reading text from files, looking at it, and turning it into tokens."""
