"""Memory kinds, and their attachment to Hugging Face models."""
