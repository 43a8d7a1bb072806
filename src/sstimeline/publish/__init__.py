"""Timelines to bytes: feeds, calendars, JSON and pages; and their files, written whole or not at all."""
