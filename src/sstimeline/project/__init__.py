"""Envelopes to entries to timelines: pure, and the same for every store."""
