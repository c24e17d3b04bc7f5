"""What is to be seen on each page and panel now, in sentences: asked for, and for screen readers."""
