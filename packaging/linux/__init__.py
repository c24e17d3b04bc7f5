"""What is made for Linux: a package for Debian, an AppDir, and what a desktop wants."""
