"""One folder for each kind of occurrence."""
