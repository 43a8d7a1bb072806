"""One pure file a format; the file's name is the suffix of its feeds."""
