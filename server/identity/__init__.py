"""Who sends a request: tokens, the keys that verify them, and the identity that they prove."""
