"""A session that drives itself, so that how smooth the window is can be measured."""
