"""The names that articles use: institutions and places."""
