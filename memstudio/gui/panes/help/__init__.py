"""Whether the memory helps: the same text with it and with the controls, in the Memory page."""
