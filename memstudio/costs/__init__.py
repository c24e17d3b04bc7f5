"""What a run costs: memory, arithmetic, time and what is sent, from the shape of a model alone."""
