"""News articles in, timelines people can subscribe to out."""
