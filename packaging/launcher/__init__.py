"""Sets up an environment and runs MemStudio in it. Standard library only."""
