"""One file a memory kind; `memstudio.memory.kinds_registry` lists them."""
