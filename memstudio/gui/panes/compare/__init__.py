"""Two traces beside each other on one axis, and their difference."""
