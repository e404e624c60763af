"""A listing's parts: increments, soft close, and the contradictions that keep it from being sold."""
