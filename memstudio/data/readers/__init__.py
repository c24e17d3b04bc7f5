"""One file a format; `memstudio.data.readers.registry` lists them by their endings."""
