"""Faults at random moments, and what is lost by them."""
