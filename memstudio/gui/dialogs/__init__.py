"""Dialogs; none blocks the window while a run is on."""
