"""What is struck by faults, one file each: how it is done, and how to see what is there after."""
