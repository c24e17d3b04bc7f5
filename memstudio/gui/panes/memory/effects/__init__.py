"""What the memory did, put to the test: links to the sources, and changes to the slots."""
