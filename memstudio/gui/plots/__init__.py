"""Pictures. The only package that imports pyqtgraph."""
