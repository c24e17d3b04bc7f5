"""The same over and over: nothing may grow."""
