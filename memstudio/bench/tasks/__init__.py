"""What small models are asked to learn: each task is one file."""
