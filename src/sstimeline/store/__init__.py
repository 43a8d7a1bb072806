"""The log, for ever; the views, rebuildable; the desk, working state (STORE.md)."""
