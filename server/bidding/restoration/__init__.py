"""Restoration of a hot state that may have lost events, from the archive."""
