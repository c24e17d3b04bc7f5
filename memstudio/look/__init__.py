"""How MemStudio looks, wherever it draws: in the window, in pictures and on pages. No Qt."""
