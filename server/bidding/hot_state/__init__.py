"""The hot state in Redis: its keys, scripts, clock and stored records."""
