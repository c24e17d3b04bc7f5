"""The lanes: pictures along the tokens of a document, all showing the same stretch of it."""
