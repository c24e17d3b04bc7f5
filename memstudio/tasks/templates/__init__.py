"""Ready tasks: what is needed to train a model for each, from its sample to its metric."""
