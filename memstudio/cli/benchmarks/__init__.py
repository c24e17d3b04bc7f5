"""The commands of `memstudio bench`, one file each."""
