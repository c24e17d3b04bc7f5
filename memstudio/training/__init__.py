"""Runs: their configuration, their folder, and the training itself on Hugging Face's Trainer."""
