"""The guide: its pages in each language, what they say where, and where a link leads."""
