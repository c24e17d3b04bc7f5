"""Models written for use elsewhere: as folders, as what was learnt alone, as programs."""
