"""The dataset shown: counts, the split, first rows, how it is read, and what was wrong with it."""
