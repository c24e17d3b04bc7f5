"""The watching of files: what, how it is labelled, when to alert, and what came."""
